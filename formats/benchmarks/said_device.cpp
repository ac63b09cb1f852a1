#include "formats/benchmarks/said_device.hpp"

#include <algorithm>

namespace tokroof::formats {

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
    const bool another = named && named->slug != mention.slug;
    if (mention.slug.empty() || another) {  // several, or a name that several have
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
