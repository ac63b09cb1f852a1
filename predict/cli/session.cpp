#include "predict/cli/session.hpp"

#include <cstdio>
#include <ostream>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "predict/ask/ask.hpp"
#include "predict/readers/model_file.hpp"

namespace tokroof::cli {

void Session::add_options(CLI::App& command) {
  command.add_flag("--json", json_, "Print one JSON document and nothing else");
  command.add_option(
      "--datasets", datasets_, "Use the catalogs of this folder instead of the compiled-in ones");
  command.add_option(
      "--coefficients", coefficients_, "Use the coefficients that fit or calibrate wrote to this file");
}

const ModelFile& Session::add_model(const std::string& path) {
  std::shared_ptr<const ModelFile>& file = model_files_[path];
  if (!file) {
    file = read_model_file(path);
    extended_ = with_model(catalog(), file);
  }
  return *file;
}

const Catalog& Session::catalog() {
  if (extended_) {
    return *extended_;
  }
  if (datasets_.empty()) {
    return Catalog::bundled();
  }
  if (!catalog_) {
    catalog_ = Catalog::load(datasets_);
  }
  return *catalog_;
}

const Fitted& Session::fitted() {
  if (coefficients_.empty()) {
    return Fitted::bundled();
  }
  if (!fitted_) {
    fitted_ = Fitted::load(coefficients_);
  }
  return *fitted_;
}

void Session::write(const nlohmann::json& document) {
  out_ << document.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) << '\n';
}

void Session::report(const InputError& error) {
  status = kBadInput;
  if (json_) {
    write(error_json(error));
    return;
  }
  const std::string place = error.where.empty() ? "" : error.where + ": ";
  std::fprintf(stderr, "tokroof: %s%s\n", place.c_str(), error.message.c_str());
  for (std::size_t i = 0; i < error.suggestions.size(); ++i) {
    std::fprintf(stderr,
                 "%s%s%s",
                 i == 0 ? "  nearest: " : ", ",
                 error.suggestions[i].c_str(),
                 i + 1 == error.suggestions.size() ? "\n" : "");
  }
}

void Session::usage_error(const std::string& message) {
  json_ = true;
  report(InputError("usage", message));
}

void Session::refuse(const std::string& kind, const std::string& message) {
  refuse(kind, message, nlohmann::json::object());
}

void Session::refuse(const std::string& kind, const std::string& message, const nlohmann::json& beside) {
  status = kCannotModel;
  if (json_) {
    nlohmann::json document = beside.is_object() ? beside : nlohmann::json::object();
    document["error"] = {
        {"kind", kind}, {"message", message}, {"where", ""}, {"suggestions", nlohmann::json::array()}};
    write(document);
    return;
  }
  std::fprintf(stderr, "tokroof: %s\n", message.c_str());
}

}  // namespace tokroof::cli
