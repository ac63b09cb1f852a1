#include "formats/models/gguf_header.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include "formats/models/byte_reader.hpp"

namespace tokroof::formats {
namespace {

constexpr std::uint64_t kMib = 1 << 20;
constexpr std::uint64_t kMostGgufBytes = 256 * kMib;  // chat models have 2 to 12 MiB
constexpr std::uint64_t kMostKeptBytes = 64 * kMib;
constexpr std::uint64_t kMostGgufTensors = 1 << 18;
constexpr std::uint64_t kMostKeys = 1 << 16;
constexpr std::uint64_t kLongestName = 255;  // ggml has 63
constexpr std::uint64_t kLongestKey = 65535;
constexpr std::uint64_t kLeastKeyBytes = 8 + 4 + 1;         // an empty name, a type, a byte
constexpr std::uint64_t kLeastTensorBytes = 8 + 4 + 4 + 8;  // an empty name, no dimensions, a type, an offset
constexpr int kDeepestArray = 4;
constexpr double kMostElements = 9007199254740992.0;  // 2^53: counts are exact up to here

/// Numbers of value types in the file.
enum ValueType : std::uint32_t { u8, i8, u16, i16, u32, i32, f32, boolean, text, array, u64, i64, f64 };

std::uint64_t size_of(std::uint32_t type) {
  constexpr std::array<std::uint64_t, 13> kBytes{1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8};
  return type < kBytes.size() ? kBytes[type] : 0;
}

class HeaderReader {
 public:
  HeaderReader(std::istream& in, std::uint64_t file_bytes, const std::string& name)
      : in_(in, file_bytes, name) {
    header_.name = name;
    header_.file_bytes = file_bytes;
  }

  GgufHeader read() {
    preamble();
    for (std::uint64_t i = 0; i < keys_; ++i) {
      key();
    }
    alignment();
    header_.tensors.reserve(std::min<std::uint64_t>(tensors_, 4096));
    for (std::uint64_t i = 0; i < tensors_; ++i) {
      tensor();
    }
    const std::uint64_t a = header_.alignment_bytes;
    header_.header_bytes = (in_.offset() + a - 1) / a * a;
    return std::move(header_);
  }

 private:
  void preamble();
  void key();
  void alignment();
  void tensor();
  GgufValue value(std::uint32_t type);
  GgufValue list();
  void pass_over(std::uint32_t type, std::uint64_t count, int depth);
  double number(std::uint32_t type);

  /// A text that stays in memory.
  std::string kept_text(std::uint64_t longest, const char* what) {
    const auto size = in_.read<std::uint64_t>();
    if (size > longest) {
      in_.fail(fmt::format("{} of {} bytes: more than {}", what, size, longest));
    }
    keep(size);
    return in_.text(size);
  }
  void keep(std::uint64_t bytes) {
    kept_ += bytes + 64;
    if (kept_ > kMostKeptBytes) {
      in_.fail("more than 64 MiB of keys, values and names");
    }
  }
  /// Everything is read front to back, so this bounds the time too.
  void check_room(std::uint64_t count, std::uint64_t least_bytes_each, const char* what) {
    if (count > in_.left() / least_bytes_each) {
      in_.fail(fmt::format("{} {}, there is no room for them in {} bytes", count, what, in_.left()));
    }
    check_header();
  }
  void check_header() {
    if (in_.offset() > kMostGgufBytes) {
      in_.fail("more than 256 MiB of header");
    }
  }

