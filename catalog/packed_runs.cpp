#include "catalog/packed_runs.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <functional>
#include <iterator>
#include <optional>
#include <type_traits>
#include <utility>

#include "catalog/run_columns.hpp"

namespace tokroof::catalog {
namespace {

template <class... Ways>
struct ByType : Ways... {
  using Ways::operator()...;
};

/// Every cell of a set-up, in one order for packing and unpacking.
template <class SomeRun, class... Ways>
void each_cell(SomeRun& run, Ways... ways) {
  const ByType<Ways...> take{std::move(ways)...};
  for (const RunColumn& column : run_columns()) {
    if (!column.is(kFigure)) {
      with_cell(column, take, run);
    }
  }
}

template <class T>
void append(std::string& packed, T value) {
  char bytes[sizeof value];
  std::memcpy(bytes, &value, sizeof value);
  packed.append(bytes, sizeof value);
}

template <class T>
T taken(const char*& from) {
  T value;
  std::memcpy(&value, from, sizeof value);
  from += sizeof value;
  return value;
}

constexpr std::uint32_t kUnknownNumber = 0xFFFFFFFF;
constexpr std::uint32_t kOther = 0x80000000;  // the number stands elsewhere
constexpr unsigned kDigitBits = 28;
constexpr std::uint32_t kAllDigits = 1U << kDigitBits;
constexpr double kPowers[] = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7};

/// A decimal of eight digits, up to seven of them behind the point: both are exact, and so is the number that is read
/// from it, digits / power, as reading its text is. None: it is no such number.
std::optional<std::uint32_t> decimal(double number) {
  if (!(number >= 0) || std::signbit(number)) {
    return std::nullopt;
  }
  for (std::uint32_t places = 0; places < std::size(kPowers); ++places) {
    const double digits = std::nearbyint(number * kPowers[places]);
    if (!(digits < kAllDigits)) {
      return std::nullopt;
    }
    if (digits / kPowers[places] == number) {
      return places << kDigitBits | static_cast<std::uint32_t>(digits);
    }
  }
  return std::nullopt;
}

double of_decimal(std::uint32_t packed) {
  return (packed & (kAllDigits - 1)) / kPowers[packed >> kDigitBits];
}

void append_number(std::string& packed, double number) {
  const std::optional<std::uint32_t> digits = decimal(number);
  append(packed, digits.value_or(kOther));
  if (!digits) {
    append(packed, number);
  }
}

double taken_number(const char*& from) {
  const auto packed = taken<std::uint32_t>(from);
  return packed == kOther ? taken<double>(from) : of_decimal(packed);
}

/// Seven bits a byte: most texts are among the first that were said.
void append_text_number(std::string& packed, std::uint32_t number) {
  for (; number >= 0x80; number >>= 7U) {
    packed.push_back(static_cast<char>(number | 0x80U));
  }
  packed.push_back(static_cast<char>(number));
}

std::uint32_t taken_text_number(const char*& from) {
  std::uint32_t number = 0;
  for (unsigned shift = 0;; shift += 7) {
    const auto byte = static_cast<unsigned char>(*from++);
    number |= (byte & 0x7FU) << shift;
    if (byte < 0x80) {
      return number;
    }
  }
}

}  // namespace

PackedRuns::PackedRuns(std::span<const Run> runs) {
  for (const Run& run : runs) {
    add(run);
  }
}

std::string_view PackedRuns::packed(std::size_t set_up) const {
  const std::size_t end = set_up + 1 < set_ups_.size() ? set_ups_[set_up + 1].begin : packed_.size();
  return std::string_view(packed_).substr(set_ups_[set_up].begin, end - set_ups_[set_up].begin);
}

std::size_t PackedRuns::hash_of(std::size_t set_up) const {
  return std::hash<std::string_view>()(packed(set_up));
}

double PackedRuns::number(std::uint32_t packed) const {
  return packed == kUnknownNumber ? model::kUnknown
         : packed >= kOther       ? others_[packed - kOther]
                                  : of_decimal(packed);
}

std::uint32_t PackedRuns::pack(double number) {
  if (std::isnan(number)) {
    return kUnknownNumber;
  }
  if (const auto digits = decimal(number)) {
    return *digits;
  }
  others_.push_back(number);
  return kOther + static_cast<std::uint32_t>(others_.size() - 1);
}

