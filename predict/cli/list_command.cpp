#include <memory>
#include <ostream>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "predict/cli/session.hpp"
#include "predict/listing.hpp"

namespace tokroof::cli {
namespace {

struct Options {
  std::string kind, filter;
  bool md = false, assumed = false;
};

constexpr const char* kExamples =
    "EXAMPLES\n"
    "  Devices with 4090 in their name\n"
    "    tokroof list devices --filter 4090\n"
    "  Everything known of links, for a program\n"
    "    tokroof list links --json\n"
    "  Coefficients whose prior is nobody's measurement\n"
    "    tokroof list coefficients --assumed\n"
    "  The documentation of the coefficients\n"
    "    tokroof list coefficients --md > docs/coefficients.md";

Listing listing(const Options& options, Session& session) {
  if (options.kind == "devices") return list_devices(session.catalog(), session.fitted());
  if (options.kind == "models") return list_models(session.catalog());
  if (options.kind == "quants") return list_quants(session.catalog());
  if (options.kind == "links") return list_links(session.catalog());
  if (options.kind == "engines") return list_engines(session.fitted());
  return list_coefficients(session.fitted(), options.assumed);
}

/// The table of coefficients is 12 columns wide: a terminal gets what fits.
Table narrow(const Table& table) {
  constexpr std::size_t kShown[] = {0, 1, 3, 5, 7, 9, 10};
  Table out;
  const auto pick = [&](const std::vector<std::string>& row) {
    std::vector<std::string> cells;
    for (const std::size_t i : kShown) {
      cells.push_back(row[i]);
    }
    return cells;
  };
  out.header = pick(table.header);
  for (const auto& row : table.rows) {
    out.rows.push_back(pick(row));
  }
  return out;
}

void run(const Options& options, Session& session) {
  const bool coefficients = options.kind == "coefficients";
  if (options.assumed && !coefficients) {
    throw InputError("usage", "only coefficients have a prior that may be assumed", "--assumed");
  }
  const bool whole = coefficients && options.filter.empty() && !options.assumed;
  if (options.md && whole && !session.json()) {
    session.out() << coefficients_document(session.fitted());
    return;
  }
  const Listing all = listing(options, session);
  const Listing chosen = options.filter.empty() ? all : all.filtered(options.filter);
  if (session.json()) {
    session.write({{options.kind, chosen.documents()}});
  } else if (options.md) {
    session.out() << markdown(chosen.table());
  } else {
    session.out() << plain(coefficients ? narrow(chosen.table()) : chosen.table());
  }
}

}  // namespace

void add_list(CLI::App& app, Session& session) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("list", "What the catalogs and the fit hold");
  command->footer(kExamples);
  command->add_option("kind", options->kind, "devices, models, quants, links, engines or coefficients")
      ->required()
      ->check(CLI::IsMember({"devices", "models", "quants", "links", "engines", "coefficients"}));
  command->add_option("--filter", options->filter, "Only entries that contain this text")->type_name("TEXT");
  command->add_flag("--md", options->md, "A Markdown table; of all coefficients, the whole document");
  command->add_flag("--assumed", options->assumed, "Coefficients whose prior is assumed");
  session.add_options(*command);
  command->callback([options, &session] { run(*options, session); });
}

}  // namespace tokroof::cli
