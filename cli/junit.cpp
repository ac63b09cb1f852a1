#include "cli/junit.hpp"

#include <iterator>
#include <ostream>

#include <fmt/format.h>

#include "answers/check_json.hpp"
#include "answers/plot/svg.hpp"
#include "catalog/text.hpp"
#include "catalog/visible_text.hpp"
#include "cli/all_cores.hpp"

namespace tokroof::cli {
namespace {

/// Text of an attribute or an element: control characters, which XML 1.0 cannot hold, are shown.
std::string xml(std::string_view text) {
  std::string out = plot::escaped(catalog::visible(text));
  catalog::replace_all(out, "\"", "&quot;");
  return out;
}

enum class Outcome : unsigned char { passed, remarked, failed, skipped };

Outcome outcome_of(const CheckAnswer& answer, std::size_t row, FailOn fail_on) {
  const judge::Verdict verdict = answer.rows().judged(row).verdict;
  if (verdict == judge::Verdict::unknown || (answer.is_known(row) && judge::deviates(verdict))) {
    return Outcome::skipped;
  }
  return answer.fails(row, fail_on) ? Outcome::failed
         : judge::deviates(verdict) ? Outcome::remarked
                                    : Outcome::passed;
}

std::string test_case(const CheckAnswer& answer, std::size_t row, const std::string& file, Outcome outcome) {
  const catalog::Run run = answer.run(row);
  const std::string name =
      fmt::format("line {}: {} {} {}", run.line, answers::machine_text(run), run.model, run.quant);
  std::string out =
      fmt::format("    <testcase classname=\"{0}\" name=\"{1}\" file=\"{0}\" line=\"{2}\" time=\"0\"",
                  xml(file),
                  xml(name),
                  run.line);
  if (outcome == Outcome::passed) {
    return out + "/>\n";
  }
  const judge::Checked checked = answer.rows()[row];
  const std::string reason = xml(answers::reason_text(checked)),
                    verdict = xml(answers::verdict_text(checked));
  out += ">\n      ";
  if (outcome == Outcome::failed) {
    out += fmt::format(
        "<failure type=\"{}\" message=\"{}: {}\"/>", judge::verdict_name(checked.verdict), verdict, reason);
  } else if (outcome == Outcome::remarked) {
    out += fmt::format("<system-out>{}: {}</system-out>", verdict, reason);
  } else {
    out += fmt::format(
        "<skipped message=\"{}{}: {}\"/>", answer.is_known(row) ? "known: " : "", verdict, reason);
  }
  return out + "\n    </testcase>\n";
}

struct Counts {
  std::size_t tests = 0, failed = 0, skipped = 0;

  [[nodiscard]] std::string attributes() const {
    return fmt::format(
        "tests=\"{}\" failures=\"{}\" errors=\"0\" skipped=\"{}\" time=\"0\"", tests, failed, skipped);
  }
};

Counts counts_of(const std::vector<Outcome>& outcomes, std::size_t begin, std::size_t end) {
  Counts out{.tests = end - begin};
  for (std::size_t row = begin; row < end; ++row) {
    out.failed += outcomes[row] == Outcome::failed ? 1 : 0;
    out.skipped += outcomes[row] == Outcome::skipped ? 1 : 0;
  }
  return out;
}

}  // namespace

void write_junit(Session& session, const CheckAnswer& answer, FailOn fail_on) {
  const FailOn failing = fail_on == FailOn::never ? FailOn::odd : fail_on;
  std::vector<Outcome> outcomes(answer.rows().size());
  for (std::size_t row = 0; row < outcomes.size(); ++row) {
    outcomes[row] = outcome_of(answer, row, failing);
  }
  std::ostream& out = session.out();
  out << "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      << fmt::format("<testsuites name=\"tokroof check\" {}>\n",
                     counts_of(outcomes, 0, outcomes.size()).attributes());
  for (auto file = answer.files().begin(); file != answer.files().end(); ++file) {
    const auto next = std::next(file);
    const std::size_t begin = file->first, end = next == answer.files().end() ? outcomes.size() : next->first;
    const std::string name = file->second.empty() ? "one figure" : file->second;
    out << fmt::format(
        "  <testsuite name=\"{}\" {}>\n", xml(name), counts_of(outcomes, begin, end).attributes());
    write_each(out, end - begin, [&](std::size_t i, std::string& text) {
      text += test_case(answer, begin + i, name, outcomes[begin + i]);
    });
    out << "  </testsuite>\n";
  }
  out << "</testsuites>\n";
}

}  // namespace tokroof::cli