std::uint32_t PackedRuns::set_up_number(std::string_view cells) {
  std::optional<std::uint32_t> known;
  set_up_numbers_.find(std::hash<std::string_view>()(cells), [&](std::uint32_t set_up) {
    known = packed(set_up) == cells ? std::optional(set_up) : std::nullopt;
    return known.has_value();
  });
  if (known) {
    return *known;
  }
  const auto added = static_cast<std::uint32_t>(set_ups_.size());
  set_ups_.push_back({packed_.size(), static_cast<std::uint32_t>(rows_.size())});
  packed_ += cells;
  set_up_numbers_.add(added, [&](std::uint32_t set_up) { return hash_of(set_up); });
  return added;
}

void PackedRuns::add(const Run& run) {
  std::uint64_t there = 0;  // which cells have something in them, a bit each
  std::uint64_t bit = 1;
  std::string values;
  const auto note = [&](bool something) {
    there |= something ? bit : 0;
    bit <<= 1U;
    return something;
  };
  each_cell(
      run,
      [&](const std::string& text) {
        if (note(!text.empty())) {
          append_text_number(values, texts_.number_of(text));
        }
      },
      [&](const auto& said) {
        if (note(!said.empty())) {
          append_text_number(values, texts_.number_of(said.text()));
        }
      },
      [&](double number) {
        if (note(!std::isnan(number))) {
          append_number(values, number);
        }
      },
      [&](StatedRate rate) {
        note(rate == StatedRate::stream);
        note(rate == StatedRate::aggregate);
      },
      [&](bool flag) { note(flag); });
  note(run.tg_tps > 0);  // whether there is such a rate changes what a row is taken for
  note(run.pp_tps > 0);
  append(values, there);
  const std::uint32_t table = texts_.number_of(run.table), url = texts_.number_of(run.url);
  const auto row = static_cast<std::uint32_t>(rows_.size());
  const Stretch* last = stretches_.empty() ? nullptr : &stretches_.back();
  if (last == nullptr || last->table != table || last->url != url ||
      run.line - last->line != static_cast<int>(row - last->first_row)) {
    stretches_.push_back({row, table, url, run.line});
  }
  const std::uint32_t set_up = set_up_number(values);
  rows_.push_back({set_up, pack(run.pp_tps), pack(run.tg_tps), pack(run.tg_std)});
}

void PackedRuns::cut(std::size_t rows) {
  const auto is_kept = [&](const auto& part) { return part.first_row < rows; };
  rows_.resize(rows);
  stretches_.erase(std::partition_point(stretches_.begin(), stretches_.end(), is_kept), stretches_.end());
  const auto cut = std::partition_point(set_ups_.begin(), set_ups_.end(), is_kept);
  packed_.resize(cut == set_ups_.end() ? packed_.size() : cut->begin);
  set_ups_.erase(cut, set_ups_.end());
  set_up_numbers_ = {};
  for (std::uint32_t i = 0; i < set_ups_.size(); ++i) {
    set_up_numbers_.add(i, [&](std::uint32_t set_up) { return hash_of(set_up); });
  }
}

Run PackedRuns::operator[](std::size_t row) const {
  const Row& r = rows_[row];
  const std::string_view cells = packed(r.set_up);
  const char* mask = cells.data() + cells.size() - sizeof(std::uint64_t);
  const char* from = cells.data();
  auto there = taken<std::uint64_t>(mask);
  const auto next = [&] {
    const bool something = (there & 1U) != 0;
    there >>= 1U;
    return something;
  };
  Run run;
  each_cell(
      run,
      [&](std::string& text) {
        if (next()) {
          text = texts_[taken_text_number(from)];
        }
      },
      [&](auto& said) {
        if (next()) {
          said = std::remove_reference_t<decltype(said)>::read(texts_[taken_text_number(from)]);
        }
      },
      [&](double& number) {
        if (next()) {
          number = taken_number(from);
        }
      },
      [&](StatedRate& rate) {
        const bool of_stream = next(), of_all = next();
        rate = of_stream ? StatedRate::stream : of_all ? StatedRate::aggregate : StatedRate::unsaid;
      },
      [&](bool& flag) { flag = next(); });
  const Stretch& stretch = *std::prev(
      std::upper_bound(stretches_.begin(), stretches_.end(), row, [](std::size_t at, const Stretch& s) {
        return at < s.first_row;
      }));
  run.table = texts_[stretch.table];
  run.url = texts_[stretch.url];
  run.line = stretch.line + static_cast<int>(row - stretch.first_row);
  run.pp_tps = number(r.pp_tps);
  run.tg_tps = number(r.tg_tps);
  run.tg_std = number(r.tg_std);
  return run;
}

}  // namespace tokroof::catalog
