#include "formats/benchmarks/said_names.hpp"

#include <algorithm>
#include <iterator>

#include "catalog/names.hpp"
#include "catalog/quant_names.hpp"
#include "catalog/text.hpp"
#include "catalog/word_likeness.hpp"
#include "model/names.hpp"

namespace tokroof::formats {
namespace {

/// A name with letters, or "3090" where a card is spoken of ("my 3090").
bool is_named(const Mention& mention, std::string_view text) {
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  const std::string lower = catalog::lower_case(text);
  return model::any_of(mention.typed, is_letter) || mention.count > 0 || catalog::contains(lower, "gpu") ||
         catalog::contains(lower, "card") || catalog::contains(lower, "my ");
}

/// "--max-model-len 5000", "--port=8000": what stands behind a flag is the flag's.
bool is_value_of_flag(std::string_view text, std::size_t begin) {
  const std::string_view before = text.substr(0, begin);
  const std::size_t end = before.find_last_not_of(" =");
  const std::string_view words = before.substr(0, end == std::string_view::npos ? 0 : end + 1);
  const std::size_t word = words.find_last_of(" \t") + 1;
  return words.size() < before.size() && words.size() > word + 1 && words[word] == '-';
}

/// "M2 Utra": a word behind a device's name that makes it another one, were it spelled right.
bool may_be_another(std::string_view behind) {
  const std::size_t begin = behind.find_first_not_of(" -");
  if (begin == std::string_view::npos || begin == 0) {
    return false;
  }
  const std::string lower = catalog::lower_case(behind.substr(begin));
  const std::string_view word = std::string_view(lower).substr(
      0, std::min(lower.find_first_not_of("abcdefghijklmnopqrstuvwxyz"), lower.size()));
  constexpr std::string_view kOthers[] = {"ultra", "super", "laptop", "mobile"};
  return model::any_of(kOthers, [&](std::string_view other) { return catalog::one_edit_apart(word, other); });
}

/// "a 3060 + a 4070", "a combination of a 3060 and a 4070": cards of one machine, and no list of several.
bool are_together(std::string_view text, std::string_view between) {
  const std::string lower = catalog::lower_case(text);
  const bool said = catalog::contains(lower, "combination") || catalog::contains(lower, "combined") ||
                    catalog::contains(lower, "together");
  return catalog::contains(between, "+") || (said && catalog::contains(between, " and "));
}

/// "GPU: Foo 9000": there is a card, whatever it is.
bool says_card(std::string_view text) {
  const std::size_t colon = text.find(':');
  const bool ends = colon == std::string_view::npos;
  const std::string key = catalog::lower_case(catalog::trimmed(text.substr(0, ends ? 0 : colon)));
  const std::string value =
      catalog::lower_case(catalog::trimmed(text.substr(ends ? text.size() : colon + 1)));
  return model::is_one_of(key, {"gpu", "gpus", "graphics", "graphics card", "video card", "card"}) &&
         !model::is_one_of(value, {"", "none", "no", "-", "n/a"});
}

}  // namespace

void SaidNames::hear(std::string_view text, int line, bool taken) {
  if (taken) {
    const bool row = text.find_first_of("|\t{") != std::string_view::npos;
    text = row ? std::string_view() : text.substr(std::min(text.find_first_of("#("), text.size()));
  }
  if (!text.empty() && text.size() <= kLongest && lines_ < kMostLines) {
    lines_ += 1;
    heard_.emplace_back(text, line);
  }
}

const SaidNames::Heard<SaidNames::Device>& SaidNames::devices() {
  read_heard();
  return devices_;
}

const SaidNames::Heard<SaidNames::Model>& SaidNames::models() {
  read_heard();
  return models_;
}

const SaidNames::Heard<SaidNames::Device>& SaidNames::processors() {
  read_heard();
  return processors_;
}

void SaidNames::read_heard() {
  if (!heard_.empty() && !finder_) {
    finder_.emplace(catalog_);
  }
  for (const auto& [text, line] : heard_) {
    const std::vector<Mention> mentions = finder_->find(text);
    read_device(mentions, text, line);
    if (text.find_first_of("|\t") == std::string::npos) {  // a row of another table is of its own model
      read_model(mentions, line);
    }
  }
  heard_.clear();
}

void SaidNames::read_device(const std::vector<Mention>& mentions, std::string_view text, int line) {
  std::optional<Device> named;
  std::string last;      // of the devices
  std::size_t ends = 0;  // its mention
  for (const Mention& mention : mentions) {
    if (mention.kind != MentionKind::device) {
      continue;
    }
    if (mention.processor) {
      if (!mention.slug.empty()) processors_.hear({mention.slug, mention.count, line, mention.variants});
      continue;
    }
    const bool alone = is_named(mention, text);
    const model::Device* device = catalog_.find_device(mention.slug);
    const bool other_kind = device != nullptr && device->kind != model::DeviceKind::gpu;  // "port=8000"
    if (!alone && (other_kind || is_value_of_flag(text, mention.begin))) {
      continue;
    }
    const bool another = named && last != mention.slug;
    const bool together =
        another && are_together(text, text.substr(ends, mention.begin - std::min(ends, mention.begin)));
    if (mention.slug.empty() || (another && !together) || !alone ||
        may_be_another(text.substr(mention.end))) {  // several, a name of several, or a number
      devices_.hear_several(line);
      return;
    }
    named = together ? Device{named->slug + "+" + mention.slug,
                              std::max(named->count, 1.0) + std::max(mention.count, 1.0),
                              line,
                              {}}
                     : Device{mention.slug, mention.count, line, mention.variants};
    last = mention.slug;
    ends = mention.end;
  }
  if (named) {
    devices_.hear(*named);
  } else if (says_card(text)) {
    devices_.hear_several(line);
  }
}

void SaidNames::read_model(const std::vector<Mention>& mentions, int line) {
  std::optional<Model> named;
  std::string quant;
  for (const Mention& mention : mentions) {
    if (mention.kind == MentionKind::quant) {
      const std::string_view usual = catalog::usual_of_bits(catalog_, mention.slug);  // "Q6"
      quant = !quant.empty() ? quant : usual.empty() ? mention.slug : std::string(usual);
    }
    if (mention.kind != MentionKind::model || catalog_.find_model(mention.slug) == nullptr) {
      continue;  // a size alone is no name
    }
    if (named && named->slug != mention.slug) {
      models_.hear_several(line);
      return;
    }
    named = Model{mention.slug, "", line};
  }
  if (named) {
    named->quant = quant;
    models_.hear(*named);
  }
}

}  // namespace tokroof::formats
