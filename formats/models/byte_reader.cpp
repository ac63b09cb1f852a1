#include "formats/models/byte_reader.hpp"

#include <cstring>
#include <type_traits>

#include <fmt/format.h>

namespace tokroof::formats {
namespace {

template <std::size_t size>
using Unsigned =
    std::conditional_t<size == 1,
                       std::uint8_t,
                       std::conditional_t<size == 2,
                                          std::uint16_t,
                                          std::conditional_t<size == 4, std::uint32_t, std::uint64_t>>>;

}  // namespace

void ByteReader::take(unsigned char* to, std::size_t size_bytes) {
  if (size_bytes > left()) {
    fail(fmt::format("the file ends here: {} more bytes were expected", size_bytes));
  }
  in_.read(reinterpret_cast<char*>(to), static_cast<std::streamsize>(size_bytes));  // chars may alias
  if (in_.gcount() != static_cast<std::streamsize>(size_bytes)) {
    fail("cannot be read");
  }
  offset_ += size_bytes;
}

std::string ByteReader::text(std::uint64_t size_bytes) {
  if (size_bytes > left()) {
    fail(fmt::format("a text of {} bytes, {} are left", size_bytes, left()));
  }
  std::string out(size_bytes, '\0');
  in_.read(out.data(), static_cast<std::streamsize>(size_bytes));
  if (in_.gcount() != static_cast<std::streamsize>(size_bytes)) {
    fail("cannot be read");
  }
  offset_ += size_bytes;
  return out;
}

void ByteReader::skip(std::uint64_t size_bytes) {
  if (size_bytes > left()) {
    fail(fmt::format("{} bytes to pass over, {} are left", size_bytes, left()));
  }
  constexpr std::uint64_t kInBuffer = 1 << 16;  // seeking throws the buffer away
  if (size_bytes <= kInBuffer) {
    in_.ignore(static_cast<std::streamsize>(size_bytes));
  } else {
    in_.seekg(static_cast<std::streamoff>(size_bytes), std::ios::cur);
  }
  if (!in_) {
    fail("cannot be read");
  }
  offset_ += size_bytes;
}

template <class T>
T ByteReader::assemble(const unsigned char* bytes) const {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < sizeof(T); ++i) {
    value = value << 8 | bytes[big_endian_ ? i : sizeof(T) - 1 - i];
  }
  const auto bits = static_cast<Unsigned<sizeof(T)>>(value);
  T out;
  std::memcpy(&out, &bits, sizeof(T));  // libc++ 14 lacks bit_cast
  return out;
}

template std::uint8_t ByteReader::assemble(const unsigned char*) const;
template std::int8_t ByteReader::assemble(const unsigned char*) const;
template std::uint16_t ByteReader::assemble(const unsigned char*) const;
template std::int16_t ByteReader::assemble(const unsigned char*) const;
template std::uint32_t ByteReader::assemble(const unsigned char*) const;
template std::int32_t ByteReader::assemble(const unsigned char*) const;
template std::uint64_t ByteReader::assemble(const unsigned char*) const;
template std::int64_t ByteReader::assemble(const unsigned char*) const;
template float ByteReader::assemble(const unsigned char*) const;
template double ByteReader::assemble(const unsigned char*) const;

}  // namespace tokroof::formats
