#include "formats/pages/mentions.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "catalog/device_words.hpp"
#include "catalog/name_resolver.hpp"
#include "catalog/names.hpp"
#include "catalog/number.hpp"
#include "catalog/quant_names.hpp"
#include "catalog/quant_text.hpp"
#include "catalog/text.hpp"
#include "formats/pages/mention_words.hpp"
#include "formats/pages/quantity_units.hpp"
#include "model/names.hpp"

namespace tokroof::formats {
namespace {

constexpr std::size_t kLongestWord = 60, kMostKnown = 20000;

std::string joined_words(const std::vector<PageWord>& words, std::size_t begin, std::size_t end) {
  std::string out;
  for (std::size_t i = begin; i < end; ++i) {
    out += (i > begin ? " " : "") + words[i].text;
  }
  return out;
}

/// "Llama 3.1 70B needs 48 GB": a sentence goes on where a name would not.
bool goes_on_with(std::string_view word) {
  return model::is_one_of(
      word, {"needs", "need", "requires", "takes", "uses", "runs", "fits", "weighs", "is",   "has",
             "does",  "at",   "in",       "on",    "with", "for",  "to",   "over",   "from", "and"});
}

/// "4" of "4 A100": so many as a machine has.
double few(std::string_view word) {
  constexpr double kMost = 16;
  const auto count = word.size() < 3 ? catalog::parse_number(word) : std::nullopt;
  return count && *count >= 2 && *count <= kMost ? *count : 0;
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

/// "5000 steps" is no RTX 5000, "3600 USD" no Ryzen.
bool is_amount(std::string_view word, std::string_view behind) {
  if (!catalog::all_digits(word)) {
    return false;
  }
  constexpr std::size_t kLongestUnit = 20;
  behind.remove_prefix(std::min(behind.find_first_not_of(' '), behind.size()));
  const std::string lower = catalog::lower_case(behind.substr(0, kLongestUnit));
  const WrittenUnit unit = unit_at(lower);
  const bool goes_on = lower.compare(unit.length, 1, "/") == 0;                    // "4090 w/ 64 GB"
  const bool in_units = !model::is_one_of(unit.unit, {"", "x", "s"}) && !goes_on;  // "2x 2080 S"
  return in_units || catalog::begins_with_one_of(lower, {"token", "mt/s", "cuda cores", "shaders"});
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
  for (std::size_t i = 0; i < words.size(); ++i) {
    const bool bits = i + 1 < words.size() && !words[i + 1].cut_before &&
                      model::is_one_of(words[i + 1].text, {"bit", "bits"}) &&
                      catalog::all_digits(words[i].text);
    const std::size_t end = i + (bits ? 2 : 1);
    std::string typed = bits ? words[i].text + "bit" : words[i].text;
    if (typed.ends_with("-bit")) {
      typed = typed.substr(0, typed.size() - 4) + "bit";
    }
    typed = typed == "16bit" ? "fp16" : typed;
    const auto is_cache = [&](std::size_t word) {  // "F16 KV", "KV cache at Q8_0"
      return word < words.size() && model::is_one_of(words[word].text, {"kv", "kv-cache", "cache"});
    };
    if (typed.size() > kLongestWord || !may_be_quant(typed) || is_cache(end) || (i > 0 && is_cache(i - 1)) ||
        (i > 1 && is_cache(i - 2) && words[i - 1].text == "at")) {
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
             : model::is_one_of(name, {"exllama-v2"})                                         ? "exllamav2"
                                                                                              : name;
      const bool letters =
          name.size() > 2 && std::any_of(name.begin(), name.end(), [](char c) { return c >= 'a'; });
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
  return !version.empty() && std::none_of(models.begin(), models.end(), [&](const auto& m) {
    return joined(m.slug) == joined(version);
  }) && std::count_if(models.begin(), models.end(), [&](const auto& m) {
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

void MentionFinder::find_models(const Words& words) {
  constexpr std::size_t kMostWords = 5;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (!model_families_.contains(family_of(words[i].text))) {
      continue;
    }
    std::size_t most = 1;
    while (most < std::min(kMostWords, words.size() - i) && !goes_on_with(words[i + most].text)) ++most;
    for (std::size_t count = most; count > 0; --count) {
      const std::string name = free(words, i, i + count) ? joined_words(words, i, i + count) : "";
      if (!catalog::has_digit(name)) {
        continue;
      }
      if (std::string slug = model_slug(name); !slug.empty()) {
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

void MentionFinder::allow_short_names() {
  family_ = versions_.size() == 1 && families_seen_.size() == 1 ? *versions_.begin() : "";
  for (const auto& [name, slug] : full_names_) page_devices_.insert(slug);
  devices_.clear();
  for (const auto& [name, slug] : full_names_) {
    for (std::string_view rest = name; !rest.empty();) {
      const std::string word(rest.substr(0, rest.find(' ')));
      rest.remove_prefix(std::min(word.size() + 1, rest.size()));
      const bool names = !catalog::has_digit(word) && !is_brand(word);
      if (names && device_named(word).slug == slug) short_names_.insert(word);
    }
  }
}

void MentionFinder::find_sizes(const Words& words) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    const bool of_active =
        i + 1 < words.size() && model::is_one_of(words[i + 1].text, {"active", "activated", "experts"});
    const bool money = words[i].begin > 0 && text_[words[i].begin - 1] == '$';
    const auto size = used_[i] || of_active || money ? std::nullopt : size_of(words[i].text);
    if (!size) {
      continue;
    }
    constexpr double kLargestLlama = 405;
    std::string slug = family_.empty() ? "" : model_slug(family_ + " " + words[i].text);
    if (slug.empty()) {
      slug = *size == kLargestLlama ? "llama-3.1-405b" : fmt::format("generic-{:g}b", *size);
    }
    add(MentionKind::model, words, i, i + 1, std::move(slug));
  }
}

bool MentionFinder::may_name_device(std::string_view word) {
  if (is_brand(word)) {
    return true;
  }
  if (word.size() > kLongestWord || word == "x") {  // "A100 x 2"
    return false;
  }
  if (words_of_devices_.size() > kMostKnown) words_of_devices_.clear();
  const auto [known, is_new] = words_of_devices_.try_emplace(std::string(word));
  if (is_new) {
    std::string singular(word);
    if (word.size() > 3 && word.ends_with('s') && catalog::is_digit(word[word.size() - 2]))
      singular.pop_back();
    const auto parts = catalog::device_words(singular);
    known->second = !parts.empty() && std::all_of(parts.begin(), parts.end(), [&](const std::string& part) {
      return device_words_.contains(part) || catalog::is_memory(part);
    });
  }
  return known->second;
}

MentionFinder::NamedDevice MentionFinder::device_named(const std::string& typed) {
  if (devices_.size() > kMostKnown) devices_.clear();
  const auto [known, is_new] = devices_.try_emplace(typed);
  if (is_new) {
    catalog::NameMatch match = catalog_.names().device(typed);
    const bool plural =
        typed.size() > 3 && typed.ends_with('s') && catalog::is_digit(typed[typed.size() - 2]);
    if (match.slug.empty() && match.candidates.empty() && plural) {
      match = catalog_.names().device(typed.substr(0, typed.size() - 1));
    }
    const bool sure = match.candidates.size() <= 1;
    const bool several = match.slug.empty() && !sure;
    // "V100 16GB" of a page about the "V100 SXM2 16GB"
    std::erase_if(match.candidates, [&](const std::string& slug) { return !page_devices_.contains(slug); });
    const bool one = match.candidates.size() == 1;
    known->second = {one ? match.candidates.front() : match.slug, several && !one, sure};
  }
  return known->second;
}

std::string MentionFinder::device_with_memory_of(const std::string& typed, double memory_gib) {
  if (by_memory_.size() > kMostKnown) by_memory_.clear();
  const auto [known, is_new] = by_memory_.try_emplace(fmt::format("{} {}", typed, memory_gib));
  if (is_new) {
    known->second = catalog_.names().device(typed, memory_gib).slug;
  }
  return known->second;
}

/// "2x3090": the count is taken off the word.
void MentionFinder::take_counts(Words& words, std::vector<double>& counts) {
  counts.assign(words.size(), 0);
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string& word = words[i].text;
    const std::size_t x = word.find('x');
    const bool glued = x != std::string::npos && x > 0 && x < 3 && x + 1 < word.size() &&
                       catalog::all_digits(word.substr(0, x)) && !word.ends_with('b');
    if (glued && may_name_device(word.substr(x + 1))) {
      counts[i] = catalog::parse_number(word.substr(0, x)).value_or(0);
      words[i].text = word.substr(x + 1);
      continue;
    }
    const std::size_t dash = word.find('-');  // "dual-RTX"
    const double number = dash == std::string::npos ? 0 : catalog::number_word(word.substr(0, dash));
    if (number > 0 && may_name_device(word.substr(dash + 1))) {
      counts[i] = number;
      words[i].text = word.substr(dash + 1);
    }
  }
}

void MentionFinder::find_devices(const Words& words, const std::vector<double>& counts) {
  constexpr std::size_t kMostWords = 7;
  const auto names_alone = [&](std::size_t i) {  // "4090", "A100": not "512", "16GB", "Pro"
    const std::string& word = words[i].text;
    const std::string digits = word.ends_with('s') ? word.substr(0, word.size() - 1) : word;
    const bool cut = words[i].begin > 0 &&
                     std::string_view("$€.,-").find(text_[words[i].begin - 1]) != std::string_view::npos;
    if (catalog::all_digits(digits)) {
      const bool year = digits.starts_with("20") && digits[2] != '6' && digits[2] != '7' && digits[2] != '8';
      return digits.size() == 4 && !year && !cut;
    }
    const bool memory_type = catalog::begins_with_one_of(word, {"ddr", "lpddr", "gddr", "hbm"});
    const bool version = word.size() == 2 && word.front() == 'v';  // "E5-2680 v4"
    return catalog::has_digit(word) && !catalog::is_memory(word) && word.size() > 1 && !memory_type &&
           !version;
  };
  const auto has_alternative = [&](const Words& all, std::size_t end) {  // "H100 PCIe/SXM": neither
    const auto is_form = [](std::string_view word) {
      return catalog::begins_with_one_of(word, {"pcie", "sxm", "nvl", "oam"});
    };
    return end < all.size() && is_form(all[end - 1].text) && is_form(all[end].text) &&
           text_[all[end - 1].end] == '/';
  };
  for (std::size_t i = 0; i < words.size(); ++i) {
    std::size_t run = 0;
    while (run < kMostWords && i + run < words.size() && free(words, i, i + run + 1) &&
           may_name_device(words[i + run].text)) {
      ++run;
    }
    for (std::size_t count = run; count > 0; --count) {
      const std::size_t end = i + count;
      const bool one = count == 1 && !names_alone(i) && !short_names_.contains(words[i].text);
      if (one || (count == 1 && is_amount(words[i].text, text_.substr(words[i].end))) ||
          ends_no_name(words[end - 1].text) || catalog::is_memory(words[i].text)) {
        continue;
      }
      std::string typed = joined_words(words, i, end);
      const bool may_stand = catalog::has_digit(typed) || count > 1 || short_names_.contains(typed);
      const NamedDevice named = may_stand ? device_named(typed) : NamedDevice{};
      if (named.none() || has_alternative(words, end) || (named.several && !catalog::has_digit(typed))) {
        continue;
      }
      add(MentionKind::device, words, i, end, named.slug);
      const model::Device* device = catalog_.find_device(named.slug);
      if (named.sure) full_names_[typed] = named.slug;
      Mention& mention = found_.back();
      mention.processor = device != nullptr && device->kind == model::DeviceKind::cpu;
      mention.typed = std::move(typed);
      mention.count = counts[i];
      const bool follows = mention.count == 0 && i > 0 && !words[i].cut_before;
      const bool letters = words[i].text.front() >= 'a';  // "4 A100", but not "4 4090"
      const double before =
          !follows ? 0
          : letters && (i < 2 || !model::is_one_of(words[i - 2].text, {"gen", "pcie", "version"}))
              ? std::max(count_word(words[i - 1].text), few(words[i - 1].text))
              : count_word(words[i - 1].text);
      if (before > 0) {
        mention.count = before;
        mention.begin = words[i - 1].begin;
      } else if (mention.count == 0 && end < words.size() && count_behind(words[end].text) > 0) {
        mention.count = count_behind(words[end].text);
        mention.end = words[end].end;
      } else if (mention.count == 0 && end + 1 < words.size() && words[end].text == "x" &&
                 !words[end].cut_before && !words[end + 1].cut_before &&
                 catalog::all_digits(words[end + 1].text) && words[end + 1].text.size() < 4) {
        mention.count = catalog::parse_number(words[end + 1].text).value_or(0);
        mention.end = words[end + 1].end;
      }
      i = end - 1;
      break;
    }
  }
}

std::vector<Mention> MentionFinder::find(std::string_view text) {
  text_ = text;
  found_.clear();
  Words words = page_words(text);
  used_.assign(words.size(), false);
  std::vector<double> counts;
  take_counts(words, counts);
  find_quants(words);
  find_engines(words);
  find_models(words);
  find_sizes(words);
  find_devices(words, counts);
  std::stable_sort(
      found_.begin(), found_.end(), [](const Mention& a, const Mention& b) { return a.begin < b.begin; });
  return std::move(found_);
}

}  // namespace tokroof::formats
