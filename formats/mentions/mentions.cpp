#include "formats/mentions/mentions.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "catalog/device_words.hpp"
#include "catalog/name_resolver.hpp"
#include "catalog/names.hpp"
#include "catalog/number.hpp"
#include "catalog/quant_names.hpp"
#include "catalog/quant_text.hpp"
#include "catalog/text.hpp"
#include "formats/mentions/cache_words.hpp"
#include "formats/mentions/mention_words.hpp"
#include "formats/mentions/quantity_units.hpp"
#include "model/names.hpp"

namespace tokroof::formats {
namespace {

/// "Llama 3.1 70B needs 48 GB": a sentence goes on where a name would not.
bool goes_on_with(std::string_view word) {
  return model::is_one_of(
      word,
      "needs|need|requires|takes|uses|runs|fits|weighs|is|take|use|require|fit|weigh|are|has|does|at|in|on|"
      "with|for|to|over|from|and|or|vs|versus|against|beats|than|by|using|via|reaches|reach|gets|gives|"
      "achieves|hits|delivers|generates|processes|reads|writes|manages|averages|goes");
}

/// Of "Qwen 3.5", "qwen3.5 models", which say no size, the family and its version: "qwen 3.5". Empty: it is another name.
std::string version_of(std::string_view name) {
  constexpr std::size_t kLongestVersion = 3;
  const std::string family = family_of(name);
  std::string_view rest = name.substr(family.size());
  rest.remove_prefix(!rest.empty() && model::is_one_of(rest.substr(0, 1), {" ", "-"}) ? 1 : 0);
  const std::string_view version = rest.substr(0, rest.find(' '));
  const bool is_one = !family.empty() && !version.empty() && version.size() <= kLongestVersion &&
                      version.find_first_not_of("0123456789.") == std::string_view::npos;
  return is_one && !catalog::has_digit(rest.substr(version.size())) ? family + " " + std::string(version)
                                                                    : "";
}

/// "Four V100s", "two 5090s": of V100 and 5090, not the V100S and the 5090 Super.
void take_plurals(std::vector<PageWord>& words, std::string_view text) {
  constexpr std::size_t kDigits = 4;
  for (std::size_t i = 0; i < words.size(); ++i) {
    PageWord& word = words[i];
    const std::string_view written = text.substr(word.begin, word.end - word.begin);
    const bool numbered = written.size() == kDigits + 1 && catalog::all_digits(written.substr(0, kDigits)) &&
                          written.ends_with('s');
    const bool one = i > 0 && !word.cut_before &&
                     model::is_one_of(words[i - 1].text, {"a", "an", "one", "my", "single", "this", "the"});
    if (written == "V100s" || (numbered && !one)) word.text.pop_back();
  }
}

/// "8B-q4" is a size and a storage type, "7900XTX" a number and what stands behind it.
void split_glued(std::vector<PageWord>& words) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string& word = words[i].text;
    if (word.size() != words[i].end - words[i].begin) continue;  // with spelled joints
    const std::size_t dash = word.find('-');
    const bool sized = dash != std::string::npos && size_of(word.substr(0, dash)) &&
                       may_be_quant(std::string_view(word).substr(dash + 1));
    constexpr std::size_t kDigits = 4;
    const bool numbered = word.size() > kDigits && catalog::all_digits(word.substr(0, kDigits)) &&
                          model::is_one_of(std::string_view(word).substr(kDigits), {"xtx", "xt", "gre"});
    if (sized || numbered) split_word(words, i, sized ? dash : kDigits, sized ? 1 : 0);
  }
}

}  // namespace

MentionFinder::MentionFinder(const catalog::Catalog& catalog) : catalog_(catalog) {
  const auto device = [&](std::string_view name) {
    for (std::string& word : catalog::device_words(name)) device_words_.insert(std::move(word));
  };
  for (const model::Device& d : catalog.devices()) {
    device(d.slug);
    device(d.name);
  }
  const auto family = [&](std::string_view name) {
    std::string letters = family_of(catalog::lower_case(name));
    if (letters.size() > 1) model_families_.insert(std::move(letters));
  };
  for (const model::Architecture& m : catalog.models()) {
    family(m.slug);
    family(m.name);
  }
  for (const catalog::Alias& alias : catalog.aliases()) {
    if (alias.kind == "device") device(alias.alias);
    if (alias.kind == "model") family(alias.alias);
    if (alias.kind == "engine") engines_.insert(catalog::normalized(alias.alias));
  }
  for (const model::Engine& engine : catalog.engines()) {
    engines_.insert(catalog::normalized(engine.name));
  }
  for (const catalog::SharedName& shared : catalog.data().shared_names) {
    if (shared.kind == "device") device(shared.name);
  }
}

