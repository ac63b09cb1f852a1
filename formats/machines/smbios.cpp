#include <algorithm>
#include <cstdint>

#include "formats/machines/memory_modules.hpp"
#include "model/units.hpp"

namespace tokroof::formats {
namespace {

/// A structure: a header of four bytes, its formatted area, then texts that end with a zero each, and one more zero.
struct Structure {
  std::string_view area;  ///< with the header
  std::string_view texts;

  [[nodiscard]] unsigned type() const { return byte(0); }
  [[nodiscard]] unsigned byte(std::size_t at) const {
    return at < area.size() ? static_cast<std::uint8_t>(area[at]) : 0U;
  }
  [[nodiscard]] unsigned word(std::size_t at) const { return byte(at) | byte(at + 1) << 8; }
  [[nodiscard]] double wide(std::size_t at) const { return word(at) + 65536.0 * word(at + 2); }
  /// The text whose number, counted from 1, stands at a place.
  [[nodiscard]] std::string text(std::size_t at) const {
    std::string_view rest = texts;
    for (unsigned skip = byte(at); skip > 1 && !rest.empty(); --skip) {
      rest.remove_prefix(std::min(rest.size(), std::min(rest.find('\0'), rest.size()) + 1));
    }
    return byte(at) == 0 ? "" : std::string(rest.substr(0, rest.find('\0')));
  }
};

/// Takes the first structure off; false: what is left holds none.
bool take_structure(std::string_view& tables, Structure& out) {
  constexpr std::size_t kHeader = 4;
  const std::size_t length = tables.size() > 1 ? static_cast<std::uint8_t>(tables[1]) : 0;
  if (length < kHeader || length > tables.size()) {
    return false;
  }
  const std::size_t end = tables.find(std::string_view("\0\0", 2), length);
  out.area = tables.substr(0, length);
  out.texts = end == std::string_view::npos ? tables.substr(length) : tables.substr(length, end - length);
  tables.remove_prefix(end == std::string_view::npos ? tables.size() : end + 2);
  return true;
}

MemoryModule module_of(const Structure& s) {
  MemoryModule m;
  constexpr unsigned kUnsaid = 0xFFFF, kExtended = 0x7FFF, kInKib = 0x8000;
  const unsigned size = s.word(0x0C);
  m.sized = true;
  if (size == kExtended) {
    m.bytes = s.wide(0x1C) * model::kMib;
  } else if (size != kUnsaid) {
    m.bytes = (size & ~kInKib) * ((size & kInKib) != 0 ? model::kKib : model::kMib);
  }
  const auto known = [](unsigned value) { return value == 0 || value == kUnsaid ? model::kUnknown : value; };
  m.data_bits = known(s.word(0x0A));
  m.locator = s.text(0x10);
  m.bank = s.text(0x11);
  m.rated_mts = known(s.word(0x15));
  m.configured_mts = known(s.word(0x20));
  if (s.word(0x15) == kUnsaid) m.rated_mts = s.wide(0x54);
  if (s.word(0x20) == kUnsaid) m.configured_mts = s.wide(0x58);
  constexpr unsigned kFlash = 0x09, kLogicalNonVolatile = 0x1F, kLeastTechnology = 0x04,
                     kMostTechnology = 0x07;
  const unsigned technology = s.byte(0x28);
  m.persistent = s.byte(0x12) == kFlash || s.byte(0x12) == kLogicalNonVolatile ||
                 (technology >= kLeastTechnology && technology <= kMostTechnology);
  return m;
}

}  // namespace

bool read_smbios(std::string_view tables, Machine& machine) {
  constexpr unsigned kMemoryDevice = 17, kEnd = 127;
  constexpr std::size_t kMostModules = 4096;
  std::vector<MemoryModule> modules;
  for (Structure s; modules.size() < kMostModules && take_structure(tables, s) && s.type() != kEnd;) {
    if (s.type() == kMemoryDevice) modules.push_back(module_of(s));
  }
  add_memory_modules(modules, machine);
  return !modules.empty();
}

}  // namespace tokroof::formats
