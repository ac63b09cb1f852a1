#pragma once
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "formats/models/gguf_header.hpp"

namespace tokroof::test {

/// Writes GGUF headers (and, if asked, nothing but a hole behind them for the weights).
class GgufWriter {
 public:
  explicit GgufWriter(std::uint32_t version = 3) : version_(version) {}

  template <class T>
  static void put(std::string& to, T value) {
    char bytes[sizeof(T)];
    std::memcpy(bytes, &value, sizeof(T));
    to.append(bytes, sizeof(T));
  }
  static void put_text(std::string& to, std::string_view text) {
    put<std::uint64_t>(to, text.size());
    to += text;
  }

  GgufWriter& number(std::string_view key, std::uint32_t value) {
    begin(key, 4);
    put(keys_, value);
    return *this;
  }
  GgufWriter& real(std::string_view key, float value) {
    begin(key, 6);
    put(keys_, value);
    return *this;
  }
  GgufWriter& text(std::string_view key, std::string_view value) {
    begin(key, 8);
    put_text(keys_, value);
    return *this;
  }
  GgufWriter& numbers(std::string_view key, const std::vector<std::uint32_t>& values) {
    begin(key, 9);
    put<std::uint32_t>(keys_, 4);
    put<std::uint64_t>(keys_, values.size());
    for (const std::uint32_t v : values) put(keys_, v);
    return *this;
  }
  GgufWriter& flags(std::string_view key, const std::vector<bool>& values) {
    begin(key, 9);
    put<std::uint32_t>(keys_, 7);
    put<std::uint64_t>(keys_, values.size());
    for (const bool v : values) put<std::uint8_t>(keys_, v ? 1 : 0);
    return *this;
  }
  GgufWriter& texts(std::string_view key, std::uint64_t count) {
    begin(key, 9);
    put<std::uint32_t>(keys_, 8);
    put<std::uint64_t>(keys_, count);
    for (std::uint64_t i = 0; i < count; ++i) put_text(keys_, "t" + std::to_string(i));
    return *this;
  }
  /// A key whose type and value are these bytes.
  GgufWriter& raw(std::string_view key, std::string_view type_and_value) {
    put_text(keys_, key);
    keys_ += type_and_value;
    ++key_count_;
    return *this;
  }
  GgufWriter& tensor(std::string_view name,
                     const std::vector<std::uint64_t>& dimensions,
                     std::uint32_t type) {
    double elements = 1;
    for (const std::uint64_t d : dimensions) elements *= static_cast<double>(d);
    const auto block = formats::gguf_block(type);
    return sized_tensor(name, dimensions, type, block ? elements / block->elements * block->bytes : elements);
  }
  GgufWriter& sized_tensor(std::string_view name,
                           const std::vector<std::uint64_t>& dimensions,
                           std::uint32_t type,
                           double bytes) {
    put_text(tensors_, name);
    put<std::uint32_t>(tensors_, static_cast<std::uint32_t>(dimensions.size()));
    for (const std::uint64_t d : dimensions) put(tensors_, d);
    put(tensors_, type);
    put(tensors_, data_bytes_);
    data_bytes_ += (static_cast<std::uint64_t>(bytes) + 31) / 32 * 32;
    ++tensor_count_;
    return *this;
  }

  [[nodiscard]] std::string header() const {
    std::string out = "GGUF";
    put(out, version_);
    put<std::uint64_t>(out, tensor_count_);
    put<std::uint64_t>(out, key_count_);
    out += keys_ + tensors_;
    out.resize((out.size() + 31) / 32 * 32, '\0');
    return out;
  }
  [[nodiscard]] std::uint64_t data_bytes() const { return data_bytes_; }

  /// The header and a hole as large as the weights.
  void save(const std::filesystem::path& path) const {
    const std::string text = header();
    std::ofstream(path, std::ios::binary) << text;
    std::filesystem::resize_file(path, text.size() + data_bytes_);
  }

 private:
  void begin(std::string_view key, std::uint32_t type) {
    put_text(keys_, key);
    put(keys_, type);
    ++key_count_;
  }

  std::uint32_t version_;
  std::string keys_, tensors_;
  std::uint64_t key_count_ = 0, tensor_count_ = 0, data_bytes_ = 0;
};

}  // namespace tokroof::test
