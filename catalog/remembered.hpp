#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace tokroof::catalog {

/// What a function of a text gave for the texts that a thread asked for last: sweeps, tables and services ask for the same
/// few again and again. One a thread and function (thread_local), for one owner at a time.
template <class Value>
class Remembered {
 public:
  template <class Make>
  Value at(std::uint64_t owner, std::string_view text, Make make) {
    if (owner != owner_) {
      values_.clear();
      owner_ = owner;
    }
    if (const auto found = values_.find(text); found != values_.end()) {
      return found->second;
    }
    Value value = make();  // may ask for another text, and may throw
    if (values_.size() >= kMost) {
      values_.clear();
    }
    if (text.size() <= kLongest) {
      values_.insert_or_assign(std::string(text), value);
    }
    return value;
  }

 private:
  static constexpr std::size_t kMost = 2048, kLongest = 256;  // a megabyte at most, in practice

  struct Hash : std::hash<std::string_view> {
    using is_transparent = void;
  };
  std::unordered_map<std::string, Value, Hash, std::equal_to<>> values_;
  std::uint64_t owner_ = 0;  ///< none has this number
};

}  // namespace tokroof::catalog
