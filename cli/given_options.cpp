#include "cli/given_options.hpp"

#include "catalog/runs_table.hpp"
#include "cli/parser.hpp"
#include "cli/session.hpp"
#include "formats/benchmarks/canonical_cells.hpp"

namespace tokroof::cli {
namespace {

struct Choice {
  const char *names, *column, *type, *help;
};

// The options are those of predict where it has them; the columns are those of a runs table.
constexpr Choice kChoices[] = {
    {"--device", "device", "NAME", "Device, or unequal ones joined by '+' (list devices)"},
    {"--n-devices", "n_devices", "N", "Devices that shared one copy of the model"},
    {"--split-mode,--split", "split", "MODE", "none, layer, row, tensor, pipeline or rpc (-sm)"},
    {"--link", "interconnect", "NAME", "Link between the devices (list links)"},
    {"--network", "network", "NAME", "Network between machines, where one did not hold all devices"},
    {"--machine-devices", "machine_devices", "N", "Devices of a machine (--gpus-per-node)"},
    {"--host", "host_device", "NAME", "Host processor"},
    {"-t,--threads", "threads", "N", "Threads of the host"},
    {"--power-limit", "power_w", "W", "Power limit of one device [W]"},
    {"-m,--model", "model", "NAME", "Model (list models)"},
    {"--quant", "quant", "NAME", "File type or storage type of the weights (list quants)"},
    {"--size-gib", "size_gib", "GIB", "Size of the weight file [GiB]"},
    {"--engine", "engine", "NAME", "Engine (list engines)"},
    {"--engine-version", "engine_version", "TEXT", "Its version"},
    {"--engine-date", "engine_date", "DATE", "Release date of its build"},
    {"--backend", "backend", "NAME", "cuda, rocm, vulkan, metal, mlx, cpu, sycl, hpu or rdu"},
    {"--flash-attn", "fa", "0|1", "Flash attention (-fa)"},
    {"--eager", "eager", "0|1", "The host launches every kernel (--enforce-eager)"},
    {"--n-gpu-layers", "ngl", "N", "Layers on the device (-ngl)"},
    {"--placement", "placement", "TEXT", "cpu, experts=cpu, expert-layers-gpu=N, partial or gpu"},
    {"--kv-type", "kv_type", "NAME", "Type of the KV cache (-ctk)"},
    {"-p,--n-prompt", "n_prompt", "N", "Tokens of the prompt"},
    {"-n,--n-gen", "n_gen", "N", "Tokens generated"},
    {"-d,--n-depth", "depth", "N", "Tokens in the cache when generation starts"},
    {"--concurrency", "concurrency", "N", "Parallel streams (--streams)"},
    {"--speculative",
     "speculative",
     "NAME",
     "Speculative decoding: none, mtp, ngram, draft, eagle, dflash, dspark"},
    {"--spec-tokens", "spec_tokens", "N", "Tokens drafted a step"},
    {"--acceptance", "acceptance", "0..1", "Share of the drafted tokens that is accepted"},
    {"--source", "source", "TEXT", "Where the figures are from; else the name of the file"},
    {"--url", "url", "TEXT", "Its address"},
    {"--date", "date", "DATE", "When they were measured"},
};

}  // namespace

void GivenOptions::add_to(Command command) {
  for (const Choice& c : kChoices) {
    const std::string names = c.names;
    Given& given = given_.emplace_back(Given{names.substr(names.find("--")), c.column, ""});
    given.option = given.option.substr(0, given.option.find(','));
    command.add_option(c.names, given.text, c.help).type_name(c.type).group("What the files do not say");
  }
}

catalog::Run GivenOptions::cells(Session& session) const {
  catalog::Run run;
  for (const Given& given : given_) {
    const std::string text = given.text == "on" ? "1" : given.text == "off" ? "0" : given.text;
    const std::string wrong = catalog::set_cell(run, given.column, text);
    if (!wrong.empty()) {
      throw catalog::InputError("usage", wrong, given.option);
    }
  }
  formats::make_canonical(session.catalog(), run);
  return run;
}

}  // namespace tokroof::cli
