#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

namespace tokroof::catalog {

/// Texts by number, each kept once however often it is said.
class Texts {
 public:
  Texts() = default;
  Texts(Texts&&) = default;
  Texts& operator=(Texts&&) = default;
  Texts(const Texts&) = delete;  // it points to its own
  Texts& operator=(const Texts&) = delete;
  ~Texts() = default;

  std::uint32_t number_of(const std::string& text) {
    const auto [at, is_new] = numbers_.emplace(text, static_cast<std::uint32_t>(texts_.size()));
    if (is_new) {
      texts_.push_back(&at->first);
    }
    return at->second;
  }
  [[nodiscard]] const std::string& operator[](std::uint32_t number) const { return *texts_[number]; }
  [[nodiscard]] std::size_t size() const { return texts_.size(); }

 private:
  std::unordered_map<std::string, std::uint32_t> numbers_;
  std::vector<const std::string*> texts_;
};

}  // namespace tokroof::catalog