/// The unit behind a word that is a number; empty: none.
std::string_view MentionFinder::unit_behind(const PageWord& word) const {
  constexpr std::size_t kLongestUnit = 20;
  if (!catalog::parse_number(word.text)) return "";
  std::string_view behind = text_.substr(word.end);
  behind.remove_prefix(std::min(behind.find_first_not_of(' '), behind.size()));
  const std::string lower = catalog::lower_case(behind.substr(0, kLongestUnit));
  return lower.starts_with("w/") ? "" : unit_at(lower).unit;  // "RTX 4090 w/ 64 GB"
}

/// "16 GB", "40 tok/s", "1,500": no part of a name.
bool MentionFinder::begins_figure(const PageWord& word) const {
  return begins_thousands(text_, word) || !unit_behind(word).empty();
}

/// "200 GB/s", "450 W": what a device does, where its name may end in an amount of memory.
bool MentionFinder::begins_rating(const PageWord& word) const {
  return model::is_one_of(unit_behind(word), {"GB/s", "TB/s", "tok/s", "W", "TFLOPS", "TOPS"});
}

bool MentionFinder::free(const Words& words, std::size_t begin, std::size_t end) const {
  for (std::size_t i = begin; i < end; ++i) {
    if (used_[i] || (i > begin && words[i].cut_before) || words[i].text.size() > kLongestWord) {
      return false;
    }
  }
  return true;
}

void MentionFinder::add(
    MentionKind kind, const Words& words, std::size_t begin, std::size_t end, std::string slug) {
  std::fill(used_.begin() + static_cast<std::ptrdiff_t>(begin),
            used_.begin() + static_cast<std::ptrdiff_t>(end),
            true);
  Mention mention;
  mention.kind = kind;
  mention.begin = words[begin].begin;
  mention.end = words[end - 1].end;
  mention.slug = std::move(slug);
  found_.push_back(std::move(mention));
}

void MentionFinder::find_quants(const Words& words) {
  const auto look_up = [&](const std::string& typed) {
    if (quants_.size() > kMostKnown) quants_.clear();
    const auto [known, is_new] = quants_.try_emplace(typed);
    if (is_new) {
      std::string upper = typed;
      std::transform(
          upper.begin(), upper.end(), upper.begin(), [](unsigned char c) { return std::toupper(c); });
      const bool in_bits = typed.ends_with("bit") || typed.ends_with("bpw");
      known->second =
          catalog::find_quant(catalog_, !in_bits && catalog::is_known_quant(catalog_, upper) ? upper : typed)
              .slug;
    }
    return known->second;
  };
  const std::vector<CacheWords> caches = cache_words(text_, words);
  const auto is_of_cache = [&](std::size_t i) {
    return model::any_of(caches, [&](const CacheWords& c) { return i >= c.begin && i < c.end; });
  };
  for (std::size_t i = 0; i < words.size(); ++i) {
    const bool bits = i + 1 < words.size() && !words[i + 1].cut_before &&
                      model::is_one_of(words[i + 1].text, {"bit", "bits"}) &&
                      catalog::all_digits(words[i].text);
    const bool half = words[i].text == "half" && i + 1 < words.size() && !words[i + 1].cut_before &&
                      words[i + 1].text == "precision";
    const std::size_t end = i + (bits || half ? 2 : 1);
    std::string typed = bits ? words[i].text + "bit" : half ? "fp16" : words[i].text;
    if (typed.ends_with("-bit")) {
      typed = typed.substr(0, typed.size() - 4) + "bit";
    }
    typed = typed == "16bit" ? "fp16" : typed;
    for (const std::string_view how : {"-quantized", "-quantised"}) {
      if (typed.ends_with(how)) typed.resize(typed.size() - how.size());
    }
    const bool kernel = catalog::contains(typed, "marlin");  // of any type
    if (typed.size() > kLongestWord || kernel || !may_be_quant(typed) || is_of_cache(i) ||
        is_arithmetic_format(words, i)) {
      continue;
    }
    if (std::string slug = look_up(typed); !slug.empty()) {
      add(MentionKind::quant, words, i, end, std::move(slug));
    }
  }
}

