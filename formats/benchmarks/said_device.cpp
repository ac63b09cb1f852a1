#include "formats/benchmarks/said_device.hpp"

namespace tokroof::formats {

void SaidDevice::hear(std::string_view text, int line) {
  if (text.empty() || text.size() > kLongest || ++lines_ > kMostLines) {
    return;
  }
  std::optional<Device> named;
  for (const Mention& mention : finder_.find(text)) {
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
