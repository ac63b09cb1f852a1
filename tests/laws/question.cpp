#include "tests/laws/question.hpp"

#include <fmt/format.h>

#include "answers/error_json.hpp"
#include "api/ask.hpp"
#include "catalog/device_file.hpp"
#include "model/device.hpp"
#include "predict/scenario_option.hpp"

namespace tokroof::laws {
namespace {

std::string quoted(const std::string& word) {
  constexpr std::string_view kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./+=,:";
  if (!word.empty() && word.find_first_not_of(kPlain) == std::string::npos) {
    return word;
  }
  std::string out = "'";
  for (const char c : word) {
    out += c == '\'' ? std::string(R"('\'')") : std::string(1, c);
  }
  return out + "'";
}

}  // namespace

std::string hardware_text(const Question& question) {
  return question.own.is_null() ? "" : json{{"devices", {question.own}}}.dump();
}

std::vector<std::string> words(std::string_view verb,
                               const Question& question,
                               const std::string& hardware_file) {
  std::vector<std::string> out{std::string(verb)};
  if (!question.own.is_null()) {
    out.insert(out.end(), {"--hardware", hardware_file});
  }
  for (const auto& [key, value] : question.options.items()) {
    if (value.is_array()) {  // the machines of a ranking
      out.insert(out.end(), {"--" + key, value.at(0).get<std::string>()});
      continue;
    }
    const predict::ScenarioOption& option = predict::scenario_option(key);
    const std::string text = predict::value_text(option, value);
    if (option.flag != nullptr) {
      out.push_back(std::string(option.long_name()) + "=" + (text == "1" ? "true" : "false"));
    } else {
      out.insert(out.end(), {std::string(option.long_name()), text});
    }
  }
  return out;
}

std::string shell_command(std::string_view verb, const Question& question) {
  std::string out;
  if (!question.own.is_null()) {
    out = fmt::format("echo {} >own.json; ", quoted(hardware_text(question)));
  }
  out += "tokroof";
  for (const std::string& word : words(verb, question, "own.json")) {
    out += ' ' + quoted(word);
  }
  return out;
}

const catalog::Catalog& Door::catalog(const Question& question) {
  if (question.own.is_null()) {
    return catalog::Catalog::bundled();
  }
  const std::string text = hardware_text(question);
  if (!extended_ || text != text_) {
    extended_ = catalog::with_devices(catalog::Catalog::bundled(), text, "own.json");
    text_ = text;
  }
  return *extended_;
}

json Door::answer(std::string_view verb, const Question& question) {
  try {
    return api::ask(catalog(question), predict::Fitted::bundled(), verb, question.options);
  } catch (const catalog::InputError& error) {  // of the own device
    return answers::error_json(error);
  }
}

double Case::number(const char* path) const {
  const json::json_pointer pointer(path);
  return answer.contains(pointer) && answer.at(pointer).is_number() ? answer.at(pointer).get<double>()
                                                                    : model::kUnknown;
}

std::string Case::scenario(const char* key) const {
  const json& of = answer.at("scenario");
  return of.contains(key) && of.at(key).is_string() ? of.at(key).get<std::string>() : "";
}

double Case::scenario_number(const char* key) const {
  const json& of = answer.at("scenario");
  return of.contains(key) && of.at(key).is_number() ? of.at(key).get<double>() : model::kUnknown;
}

}  // namespace tokroof::laws
