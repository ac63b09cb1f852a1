#include "cli/session.hpp"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "answers/error_json.hpp"
#include "answers/table.hpp"
#include "api/this_machine.hpp"
#include "catalog/device_file.hpp"
#include "catalog/name_resolver.hpp"
#include "cli/long_json.hpp"
#include "cli/parser.hpp"
#include "formats/machines/machine_json.hpp"
#include "formats/machines/this_machine.hpp"
#include "formats/models/model_file.hpp"

namespace tokroof::cli {

Session::Session(std::ostream& out) : out_(out) {}
Session::~Session() = default;

void Session::add_json_option(Command command) {
  command.add_flag("--json", json_, "Print one JSON document and nothing else");
}

void Session::add_options(Command command) {
  add_json_option(command);
  command
      .add_option("--datasets", datasets_, "Use the catalogs of this folder instead of the compiled-in ones")
      .type_name("DIR");
  command
      .add_option(
          "--hardware",
          hardware_,
          "Devices of one's own beside the catalog's: {\"devices\": [{\"slug\": ..., \"like\": ...}]}")
      .type_name("FILE");
  command
      .add_option(
          "--coefficients", coefficients_, "Use the coefficients that fit or calibrate wrote to this file")
      .type_name("FILE");
}

void Session::add_table_options(Command command) {
  add_options(command);
  Option as_json = command.get_option("--json");
  Option as_markdown = command.add_flag("--md", markdown_, "Print the table in Markdown");
  Option as_csv = command.add_flag("--csv", csv_, "Print the table as comma-separated values");
  as_json.excludes(as_markdown).excludes(as_csv);
  as_markdown.excludes(as_csv);
  command
      .add_option(
          "--color", colour_, "Colour the text: on a terminal without NO_COLOR (auto), always or never")
      .type_name("WHEN")
      .capture_default_str()
      .one_of({"auto", "always", "never"});
}

void Session::add_detect_option(Command command) {
  command
      .add_flag("--no-detect", no_detect_, "Do not find out what this machine is where no --device is given")
      .group("Machine");
}

const api::KnownMachine& Session::this_machine() {
  if (!this_machine_) {
    const formats::Machine found =
        formats::read_system(formats::System::here(), catalog().names().device_names());
    this_machine_ = std::make_unique<api::KnownMachine>(api::known_machine(catalog(), found));
    extended_ = this_machine_->catalog;
  }
  return *this_machine_;
}

const api::KnownMachine& Session::machine_of_file(const std::string& path) {
  if (!file_machine_ || path != machine_file_) {
    file_machine_ = std::make_unique<api::KnownMachine>(
        api::known_machine(catalog(), formats::read_machine_file(path, catalog().names().device_names())));
    machine_file_ = path;
    extended_ = file_machine_->catalog;
  }
  return *file_machine_;
}

Format Session::format() const {
  return json_ ? Format::json : markdown_ ? Format::markdown : csv_ ? Format::csv : Format::text;
}

bool Session::colour() const {
  if (format() != Format::text || colour_ == "never") {
    return false;
  }
  if (colour_ == "always") {
    return true;
  }
  const char* refused = std::getenv("NO_COLOR");
  const char* terminal = std::getenv("TERM");
  return isatty(STDOUT_FILENO) != 0 && (refused == nullptr || *refused == '\0') &&
         (terminal == nullptr || std::string_view(terminal) != "dumb");
}

void Session::print(const answers::Table& table) {
  switch (format()) {
    case Format::csv: out_ << answers::csv(table); break;
    case Format::markdown: out_ << answers::markdown(answers::aligned(table)); break;
    case Format::text:
    case Format::json: out_ << answers::plain(table, colour()); break;
  }
}

std::ostream& Session::beside_table() { return csv_ ? std::cerr : out_; }

const formats::ModelFile& Session::add_model(const std::string& path) {
  std::shared_ptr<const formats::ModelFile>& file = model_files_[path];
  if (!file) {
    file = formats::read_model_file(catalog(), path);
    extended_ = formats::with_model(catalog(), file);
  }
  return *file;
}

const catalog::Catalog& Session::catalog() {
  if (extended_) {
    return *extended_;
  }
  if (datasets_.empty() && hardware_.empty()) {
    return catalog::Catalog::bundled();
  }
  if (!catalog_) {
    const catalog::Catalog whole =
        datasets_.empty() ? catalog::Catalog::bundled() : catalog::Catalog::load(datasets_);
    catalog_ = hardware_.empty() ? whole : catalog::with_devices(whole, std::filesystem::path(hardware_));
  }
  return *catalog_;
}

const predict::Fitted& Session::fitted() {
  if (coefficients_.empty()) {
    return predict::Fitted::bundled();
  }
  if (!fitted_) {
    fitted_ = predict::Fitted::load(coefficients_);
  }
  return *fitted_;
}

void Session::write(const nlohmann::json& document) { out_ << json_text(document) << '\n'; }

void Session::write(const nlohmann::json& document, const std::map<std::string, LongList>& lists) {
  write_long_json(out_, document, lists);
}

namespace {

/// How the question was read.
void print_notes(const nlohmann::json& document) {
  for (const nlohmann::json& note : document.value("notes", nlohmann::json::array())) {
    std::cerr << "  note: " << note.get<std::string>() << '\n';
  }
}

}  // namespace

void Session::report(const catalog::InputError& error) {
  status = error.kind == "cannot-model" ? kCannotModel : kBadInput;
  const nlohmann::json document = answers::error_json(error);
  if (json_) {
    write(document);
    return;
  }
  const auto text = [&](const char* key) { return document["error"][key].get<std::string>(); };
  std::cerr << "tokroof: " << text("where") << (error.where.empty() ? "" : ": ") << text("message") << '\n';
  const char* before = "  nearest: ";
  for (const nlohmann::json& name : document["error"]["suggestions"]) {
    std::cerr << std::exchange(before, ", ") << name.get<std::string>();
  }
  std::cerr << (error.suggestions.empty() ? "" : "\n");
  print_notes(document);
}

void Session::usage_error(const catalog::InputError& error) {
  json_ = true;
  report(error);
}

void Session::refuse(const nlohmann::json& document) {
  status = kCannotModel;
  if (json_) {
    write(document);
    return;
  }
  std::cerr << "tokroof: " << document["error"]["message"].get<std::string>() << '\n';
  print_notes(document);
  if (this_machine_) {
    std::cerr << fmt::format("this machine is meant, detected as {}; --device asks about another\n",
                             this_machine_->title);
  }
}

}  // namespace tokroof::cli