void MentionFinder::find_engines(const Words& words) {
  for (std::size_t count : {2, 1}) {
    for (std::size_t i = 0; i + count <= words.size(); ++i) {
      if (!free(words, i, i + count)) {
        continue;
      }
      std::string name = joined_words(words, i, i + count);
      std::replace_if(
          name.begin(), name.end(), [](char c) { return c == ' ' || c == '_'; }, '-');
      name = model::is_one_of(name, {"llama-cpp", "llamacpp", "llama-bench", "llama-server"}) ? "llama.cpp"
             : model::is_one_of(name, "exllama-v2")                                           ? "exllamav2"
                                                                                              : name;
      const bool letters = name.size() > 2 && model::any_of(name, [](char c) { return c >= 'a'; });
      const model::Engine* engine = letters && !is_everyday(name) && engines_.contains(name)
                                        ? catalog_.find_engine(catalog_.canonical("engine", name))
                                        : nullptr;
      if (engine != nullptr) {
        add(MentionKind::engine, words, i, i + count, std::string(engine->name));
      }
    }
  }
}

/// "qwen 3.5" is a family; "phi 4" is a model, for all that others begin so.
bool MentionFinder::has_several_sizes(const std::string& version) const {
  const auto joined = [](std::string_view name) {
    std::string out(name);
    std::erase_if(out, [](char c) { return c == ' ' || c == '-'; });
    return out;
  };
  const auto models = catalog_.models();
  return !version.empty() &&
         model::none_of(models, [&](const auto& m) { return joined(m.slug) == joined(version); }) &&
         std::count_if(models.begin(), models.end(), [&](const auto& m) {
           return joined(m.slug).starts_with(joined(version));
         }) > 1;
}

std::string MentionFinder::model_slug(const std::string& typed) {
  if (models_.size() > kMostKnown) models_.clear();
  const auto [known, is_new] = models_.try_emplace(typed);
  if (is_new) {
    std::string slug = catalog_.names().model(typed).match.slug;
    const std::size_t blank = typed.find_first_of(" -", family_of(typed).size() + 1);
    const std::string more =
        blank == std::string::npos ? "" : typed.substr(blank + 1);  // "mini" of "phi-3 mini"
    const bool any_size =
        has_several_sizes(version_of(typed)) && (more.empty() || !catalog::contains(slug, more));
    known->second = any_size ? "" : std::move(slug);
  }
  return known->second;
}

/// "The 14B Qwen3", "a 70B Llama 3.1": the size stands before the family, which is the i-th word.
bool MentionFinder::find_model_behind_size(const Words& words, std::size_t i) {
  constexpr std::size_t kMostWords = 2;
  const auto is_size = [&](std::size_t k) { return k < words.size() && size_of(words[k].text).has_value(); };
  if (i == 0 || words[i].cut_before || !is_size(i - 1) || is_size(i + 1)) return false;
  for (std::size_t count = std::min(kMostWords, words.size() - i); count > 0; --count) {
    if (is_size(i + count) || !free(words, i - 1, i + count)) continue;
    const std::string family = joined_words(words, i, i + count);
    if (std::string slug = model_slug(family + " " + words[i - 1].text); !slug.empty()) {
      page_models_.insert(slug);
      families_seen_.insert(family_of(words[i].text));
      add(MentionKind::model, words, i - 1, i + count, std::move(slug));
      return true;
    }
  }
  return false;
}

void MentionFinder::find_models(const Words& words) {
  constexpr std::size_t kMostWords = 5;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (!model_families_.contains(family_of(words[i].text))) {
      continue;
    }
    if (find_model_behind_size(words, i)) continue;
    std::size_t most = 1;
    const auto ends_before = [&](std::size_t next) {  // "Llama 3 70B 10x faster", "Llama 3 8B: 16 GB"
      return goes_on_with(words[next].text) || begins_figure(words[next]) ||
             model::is_one_of(words[next].text, {"the", "a", "an", "my", "our", "your", "this"}) ||
             (size_of(words[next - 1].text) && count_word(words[next].text) > 0);
    };
    while (most < std::min(kMostWords, words.size() - i) && !ends_before(i + most)) ++most;
    for (std::size_t count = most; count > 0; --count) {
      const std::string name = free(words, i, i + count) ? joined_words(words, i, i + count) : "";
      if (!catalog::has_digit(name)) {
        continue;
      }
      if (std::string slug = model_slug(name); !slug.empty()) {
        page_models_.insert(slug);
        add(MentionKind::model, words, i, i + count, std::move(slug));
        families_seen_.insert(family_of(words[i].text));
        const catalog::QuantText in_name = catalog::quant_of_name(name);
        if (!in_name.quant.empty() && in_name.rest != name) {
          found_.push_back(found_.back());
          found_.back().kind = MentionKind::quant;
          found_.back().slug = catalog::find_quant(catalog_, in_name.quant).slug;
        }
        break;
      }
    }
    for (std::size_t count = 1; count <= std::min<std::size_t>(2, words.size() - i); ++count) {
      const std::string version =
          free(words, i, i + count) ? version_of(joined_words(words, i, i + count)) : "";
      if (!version.empty()) {
        versions_.insert(version);
        families_seen_.insert(family_of(words[i].text));
      }
    }
  }
}

