#include <iostream>
#include <memory>

#include <nlohmann/json.hpp>

#include "answers/listing.hpp"
#include "answers/listing_query.hpp"
#include "catalog/entry_json.hpp"
#include "catalog/name_resolver.hpp"
#include "cli/parser.hpp"
#include "cli/session.hpp"
#include "formats/models/model_file.hpp"

namespace tokroof::cli {
namespace {

struct ListOptions {
  std::string kind, filter, sort, columns, entry;
  bool names = false, assumed = false;
};

constexpr const char* kListExamples =
    "EXAMPLES\n"
    "  Devices with 4090 in their name\n"
    "    tokroof list devices --filter 4090\n"
    "  Words and conditions, all of which must hold; the cheapest first\n"
    "    tokroof list devices --filter 'gpu 24gb'\n"
    "    tokroof list devices --filter 'vendor=nvidia,amd memory_gib>=24 price_usd<1500' --sort price_usd\n"
    "  Other columns, and all there are\n"
    "    tokroof list models --filter 'experts>64' --columns model,experts,attention --sort parameters:desc\n"
    "    tokroof list devices --columns all --csv\n"
    "  A device of one's own that is like another: its entry, to be changed and given with --hardware\n"
    "    tokroof list devices --entry 4090 > mine.json\n"
    "  Everything known of links, for a program\n"
    "    tokroof list links --json\n"
    "  Coefficients whose prior is nobody's measurement\n"
    "    tokroof list coefficients --assumed\n"
    "  The documentation of the coefficients\n"
    "    tokroof list coefficients --md > docs/coefficients.md";

/// The columns that are shown: of coefficients in Markdown all, as in their document.
std::string columns_of(const ListOptions& options, const Session& session) {
  const bool all = options.kind == "coefficients" && session.format() == Format::markdown;
  return options.columns.empty() && all ? "all" : options.columns;
}

/// One entry as datasets/ states it: what --hardware reads, what a new entry begins with.
void print_entry(const ListOptions& options, Session& session) {
  const bool devices = options.kind == "devices";
  if (!devices && options.kind != "models") {
    throw catalog::InputError("usage", "only devices and models are printed as entries", "--entry");
  }
  nlohmann::ordered_json entry;
  if (devices) {
    entry = catalog::entry_json(
        session.catalog().device(session.catalog().names().need_device(options.entry, "--entry").slug));
  } else if (formats::names_model_file(session.catalog(), options.entry)) {
    entry = catalog::entry_json(session.add_model(options.entry).architecture);
  } else {
    entry = catalog::entry_json(
        session.catalog().model(session.catalog().names().need_model(options.entry, "--entry").match.slug));
  }
  session.out() << nlohmann::ordered_json{{options.kind, {entry}}}.dump(2) << '\n';
}

void run(const ListOptions& options, Session& session) {
  if (!options.entry.empty()) {
    print_entry(options, session);
    return;
  }
  const bool coefficients = options.kind == "coefficients";
  if (options.assumed && !coefficients) {
    throw catalog::InputError("usage", "only coefficients have a prior that may be assumed", "--assumed");
  }
  const bool whole = coefficients && options.filter.empty() && options.sort.empty() &&
                     options.columns.empty() && !options.assumed && !options.names;
  if (whole && session.format() == Format::markdown) {
    session.out() << answers::coefficients_document(session.fitted());
    return;
  }
  const answers::Listing all =
      *answers::list_of(options.kind, session.catalog(), session.fitted(), options.assumed);
  answers::Listing chosen = options.filter.empty() ? all : answers::filtered(all, options.filter);
  if (!options.sort.empty()) {
    chosen = answers::sorted(chosen, options.sort);
  }
  if (session.json()) {
    session.write({{options.kind, chosen.documents()}});
  } else if (options.names) {
    for (const std::string& name : chosen.names()) {
      session.out() << name << '\n';
    }
  } else {
    session.print(answers::table_of(chosen, columns_of(options, session)));
  }
  if (chosen.entries.empty() && !options.filter.empty()) {
    std::cerr << "tokroof: " << answers::why_nothing(all, options.filter) << '\n';
  }
}

}  // namespace

void add_list(Command app, Session& session) {
  auto options = std::make_shared<ListOptions>();
  Command command = app.add_subcommand("list", "What the catalogs and the fit hold");
  command.footer(kListExamples);
  command.add_option("kind", options->kind, "devices, models, quants, links, engines, coefficients or data")
      .required()
      .one_of(std::vector<std::string>(answers::kListKinds.begin(), answers::kListKinds.end()));
  command
      .add_option("--filter",
                  options->filter,
                  "Only entries with all of these words (24gb), for which all of these conditions hold "
                  "(memory_gib>=24, vendor=nvidia,amd, name~super); names of columns: --columns all")
      .type_name("TEXT");
  command
      .add_option(
          "--sort", options->sort, "Sort by a column, price_usd or price_usd:desc; several with commas")
      .type_name("COLUMN");
  Option columns =
      command.add_option("--columns", options->columns, "Show these columns, or all").type_name("A,B");
  Option entry =
      command
          .add_option(
              "--entry",
              options->entry,
              "Print one device or model as datasets/ states it, a model also from its file (config.json, "
              "GGUF): what --hardware reads, and what a new entry begins with")
          .type_name("NAME");
  Option names = command.add_flag("--names", options->names, "Print names only, one a line");
  command.add_flag("--assumed", options->assumed, "Coefficients whose prior is assumed");
  session.add_table_options(command);
  Option json = command.get_option("--json");
  columns.excludes(json).excludes(names);
  entry.excludes(columns)
      .excludes(names)
      .excludes(command.get_option("--md"))
      .excludes(command.get_option("--csv"));
  names.excludes(json).excludes(command.get_option("--md")).excludes(command.get_option("--csv"));
  command.callback([options, &session] { run(*options, session); });
}

}  // namespace tokroof::cli
