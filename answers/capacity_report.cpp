#include "answers/capacity_report.hpp"

#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "answers/columns.hpp"
#include "answers/json_number.hpp"
#include "answers/prediction_json.hpp"
#include "answers/prediction_text.hpp"
#include "model/count/memory.hpp"
#include "model/rates.hpp"
#include "model/units.hpp"

namespace tokroof::answers {
namespace {

using nlohmann::json;

/// Both units, as they are often taken for each other.
std::string both(double bytes) {
  return fmt::format("{:.1f} GB = {:.1f} GiB", bytes / 1e9, bytes / model::kGib);
}

double usual_bytes(const predict::Capacity& c) {
  return c.scenario.n_devices * model::usual_gpu_memory_bytes(c.scenario.device);
}

/// What ends the context.
const char* depth_bound_by(const predict::Capacity& c) {
  if (!c.depth_is_models) {
    return "memory";
  }
  return c.scenario.reserved_context < c.scenario.model->max_context ? "stated" : "model";
}

/// kUnknown: the GPU's part is stated, of a chip that is sold with several sizes.
double installed_bytes(const model::Scenario& s) {
  return s.gpu_memory_gib > 0 && model::unified_memory(s.device)
             ? model::kUnknown
             : s.n_devices * s.device.memory_gib * model::kGib;
}

/// Memory of the devices: installed, usable here, and by the system's default.
json machine_json(const predict::Capacity& c) {
  const model::Scenario& s = c.scenario;
  return {{"device", s.device_name},
          {"n_devices", whole_number(s.n_devices)},
          {"installed_bytes", whole_number(installed_bytes(s))},
          {"usable_bytes", whole_number(c.memory.available_bytes)},
          {"usable_by_default_bytes",
           whole_number(std::fmin(usual_bytes(c), s.n_devices * s.device.memory_gib * model::kGib))},
          {"unified", model::unified_memory(s.device)}};
}

const predict::Capacity* any_of(const CapacityReport& r) {
  return r.asked ? &*r.asked : r.alternatives.empty() ? nullptr : &r.alternatives.front();
}

std::string depth_end(const predict::Capacity& c, const char* of_model) {
  const std::string_view end = depth_bound_by(c);
  return end == "model" ? of_model : end == "stated" ? " (as stated)" : "";
}

std::string depth_cell(const predict::Capacity& c) {
  return c.most_depth ? fmt::format("{:.0f}{}", *c.most_depth, depth_end(c, " (the model's)")) : "-";
}

std::string gib(double bytes) { return fmt::format("{:.1f}", bytes / model::kGib); }

Columns<predict::Capacity> capacity_columns() {
  using predict::Capacity;
  Columns<Capacity> c;
  c.figure("model", [](const Capacity& x) { return json(x.scenario.model->slug); });
  c.shown(
      "model", [](const Capacity& x) { return std::string(x.scenario.model->slug); }, Column::left);
  c.figure("quant", [](const Capacity& x) { return json(x.scenario.quant); });
  c.shown(
      "quant", [](const Capacity& x) { return x.scenario.quant; }, Column::left);
  c.figure("parameters", [](const Capacity& x) { return whole_number(x.parameters); });
  c.figure("weights_bytes", [](const Capacity& x) { return whole_number(x.file_bytes); });
  c.shown(
      "file GB", [](const Capacity& x) { return fmt::format("{:.1f}", x.file_bytes / 1e9); }, Column::right);
  c.member("memory", [](const Capacity& x) { return memory_json(x.memory); });
  c.shown(
      "weights GiB", [](const Capacity& x) { return gib(x.memory.weights_bytes); }, Column::right);
  c.shown(
      "needed GiB", [](const Capacity& x) { return gib(x.memory.needed_bytes()); }, Column::right);
  c.figure("fits", [](const Capacity& x) { return json(x.fits); });
  c.shown(
      "fits", [](const Capacity& x) { return x.fits ? "yes" : "no"; }, Column::word);
  c.figure("most_depth",
           [](const Capacity& x) { return whole_number(x.most_depth.value_or(model::kUnknown)); });
  c.figure("depth_bound_by",
           [](const Capacity& x) { return x.most_depth ? json(depth_bound_by(x)) : json(nullptr); });
  c.shown("most depth", depth_cell, Column::right);
  c.figure("most_streams",
           [](const Capacity& x) { return whole_number(x.most_streams.value_or(model::kUnknown)); });
  c.shown(
      "most streams",
      [](const Capacity& x) { return x.most_streams ? fmt::format("{:.0f}", *x.most_streams) : "-"; },
      Column::right);
  c.figure("why_not",
           [](const Capacity& x) { return x.fits ? json(nullptr) : json(model::memory_sentence(x.memory)); });
  return c;
}

std::string machine_lines(const predict::Capacity& c) {
  const model::Scenario& s = c.scenario;
  const double installed = installed_bytes(s);
  std::string out = fmt::format("{:.0f} x {}: {}{} usable\n",
                                s.n_devices,
                                s.device_name,
                                std::isfinite(installed) ? both(installed) + " installed, " : "",
                                both(c.memory.available_bytes));
  if (std::isfinite(usual_bytes(c)) && std::isfinite(installed) && !s.cpu_only) {
    out += fmt::format("  by the system's default a GPU may use {}\n", both(usual_bytes(c)));
  }
  return out;
}

std::string asked_lines(const predict::Capacity& c, bool host_is_named) {
  std::string out =
      fmt::format("{} {}: {}\n", c.scenario.model->slug, c.scenario.quant, c.fits ? "fits" : "does not fit");
  const auto line = [&](const char* what, double bytes) {
    out += fmt::format("  {:<9} {}\n", what, both(bytes));
  };
  line("file", c.file_bytes);
  if (c.memory.table_bytes > 0) {
    out +=
        fmt::format("            of which {} are the embedding's table, which stays in the host's memory\n",
                    both(c.memory.table_bytes));
  }
  line("weights", c.memory.weights_bytes);
  line("KV cache", c.memory.kv_bytes);
  line("overhead", c.memory.overhead_bytes);
  line("needed", c.memory.needed_bytes());
  for (const model::DeviceNeed& d : c.memory.devices) {
    const model::NeededOf gib = model::told_apart(d.needed_bytes, d.available_bytes, model::kGib);
    out += fmt::format("  {}: {} of {} GiB\n", d.name, gib.needed, gib.available);
  }
  if (c.memory.host_bytes > 0) {
    line("host", c.memory.host_bytes);
  }
  if (c.memory.spilled_bytes > 0) {
    line("spilled", c.memory.spilled_bytes);
  }
  if (c.memory.stored_bytes > 0) {
    line("storage", c.memory.stored_bytes);
  }
  if (!c.fits) {
    out += "  why not   " + model::memory_sentence(c.memory) + "\n";
  }
  out += fmt::format("  depth     {}\n",
                     c.most_depth ? fmt::format("at most {:.0f} tokens{} with {:.0f} stream{}",
                                                *c.most_depth,
                                                depth_end(c, " (the model's context)"),
                                                c.scenario.concurrency,
                                                c.scenario.concurrency > 1 ? "s" : "")
                                  : std::string("not even an empty cache fits"));
  if (c.most_streams) {
    out +=
        fmt::format("  streams   at most {:.0f} at a depth of {:.0f}\n", *c.most_streams, c.scenario.depth);
  }
  const model::Scenario& s = c.scenario;
  if (s.facts.paged_cache && !(s.server_share > 0)) {
    out += fmt::format(
        "  note      {} takes {:g} of the memory by default: several streams count on that, one stream on "
        "all of "
        "it (--gpu-memory-utilization)\n",
        s.engine,
        model::server_share(s));
  }
  if (!c.fits && host_is_named && c.memory.host_bytes == 0) {
    out += "  note      this counts the devices alone: tokroof predict places a part on the host\n";
  }
  return out;
}

}  // namespace

nlohmann::json capacity_json(const CapacityReport& report) {
  const Columns<predict::Capacity> columns = capacity_columns();
  const predict::Capacity* any = any_of(report);
  return {{"machine", any != nullptr ? machine_json(*any) : json(nullptr)},
          {"assumed", assumed_json(report.request)},
          {"asked", report.asked ? columns.object(*report.asked) : json(nullptr)},
          {"alternatives", columns.objects(report.alternatives)}};
}

Table capacity_figures(const CapacityReport& report) {
  return capacity_columns().figures(report.alternatives);
}

Table capacity_table(const CapacityReport& report) { return capacity_columns().table(report.alternatives); }

std::string capacity_text(const CapacityReport& report, bool colour) {
  const predict::Capacity* any = any_of(report);
  std::string out = readings_line(report.request.assumed);
  out += any != nullptr ? machine_lines(*any) : "no model of the catalog fits\n";
  out += report.asked ? asked_lines(*report.asked, !report.request.run.host_device.empty()) : "";
  out += report.alternatives.empty() ? "" : "\n" + plain(capacity_table(report), colour);
  for (const std::string& note : report.request.notes) {
    out += "  note      " + note + "\n";
  }
  return out;
}

CapacityReport capacity_report(const catalog::Catalog& catalog,
                               const predict::Fitted& fitted,
                               const catalog::Question& question,
                               const std::function<predict::Request(const catalog::Question&)>& completed) {
  CapacityReport report;
  const bool any_model = question.run.model.empty();
  catalog::Question complete_with = question;
  if (any_model) {
    complete_with.run.model = "llama-3.1-8b";
  }
  report.request = completed(complete_with);
  const auto quants = question.run.quant.empty() ? predict::usual_quants(catalog, report.request.run.engine)
                                                 : std::vector<std::string>{question.run.quant};
  predict::CapacityOutcome outcome = predict::capacity_of(catalog, report.request.run);
  if (outcome.capacity && !std::isfinite(outcome.capacity->memory.available_bytes)) {
    report.refusal =
        model::Refusal{"unknown-memory",
                       fmt::format("how much memory {} has is not known: --host-memory-gib states it",
                                   report.request.run.device)};
    return report;
  }
  catalog::Question on_machine = question;  // where it was found, and not named
  if (question.run.device.empty()) {
    on_machine.run = report.request.run;
    on_machine.run.model = question.run.model;
    on_machine.run.quant = question.run.quant;
  }
  if (any_model) {
    report.alternatives = predict::largest_models(catalog, fitted, on_machine, quants);
    if (report.alternatives.empty()) {  // because of the machine?
      report.refusal = outcome.refusal;
    }
    return report;
  }
  if (outcome.refusal) {
    report.refusal = outcome.refusal;
    return report;
  }
  report.asked = std::move(outcome.capacity);
  report.alternatives = predict::by_quant(
      catalog, fitted, on_machine, predict::usual_quants(catalog, report.request.run.engine));
  return report;
}

}  // namespace tokroof::answers
