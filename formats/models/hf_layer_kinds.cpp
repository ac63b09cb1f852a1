#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "formats/models/hf_model.hpp"
#include "model/names.hpp"

namespace tokroof::formats {
namespace {

using Layers = std::vector<LayerShape>;

void set_linear(LayerShape& l, bool linear) {
  l.linear = linear;
  l.attends = !linear;
}

void mark(const HfKeys& keys, std::string_view key, std::string_view kind, LayerShape& l) {
  if (model::is_one_of(kind, {"full_attention", "attention", "global", "global_attention"})) {
    l.attends = true;
  } else if (model::is_one_of(
                 kind, {"sliding_attention", "chunked_attention", "swa", "local", "local_attention"})) {
    l.attends = l.sliding = true;
  } else if (model::is_one_of(kind, {"linear_attention", "mamba", "mamba2", "conv", "short_conv", "kda"})) {
    l.linear = true;
  } else if (kind == "hybrid") {
    l.attends = l.linear = true;
  } else if (kind == "moe") {
    l.experts = true;
  } else if (kind == "mlp") {
    l.dense_ffn = true;
  } else {
    keys.fail(key,
              fmt::format("'{}' is no kind of layer that is known here: full_attention, sliding_attention, "
                          "chunked_attention, linear_attention, mamba, conv, kda, hybrid, moe and mlp are",
                          kind));
  }
}

/// A list with a kind for each layer; false: there is none.
bool mark_by_list(const HfKeys& keys, Layers& layers, ModelFile& out) {
  for (const std::string_view key : {"layer_types", "layers_block_type", "attention_layers"}) {
    const std::vector<std::string> kinds = keys.texts(key);
    if (kinds.empty()) {
      continue;
    }
    if (kinds.size() < layers.size()) {
      keys.fail(key, fmt::format("{} kinds for {} layers", kinds.size(), layers.size()));
    }
    if (kinds.size() > layers.size()) {
      out.notes.push_back(fmt::format(
          "names the kinds of {} layers and has {}: the first count", kinds.size(), layers.size()));
    }
    for (std::size_t i = 0; i < layers.size(); ++i) {
      mark(keys, key, kinds[i], layers[i]);
    }
    return true;
  }
  return false;
}

/// "M-M*E": a mixer or a feed-forward block each (Nemotron-H).
bool mark_blocks(const HfKeys& keys, Layers& layers) {
  const std::string pattern = keys.text("hybrid_override_pattern");
  if (pattern.empty()) {
    return false;
  }
  if (pattern.size() != layers.size()) {
    keys.fail("hybrid_override_pattern",
              fmt::format("{} blocks, {} layers are stated", pattern.size(), layers.size()));
  }
  for (std::size_t i = 0; i < layers.size(); ++i) {
    layers[i].linear = pattern[i] == 'M';
    layers[i].attends = pattern[i] == '*';
    layers[i].dense_ffn = pattern[i] == '-';
    layers[i].experts = pattern[i] == 'E';
    if (!model::is_one_of(pattern.substr(i, 1), {"M", "*", "-", "E"})) {
      keys.fail("hybrid_override_pattern",
                fmt::format("'{}' is neither M, *, - nor E", pattern.substr(i, 1)));
    }
  }
  return true;
}

/// 0 and 1 for each layer.
bool mark_by_flags(const HfKeys& keys, Layers& layers) {
  for (const std::string_view key : {"attn_type_list", "hybrid_layer_pattern", "sliding_window_layout"}) {
    const std::vector<double> flags = keys.list(key);
    if (flags.empty()) {
      continue;
    }
    if (flags.size() < layers.size()) {
      keys.fail(key, fmt::format("{} kinds for {} layers", flags.size(), layers.size()));
    }
    for (std::size_t i = 0; i < layers.size(); ++i) {
      set_linear(layers[i], key == "attn_type_list" && flags[i] == 0);
      layers[i].sliding = key != "attn_type_list" && flags[i] == 1;
    }
    return true;
  }
  return false;
}

/// The numbers of the layers that attend; all others are linear.
bool mark_by_numbers(const HfKeys& keys, Layers& layers) {
  struct Named {
    std::string_view key;
    double first;
  };
  for (const auto& [key, first] : {Named{"attn_layer_indices", 0},
                                   Named{"full_attn_idxs", 0},
                                   Named{"linear_attn_config/full_attn_layers", 1}}) {
    const std::vector<double> full = keys.list(key);
    if (full.empty()) {
      continue;
    }
    for (LayerShape& l : layers) {
      set_linear(l, true);
    }
    for (const double number : full) {
      const double at = number - first;
      if (!(at >= 0 && at < static_cast<double>(layers.size()))) {
        keys.fail(key, fmt::format("layer {:.0f} of {}", number, layers.size()));
      }
      set_linear(layers[static_cast<std::size_t>(at)], false);
    }
    return true;
  }
  return false;
}

/// Where the kinds follow from a period instead of a list.
void mark_by_period(const HfKeys& keys, std::string_view family, Layers& layers) {
  const double full_every = keys.or_else({"full_attention_interval"}, 0);
  const double attention_every = keys.or_else({"attn_layer_period"}, 0);
  const double offset = keys.or_else({"attn_layer_offset"}, 0);
  if (full_every > static_cast<double>(layers.size())) {
    keys.fail("full_attention_interval", fmt::format("{:g} of {} layers", full_every, layers.size()));
  }
  if (attention_every > static_cast<double>(layers.size())) {
    keys.fail("attn_layer_period", fmt::format("{:g} of {} layers", attention_every, layers.size()));
  }
  if (attention_every > 0 && offset >= attention_every) {
    keys.fail("attn_layer_offset", fmt::format("layer {:g} of a period of {:g}", offset, attention_every));
  }
  const bool all_linear = model::is_one_of(family, {"mamba", "mamba2", "rwkv7"});
  for (std::size_t i = 0; i < layers.size(); ++i) {
    const auto at = static_cast<double>(i);
    layers[i].linear = all_linear;
    if (full_every > 0) {
      layers[i].linear = std::fmod(at + 1, full_every) != 0;
    } else if (attention_every > 0) {
      layers[i].linear = std::fmod(at, attention_every) != offset;
    }
    layers[i].attends = !layers[i].linear;
    layers[i].linear = layers[i].linear || family == "falcon-h1";
  }
}

/// Families that have several kinds of layers, and the key that says which is which.
std::string_view key_of_kinds(std::string_view family) {
  struct Named {
    std::string_view family, key;
  };
  constexpr Named kMixed[] = {{"bamba", "attn_layer_indices"},
                              {"gemma3n", "layer_types"},
                              {"gemma4", "layer_types"},
                              {"granitehybrid", "layer_types"},
                              {"jamba", "attn_layer_period"},
                              {"kimi-linear", "linear_attn_config/full_attn_layers"},
                              {"lfm2", "layer_types"},
                              {"lfm2moe", "layer_types"},
                              {"mimo2", "hybrid_layer_pattern"},
                              {"minimax", "attn_type_list"},
                              {"nemotron-h", "hybrid_override_pattern"},
                              {"qwen3.5", "layer_types"},
                              {"qwen3.5moe", "layer_types"},
                              {"qwen3next", "full_attention_interval"},
                              {"step3.5", "layer_types"}};
  for (const Named& n : kMixed) {
    if (n.family == family) {
      return n.key;
    }
  }
  return "";
}

/// Families that always have windows.
void check_window(const HfKeys& keys, std::string_view family, ModelFile& out) {
  if (out.architecture.sliding_window > 0) {
    return;
  }
  if (model::is_one_of(family, {"gemma2", "gemma3", "cohere2", "gpt-oss"})) {
    static_cast<void>(keys.required({"sliding_window"}));
  } else if (family == "llama4" && !keys.states("attention_chunk_size")) {
    out.assume("sliding_window", std::string("none"));
  }
}

double stated_window(const HfKeys& keys, std::string_view family) {
  for (const std::string_view key :
       {"sliding_window", "attention_chunk_size", "sliding_window_size", "window_size"}) {
    const nlohmann::json* value = keys.find(key);
    const bool off = value != nullptr && (*value == -1 || *value == false);  // as others write null
    if (key == "window_size" && family != "gptneo") {
      continue;
    }
    if (!off && (value != nullptr || keys.number({key}))) {
      return *keys.number({key});
    }
  }
  return 0;
}

/// The window that layers have without a list of their kinds: as in GGUF files of the family.
void mark_windows(const HfKeys& keys, Layers& layers, ModelFile& out) {
  model::Architecture& m = out.architecture;
  const double window = m.sliding_window;
  const auto use = keys.flag("use_sliding_window");
  const nlohmann::json* stated = keys.find("sliding_window_pattern");
  const std::string letters = stated != nullptr && stated->is_string() ? stated->get<std::string>() : "";
  if (letters.find_first_not_of("LG") != std::string::npos) {
    keys.fail("sliding_window_pattern",
              fmt::format("'{}' is no pattern of L (local) and G (global)", letters));
  }
  const double usual = keys.gguf() != nullptr ? keys.gguf()->window_period : 0;
  const double period =
      letters.empty() ? keys.or_else({"sliding_window_pattern", "_sliding_window_pattern"}, usual) : 0;
  const auto full_below = keys.number({"max_window_layers"});
  bool any = false;
  for (std::size_t i = 0; i < layers.size() && window > 0 && use != false; ++i) {
    const auto at = static_cast<double>(i);
    const bool local = !letters.empty()            ? letters[i % letters.size()] == 'L'
                       : period >= 2               ? std::fmod(at, period) < period - 1
                       : use == true && full_below ? at >= *full_below
                                                   : false;
    layers[i].sliding = layers[i].attends && local;
    any = any || layers[i].sliding;
  }
  if (!any && use != true && use != false && window > 0 && !(window >= m.max_context)) {
    out.notes.push_back(
        fmt::format("states a window of {:.0f} tokens and not which layers have it: all cached tokens are "
                    "counted as read, as "
                    "engines that ignore it do",
                    window));
  }
}

}  // namespace

void hf_layer_kinds(const HfKeys& keys, std::string_view family, Layers& layers, ModelFile& out) {
  model::Architecture& m = out.architecture;
  m.sliding_window = stated_window(keys, family);
  if (!mark_by_list(keys, layers, out) && !mark_blocks(keys, layers) && !mark_by_flags(keys, layers) &&
      !mark_by_numbers(keys, layers)) {
    const bool interval = keys.or_else({"full_attention_interval"}, 0) > 0;
    if (const std::string_view key = key_of_kinds(family);
        !key.empty() && !interval && !(keys.or_else({"attn_layer_period"}, 0) > 0)) {
      keys.fail(key, fmt::format("'{}' is missing: which layers attend cannot be told without it", key));
    }
    check_window(keys, family, out);
    mark_by_period(keys, family, layers);
    mark_windows(keys, layers, out);
  }
  const bool any = model::any_of(layers, [](const LayerShape& l) { return l.sliding; });
  if (any && !(m.sliding_window > 0)) {
    keys.fail("sliding_window", "layers see a window whose size is not stated");
  }
  m.sliding_window = any ? m.sliding_window : 0;
}

}  // namespace tokroof::formats