std::string MentionFinder::only_model(const std::function<bool(const model::Architecture&)>& such) const {
  std::string only;
  for (const std::string& slug : page_models_) {
    const model::Architecture* model = catalog_.find_model(slug);
    if (model == nullptr || !such(*model)) continue;
    if (!only.empty()) return "";
    only = slug;
  }
  return only;
}

std::string MentionFinder::named_like(const std::string& model) const {
  constexpr double kRounding = 0.01;
  const model::Architecture* like = catalog_.find_model(model);
  return only_model([&](const model::Architecture& named) {
    return like != nullptr && named.family == like->family &&
           std::fabs(named.parameters / like->parameters - 1) < kRounding;
  });
}

bool MentionFinder::has_found(MentionKind kind) const {
  return model::any_of(found_, [&](const Mention& m) { return m.kind == kind; });
}

/// "phi3:mini (3.8B)": of the model that the text names.
bool MentionFinder::is_size_of_named(double billions) const {
  constexpr double kRounding = 0.08;
  return model::any_of(found_, [&](const Mention& m) {
    const model::Architecture* model = m.kind == MentionKind::model ? catalog_.find_model(m.slug) : nullptr;
    return model != nullptr && std::fabs(model->parameters / 1e9 / billions - 1) < kRounding;
  });
}

void MentionFinder::find_sizes(const Words& words) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    const bool of_active = i + 1 < words.size() &&
                           model::is_one_of(words[i + 1].text, {"active", "activated", "experts", "mtp"});
    const bool money = words[i].begin > 0 && text_[words[i].begin - 1] == '$';
    const auto size = used_[i] || of_active || money ? std::nullopt : size_of(words[i].text);
    if (!size || is_size_of_named(*size)) {
      continue;
    }
    constexpr double kLargestLlama = 405, kDeepSeek = 671;  // no others are as large
    std::string slug = family_.empty() ? "" : model_slug(family_ + " " + words[i].text);
    if (slug.empty()) {
      slug = *size == kLargestLlama ? "llama-3.1-405b"
             : *size == kDeepSeek   ? "deepseek-v3"
                                    : fmt::format("generic-{:g}b", *size);
    }
    add(MentionKind::model, words, i, i + 1, std::move(slug));
  }
}

/// "The MoE", "the dense model": of a page's only mixture or its only other model, in a sentence that names none.
void MentionFinder::find_kinds(const Words& words) {
  if (has_found(MentionKind::model)) return;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string& slug = words[i].text == "moe" ? mixture_ : dense_;
    const bool kind = model::is_one_of(words[i].text, {"moe", "dense"}) && !used_[i];
    const bool after = i > 0 && model::is_one_of(words[i - 1].text, {"the", "a", "this", "with", "our"});
    const bool before =
        i + 1 < words.size() && !words[i + 1].cut_before &&
        model::is_one_of(words[i + 1].text, {"model", "coder", "one", "runs", "gets", "does"});
    if (kind && !slug.empty() && (after || before)) add(MentionKind::model, words, i, i + 1, slug);
  }
}

std::vector<Mention> MentionFinder::find(std::string_view text) {
  text_ = text;
  found_.clear();
  Words words = page_words(text);
  split_glued(words);
  take_plurals(words, text);
  used_.assign(words.size(), false);
  std::vector<double> counts;
  take_counts(words, counts);
  find_quants(words);
  find_engines(words);
  find_models(words);
  find_sizes(words);
  find_kinds(words);
  find_devices(words, counts);
  find_macs(words);
  std::stable_sort(
      found_.begin(), found_.end(), [](const Mention& a, const Mention& b) { return a.begin < b.begin; });
  join_second_ones();
  join_sets();
  find_memory_rates(words);
  return std::move(found_);
}

}  // namespace tokroof::formats
