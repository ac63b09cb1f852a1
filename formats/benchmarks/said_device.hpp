#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "formats/mentions/mentions.hpp"

namespace tokroof::formats {

/// What lines beside the figures of a file say of the machine: a heading, "GPU: RTX 3090", "# 4x H100" behind a command.
class SaidDevice {
 public:
  explicit SaidDevice(const catalog::Catalog& catalog) : catalog_(catalog) {}

  struct Device {
    std::string slug;
    double count = 0;  ///< 0: not said
    int line = 0;
  };

  /// `taken`: a format made something of the line, so that only what stands in brackets or behind '#' is of nobody.
  void hear(std::string_view text, int line, bool taken);
  /// The last one that was named alone; none where a line named several since.
  [[nodiscard]] const std::optional<Device>& latest();
  /// The only one of the file.
  [[nodiscard]] std::optional<Device> only();

 private:
  static constexpr std::size_t kLongest = 300, kMostLines = 2000;  // logs are long, and name the device early
  void read(std::string_view text, int line);
  void read_heard();

  const catalog::Catalog& catalog_;
  std::optional<MentionFinder> finder_;             ///< made where a figure asks: it costs milliseconds
  std::vector<std::pair<std::string, int>> heard_;  ///< and not read yet
  std::size_t lines_ = 0;
  std::optional<Device> first_, latest_;
  bool several_ = false;
};

}  // namespace tokroof::formats