  ByteReader in_;
  GgufHeader header_;
  std::uint64_t tensors_ = 0, keys_ = 0, kept_ = 0;
  std::map<std::string, std::size_t, std::less<>> tensor_names_;
};

void HeaderReader::preamble() {
  if (in_.left() < 4 || in_.text(4) != "GGUF") {
    in_.fail_at(0, "no GGUF file: it does not begin with 'GGUF'");
  }
  auto version = in_.read<std::uint32_t>();
  if ((version & 0xFFFF) == 0 && version != 0) {
    in_.swap_bytes(true);
    version = version >> 24 | (version >> 8 & 0xFF00);
  }
  if (version != 2 && version != 3) {
    in_.fail_at(4, fmt::format("version {} of the format; 2 and 3 can be read", version));
  }
  header_.version = version;
  header_.big_endian = in_.big_endian();
  tensors_ = in_.read<std::uint64_t>();
  check_room(tensors_, kLeastTensorBytes, "tensors");
  keys_ = in_.read<std::uint64_t>();
  check_room(keys_, kLeastKeyBytes, "keys");
  if (tensors_ > kMostGgufTensors || keys_ > kMostKeys) {
    in_.fail(fmt::format("{} tensors and {} keys: no model has so many", tensors_, keys_));
  }
}

void HeaderReader::key() {
  check_header();
  const std::uint64_t at = in_.offset();
  std::string name = kept_text(kLongestKey, "a key");
  GgufValue read = value(in_.read<std::uint32_t>());
  if (!header_.values.emplace(name, std::move(read)).second) {
    in_.fail_at(at, fmt::format("the key '{}' is repeated", name));
  }
}

double HeaderReader::number(std::uint32_t type) {
  switch (type) {
    case u8:
    case boolean: return in_.read<std::uint8_t>();
    case i8: return in_.read<std::int8_t>();
    case u16: return in_.read<std::uint16_t>();
    case i16: return in_.read<std::int16_t>();
    case u32: return in_.read<std::uint32_t>();
    case i32: return in_.read<std::int32_t>();
    case f32: return in_.read<float>();
    case u64: return static_cast<double>(in_.read<std::uint64_t>());
    case i64: return static_cast<double>(in_.read<std::int64_t>());
    case f64: return in_.read<double>();
    default: in_.fail(fmt::format("a value of type {}, which the format does not have", type));
  }
}

GgufValue HeaderReader::value(std::uint32_t type) {
  GgufValue out;
  if (type == array) {
    return list();
  }
  if (type != text) {
    out.number = number(type);
    return out;
  }
  const auto size = in_.read<std::uint64_t>();
  if (size > kLongestGgufText) {
    in_.skip(size);
  } else {
    keep(size);
    out.text = in_.text(size);
  }
  return out;
}

GgufValue HeaderReader::list() {
  const auto type = in_.read<std::uint32_t>();
  GgufValue out;
  out.count = in_.read<std::uint64_t>();
  if (size_of(type) == 0 || out.count > kLongestGgufArray) {
    pass_over(type, out.count, 1);
    return out;
  }
  check_room(out.count, size_of(type), "numbers");
  keep(out.count * sizeof(double));
  out.numbers.reserve(out.count);
  for (std::uint64_t i = 0; i < out.count; ++i) {
    out.numbers.push_back(number(type));
  }
  return out;
}

void HeaderReader::pass_over(std::uint32_t type, std::uint64_t count, int depth) {
  if (depth > kDeepestArray) {
    in_.fail(fmt::format("arrays nested more than {} deep", kDeepestArray));
  }
  if (type == text) {
    check_room(count, 8, "texts");
    for (std::uint64_t i = 0; i < count; ++i) {
      in_.skip(in_.read<std::uint64_t>());
      check_header();
    }
  } else if (type == array) {
    check_room(count, 4 + 8, "arrays");
    for (std::uint64_t i = 0; i < count; ++i) {
      const auto inner = in_.read<std::uint32_t>();
      pass_over(inner, in_.read<std::uint64_t>(), depth + 1);
    }
  } else if (size_of(type) > 0) {
    check_room(count, size_of(type), "numbers");
    in_.skip(count * size_of(type));
    check_header();
  } else {
    in_.fail(fmt::format("an array of type {}, which the format does not have", type));
  }
}

void HeaderReader::alignment() {
  const GgufValue* stated = header_.value("general.alignment");
  if (stated == nullptr) {
    return;
  }
  constexpr double kMostAlignment = 1 << 20;
  const double a = stated->number.value_or(0);
  if (!(a >= 1 && a <= kMostAlignment) || !std::has_single_bit(static_cast<std::uint64_t>(a))) {
    in_.fail("general.alignment is no power of two up to 2^20");
  }
  header_.alignment_bytes = static_cast<std::uint64_t>(a);
}

void HeaderReader::tensor() {
  check_header();
  const std::uint64_t at = in_.offset();
  GgufTensor t;
  t.name = kept_text(kLongestName, "the name of a tensor");
  const auto dimensions = in_.read<std::uint32_t>();
  if (dimensions < 1 || dimensions > 4) {
    in_.fail_at(at,
                fmt::format("the tensor '{}' has {} dimensions; 1 to 4 are possible", t.name, dimensions));
  }
  for (std::uint32_t i = 0; i < dimensions; ++i) {
    t.dimensions.push_back(in_.read<std::uint64_t>());
  }
  t.type = in_.read<std::uint32_t>();
  t.offset_bytes = in_.read<std::uint64_t>();
  keep(sizeof(GgufTensor) + sizeof(std::uint64_t) * dimensions);
  if (!(t.elements() >= 1 && t.elements() <= kMostElements)) {
    in_.fail_at(at, fmt::format("the tensor '{}' has {:g} elements", t.name, t.elements()));
  }
  if (t.offset_bytes % header_.alignment_bytes != 0) {
    in_.fail_at(at, fmt::format("the tensor '{}' is not aligned", t.name));
  }
  if (!tensor_names_.emplace(t.name, header_.tensors.size()).second) {
    in_.fail_at(at, fmt::format("the tensor '{}' is repeated", t.name));
  }
  header_.tensors.push_back(std::move(t));
}

/// Bytes of each tensor by its type's blocks, or by the place of the next one.
class TensorSizes {
 public:
  explicit TensorSizes(GgufHeader& header) : h_(header), order_(header.tensors.size()) {
    std::iota(order_.begin(), order_.end(), std::size_t{0});
    std::sort(order_.begin(), order_.end(), [&](std::size_t a, std::size_t b) {
      return h_.tensors[a].offset_bytes < h_.tensors[b].offset_bytes;
    });
  }

