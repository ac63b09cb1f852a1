#include "catalog/model_names.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "catalog/names.hpp"
#include "catalog/number.hpp"
#include "model/names.hpp"

namespace tokroof {
namespace {

using Words = std::vector<std::string>;

/// What does not change the shape of a model.
bool is_variants_word(std::string_view word) {
  return is_one_of(word,
                   {"instruct",
                    "it",
                    "chat",
                    "hf",
                    "gguf",
                    "ggml",
                    "base",
                    "i1",
                    "imatrix",
                    "imat",
                    "mlx",
                    "text",
                    "latest",
                    "preview",
                    "qat",
                    "dwq",
                    "exl2",
                    "exl3"});
}

/// Publishers in front of a name.
bool is_publisher(std::string_view word) {
  return is_one_of(word,
                   {"meta",
                    "google",
                    "mistralai",
                    "microsoft",
                    "nvidia",
                    "unsloth",
                    "bartowski",
                    "ibm",
                    "openai",
                    "thebloke",
                    "lmstudio",
                    "community",
                    "nousresearch",
                    "zai",
                    "org",
                    "moonshotai",
                    "ai"});
}

/// "v0.2", "2407", "20250414": says which edition, seldom which shape.
bool is_edition(std::string_view word) {
  if (word.starts_with('v')) {
    word.remove_prefix(1);
  }
  const bool digits = parse_number(word).has_value();
  return digits && (word.find('.') != std::string_view::npos || word.size() == 4 || word.size() == 8 ||
                    word.size() == 1);
}

/// Lower-case words between separators. '.' does not separate: it belongs to versions and sizes.
Words model_words(std::string_view name) {
  Words out(1);
  for (const char c : lower_case(name)) {
    if (c == '-' || c == '_' || c == ' ' || c == ':' || c == '/' || c == '(' || c == ')') {
      out.emplace_back();
    } else {
      out.back().push_back(c);
    }
  }
  out.erase(
      std::remove_if(out.begin(), out.end(), [](const auto& w) { return w.empty() || is_variants_word(w); }),
      out.end());
  return out;
}

std::string joined(const Words& words) { return fmt::format("{}", fmt::join(words, "")); }

/// Only what stands behind the last '/' or '\': folders and organisations are no part of a name. Without ".gguf" and
/// the number of a part of a split file.
std::string_view file_stem(std::string_view name) {
  while (!name.empty() && (name.back() == '/' || name.back() == '\\')) {
    name.remove_suffix(1);
  }
  if (const std::size_t slash = name.find_last_of("/\\"); slash != std::string_view::npos) {
    name.remove_prefix(slash + 1);
  }
  if (lower_case(name).ends_with(".gguf")) {
    name.remove_suffix(5);
  }
  constexpr std::size_t kPart = 15;  // -00001-of-00003
  if (name.size() > kPart && name.substr(name.size() - kPart + 6).starts_with("-of-")) {
    name.remove_suffix(kPart);
  }
  return name;
}

bool has_parameters(const Architecture& model, double parameters, double tolerance) {
  return !(parameters > 0) || std::fabs(std::log(model.parameters / parameters)) < tolerance;
}

bool same_shape(const Architecture& a, const Architecture& b) {
  return a.layers == b.layers && a.d_model == b.d_model && a.heads == b.heads && a.kv_heads == b.kv_heads &&
         a.head_dim == b.head_dim && a.d_ff == b.d_ff && a.experts == b.experts && a.vocab == b.vocab &&
         a.sliding_window == b.sliding_window;
}

/// llama.cpp's "llama" is several families of ours.
bool is_family(std::string_view architecture, std::string_view family) {
  const auto plain = [](std::string_view name) {
    std::string out;
    for (const char c : lower_case(name)) {
      if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
        out.push_back(c);
      }
    }
    return out;
  };
  if (architecture == "llama") {
    return is_one_of(family, {"llama", "mistral", "mixtral"});
  }
  if (architecture == "deepseek32") {  // V3.2: V3 with an indexer
    return family == "deepseek2";
  }
  return plain(architecture) == plain(family);
}

/// "llama 8B", "qwen3moe 30B.A3B": llama.cpp's architecture and size, which is no name.
bool is_type(std::string_view name) {
  const std::size_t space = name.find(' ');
  if (space == std::string_view::npos || name.find(' ', space + 1) != std::string_view::npos) {
    return false;
  }
  const std::string_view size = name.substr(space + 1);
  const bool sized = !size.empty() && size.front() >= '0' && size.front() <= '9' &&
                     (size.back() == 'B' || size.back() == 'M' || size.back() == 'K');
  return sized && lower_case(name.substr(0, space)) == name.substr(0, space);
}

}  // namespace

ModelNames::ModelNames(const Catalog& catalog) : catalog_(catalog) {
  for (const Architecture& model : catalog.models()) {
    add(model.slug, model);
    add(model.name, model);
  }
}

