#include "formats/models/hf_experts.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "model/names.hpp"

namespace tokroof::formats {
namespace {

/// A mixture whose number of experts is missing is no dense model.
void check_no_experts(const HfKeys& keys, double experts) {
  for (const std::string_view key : {"num_experts_per_tok",
                                     "num_experts_per_token",
                                     "moe_topk",
                                     "moe_k",
                                     "moe_top_k",
                                     "top_k_experts",
                                     "moe_intermediate_size",
                                     "ffn_config/moe_top_k"}) {
    if (experts == 0 && keys.first(key).value_or(0) > 0) {
      keys.fail("num_experts", fmt::format("the number of experts is missing or 0, and '{}' is stated", key));
    }
  }
}

bool usually_shares(std::string_view family) {
  return model::is_one_of(
      family,
      "afmoe|bailingmoe|bailingmoe2|deepseek|deepseek2|dots1|ernie4.5-moe|glm-dsa|glm4-moe-lite|glm4moe|"
      "granitehybrid|hunyuan-moe|kimi-linear|mimo2|qwen2moe|qwen3.5moe|qwen3next|step3.5");
}

/// One for each layer in some families, or for text and images.
double text_experts(const HfKeys& keys) {
  for (const std::string_view key : {"num_local_experts",
                                     "n_routed_experts",
                                     "num_experts",
                                     "moe_num_experts",
                                     "num_moe_experts",
                                     "moe_num_primary_experts"}) {
    if (const auto number = keys.first(key)) {
      return *number;
    }
  }
  return keys.or_else({"ffn_config/moe_num_experts"}, 0);
}

}  // namespace

double hf_text_experts(const HfKeys& keys) {
  const double experts = text_experts(keys);
  check_no_experts(keys, experts);
  return experts;
}

void hf_expert_widths(const HfKeys& keys, std::string_view family, double wide, ModelFile& out) {
  model::Architecture& m = out.architecture;
  m.experts_active = keys.required({"num_experts_per_tok",
                                    "num_experts_per_token",
                                    "moe_topk",
                                    "moe_k",
                                    "moe_top_k",
                                    "top_k_experts",
                                    "moe_num_active_primary_experts",
                                    "ffn_config/moe_top_k"});
  if (m.experts_active > m.experts) {
    keys.fail("num_experts_per_tok", fmt::format("{:.0f} of {:.0f} experts", m.experts_active, m.experts));
  }
  const bool by_dense =
      model::is_one_of(m.family,
                       "mixtral|phimoe|llama4|granitemoe|granitehybrid|olmoe|gpt-oss|minimax|minimax-m2|"
                       "jamba|grok|arctic|dbrx|flexolmo|hunyuan-moe|hunyuan-dense");
  auto own = keys.first("moe_intermediate_size");
  own = own ? own
            : keys.number({"expert_intermediate_size",
                           "expert_hidden_dim",
                           "expert_ffn_hidden_size",
                           "moe_ffn_hidden_size"});
  if (!own && !by_dense) {
    static_cast<void>(keys.required({"moe_intermediate_size"}));
  }
  m.d_ff_expert = own.value_or(wide);
  if (!(m.d_ff_expert > 0)) {
    static_cast<void>(keys.required({own ? "moe_intermediate_size" : "intermediate_size"}));
  }
  m.d_ff = keys.or_else({"intermediate_size_mlp"}, own ? wide : 0);
  m.moe_latent_dim = keys.or_else({"moe_latent_size"}, 0);
  const auto width = keys.number({"shared_expert_intermediate_size",
                                  "moe_shared_expert_intermediate_size",
                                  "shared_intermediate_size",
                                  "share_expert_dim"});
  const auto shared =
      keys.number({"n_shared_experts", "num_shared_experts", "num_shared_expert", "moe_num_shared_experts"});
  m.shared_experts = shared.value_or(family == "llama4" || width.value_or(0) > 0 ? 1 : 0);
  if (!shared && !width && usually_shares(family)) {
    out.assume("shared_experts", 0.0);
  }
  m.d_ff_shared = m.shared_experts > 0 ? width.value_or(m.shared_experts * m.d_ff_expert) : 0;
}

void hf_image_experts(const HfKeys& keys, const std::vector<LayerShape>& layers, ModelFile& out) {
  model::Architecture& m = out.architecture;
  const std::vector<double> numbers = keys.numbers("moe_num_experts");
  const std::vector<double> widths = keys.numbers("moe_intermediate_size");
  if (numbers.size() != 2 || widths.size() != 2) {
    return;
  }
  const auto holders = static_cast<double>(
      std::count_if(layers.begin(), layers.end(), [](const LayerShape& l) { return l.experts; }));
  m.extra_parameters += holders * numbers[1] * (3 * m.d_model * widths[1] + m.d_model);
  out.notes.push_back(fmt::format("{:.2f} billion weights of experts for images are in the file and not read",
                                  m.extra_parameters / 1e9));
}

}  // namespace tokroof::formats
