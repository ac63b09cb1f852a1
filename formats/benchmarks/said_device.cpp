#include "formats/benchmarks/said_device.hpp"

#include <algorithm>

#include "catalog/names.hpp"
#include "catalog/text.hpp"

namespace tokroof::formats {
namespace {

/// A name with letters, or "3090" where a card is spoken of.
bool is_named(const Mention& mention, std::string_view text) {
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  const std::string lower = catalog::lower_case(text);
  return std::any_of(mention.typed.begin(), mention.typed.end(), is_letter) ||
         catalog::contains(lower, "gpu") || catalog::contains(lower, "card");
}

}  // namespace

void SaidDevice::hear(std::string_view text, int line, bool taken) {
  if (taken) {
    const bool row = text.find_first_of("|\t{") != std::string_view::npos;
    text = row ? std::string_view() : text.substr(std::min(text.find_first_of("#("), text.size()));
  }
  if (!text.empty() && text.size() <= kLongest && lines_ < kMostLines) {
    lines_ += 1;
    heard_.emplace_back(text, line);
  }
}

const std::optional<SaidDevice::Device>& SaidDevice::latest() {
  read_heard();
  return latest_;
}

std::optional<SaidDevice::Device> SaidDevice::only() {
  read_heard();
  return several_ ? std::nullopt : first_;
}

void SaidDevice::read_heard() {
  if (!heard_.empty() && !finder_) {
    finder_.emplace(catalog_);
  }
  for (const auto& [text, line] : heard_) {
    read(text, line);
  }
  heard_.clear();
}

void SaidDevice::read(std::string_view text, int line) {
  std::optional<Device> named;
  for (const Mention& mention : finder_->find(text)) {
    if (mention.kind != MentionKind::device || mention.processor) {
      continue;
    }
    const bool alone = is_named(mention, text);
    const model::Device* device = catalog_.find_device(mention.slug);
    if (!alone && device != nullptr && device->kind != model::DeviceKind::gpu) {
      continue;  // "port=8000"
    }
    const bool another = named && named->slug != mention.slug;
    if (mention.slug.empty() || another || !alone) {  // several, a name that several have, or a number
      latest_.reset();
      several_ = true;
      return;
    }
    named = Device{mention.slug, mention.count, line};
  }
  if (named) {
    several_ = several_ || (first_ && first_->slug != named->slug);
    first_ = first_ ? first_ : named;
    latest_ = named;
  }
}

}  // namespace tokroof::formats
