#pragma once
#include <concepts>
#include <cstdint>
#include <istream>
#include <string>

#include "catalog/input_error.hpp"

namespace tokroof::formats {

/// Reads a binary header front to back. Nothing is reserved by a size that the file claims before the file's own size
/// was asked; every complaint says at which byte.
class ByteReader {
 public:
  ByteReader(std::istream& in, std::uint64_t size_bytes, std::string name)
      : in_(in), size_(size_bytes), name_(std::move(name)) {}

  template <class T>
  requires std::integral<T> || std::floating_point<T> T read() {
    unsigned char bytes[sizeof(T)];
    take(bytes, sizeof(T));
    return assemble<T>(bytes);
  }
  std::string text(std::uint64_t size_bytes);
  void skip(std::uint64_t size_bytes);

  [[nodiscard]] std::uint64_t offset() const { return offset_; }
  [[nodiscard]] std::uint64_t size() const { return size_; }
  [[nodiscard]] std::uint64_t left() const { return size_ - offset_; }
  [[nodiscard]] const std::string& name() const { return name_; }
  void swap_bytes(bool big_endian) { big_endian_ = big_endian; }
  [[nodiscard]] bool big_endian() const { return big_endian_; }

  /// Bad file, at the current byte or at another one.
  [[noreturn]] void fail(const std::string& message) const { fail_at(offset_, message); }
  [[noreturn]] void fail_at(std::uint64_t offset, const std::string& message) const {
    throw catalog::InputError("bad-file", message, name_ + ":byte " + std::to_string(offset));
  }

 private:
  void take(unsigned char* to, std::size_t size_bytes);

  template <class T>
  T assemble(const unsigned char* bytes) const;

  std::istream& in_;
  std::uint64_t size_;
  std::string name_;
  std::uint64_t offset_ = 0;
  bool big_endian_ = false;
};

extern template std::uint8_t ByteReader::assemble(const unsigned char*) const;
extern template std::int8_t ByteReader::assemble(const unsigned char*) const;
extern template std::uint16_t ByteReader::assemble(const unsigned char*) const;
extern template std::int16_t ByteReader::assemble(const unsigned char*) const;
extern template std::uint32_t ByteReader::assemble(const unsigned char*) const;
extern template std::int32_t ByteReader::assemble(const unsigned char*) const;
extern template std::uint64_t ByteReader::assemble(const unsigned char*) const;
extern template std::int64_t ByteReader::assemble(const unsigned char*) const;
extern template float ByteReader::assemble(const unsigned char*) const;
extern template double ByteReader::assemble(const unsigned char*) const;

}  // namespace tokroof::formats
