#include "judge/audit/claims_table.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include <fmt/format.h>

#include "catalog/input_file.hpp"
#include "catalog/names.hpp"
#include "catalog/number.hpp"
#include "catalog/text.hpp"
#include "catalog/tsv.hpp"
#include "model/names.hpp"

namespace tokroof::judge {
namespace {

constexpr std::string_view kKinds[] = {
    "measured", "expected", "spec", "cost", "power", "scaling", "capacity"};

/// Training: what is trained, and of adapters how the base model is stored. Watts: what the page says that they are.
/// Money of a span of time: what it pays for.
constexpr auto kMethods = model::words_of<19>(
    "full|lora|lora-8bit|qlora|rated|measured|bandwidth|capped|memory|supply|electricity|machine|rent|"
    "run|needed|room|ceiling|drafted|offloaded");

struct TextColumn {
  std::string_view title;
  std::string Claim::*member;
};
constexpr std::array kTexts = {TextColumn{"id", &Claim::id},
                               TextColumn{"guide", &Claim::guide},
                               TextColumn{"kind", &Claim::kind},
                               TextColumn{"device", &Claim::device},
                               TextColumn{"interconnect", &Claim::interconnect},
                               TextColumn{"split", &Claim::split},
                               TextColumn{"engine", &Claim::engine},
                               TextColumn{"backend", &Claim::backend},
                               TextColumn{"model", &Claim::model},
                               TextColumn{"quant", &Claim::quant},
                               TextColumn{"phase", &Claim::phase},
                               TextColumn{"precision", &Claim::precision},
                               TextColumn{"method", &Claim::method},
                               TextColumn{"versus", &Claim::versus},
                               TextColumn{"unit", &Claim::unit},
                               TextColumn{"text", &Claim::text}};

struct NumberColumn {
  std::string_view title;
  double Claim::*member;
  double low, high;
  bool whole = false;
};
constexpr std::array kNumbers = {NumberColumn{"line_no", &Claim::line_no, 0, 1e9},
                                 NumberColumn{"column", &Claim::column, 1, 1e9},
                                 NumberColumn{"passage", &Claim::passage, 1, 1e9, true},
                                 NumberColumn{"sentence", &Claim::sentence, 0, 1e9, true},
                                 NumberColumn{"n_devices", &Claim::n_devices, 1, 1e6, true},
                                 NumberColumn{"n_prompt", &Claim::n_prompt, 1, 1e9, true},
                                 NumberColumn{"host_memory_mts", &Claim::host_memory_mts, 100, 20000},
                                 NumberColumn{"context", &Claim::context, 0, 1e9},
                                 NumberColumn{"depth", &Claim::depth, 0, 1e9},
                                 NumberColumn{"concurrency", &Claim::concurrency, 1, 1e6}};

constexpr double kLargestValue = 1e15;

/// FITS, SYS, NV12: upper-case letters, digits after them.
bool is_word(std::string_view text) {
  const auto letters = text.substr(0, text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ"));
  const auto rest = text.substr(letters.size());
  return !letters.empty() && rest.find_first_not_of("0123456789#") == std::string_view::npos;
}

/// One row while it is read: cells by title, problems with their place.
class Row {
 public:
  Row(const catalog::Tsv& table, const catalog::Tsv::Row& row, std::vector<catalog::Problem>& problems)
      : table_(table), row_(row), problems_(problems) {}

  [[nodiscard]] std::string_view cell(std::string_view title) const {
    const int column = table_.column(title);
    return column < 0 ? std::string_view{} : row_.cells[static_cast<std::size_t>(column)];
  }
  void problem(std::string_view title, std::string message, std::vector<std::string> suggestions = {}) {
    problems_.push_back({table_.where(row_.line, title), std::move(message), std::move(suggestions)});
  }
  void number(std::string_view title, double& to, double low, double high) {
    const std::string_view text = cell(title);
    if (text.empty()) {
      return;
    }
    const auto value = catalog::parse_number(text);
    if (!value) {
      problem(title, fmt::format("'{}' is not a number", text));
    } else if (*value < low || *value > high) {
      problem(title, fmt::format("{} is outside {} to {}", text, low, high));
    } else {
      to = *value;
    }
  }

 private:
  const catalog::Tsv& table_;
  const catalog::Tsv::Row& row_;
  std::vector<catalog::Problem>& problems_;
};

void take_value(Row& row, Claim& claim) {
  const std::string_view low = row.cell("value_lo");
  const std::string_view high = row.cell("value_hi");
  if (is_word(low)) {
    claim.word = low;
    if (!high.empty() && high != low) {
      row.problem("value_hi", fmt::format("'{}' beside '{}': a range has two numbers", high, low));
    }
    return;
  }
  if (low.empty() && !high.empty()) {
    row.problem("value_lo", "must not be empty where value_hi is given");
    return;
  }
  if (!low.empty() && !catalog::parse_number(low)) {
    row.problem("value_lo",
                fmt::format("'{}' is neither a number nor a word such as FITS, OOM, SYS or NV4", low));
    return;
  }
  row.number("value_lo", claim.low, 0, kLargestValue);
  claim.high = claim.low;
  row.number("value_hi", claim.high, 0, kLargestValue);
  if (claim.low > claim.high) {
    row.problem("value_hi", fmt::format("the range {} to {} ends before it begins", low, high));
  }
}

void check_names(Row& row, const Claim& claim, std::set<std::string>& seen) {
  if (claim.id.empty()) {
    row.problem("id", "must not be empty");
  } else if (!seen.insert(claim.id).second) {
    row.problem("id", fmt::format("'{}' is repeated", claim.id));
  }
  if (!model::holds(kKinds, claim.kind)) {
    row.problem(
        "kind", fmt::format("unknown kind '{}'", claim.kind), catalog::nearest_names(claim.kind, kKinds));
  }
  if (!claim.method.empty() && !model::holds(kMethods, claim.method)) {
    row.problem("method",
                fmt::format("unknown method '{}'", claim.method),
                catalog::nearest_names(claim.method, kMethods));
  }
}

}  // namespace

namespace {

/// "0.9", "1,792" at the front of a claim's figures.
std::string first_number(std::string_view text) {
  const std::size_t begin = std::min(text.find_first_of("0123456789"), text.size());
  const std::string_view rest = text.substr(begin);
  return std::string(rest.substr(0, rest.find_first_not_of("0123456789.,")));
}

}  // namespace

bool says_at_least(const Claim& claim) {
  const std::size_t plus = claim.text.find('+');
  return claim.low == claim.high && plus != std::string::npos && plus > 0 &&
         catalog::has_digit(claim.text.substr(0, plus));
}

double half_of_digit(const Claim& claim) {
  const std::string number = first_number(claim.text);
  const std::size_t point = number.find('.');
  const std::string digits = number.substr(std::min(number.find_first_not_of("0."), number.size()));
  if (digits.size() != 1 || claim.low != claim.high) return 0;
  constexpr double kWhole = 0.1;
  return point == std::string::npos ? std::fmin(0.5, kWhole * claim.low)
                                    : 0.5 * std::pow(10, -static_cast<double>(number.size() - point - 1));
}

std::string_view claim_verdict_name(ClaimVerdict verdict) {
  constexpr std::string_view kNames[] = {"plausible", "suspect", "impossible", "wrong-spec", "unverifiable"};
  return kNames[static_cast<int>(verdict)];
}

bool is_claims_table(std::string_view text) {
  text = catalog::trimmed(text.starts_with("\xEF\xBB\xBF") ? text.substr(3) : text);
  const std::vector<std::string_view> columns =
      catalog::split_at(text.substr(0, text.find_first_of("\r\n")), '\t');
  const auto known = std::count_if(columns.begin(), columns.end(), [](std::string_view column) {
    return model::is_one_of(column, {"id", "kind", "unit", "value_lo"});
  });
  return text.empty() || known > 1;
}

std::vector<Claim> read_claims_text(std::string_view text,
                                    std::string_view name,
                                    std::vector<catalog::Problem>& problems) {
  const catalog::Tsv table = catalog::parse_tsv(text, name, problems);
  std::vector<Claim> claims;
  if (table.columns.empty()) {
    return claims;
  }
  const std::size_t before = problems.size();
  for (const std::string_view needed : {"id", "kind", "unit", "value_lo"}) {
    if (table.column(needed) < 0) {
      problems.push_back({table.where(1),
                          fmt::format("the column '{}' is missing", needed),
                          catalog::nearest_names(needed, table.columns)});
    }
  }
  if (problems.size() != before) {
    return claims;
  }
  std::set<std::string> seen;
  claims.reserve(table.rows.size());
  for (const catalog::Tsv::Row& cells : table.rows) {
    const std::size_t problems_before = problems.size();
    Row row(table, cells, problems);
    Claim claim;
    for (const TextColumn& column : kTexts) {
      claim.*column.member = row.cell(column.title);
    }
    for (const NumberColumn& column : kNumbers) {
      row.number(column.title, claim.*column.member, column.low, column.high);
      if (column.whole && claim.*column.member > std::floor(claim.*column.member)) {
        row.problem(column.title, fmt::format("{} is not a whole number", claim.*column.member));
      }
    }
    take_value(row, claim);
    check_names(row, claim, seen);
    if (problems.size() == problems_before) {
      claims.push_back(std::move(claim));
    }
  }
  return claims;
}

std::vector<Claim> read_claims_text(std::string_view text, std::string_view name) {
  std::vector<catalog::Problem> problems;
  std::vector<Claim> claims = read_claims_text(text, name, problems);
  catalog::throw_if_any(problems);
  return claims;
}

std::vector<Claim> read_claims(const std::filesystem::path& path) {
  return read_claims_text(catalog::read_text(path, catalog::kMostTableBytes), path.string());
}

}  // namespace tokroof::judge
