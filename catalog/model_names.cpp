#include "catalog/model_names.hpp"

#include <algorithm>
#include <cmath>
#include <span>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "catalog/names.hpp"
#include "catalog/number.hpp"
#include "catalog/text.hpp"
#include "catalog/word_likeness.hpp"
#include "model/names.hpp"

namespace tokroof::catalog {
namespace {

using Words = std::vector<std::string>;

constexpr std::size_t kMostLetters = 400;
constexpr std::string_view kLatest = ":latest";
constexpr std::string_view kDraftHead = "mtp";

/// What does not change the shape of a model.
bool is_variants_word(std::string_view word) {
  return model::is_one_of(
      word, "instruct|it|chat|hf|gguf|ggml|base|i1|imatrix|imat|mlx|text|latest|preview|qat|dwq|exl2|exl3");
}

/// Publishers in front of a name.
bool is_publisher(std::string_view word) {
  return model::is_one_of(word,
                          "meta|google|mistralai|microsoft|nvidia|unsloth|bartowski|ibm|openai|ai21|"
                          "ai21labs|thebloke|lmstudio|community|nous|nousresearch|zai|org|moonshotai|ai|lg|"
                          "alibaba|tencent|baidu|databricks|huggingface|bytedance|upstage");
}

/// How many words in front are publishers'.
std::size_t publishers_of(const Words& words) {
  std::size_t publishers = 0;
  while (publishers + 1 < words.size() && is_publisher(words[publishers])) {
    ++publishers;
  }
  return publishers;
}

/// "2407" (year and month), "0528" (month and day); but "3090" is a card.
bool is_short_date(std::string_view word) {
  const auto part = [&](std::size_t from) { return parse_number(word.substr(from, 2)).value_or(0); };
  const auto is_month = [](double number) { return number >= 1 && number <= 12; };
  return word.size() == 4 && (is_month(part(2)) || (is_month(part(0)) && part(2) <= 31));
}

/// "v0.2", "2407", "20250414": says which edition, seldom which shape.
bool is_edition(std::string_view word) {
  const bool version = word.starts_with('v');
  if (version) {
    word.remove_prefix(1);
  }
  const bool digits = parse_number(word).has_value();
  return digits && (version || (!contains(word, ".") && (is_short_date(word) || word.size() == 8)));
}

/// "8b", "a3b", "e4b", "8x7b", "350m", "2.4t": a size. It starts with a digit, or a letter before one.
bool is_size(std::string_view word) {
  if (word.size() < 2 || !model::is_one_of(word.substr(word.size() - 1), {"b", "m", "t"})) {
    return false;
  }
  word.remove_suffix(1);
  if (word.size() > 1 && (word[0] == 'a' || word[0] == 'e')) {
    word.remove_prefix(1);
  }
  const std::size_t x = word.find('x');
  return parse_number(word.substr(x == std::string_view::npos ? 0 : x + 1)).has_value() &&
         (x == std::string_view::npos || parse_number(word.substr(0, x)).has_value());
}

/// "4k", "128k": a context, which some names end in.
bool is_context(std::string_view word) {
  return word.ends_with('k') && parse_number(word.substr(0, word.size() - 1)).has_value();
}

/// What another shape, or no language model, is called: never left out of a name.
bool tells_shape(std::string_view word) {
  const bool tokens_read = word.ends_with('t');  // "tinyllama-1.1b-3t"
  return (is_size(word) && !tokens_read) ||
         model::is_one_of(
             word,
             "reap|ream|prune|pruned|moe|vl|omni|vision|audio|coder|mini|nano|tiny|small|medium|large|xl|"
             "air|flash|pro|lite|next|max|ultra|super|distill|draft|eagle|eagle3|dflash|medusa|mtp|"
             "speculator|embed|embedding|reranker|tts|asr|whisper|encoder|guard|reward|merged|franken");
}

/// Lower-case words between separators. '.' does not separate: it belongs to versions and sizes.
Words model_words(std::string_view name) {
  constexpr std::string_view kSeparators = "-_ :/(),@+=\t";
  const std::string text = lower_case(name);
  Words out(1);
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool ends = i + 1 == text.size() || kSeparators.find(text[i + 1]) != std::string_view::npos;
    if (text[i] == '+' && !out.back().empty() && ends) {
      out.emplace_back("plus");  // "Command R+"
    } else if (kSeparators.find(text[i]) != std::string_view::npos) {
      out.emplace_back();
    } else {
      out.back().push_back(text[i]);
    }
  }
  for (std::string& word : out) {
    while (word.ends_with('.')) {  // "llama-2-7b." before its type
      word.pop_back();
    }
  }
  std::erase_if(out, [](const std::string& word) { return word.empty() || is_variants_word(word); });
  return out;
}

/// The words without separators, but between two digits: "qwen2.5-7b" is not "qwen2-57b".
std::string joined(std::span<const std::string> words) {
  std::string out;
  for (const std::string& word : words) {
    out += !out.empty() && is_digit(out.back()) && is_digit(word.front()) ? "-" : "";
    out += word;
  }
  return out;
}

/// Only what stands behind the last '/' or '\': folders and organisations are no part of a name. Without ".gguf" and
/// the number of a part of a split file.
std::string_view file_stem(std::string_view name) {
  while (!name.empty() && (name.back() == '/' || name.back() == '\\')) {
    name.remove_suffix(1);
  }
  if (const std::size_t slash = name.find_last_of("/\\"); slash != std::string_view::npos) {
    name.remove_prefix(slash + 1);
  }
  for (const std::string_view end : {".gguf", ".json", ".safetensors", ".bin", ".ggmlv3"}) {
    if (name.size() >= end.size() && lower_case(name.substr(name.size() - end.size())) == end) {
      name.remove_suffix(end.size());
    }
  }
  constexpr std::size_t kPart = 15;  // -00001-of-00003
  if (name.size() > kPart && name.substr(name.size() - kPart + 6).starts_with("-of-")) {
    name.remove_suffix(kPart);
  }
  return name;
}

bool has_parameters(const model::Architecture& model, double parameters, double tolerance) {
  return !(parameters > 0) || std::fabs(std::log(model.parameters / parameters)) < tolerance;
}

/// Of a file that holds a tied embedding a second time, as the output matrix.
double untied_parameters(const model::Architecture& model) {
  return model.tied_embeddings ? model.vocab * model.d_model : 0;
}

bool same_shape(const model::Architecture& a, const model::Architecture& b) {
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
    return model::is_one_of(family, {"llama", "mistral", "mixtral"});
  }
  if (architecture == "deepseek32") {  // V3.2: V3 with an indexer
    return family == "deepseek2";
  }
  return plain(architecture) == plain(family);
}