void ModelNames::add(std::string_view spelling, const Architecture& model) {
  const auto [place, is_new] = by_key_.emplace(joined(model_words(spelling)), &model);
  if (is_new || place->second == &model) {
    return;
  }
  // A name of its own before an alias, the plainer alias before one that says more ("-mlx").
  const Architecture*& other = place->second;
  if (other == nullptr || (other->alias_of.empty() && model.alias_of.empty())) {
    other = nullptr;
  } else if (other->alias_of.empty() != model.alias_of.empty()) {
    other = other->alias_of.empty() ? other : &model;
  } else if (model.slug.size() < other->slug.size()) {
    other = &model;
  }
}

const Architecture* ModelNames::by_name(std::string_view name) const {
  name = file_stem(name);
  if (const Alias* alias = catalog_.alias("model", name);
      alias != nullptr && alias->exactness == Exactness::exact) {
    return catalog_.find_model(alias->canonical);
  }
  const Words words = model_words(name);
  // Without publishers first: the catalog has some names of theirs as aliases.
  std::size_t publishers = 0;
  while (publishers + 1 < words.size() && is_publisher(words[publishers])) {
    ++publishers;
  }
  for (std::size_t from = publishers + 1; from-- > 0;) {
    for (Words rest(words.begin() + static_cast<std::ptrdiff_t>(from), words.end()); !rest.empty();
         rest.pop_back()) {
      const auto found = by_key_.find(joined(rest));
      if (found != by_key_.end() && found->second != nullptr) {
        return found->second;
      }
      if (rest.size() < 2 || !is_edition(rest.back())) {
        break;
      }
    }
  }
  return catalog_.find_model(name);
}

NameMatch ModelNames::by_type(std::string_view type, double parameters) const {
  if (!(parameters > 0)) {
    return {};
  }
  constexpr double kSameSize = 0.012;    // three digits of "8.03 B"
  constexpr double kWithDrafts = 0.025;  // a file may have the layers of drafts too
  const std::string architecture = lower_case(type.substr(0, type.find(' ')));
  std::vector<const Architecture*> fitting;
  for (const double tolerance : {kSameSize, kWithDrafts}) {
    for (const Architecture& model : catalog_.models()) {
      if (model.alias_of.empty() && has_parameters(model, parameters, tolerance) &&
          is_family(architecture, model.family)) {
        fitting.push_back(&model);
      }
    }
    if (!fitting.empty()) {
      break;
    }
  }
  NameMatch out;
  for (const Architecture* model : fitting) {
    out.candidates.emplace_back(model->slug);
  }
  // The shape that most of them have: "llama 7B" is LLaMA's and Llama 2's.
  const auto alike = [&](const Architecture* one) {
    return std::count_if(fitting.begin(), fitting.end(), [&](const auto* m) { return same_shape(*m, *one); });
  };
  std::ptrdiff_t most = 0;
  bool unique = false;
  const Architecture* chosen = nullptr;
  for (const Architecture* model : fitting) {
    const std::ptrdiff_t count = alike(model);
    if (count > most) {
      most = count;
      chosen = model;
      unique = true;
    } else if (count == most && !same_shape(*model, *chosen)) {
      unique = false;
    }
  }
  if (unique) {
    out.slug = chosen->slug;
    if (fitting.size() > 1) {
      out.note = fmt::format("{:.4g} B parameters, of {} the first of the most frequent shape",
                             parameters / 1e9,
                             fmt::join(out.candidates, ", "));
    }
  }
  return out;
}

NameMatch ModelNames::find(const std::vector<std::string>& names, double parameters) const {
  constexpr double kAboutTheSize = 0.12;  // counted with or without embeddings, draft blocks
  constexpr double kTheSize = 0.03;
  NameMatch out;
  for (const std::string& name : names) {
    const Architecture* model = is_type(name) ? nullptr : by_name(name);
    if (model != nullptr && has_parameters(*model, parameters, kAboutTheSize)) {
      out.slug = model->slug;
      return out;
    }
    if (model != nullptr) {
      out.note = fmt::format("{} has {:.4g} B parameters, the file says {:.4g} B",
                             model->slug,
                             model->parameters / 1e9,
                             parameters / 1e9);
    }
  }
  for (const std::string& name : names) {
    NameMatch match = by_type(name, parameters);
    if (!match.slug.empty() || !match.candidates.empty()) {
      return match;
    }
    const Architecture* model = is_type(name) && !name.starts_with("llama ") ? by_name(name) : nullptr;
    if (model != nullptr && has_parameters(*model, parameters, kTheSize)) {
      out.slug = model->slug;
      return out;
    }
  }
  return out;
}

std::vector<std::string> ModelNames::nearest(std::string_view typed) const {
  return catalog_.nearest_models(file_stem(typed));
}

}  // namespace tokroof
