#include <cmath>
#include <filesystem>
#include <iostream>
#include <memory>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "answers/table.hpp"
#include "api/this_machine.hpp"
#include "catalog/input_error.hpp"
#include "catalog/input_file.hpp"
#include "catalog/name_resolver.hpp"
#include "cli/long_json.hpp"
#include "cli/output_file.hpp"
#include "cli/parser.hpp"
#include "cli/session.hpp"
#include "formats/machines/machine_json.hpp"
#include "formats/machines/read_machine.hpp"
#include "formats/machines/this_machine.hpp"
#include "model/units.hpp"

namespace tokroof::cli {
namespace {

constexpr const char* kMachineExamples =
    "EXAMPLES\n"
    "  This machine: its files in /proc and /sys, NVIDIA's library, and vendors' tools that are there\n"
    "    tokroof machine\n"
    "  The same to a file; root may read the memory modules too\n"
    "    sudo tokroof machine -o machine.json\n"
    "  From files that somebody sent, in any order; - is standard input\n"
    "    nvidia-smi topo -m > topo.txt; tokroof machine topo.txt gpus.csv lscpu.txt -o machine.json\n"
    "  Then predict for it\n"
    "    tokroof predict --machine machine.json --model llama-3.3-70b --quant Q4_K_M\n"
    "TESTS OF CONTAINERS\n"
    "  TOKROOF_ROOT=DIR is asked instead of /: DIR/proc, DIR/sys and programs in DIR/usr/bin (PATH, below "
    "DIR).\n"
    "  TOKROOF_TOOL_SECONDS=N is the time that programs have; 10 otherwise.";

struct MachineOptions {
  std::vector<std::string> files;
  std::string output;
};

/// All of a file or of standard input, up to what a tool can have printed.
std::string text_of(const std::string& path) {
  return path == "-" ? catalog::read_text(std::cin, "standard input", formats::kMostToolBytes)
                     : catalog::read_text(path, formats::kMostToolBytes);
}

std::string shown(double value, double unit) {
  return std::isfinite(value) ? fmt::format("{:.4g}", value / unit) : "-";
}

/// Generation and lanes now, as far as they are known.
std::string slot(const formats::MachineDevice& d) {
  std::string out = d.pcie_generation > 0 ? fmt::format("{:.0f}", d.pcie_generation) : "";
  if (d.pcie_lanes > 0) out += fmt::format("{}x{:.0f}", out.empty() ? "" : " ", d.pcie_lanes);
  return out.empty() ? "-" : out;
}

answers::Table device_table(const formats::Machine& m) {
  answers::Table out{.header = {"", "device", "GiB", "PCIe", "W", "name"}};
  for (const formats::MachineDevice& d : m.devices) {
    out.rows.push_back({fmt::format("GPU{}", d.index),
                        d.slug.empty() ? "?" : d.slug,
                        shown(d.memory_bytes, model::kGib),
                        slot(d),
                        shown(d.power_limit_w, 1),
                        d.name});
  }
  return out;
}

answers::Table link_table(const formats::Machine& m) {
  answers::Table out{.header = {"between", "", "link", "GB/s", "us", ""}};
  for (const formats::MachineLink& l : m.links) {
    const char* through = !l.peer_to_peer   ? ""
                          : *l.peer_to_peer ? "peer to peer"
                                            : "through the host's memory";
    out.rows.push_back({fmt::format("GPU{}", l.a),
                        fmt::format("GPU{}", l.b),
                        l.label,
                        shown(l.bytes_per_s, 1e9),
                        shown(l.latency_s, 1e-6),
                        through});
  }
  return out;
}

void print(const api::KnownMachine& known, Session& session) {
  std::ostream& out = session.out();
  const formats::Machine& m = known.machine;
  out << api::machine_text(known);
  for (const answers::Table& table : {device_table(m), link_table(m)}) {
    if (!table.rows.empty()) {
      out << '\n';
      session.print(table);
    }
  }
  for (const formats::MachineDevice& d : m.devices) {
    if (d.nvlinks > 0) {
      out << fmt::format(
          "GPU{}  {:.0f} NVLinks of {:.4g} GB/s\n", d.index, d.nvlinks, d.nvlink_bytes_per_s / 1e9);
    }
  }
  if (!m.notes.empty()) out << '\n';
  for (const std::string& note : m.notes) {
    out << "note: " << note << '\n';
  }
}

void run(const MachineOptions& options, Session& session) {
  const catalog::DeviceNames& names = session.catalog().names().device_names();
  formats::Machine machine;
  for (const std::string& file : options.files) {
    std::error_code none;
    if (file != "-" && !std::filesystem::exists(file, none) &&
        !names.find(file, model::kUnknown).slug.empty()) {
      throw catalog::InputError(
          "usage",
          "is a device, not the output of a machine's tools; what runs on it, and how fast, say",
          file,
          {"models --device " + file, "predict --model NAME --device " + file});
    }
    formats::read_machine_text(text_of(file), file == "-" ? "standard input" : file, machine);
  }
  if (options.files.empty()) {
    machine = formats::read_system(formats::System::here(), names);
  } else {
    formats::complete_machine(names, machine);
  }
  const nlohmann::json file = formats::machine_json(machine);
  if (!options.output.empty()) {
    write_file(options.output, json_text(file) + "\n");
  }
  if (session.json()) {
    session.write(file);
  } else {
    print(api::known_machine(session.catalog(), machine), session);
  }
}

}  // namespace

void add_machine(Command app, Session& session) {
  auto options = std::make_shared<MachineOptions>();
  Command command =
      app.add_subcommand("machine", "What this machine is, or one whose tools' output is given");
  command.add_option("FILE",
                     options->files,
                     "Output of nvidia-smi (its table, topo -m, topo -p2p, -q, -L, nvlink --status, "
                     "--query-gpu --format=csv), "
                     "rocm-smi, amd-smi, xpu-smi discovery, system_profiler, lscpu, dmidecode -t memory, "
                     "sysctl, free, numactl -H; none: "
                     "this machine's");
  add_output_option(command, "-o,--output", options->output, "Write the machine file, which --machine takes");
  session.add_options(command);
  command.footer(kMachineExamples);
  command.callback([options, &session] { run(*options, session); });
}

}  // namespace tokroof::cli