/// By the table of llama.cpp's architectures: "command-r" is Cohere's.
bool is_family_of(const Catalog& catalog, std::string_view architecture, std::string_view family) {
  if (architecture == "mistral3" && family == "mistral") {  // Mistral Small and Ministral 3 have one there
    return true;
  }
  const auto all = catalog.data().gguf_architectures;
  return model::any_of(
      all, [&](const GgufArchitecture& a) { return a.architecture == architecture && a.family == family; });
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

/// "Qwen_Qwen3-32B": what follows the organisation that bartowski writes in front; empty: there is none.
std::string_view behind_organisation(std::string_view stem) {
  const std::size_t end = stem.find('_');
  if (end == 0 || end == std::string_view::npos) {
    return {};
  }
  const Words organisation = model_words(stem.substr(0, end));
  const bool only_a_name = model::none_of(
      organisation, [](const auto& word) { return tells_shape(word) || parse_number(word).has_value(); });
  return only_a_name ? stem.substr(end + 1) : std::string_view{};
}

/// Another model, whose shape the entry has.
NameMatch of_that_shape(const Alias& alias, const model::Architecture& model) {
  const std::string note(alias.note);
  return {
      std::string(model.slug), {}, contains(note, "shape") ? note : fmt::format("the same shape ({})", note)};
}

/// "qwen3.5-35b" as qwen, 3.5, 35b.
Words loose_words(std::string_view name) {
  Words out;
  for (const std::string& word : model_words(name)) {
    std::size_t letters = 0;
    while (letters < word.size() && word[letters] >= 'a' && word[letters] <= 'z') {
      ++letters;
    }
    if (letters > 1 && letters < word.size()) {
      out.push_back(word.substr(0, letters));
      out.push_back(word.substr(letters));
    } else {
      out.push_back(word);
    }
  }
  return out;
}

/// "4" is "4.0".
bool same_word(const std::string& a, const std::string& b) {
  const auto number = parse_number(a);
  return a == b || (number && number == parse_number(b));
}

/// Takes each of `words` out of `name`; false: it lacks one.
bool take_words(const Words& words, Words& name) {
  return model::all_of(words, [&](const std::string& word) {
    const auto at = std::find_if(
        name.begin(), name.end(), [&](const std::string& other) { return same_word(word, other); });
    return at != name.end() && (name.erase(at), true);
  });
}

Words words_without_publisher(std::string_view typed) {
  Words words = loose_words(file_stem(typed.substr(0, kMostLetters)));
  std::erase_if(words, [](const std::string& word) { return is_publisher(word); });
  return words;
}

/// "gemma 5": a version behind a name is one of that name, not of a word somewhere else ("gemma-4-12b-fable5").
bool has_versions_of(const Words& typed, const Words& name) {
  const auto is_version = [](const std::string& word) {
    return !is_size(word) && (parse_number(word).has_value() || (word.starts_with('v') && is_edition(word)));
  };
  for (std::size_t i = 1; i < typed.size(); ++i) {
    if (!is_version(typed[i]) || has_digit(typed[i - 1])) {
      continue;
    }
    bool found = false;
    for (std::size_t at = 1; at < name.size(); ++at) {
      found = found || (same_word(name[at - 1], typed[i - 1]) && same_word(name[at], typed[i]));
    }
    if (!found) {
      return false;
    }
  }
  return true;
}

/// "lamma" as "lama".
std::string without_doubles(std::string_view word) {
  std::string out(word);
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

}  // namespace

ModelNames::ModelNames(const Catalog& catalog) : catalog_(catalog) {
  for (const model::Architecture& model : catalog.models()) {
    add(model.slug, model);
    add(model.name, model);
  }
  for (const Alias& alias : catalog.aliases()) {
    const model::Architecture* model =
        alias.kind == "model" && applies(alias.exactness) ? catalog.find_model(alias.canonical) : nullptr;
    if (model != nullptr && alias.alias.ends_with(kLatest)) {
      by_library_name_.emplace(
          joined(model_words(alias.alias.substr(0, alias.alias.size() - kLatest.size()))), &alias);
    }
    if (model != nullptr) {  // what stands for an entry's own name already stays so
      const auto [place, is_new] = by_key_.emplace(joined(model_words(file_stem(alias.alias))), model);
      if (is_new && alias.exactness == Exactness::shape) {
        by_shape_.emplace(place->first, &alias);
      }
    }
  }
  for (const SharedName& shared : catalog.data().shared_names) {
    if (shared.kind == "model") {
      by_shared_name_.emplace(joined(model_words(shared.name)), &shared);
    }
  }
}

void ModelNames::add(std::string_view spelling, const model::Architecture& model) {
  const Words words = model_words(spelling);
  std::span<const std::string> family = words;
  while (family.size() > 1 && (is_size(family.back()) || is_context(family.back()))) {
    family = family.first(family.size() - 1);
    by_family_.emplace(joined(family), &model);
  }
  const auto [place, is_new] = by_key_.emplace(joined(words), &model);
  if (is_new || place->second == &model) {
    return;
  }
  // A name of its own before an alias, the plainer alias before one that says more ("-mlx").
  const model::Architecture*& other = place->second;
  if (other == nullptr || (other->alias_of.empty() && model.alias_of.empty())) {
    other = nullptr;
  } else if (other->alias_of.empty() != model.alias_of.empty()) {
    other = other->alias_of.empty() ? other : &model;
  } else if (model.slug.size() < other->slug.size()) {
    other = &model;
  }
}

/// One shape: the plainest entry of it.
NameMatch ModelNames::one_of(const std::vector<const model::Architecture*>& models) const {
  NameMatch out;
  const model::Architecture* plainest = nullptr;
  bool one_shape = !models.empty();
  for (const model::Architecture* model : models) {
    if (!model::holds(out.candidates, model->slug)) {
      out.candidates.emplace_back(model->slug);
    }
    one_shape = one_shape && same_shape(*model, *models.front());
    const auto plain = [](const model::Architecture* m) {
      return std::pair(!m->alias_of.empty(), m->slug.size());
    };
    if (plainest == nullptr || plain(model) < plain(plainest)) {
      plainest = model;
    }
  }
  if (one_shape) {
    out.slug = plainest->slug;
    out.candidates = {out.slug};
  }
  return out;
}

/// "llama2:13b-chat" has the file of "llama2:13b".
std::string_view ModelNames::quant_of_tag(std::string_view name) const {
  const std::size_t tag = name.find(':');
  if (tag == std::string_view::npos || contains(name, "/")) {
    return "";
  }
  while (name.size() > tag + 1) {
    if (const Alias* alias = catalog_.alias("model", name); alias != nullptr && contains(alias->alias, ":")) {
      return alias->quant;
    }
    const std::size_t dash = name.find_last_of("-_");
    if (dash == std::string_view::npos || dash < tag ||
        !is_variants_word(lower_case(name.substr(dash + 1)))) {
      break;
    }
    name = name.substr(0, dash);
  }
  return "";
}

/// A name without a size that its library gives one of several sizes for: which it may be is said.
void ModelNames::say_default(NameMatch& match, std::string_view name) const {
  const std::string key = joined(model_words(name));
  const auto known = by_library_name_.find(key);
  if (name.find_first_of(":/") != std::string_view::npos || match.slug == name ||
      match.candidates.size() > 1) {
    return;
  }
  const auto [from, to] = by_family_.equal_range(key);
  for (auto at = from; at != to; ++at) {
    if (!model::holds(match.candidates, at->second->slug)) {
      match.candidates.emplace_back(at->second->slug);
    }
  }
  const bool several = match.candidates.size() > 1 && model::holds(match.candidates, match.slug);
  if (!several) {
    match.candidates.clear();
    return;
  }
  match.exact = false;
  const bool of_library = known != by_library_name_.end() && known->second->canonical == match.slug;
  if (match.note.empty()) {
    match.note = of_library ? "Ollama's default" : "its size is not said";
  }
}

NameMatch ModelNames::by_alias(std::string_view name) const {
  const Alias* alias = catalog_.alias("model", name);
  if (const model::Architecture* model = catalog_.find_model(name)) {
    const bool shape = alias != nullptr && alias->exactness == Exactness::shape;
    NameMatch out = shape ? of_that_shape(*alias, *model) : NameMatch{std::string(model->slug), {}, "", true};
    out.quant = quant_of_tag(name);
    say_default(out, name);
    return out;
  }
  if (alias != nullptr) {
    NameMatch out{std::string(alias->canonical),
                  {},
                  "the nearest known" + (alias->note.empty() ? "" : ": " + std::string(alias->note))};
    out.no_such = alias->note.starts_with("no such model");
    return out;
  }
  // What Ollama runs where no tag is named.
  const bool bare = name.find_first_of(":/") == std::string_view::npos;
  if (const Alias* latest = bare ? catalog_.alias("model", std::string(name) + ":latest") : nullptr) {
    NameMatch out{std::string(latest->canonical), {}, "Ollama's default"};
    say_default(out, name);
    return out;
  }
  return {};
}

/// All of the words, without publishers in front.
NameMatch ModelNames::by_words(const Words& words) const {
  // Without publishers first: the catalog has some names of theirs as aliases.
  for (std::size_t from = publishers_of(words) + 1; from-- > 0;) {
    const auto found = by_key_.find(joined(std::span(words).subspan(from)));
    if (found != by_key_.end() && found->second != nullptr) {
      const auto shape = by_shape_.find(found->first);
      return shape != by_shape_.end() ? of_that_shape(*shape->second, *found->second)
                                      : NameMatch{std::string(found->second->slug), {}, ""};
    }
  }
  return {};
}

/// Names of a family whose size is not said, or said beside it and right: "Phi-3 mini 3.8B".
NameMatch ModelNames::without_size(const Words& words) const {
  constexpr double kAboutTheSize = 0.06;
  const auto rest = std::span(words).subspan(publishers_of(words));
  std::vector<const model::Architecture*> models;
  const auto [from, to] = by_family_.equal_range(joined(rest));
  for (auto at = from; at != to; ++at) {
    models.push_back(at->second);
  }
  if (models.empty() && rest.size() > 1 && is_size(rest.back()) && rest.back().ends_with('b')) {
    const double size = leading_number(rest.back()) * 1e9;
    const std::string key = joined(rest.first(rest.size() - 1));
    if (const auto own = by_key_.find(key); own != by_key_.end() && own->second != nullptr) {
      models.push_back(own->second);
    }
    const auto [first, last] = by_family_.equal_range(key);
    for (auto at = first; at != last; ++at) {
      models.push_back(at->second);
    }
    std::erase_if(models, [&](const model::Architecture* m) {
      const Words own = model_words(m->slug);
      const bool says_another = model::any_of(own, [](const auto& w) { return is_size(w); });
      return says_another || !(size > 0) || !has_parameters(*m, size, kAboutTheSize);
    });
  }
  return one_of(models);
}

/// "Command-R-35B-08-2024": the size before what says more, and right.
NameMatch ModelNames::with_size_between(const Words& words) const {
  constexpr double kAboutTheSize = 0.12;
  for (std::size_t i = 1; i + 1 < words.size(); ++i) {
    if (!is_size(words[i]) || !words[i].ends_with('b') || !is_digit(words[i].front())) {
      continue;
    }
    Words rest = words;
    rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(i));
    NameMatch found = by_words(rest);
    const model::Architecture* model = catalog_.find_model(found.slug);
    if (model != nullptr && has_parameters(*model, leading_number(words[i]) * 1e9, kAboutTheSize)) {
      return found;
    }
  }
  return {};
}

