#include "answers/check_block.hpp"

#include <array>
#include <cmath>
#include <vector>

#include <fmt/format.h>

#include "answers/check_json.hpp"
#include "catalog/number.hpp"
#include "catalog/placement.hpp"
#include "catalog/resolve.hpp"
#include "catalog/text.hpp"
#include "catalog/visible_text.hpp"
#include "model/names.hpp"
#include "predict/scenario_option.hpp"

namespace tokroof::answers {
namespace {

/// As one word of a shell's command line.
std::string shell_word(std::string_view word) {
  constexpr std::string_view kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./,:=+@%";
  std::string text(word);
  if (!text.empty() && text.find_first_not_of(kPlain) == std::string::npos) {
    return text;
  }
  catalog::replace_all(text, "'", "'\\''");
  return "'" + text + "'";
}

/// What a row does not say of the run, and is taken for.
std::vector<std::string> assumed(const catalog::Catalog& catalog, const catalog::Run& run) {
  const auto resolved = catalog::resolve(catalog, run);
  std::vector<std::string> out;
  if (!resolved) {
    return out;
  }
  const model::Scenario& s = *resolved;
  const auto unless = [&](bool stated, const std::string& text) {
    if (!stated) {
      out.push_back(text);
    }
  };
  unless(run.n_devices > 0 || s.n_devices > 1, "one device");
  unless(!run.quant.empty() || run.size_gib > 0, s.quant + " weights");
  unless(!run.engine.empty(), s.engine);
  unless(!run.backend.empty(), s.backend);
  unless(!run.engine_date.empty() || !run.date.empty(),
         fmt::format("a build of {:.0f}", std::floor(s.engine_year)));
  unless(catalog::states_placement(run) || s.cpu_only, "all of the model on the device");
  unless(s.n_devices < 2 || !run.interconnect.empty(), "the usual link");
  unless(!std::isnan(run.depth), "an empty cache at the start");
  unless(!std::isnan(run.n_gen), fmt::format("{:.0f} tokens generated", s.n_gen));
  unless(!std::isnan(run.concurrency), "one stream");
  unless(!run.kv_type.empty(), "an f16 cache");
  unless(!std::isnan(run.power_w), "the power limit as specified");
  return out;
}

/// "40 tok/s is slow for llama-3-8b Q4_K_M on rtx-3090".
std::string verdict_sentence(const catalog::Run& run, const judge::Checked& c) {
  const std::string what = fmt::format("{}{}{} on {}",
                                       run.model.empty() ? "a model" : run.model,
                                       run.quant.empty() ? "" : " ",
                                       run.quant,
                                       run.device.empty() ? "a device" : machine_text(run));
  const std::string rate =
      c.measured_tps > 0 ? catalog::measured_text(c.measured_tps) + " tok/s" : "The figure";
  switch (c.verdict) {
    case judge::Verdict::ok: return fmt::format("{} is as it should be for {}.", rate, what);
    case judge::Verdict::slow: return fmt::format("{} is too slow for {}.", rate, what);
    case judge::Verdict::fast: return fmt::format("{} is too fast for {}.", rate, what);
    case judge::Verdict::impossible: return fmt::format("{} is impossible for {}.", rate, what);
    case judge::Verdict::unknown: break;
  }
  return fmt::format("{} of {} cannot be judged.", rate, what);
}

}  // namespace

std::string check_command(const catalog::Run& run) {
  constexpr std::array<std::string_view, 3> kGroups{"Machine", "Model and engine", "Workload"};
  predict::Asked asked;
  asked.question.run = run;
  std::string out = "tokroof check";
  const auto add = [&](std::string_view option, const std::string& value) {
    out += fmt::format(" {} {}", option, shell_word(value));
  };
  for (const predict::ScenarioOption& option : predict::scenario_options()) {
    if (!model::holds(kGroups, option.group)) {
      continue;
    }
    if (const std::string text = stated_text(option, asked); !text.empty()) {
      add(option.long_name(), text);
    } else if (option.number != nullptr && !std::isnan(option.number(asked))) {
      add(option.long_name(), fmt::format("{}", option.number(asked)));
    } else if (option.flag != nullptr && option.flag(asked)) {
      out += fmt::format(" {}", option.long_name());
    }
  }
  const auto add_rate = [&](std::string_view option, double tps) {
    if (tps > 0) {
      add(option, fmt::format("{}", tps));
    }
  };
  add_rate("--tps", run.tg_tps);
  add_rate("--pp-tps", run.pp_tps);
  if (run.rate != catalog::StatedRate::unsaid) {
    add("--rate", std::string(rate_name(run.rate)));
  }
  return out;
}

std::string check_block(const catalog::Catalog& catalog,
                        const catalog::Run& run,
                        const judge::Checked& c,
                        const std::string& source) {
  std::string out = fmt::format("**{}**", verdict_sentence(run, c));
  if (c.predicted_tps > 0) {
    out +=
        fmt::format(" A correct run shows {} to {} tok/s (90 %), most likely {}; the hardware's limit is {}.",
                    catalog::significant(c.low_tps),
                    catalog::significant(c.high_tps),
                    catalog::significant(c.predicted_tps),
                    catalog::significant(c.ceiling_tps));
  }
  const std::string detail = detail_text(c);
  out += detail.empty() ? "\n" : fmt::format("\n\nWhy: {}.\n", detail);
  const std::vector<std::string> taken = assumed(catalog, run);
  if (!taken.empty()) {
    out += fmt::format("\nNot stated, so assumed: {}.\n", fmt::join(taken, ", "));
  }
  const bool can_repeat = !run.device.empty() && !run.model.empty();
  out += can_repeat ? fmt::format("\n{}:\n\n    {}\n", source, check_command(run))
                    : fmt::format("\n{}\n", source);
  return catalog::visible_lines(out);
}

}  // namespace tokroof::answers