  void set() {
    for (std::size_t i = 0; i < order_.size(); ++i) {
      GgufTensor& t = h_.tensors[order_[i]];
      const bool last = i + 1 == order_.size();
      const double end = last ? static_cast<double>(h_.file_bytes) - static_cast<double>(h_.header_bytes)
                              : static_cast<double>(h_.tensors[order_[i + 1]].offset_bytes);
      set(t, end - static_cast<double>(t.offset_bytes), last);
    }
  }

 private:
  void set(GgufTensor& t, double room, bool last) const {
    const auto block = gguf_block(t.type);
    if (!block) {
      if (!(room > 0)) {
        fail(t, "is of an unknown type, and the file ends before it: its size cannot be told");
      }
      t.bytes = room;
      return;
    }
    if (std::fmod(t.dimension(0), block->elements) != 0) {
      fail(t, fmt::format("has rows of {:.0f}, no whole blocks of {:.0f}", t.dimension(0), block->elements));
    }
    t.bytes = t.elements() / block->elements * block->bytes;
    if (!last && t.bytes > room) {
      fail(t, fmt::format("has {:.0f} bytes, the next one begins after {:.0f}", t.bytes, room));
    }
  }
  [[noreturn]] void fail(const GgufTensor& t, const std::string& what) const {
    throw catalog::InputError("bad-file",
                              fmt::format("the tensor '{}' ({}) {}", t.name, gguf_type_name(t.type), what),
                              fmt::format("{}:byte {}", h_.name, h_.header_bytes + t.offset_bytes));
  }

  GgufHeader& h_;
  std::vector<std::size_t> order_;
};

}  // namespace

double GgufTensor::elements() const {
  double product = 1;
  for (const std::uint64_t d : dimensions) {
    product *= static_cast<double>(d);
  }
  return product;
}

const GgufValue* GgufHeader::value(std::string_view key) const {
  const auto found = values.find(key);
  return found == values.end() ? nullptr : &found->second;
}

std::string GgufHeader::text(std::string_view key) const {
  const GgufValue* found = value(key);
  return found != nullptr ? found->text.value_or("") : "";
}

double GgufHeader::missing_bytes() const {
  double end = 0;
  for (const GgufTensor& t : tensors) {
    end = std::max(end, static_cast<double>(t.offset_bytes) + t.bytes);
  }
  return std::max(0.0, static_cast<double>(header_bytes) + end - static_cast<double>(file_bytes));
}

GgufHeader read_gguf_header(std::istream& in, std::uint64_t file_bytes, const std::string& name) {
  GgufHeader header = HeaderReader(in, file_bytes, name).read();
  TensorSizes(header).set();
  return header;
}

}  // namespace tokroof::formats