/// "qwen3 30b 2507": the entry of that date may say more of its size.
NameMatch ModelNames::dated_entry(const Words& words) const {
  if (words.empty() || !is_edition(words.back()) || words.back().starts_with('v')) {
    return {};
  }
  NameMatch out = without_version(fmt::format("{}", fmt::join(words, "-")));
  return out.slug.empty() ? NameMatch{} : out;
}

/// Names of fine-tunes and editions stand at the end: "Llama-3-8B-Instruct-Gradient-1048k".
NameMatch ModelNames::without_tail(const Words& words) const {
  bool editions_only = true;
  for (std::size_t n = words.size(); n-- > 1 && !tells_shape(words[n]);) {
    editions_only = editions_only && is_edition(words[n]);
    const Words first(words.begin(), words.begin() + static_cast<std::ptrdiff_t>(n));
    if (!editions_only && model::none_of(first, is_size)) {
      return {};
    }
    Words dated = first, left_out;  // "Qwen3-4B-Thinking-2507": a date tells more than what stands before it
    std::partition_copy(words.begin() + static_cast<std::ptrdiff_t>(n),
                        words.end(),
                        std::back_inserter(dated),
                        std::back_inserter(left_out),
                        is_edition);
    if (NameMatch found = by_words(dated); !found.slug.empty()) {
      found.note = fmt::format("without '{}'", fmt::join(left_out, " "));
      found.leaves_words = true;
      return found;
    }
    NameMatch found = dated_entry(words);
    if (found.slug.empty()) {
      found = by_words(first);
      found.note = fmt::format("without '{}'",
                               fmt::join(words.begin() + static_cast<std::ptrdiff_t>(n), words.end(), " "));
      found.leaves_words = true;
    }
    if (!found.slug.empty()) {
      return found;
    }
  }
  return {};
}

