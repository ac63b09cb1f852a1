#include "cli/runs_input.hpp"

#include <unistd.h>

#include <cstdio>

#include <fmt/format.h>

#include "cli/import_report.hpp"
#include "cli/parser.hpp"

namespace tokroof::cli {

std::vector<catalog::Run> read_runs_from(const std::vector<std::string>& paths,
                                         const catalog::Catalog& catalog) {
  return formats::read_rows(catalog, paths, {}, report_import);
}

void each_run_from(const std::vector<std::string>& paths,
                   const catalog::Catalog& catalog,
                   const std::function<void(catalog::Run&&)>& take,
                   const catalog::Run& given,
                   const formats::FillReport& filled) {
  formats::each_row(catalog, paths, given, report_import, take, filled);
}

predict::BundledRuns bundled_runs(Session& session, bool all) {
  return tokroof::predict::bundled_runs(all, session.datasets());
}

void add_runs_options(Command command, std::vector<std::string>& paths) {
  command.add_option(
      "--runs,FILE",
      paths,
      "Runs tables, what benchmark tools write (see import), or folders of them; - is standard input");
}

void show_progress(std::string_view what, std::size_t done, std::size_t all) {
  if (isatty(STDERR_FILENO) == 0) {
    return;
  }
  constexpr std::size_t kWidth = 30;
  const std::size_t filled = all > 0 ? kWidth * done / all : kWidth;
  fmt::print(stderr,
             "\r{} [{}{}] {}/{}{}",
             what,
             std::string(filled, '#'),
             std::string(kWidth - filled, '.'),
             done,
             all,
             done == all ? "\n" : "");
  std::fflush(stderr);
}

}  // namespace tokroof::cli
