#pragma once
#include <array>
#include <cstdint>
#include <istream>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tokroof::formats {

/// A value of a GGUF header. What geometry cannot need (token lists, chat templates) is passed over: only its size stays.
struct GgufValue {
  std::optional<double> number;     ///< any number or bool
  std::optional<std::string> text;  ///< up to kLongestGgufText bytes
  std::vector<double> numbers;      ///< of an array with at most kLongestGgufArray numbers or bools
  std::uint64_t count = 0;          ///< elements of an array, kept or not
};
inline constexpr std::uint64_t kLongestGgufText = 4096;
inline constexpr std::uint64_t kLongestGgufArray = 10000;  // one entry a layer

struct GgufTensor {
  std::string name;
  std::vector<std::uint64_t> dimensions;  ///< row length first
  std::uint32_t type = 0;                 ///< ggml type number
  std::uint64_t offset_bytes = 0;         ///< from the start of the data
  double bytes = 0;

  [[nodiscard]] double elements() const;
  [[nodiscard]] double dimension(std::size_t i) const {
    return i < dimensions.size() ? static_cast<double>(dimensions[i]) : 1.0;
  }
};

/// The header of one GGUF file: keys, values and tensor infos; no weights, and no meaning yet.
struct GgufHeader {
  std::string name;  ///< as in error messages
  std::uint32_t version = 0;
  bool big_endian = false;
  std::uint64_t alignment_bytes = 32;
  std::uint64_t header_bytes = 0;  ///< where the data begins
  std::uint64_t file_bytes = 0;
  std::map<std::string, GgufValue, std::less<>> values;
  std::vector<GgufTensor> tensors;

  [[nodiscard]] const GgufValue* value(std::string_view key) const;
  [[nodiscard]] std::string text(std::string_view key) const;  ///< empty: no such text
  /// Bytes of tensors that lie behind the end of the file: it was cut off, or only its beginning was fetched.
  [[nodiscard]] double missing_bytes() const;
};

/// Reads versions 2 and 3, of either byte order. Refuses (InputError bad-file, "NAME:byte N") what is not one: counts and
/// sizes that the file has no room for, more than 256 MiB of header, more than 64 MiB to keep, arrays nested more than
/// four deep, repeated keys and tensors, tensors that overlap or are no whole blocks.
///
/// A tensor has the bytes that its type's blocks have; of a type that is not known, all up to the next tensor.
/// Source: ggml-org/ggml, docs/gguf.md; versions up to 1 had 32-bit counts.
GgufHeader read_gguf_header(std::istream& in, std::uint64_t file_bytes, const std::string& name);

/// "Q4_K"; "type 57" where the number is not known.
std::string gguf_type_name(std::uint32_t type);
/// Elements and bytes of a block; nothing where they are not known.
struct GgufBlock {
  double elements = 0, bytes = 0;
};
std::optional<GgufBlock> gguf_block(std::uint32_t type);

}  // namespace tokroof::formats