std::string ModelNames::telling_words(std::string_view text) {
  Words words = model_words(file_stem(text));
  std::erase_if(words, [](const std::string& word) {
    return is_edition(word) || word == kDraftHead || is_digit(word.front()) ||
           model::is_one_of(word, {"of", "quantized", "ud"});
  });
  return fmt::format("{}", fmt::join(words, " "));
}

NameMatch ModelNames::find(std::string_view typed) const {
  if (typed.empty() || typed.size() > kMostLetters) {
    return {};
  }
  if (NameMatch whole = by_alias(typed); !whole.slug.empty()) {
    return whole;
  }
  const std::string_view stem = file_stem(typed);
  if (stem != typed) {
    if (NameMatch named = by_alias(stem); !named.slug.empty()) {
      named.exact = false;
      return named;
    }
  }
  const Words words = model_words(stem);
  if (words.empty()) {
    return {};
  }
  if (NameMatch found = by_words(words); !found.slug.empty()) {
    found.quant = quant_of_tag(typed);
    say_default(found, typed);
    return found;
  }
  NameMatch sizes = without_size(words);
  if (!sizes.slug.empty()) {
    return sizes;
  }
  if (NameMatch between = with_size_between(words); !between.slug.empty()) {
    return between;
  }
  if (!contains(stem, ".")) {  // "llama-3-1-8b"
    std::vector<const model::Architecture*> models;
    for (const model::Architecture& model : catalog_.models()) {
      if (contains(model.slug, ".")) {
        std::string dashed(model.slug);
        std::replace(dashed.begin(), dashed.end(), '.', '-');
        if (joined(model_words(dashed)) == joined(words)) {
          models.push_back(&model);
        }
      }
    }
    if (NameMatch dashed = one_of(models); !dashed.slug.empty()) {
      return dashed;
    }
  }
  if (const std::string_view name = behind_organisation(stem); !name.empty()) {
    if (NameMatch found = find(name); !found.slug.empty()) {
      found.exact = false;
      return found;
    }
  }
  NameMatch shorter = without_tail(words);
  Words rest = words;
  if (shorter.slug.empty() && !words.empty() && words.front() != kDraftHead &&
      std::erase(rest, kDraftHead) > 0) {
    if (NameMatch whole = find(fmt::format("{}", fmt::join(rest, "-"))); !whole.slug.empty()) {
      whole.exact = false;
      whole.note = "with its head that drafts tokens (MTP)";
      return whole;
    }
  }
  return !shorter.slug.empty() ? shorter : sizes;
}

