#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "answers/listing.hpp"
#include "answers/listing_columns.hpp"
#include "answers/listing_query.hpp"
#include "judge/score/evaluation.hpp"
#include "model/names.hpp"

namespace tokroof::answers {
namespace {

using nlohmann::json;

constexpr std::string_view kParts[] = {"gpu", "cpu", "prefill", "host_prefill", "effect"};
constexpr std::string_view kTransforms[] = {"identity", "ln", "logit"};
constexpr auto kWhens = model::words_of<model::kWhenCount>(
    "always|vulkan|amd_off_x86|two_die|no_dp4a|llamafile|llamafile_tu11x|eager|head_by_head|"
    "no_flash_attention|rocwmma|vulkan_prompts|vector_attention|vector_products|linear_layers|"
    "expert_layers|layer_split|tensor_split|tensor_split_cuda|tensor_split_pcie|"
    "tensor_split_host|row_split|row_over_pcie|row_through_host|measured_host|speculative|"
    "acceptance_unknown|small_batch|packed_matrices|packed_products|typed_matrices|half_rate|"
    "server_kernels|other_kernels|server_batch|prompts_beside|sampled_on_host|latent|latent_server|"
    "wide_heads|quantized_kv|copies_cache|selects|attention_groups|discrete|capped|unified|"
    "ik_llama|cpu_alone|cpu_flash|offloaded|fanless|own_machine|own_mixture");

/// The fitted values of a coefficient over its labels.
std::vector<double> values_of(const predict::Fitted& fitted, std::size_t coefficient) {
  std::vector<double> out;
  for (const predict::FittedParameter& p : fitted.data().parameters) {
    if (p.coefficient == coefficient) {
      out.push_back(model::value_of(model::kCoefficients[coefficient].transform, p.parameter));
    }
  }
  return out;
}

std::string fitted_text(std::vector<double> values) {
  if (values.empty()) {
    return "";
  }
  const auto [low, high] = std::minmax_element(values.begin(), values.end());
  return values.size() == 1 ? fmt::format("{:.3g}", values[0])
                            : fmt::format("{:.3g} ({:.3g} to {:.3g}, {} labels)",
                                          judge::quantile(values, 0.5),
                                          *low,
                                          *high,
                                          values.size());
}

std::string prior_text(const model::CoefficientSpec& spec) {
  std::string out = fmt::format("{:.4g}", spec.prior_mean);
  for (const model::PriorRule& rule : spec.rules) {
    if (!rule.glob.empty()) {
      out += fmt::format(", {}: {:.4g}", rule.glob, rule.mean);
    }
  }
  return out;
}

json prior_rules(const model::CoefficientSpec& spec) {
  json out = json::array();
  for (const model::PriorRule& rule : spec.rules) {
    if (!rule.glob.empty()) {
      out.push_back({{"labels", rule.glob}, {"mean", rule.mean}});
    }
  }
  return out;
}

json fitted_json(const std::vector<double>& values) {
  if (values.empty()) {
    return nullptr;
  }
  return {{"labels", values.size()},
          {"median", judge::quantile(values, 0.5)},
          {"min", *std::min_element(values.begin(), values.end())},
          {"max", *std::max_element(values.begin(), values.end())}};
}

/// A coefficient with its fitted values.
struct Coefficient {
  const model::CoefficientSpec& spec;
  double prior_sd = 0;  ///< estimated where the fit did, of the table otherwise
  std::vector<double> values;
};

}  // namespace

Listing list_coefficients(const predict::Fitted& fitted, bool assumed_only) {
  ListingColumns<Coefficient> c("coefficient");
  c.text({"name", "name"}, [](const Coefficient& x) { return std::string(x.spec.name); });
  c.text({"symbol", "symbol"}, [](const Coefficient& x) { return std::string(x.spec.symbol); });
  c.text({"scope", "scope"},
         [](const Coefficient& x) { return std::string(model::kScopeNames[model::index(x.spec.scope)]); });
  c.text({"unit", "unit"}, [](const Coefficient& x) { return std::string(x.spec.unit); });
  c.number({"prior_mean", "prior mean"}, [](const Coefficient& x) { return x.spec.prior_mean; });
  c.cell({"fitted", "fitted"}, [](const Coefficient& x) {
    const double middle = x.values.empty() ? model::kUnknown : judge::quantile(x.values, 0.5);
    return x.values.empty() ? ListCell{} : ListCell{fmt::format("{:.3g}", middle), middle};
  });
  c.member("fitted", [](const Coefficient& x) { return fitted_json(x.values); });
  c.cell({"labels", "labels"},
         [](const Coefficient& x) { return number_cell(static_cast<double>(x.values.size())); });
  c.text({"part", "part", false},
         [](const Coefficient& x) { return std::string(kParts[static_cast<int>(x.spec.part)]); });
  c.text({"when", "when", false},
         [](const Coefficient& x) { return std::string(kWhens[static_cast<int>(x.spec.when)]); });
  c.text({"transform", "of x", false},
         [](const Coefficient& x) { return std::string(kTransforms[static_cast<int>(x.spec.transform)]); });
  c.cell({"priors", "prior mean", false, "prior_rules"},
         [](const Coefficient& x) { return text_cell(prior_text(x.spec)); });
  c.member("prior_rules", [](const Coefficient& x) { return prior_rules(x.spec); });
  c.cell({"prior_sd", "prior sd", false}, [](const Coefficient& x) {
    return ListCell{fmt::format("{:.3g}{}", x.prior_sd, x.spec.heavy_tailed ? " (Student, 2)" : ""),
                    x.prior_sd};
  });
  c.member("prior_sd", [](const Coefficient& x) { return json(x.prior_sd); });
  c.member("heavy_tailed", [](const Coefficient& x) { return json(x.spec.heavy_tailed); });
  c.cell({"fitted_range", "fitted", false},
         [](const Coefficient& x) { return text_cell(fitted_text(x.values)); });
  c.text({"meaning", "meaning", false}, [](const Coefficient& x) { return std::string(x.spec.meaning); });
  c.text({"origin", "origin of the prior", false},
         [](const Coefficient& x) { return std::string(x.spec.origin); });
  for (std::size_t i = 0; i < model::kCoefficientCount; ++i) {
    const model::CoefficientSpec& spec = model::kCoefficients[i];
    if (!assumed_only || spec.origin.starts_with("assumed")) {
      c.add({spec, fitted.prior_sd(i), values_of(fitted, i)});
    }
  }
  return c.listing();
}

std::string coefficients_document(const predict::Fitted& fitted) {
  const Listing all = list_coefficients(fitted, false);
  std::string out =
      "<!-- Generated from model/coefficients.hpp and datasets/coefficients.json by\n"
      "     `tokroof list coefficients --md > docs/coefficients.md`. Do not edit. -->\n\n"
      "# Coefficients\n\n"
      "What the formulas leave to measurement: one row a coefficient, one value for each label of its "
      "*scope* (all runs\n"
      "of one backend, of one architecture family, ...). A value lives as x with value = x (identity), "
      "exp(x) (ln) or\n"
      "1/(1 + exp(-x)) (logit), so that no bound is ever hit. *Prior mean* is in the coefficient's unit, "
      "with the labels\n"
      "that have another one; *prior sd* is that of x. *Fitted* is the median over the labels that the "
      "bundled runs\n"
      "cover, with their range; a label that no run covers takes the prior. *When* says which steps read "
      "it.\n"
      "The formulas stand in model/time/, under the same symbols.\n";
  const std::pair<std::string_view, std::string_view> kSections[] = {
      {"gpu", "Decoding on devices"},
      {"cpu", "The host processor"},
      {"prefill", "Prefill"},
      {"host_prefill", "Prefill on the host"},
      {"effect", "Deviations that nothing above explains"}};
  for (const auto& [part, title] : kSections) {
    const Listing section = filtered(all, fmt::format("part={}", part));
    const Table table = table_of(
        section, "name,symbol,part,scope,when,unit,transform,priors,prior_sd,fitted_range,meaning,origin");
    out += fmt::format("\n## {}\n\n{}", title, markdown(table));
  }
  return out;
}

}  // namespace tokroof::answers
