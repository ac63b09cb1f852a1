#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "formats/mentions/mentions.hpp"

namespace tokroof::formats {

/// What lines beside the figures of a file say of the machine: a heading, "GPU: RTX 3090", "# 4x H100" behind a command.
class SaidDevice {
 public:
  explicit SaidDevice(const catalog::Catalog& catalog) : finder_(catalog) {}

  struct Device {
    std::string slug;
    double count = 0;  ///< 0: not said
    int line = 0;
  };

  void hear(std::string_view text, int line);
  /// The last one that was named alone; none where a line named several since.
  [[nodiscard]] const std::optional<Device>& latest() const { return latest_; }
  /// The only one of the file.
  [[nodiscard]] std::optional<Device> only() const { return several_ ? std::nullopt : first_; }

 private:
  static constexpr std::size_t kLongest = 300, kMostLines = 2000;  // logs are long, and name the device early
  MentionFinder finder_;
  std::optional<Device> first_, latest_;
  bool several_ = false;
  std::size_t lines_ = 0;
};

}  // namespace tokroof::formats