NameMatch ModelNames::by_type(std::string_view type,
                              double parameters,
                              std::initializer_list<double> tolerances) const {
  if (!(parameters > 0)) {
    return {};
  }
  const std::string architecture = lower_case(type.substr(0, type.find(' ')));
  std::vector<const model::Architecture*> fitting;
  for (const double tolerance : tolerances) {
    for (const model::Architecture& model : catalog_.models()) {
      if (model.alias_of.empty() && has_parameters(model, parameters, tolerance) &&
          (is_family(architecture, model.family) || is_family_of(catalog_, architecture, model.family))) {
        fitting.push_back(&model);
      }
    }
    if (!fitting.empty()) {
      break;
    }
  }
  NameMatch out;
  for (const model::Architecture* model : fitting) {
    out.candidates.emplace_back(model->slug);
  }
  // The shape that most of them have: "llama 7B" is LLaMA's and Llama 2's.
  const auto alike = [&](const model::Architecture* one) {
    return std::count_if(fitting.begin(), fitting.end(), [&](const auto* m) { return same_shape(*m, *one); });
  };
  std::ptrdiff_t most = 0;
  bool unique = false;
  const model::Architecture* chosen = nullptr;
  for (const model::Architecture* model : fitting) {
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

/// "qwen3moe 30B.A3B": what llama.cpp prints for a model, of which the size is rounded, or left as it was named.
NameMatch ModelNames::of_type(std::string_view typed) const {
  const std::string_view architecture = typed.substr(0, typed.find(' '));
  const auto architectures = catalog_.data().gguf_architectures;
  const bool known =
      model::any_of(architectures, [&](const GgufArchitecture& a) { return a.architecture == architecture; });
  if (!is_type(typed) || !known) {
    return {};
  }
  const std::string_view size = typed.substr(typed.find(' ') + 1);
  const double parameters = leading_number(size) * (size.ends_with('M') ? 1e6 : 1e9);
  constexpr double kLeastNamed = 1e10;
  constexpr double kRounded = 0.03, kNamed = 0.12,
                   kCutOff = 0.25;  // "30B" of 30.5, "106B" of 110, "3B" of 3.8
  return parameters < kLeastNamed ? by_type(typed, parameters, {kRounded, kNamed, kCutOff})
                                  : by_type(typed, parameters, {kRounded, kNamed});
}

NameMatch ModelNames::find(const std::vector<std::string>& names, double parameters) const {
  constexpr double kAboutTheSize = 0.12;  // counted with or without embeddings, draft blocks
  constexpr double kTheSize = 0.03;
  constexpr double kSameSize = 0.012;    // three digits of "8.03 B"
  constexpr double kWithDrafts = 0.025;  // a file may have the layers of drafts too
  if (!(parameters > 0) && !names.empty()) {
    if (NameMatch usual = newer_than_own(names.front()); !usual.slug.empty()) {
      return usual;
    }
  }
  NameMatch out;
  for (const std::string& name : names) {
    NameMatch match = is_type(name) ? NameMatch{} : find(name);
    const model::Architecture* model = catalog_.find_model(match.slug);
    if (model != nullptr && has_parameters(*model, parameters, kAboutTheSize)) {
      match.slug = model->slug;
      return match;
    }
    if (model == nullptr && out.candidates.empty()) {
      out.candidates = match.candidates;
    }
    if (model != nullptr) {
      out.note = fmt::format("{} has {:.4g} B parameters, the file says {:.4g} B",
                             model->slug,
                             model->parameters / 1e9,
                             parameters / 1e9);
    }
  }
  for (const std::string& name : names) {
    NameMatch match = by_type(name, parameters, {kSameSize, kWithDrafts});
    if (NameMatch usual = match.slug.empty() ? this->usual(name) : NameMatch{};
        model::holds(match.candidates, usual.slug)) {
      return usual;  // of two shapes of one size
    }
    if (!match.slug.empty() || !match.candidates.empty()) {
      return match;
    }
    const bool named = is_type(name) && !name.starts_with("llama ");
    const model::Architecture* model = named ? catalog_.find_model(find(name).slug) : nullptr;
    if (model != nullptr && (has_parameters(*model, parameters, kTheSize) ||
                             has_parameters(*model, parameters - untied_parameters(*model), kTheSize))) {
      return {std::string(model->slug), {}, ""};
    }
  }
  return out;
}

NameMatch ModelNames::usual(std::string_view typed) const {
  const std::string key = joined(model_words(file_stem(typed.substr(0, kMostLetters))));
  const auto shared = by_shared_name_.find(key);
  const bool has_it = shared != by_shared_name_.end() &&
                      (!is_type(shared->second->name) || is_type(typed));  // its "qwen2 32B" is a Qwen2.5
  return has_it ? usual_one(*shared->second) : NameMatch{};
}

/// "qwen 7b" spells the first generation's own name, but who means that one spells it as its publisher does, as
/// Ollama's tag, or as a program's preset ("llama_7b").
NameMatch ModelNames::newer_than_own(std::string_view typed) const {
  NameMatch out = typed.find_first_of(":/\\_") == std::string_view::npos ? usual(typed) : NameMatch{};
  const bool as_published = model::any_of(out.candidates, [&](const std::string& candidate) {
    const model::Architecture* model = catalog_.find_model(candidate);
    std::string published(model != nullptr ? model->name : "");  // "Qwen-7B", and "Qwen-7B-Chat"
    std::replace(published.begin(), published.end(), ' ', '-');
    return model != nullptr && (typed == model->slug || contains(typed, published));
  });
  return as_published ? NameMatch{} : out;
}

NameMatch ModelNames::library_default(std::string_view typed) const {
  const std::string_view name =
      typed.ends_with(kLatest) ? typed.substr(0, typed.size() - kLatest.size()) : typed;
  if (name.find_first_of(":/") != std::string_view::npos) {
    return {};
  }
  if (const auto found = by_library_name_.find(joined(model_words(name))); found != by_library_name_.end()) {
    const bool shape = found->second->exactness == Exactness::shape;
    NameMatch out{std::string(found->second->canonical),
                  {},
                  shape ? "its library's default, the same shape" : "its library's default"};
    out.quant = found->second->quant;
    return out;
  }
  // Its names are exact: "phi" is its phi-2, whatever people mean by the word elsewhere.
  const model::Architecture* own = catalog_.find_model(catalog_.canonical("model", name));
  return own != nullptr ? NameMatch{std::string(own->slug), {}, "", own->slug == name} : NameMatch{};
}

NameMatch ModelNames::usual_size(std::string_view typed) const {
  const std::string name = normalized(trimmed(typed));
  for (const SharedName& shared : catalog_.data().shared_names) {
    if (shared.kind == "size" && shared.name == name) {
      return usual_one(shared);
    }
  }
  return {};
}

NameMatch ModelNames::without_version(std::string_view typed) const {
  const Words words = words_without_publisher(typed);
  if (words.size() < 2) {  // a family is no model
    return {};
  }
  std::vector<const model::Architecture*> shapes;  // the plainest entry of each
  for (const model::Architecture& model : catalog_.models()) {
    Words left_out = loose_words(model.slug);
    const bool has_all = take_words(words, left_out);
    const bool is_rest_open = model::all_of(left_out, [](const std::string& word) {
      return parse_number(word).has_value() || is_edition(word) || is_size(word) || is_context(word) ||
             is_publisher(word);
    });
    if (!has_all || !is_rest_open) {
      continue;
    }
    const auto known =
        std::find_if(shapes.begin(), shapes.end(), [&](const auto* m) { return same_shape(*m, model); });
    if (known == shapes.end()) {
      shapes.push_back(&model);
    } else if (!(*known)->alias_of.empty() && model.alias_of.empty()) {
      *known = &model;
    }
  }
  NameMatch out = one_of(shapes);
  out.note = out.slug.empty() ? "" : "the only one with these words";
  return out;
}

/// Entries and aliases that have all words of a name, and of the words beside them none that tells a shape but a size:
/// one shape, or nothing.
NameMatch ModelNames::only_with_words(std::string_view typed) const {
  const Words words = words_without_publisher(typed);
  constexpr std::size_t kLeastLetters = 4;
  const bool has_name = model::any_of(words, [](const std::string& word) {
    return word.size() >= kLeastLetters && !has_digit(word) && !tells_shape(word);
  });
  if (!has_name) {
    return {};
  }
  NameMatch out;
  const model::Architecture* shape = nullptr;
  bool one_shape = true;
  const auto offer = [&](std::string_view spelling, const model::Architecture& model, const Alias* alias) {
    const Words name = loose_words(file_stem(spelling));
    Words rest = name;
    const bool is_it =
        take_words(words, rest) && has_versions_of(words, name) &&
        model::all_of(rest, [](const auto& word) { return !tells_shape(word) || is_size(word); });
    if (!is_it) {
      return;
    }
    one_shape = one_shape && (shape == nullptr || same_shape(*shape, model));
    const bool plainer =
        alias == nullptr && shape != nullptr && !shape->alias_of.empty() && model.alias_of.empty();
    if (shape == nullptr || plainer) {
      shape = &model;
      out = alias != nullptr && alias->exactness == Exactness::shape
                ? of_that_shape(*alias, model)
                : NameMatch{std::string(model.slug), {}, "the only one with these words"};
    }
  };
  for (const model::Architecture& model : catalog_.models()) {
    if (!model.slug.starts_with("syn-")) {
      offer(model.slug, *catalog_.find_model(model.slug), nullptr);
    }
  }
  for (const Alias& alias : catalog_.aliases()) {
    const model::Architecture* model =
        alias.kind == "model" && applies(alias.exactness) ? catalog_.find_model(alias.canonical) : nullptr;
    if (model != nullptr) {
      offer(alias.alias, *model, &alias);
    }
  }
  const bool sized = model::any_of(words, is_size);
  if (one_shape && sized && !out.slug.empty()) {  // "nemotron 30b": the Nano, too, though it says more
    if (NameMatch all = with_all_words(typed); all.candidates.size() > 1) {
      return all;
    }
  }
  return one_shape ? out : NameMatch{};
}

/// Whether an entry has the size that was typed, in its name to whole billions or by its parameters where its name says none.
bool ModelNames::has_size(const model::Architecture& model, const Words& name, const std::string& size) {
  constexpr double kAbout = 0.06, kRounded = 0.12;
  const double typed =
      is_size(size) && size.ends_with('b') && is_digit(size.front()) ? leading_number(size) : 0;
  const bool says_size = model::any_of(name, [](const auto& w) { return is_size(w) && is_digit(w.front()); });
  const bool rounded = std::round(model.parameters / 1e9) == typed;
  return typed > 0 && has_parameters(model, typed * 1e9, says_size ? kRounded : kAbout) &&
         (rounded || !says_size);
}

/// Of entries: one shape, or what it may be.
NameMatch ModelNames::entries_with(const SaysIt& says_it) const {
  std::vector<const model::Architecture*> models;
  for (const model::Architecture& model : catalog_.models()) {
    if (!model.slug.starts_with("syn-") && says_it(model.slug, model)) {
      models.push_back(&model);
    }
  }
  NameMatch out = one_of(models);
  if (models.size() > 1 && !out.slug.empty()) {
    out.note = "all with these words have its shape";
    out.candidates.clear();
    for (const model::Architecture* model : models) out.candidates.emplace_back(model->slug);
  } else if (!out.slug.empty()) {
    out.note = "the only one with these words";
  }
  return out;
}

/// The same of aliases, by their own names.
NameMatch ModelNames::aliases_with(const SaysIt& says_it) const {
  NameMatch out;
  const model::Architecture* shape = nullptr;
  bool one_shape = true;
  for (const Alias& alias : catalog_.aliases()) {
    const model::Architecture* model =
        alias.kind == "model" && applies(alias.exactness) ? catalog_.find_model(alias.canonical) : nullptr;
    if (model == nullptr || !says_it(file_stem(alias.alias), *model)) {
      continue;
    }
    one_shape = one_shape && (shape == nullptr || same_shape(*shape, *model));
    if (shape == nullptr) {
      out = alias.exactness == Exactness::shape
                ? of_that_shape(alias, *model)
                : NameMatch{std::string(model->slug), {}, "the only one with these words"};
    }
    shape = model;
    out.candidates.emplace_back(alias.alias);
  }
  out.slug = one_shape ? out.slug : "";
  out.candidates = one_shape ? std::vector<std::string>{} : std::move(out.candidates);
  return out;
}

NameMatch ModelNames::with_all_words(std::string_view typed) const {
  const Words words = words_without_publisher(typed);
  if (model::all_of(words, [](const auto& w) { return parse_number(w).has_value(); })) {
    return {};
  }
  const SaysIt says_it = [&](std::string_view spelling, const model::Architecture& model) {
    Words name = loose_words(spelling), rest = name, wanted = words;
    std::erase_if(wanted, [&](const std::string& word) {
      const bool written =
          model::any_of(name, [&](const std::string& other) { return same_word(word, other); });
      return !written && has_size(model, name, word);
    });
    return !wanted.empty() && take_words(wanted, rest) && has_versions_of(words, name);
  };
  NameMatch out = entries_with(says_it);
  return out.slug.empty() && out.candidates.empty() ? aliases_with(says_it) : out;
}

std::vector<ModelNames::Otherwise> ModelNames::said_otherwise(std::string_view typed) const {
  std::vector<Otherwise> out;
  std::string lower = lower_case(trimmed(typed.substr(0, kMostLetters)));
  constexpr std::string_view kOpenSize = " ?b";  // llama.cpp's, of a size that it has no name for
  if (const std::size_t at = lower.find(kOpenSize); at != std::string::npos) {
    lower.erase(at, kOpenSize.size());
    out.push_back({lower});
  }
  constexpr std::pair<std::string_view, std::string_view> kVersions[] = {
      {"r1", "deepseek "}, {"v3", "deepseek "}, {"k2", "kimi "}};
  const std::size_t version = lower.find_first_not_of(" -", 2);
  if (lower.starts_with("ds") && version != std::string::npos && version + 1 < lower.size() &&
      contains("vr", lower.substr(version, 1)) && is_digit(lower[version + 1])) {  // "ds v3", "dsr1"
    out.push_back({"deepseek " + lower.substr(version)});
  }
  const auto names_others = [&](std::string_view edition) {  // "K2" is Kimi's, K2-V2's and K2 Horizon's
    return model::any_of(catalog_.models(), [&](const auto& model) {
      return model.slug.starts_with(std::string(edition) + "-");
    });
  };
  for (const auto& [edition, family] : kVersions) {
    if (lower.starts_with(edition) && !(lower == edition && names_others(edition))) {
      out.push_back({std::string(family) + lower});
    }
  }
  for (const std::string_view kind : {" moe", " dense"}) {
    if (const std::size_t at = lower.find(kind); at != std::string::npos) {
      out.push_back({std::string(lower).erase(at, kind.size()), kind == " moe"});
    }
  }
  // A publisher's fine-tune in front of Ollama's tag: the size belongs to the family.
  const std::size_t colon = lower.rfind(':'), slash = lower.rfind('/');
  const std::size_t from = slash == std::string::npos ? 0 : slash + 1;
  if (const std::size_t dash = lower.find('-', from); colon != std::string::npos && dash < colon) {
    out.push_back(
        {lower.substr(from, dash - from) + ":" + lower.substr(colon + 1) + lower.substr(dash, colon - dash)});
  }
  return out;
}

/// Names with one word of letters put right that no model has: "Qwenn3 8b".
std::vector<std::string> ModelNames::one_letter_off(std::string_view typed) const {
  constexpr std::size_t kLeastDoubled = 4;
  WordSet known, others;
  for (const model::Architecture& model : catalog_.models()) {
    add_letter_words(model.slug, known);
    add_letter_words(model.name, others);
  }
  for (const SharedName& shared : catalog_.data().shared_names) {
    add_letter_words(shared.name, others);
  }
  for (const Alias& alias : catalog_.aliases()) {
    add_letter_words(alias.alias, others);
  }
  constexpr std::size_t kLeastFamily = 3;
  const auto begins_with_another = [&](std::string_view word,
                                       std::string_view right) {  // "phixtral" is a Phi
    return model::any_of(known, [&](const std::string& family) {
      return family.size() >= kLeastFamily && family.size() + 2 < word.size() && word.starts_with(family) &&
             !right.starts_with(family);
    });
  };
  const std::string stem(file_stem(typed.substr(0, kMostLetters)));
  std::vector<std::string> out;
  for (const auto& [from, size] : letter_runs(stem)) {
    const std::string word = lower_case(std::string_view(stem).substr(from, size));
    const bool open = !is_variants_word(word) && !is_publisher(word) && !tells_shape(word) &&
                      known.find(word) == known.end() && others.find(word) == others.end();
    for (const std::string& right : known) {
      if (begins_with_another(word, right)) {
        continue;
      }
      const bool doubled = size >= kLeastDoubled && right.size() >= kLeastDoubled &&  // "lamma"
                           without_doubles(word) == without_doubles(right);
      if (open && (doubled || is_mistyped(word, right))) {
        out.push_back(std::string(stem).replace(from, size, right));
      }
    }
  }
  // "gpt oss 20": a size without its letter.
  const Words words = model_words(stem);
  constexpr double kLeastSize = 10;
  const bool whole = !words.empty() && model::all_of(words.back(), is_digit);
  if (words.size() > 1 && whole && stem.ends_with(words.back()) && !is_edition(words.back()) &&
      parse_number(words.back()).value_or(0) >= kLeastSize) {
    out.push_back(std::string(stem) + "b");
  }
  return out;
}

std::vector<std::string> ModelNames::nearest(std::string_view typed, std::size_t n) const {
  const std::string_view stem = file_stem(typed.substr(0, 200));
  const Words words = loose_words(stem);
  constexpr double kNumberWeight = 0.5;  // the family first
  std::vector<Likeness> all;
  for (const model::Architecture& model : catalog_.models()) {
    if (!model.slug.starts_with("syn-")) {
      all.push_back({word_likeness(words, loose_words(model.slug), kNumberWeight), model.slug});
    }
  }
  return most_alike(stem, all, n);
}

}  // namespace tokroof::catalog
