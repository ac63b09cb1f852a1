#pragma once
#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "formats/mentions/mentions.hpp"

namespace tokroof::formats {

/// What lines beside the figures of a file say of the machine and the model: a heading, "GPU: RTX 3090", "# 4x H100" behind a
/// command, "Qwen3 8B Q4_K_M on my 3060".
class SaidNames {
 public:
  explicit SaidNames(const catalog::Catalog& catalog) : catalog_(catalog) {}

  struct Device {
    std::string slug;
    double count = 0;  ///< 0: not said
    int line = 0;
    std::vector<std::string> variants;  ///< that share its name, where there are several
  };
  struct Model {
    std::string slug;
    std::string quant;  ///< empty: not said
    int line = 0;
  };
  /// A kind of thing that the lines heard so far name.
  template <class Named>
  struct Heard {
    std::optional<Named> first;
    std::vector<std::pair<int, std::optional<Named>>> by_line;  ///< none where a line names several
    bool several = false;

    void hear(const Named& named) {
      several = several || (first && first->slug != named.slug);
      first = first ? first : named;
      by_line.emplace_back(named.line, named);
    }
    void hear_several(int line) {
      by_line.emplace_back(line, std::nullopt);
      several = true;
    }
    /// The last that was named alone, at a line or before it: what follows a figure is of another one.
    [[nodiscard]] std::optional<Named> latest_at(int line) const {
      const auto after = std::upper_bound(
          by_line.begin(), by_line.end(), line, [](int at, const auto& heard) { return at < heard.first; });
      return after == by_line.begin() ? std::nullopt : (after - 1)->second;
    }
    /// The only one of the file.
    [[nodiscard]] std::optional<Named> only() const { return several ? std::nullopt : first; }
  };

  /// `taken`: a format made something of the line, so that only what stands in brackets or behind '#' is of nobody.
  void hear(std::string_view text, int line, bool taken);
  const Heard<Device>& devices();
  const Heard<Model>& models();
  /// Processors, which may be the host of the device that is meant.
  const Heard<Device>& processors();

 private:
  static constexpr std::size_t kLongest = 300,
                               kMostLines = 2000;  // logs are long, and name what they are of early
  void read_device(const std::vector<Mention>& mentions, std::string_view text, int line);
  void read_model(const std::vector<Mention>& mentions, int line);
  void read_heard();

  const catalog::Catalog& catalog_;
  std::optional<MentionFinder> finder_;             ///< made where a figure asks: it costs milliseconds
  std::vector<std::pair<std::string, int>> heard_;  ///< and not read yet
  std::size_t lines_ = 0;
  Heard<Device> devices_, processors_;
  Heard<Model> models_;
};

}  // namespace tokroof::formats
