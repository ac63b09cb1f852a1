#include "cli/help.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <sstream>
#include <utility>

#include <CLI/CLI.hpp>

namespace tokroof::cli {
namespace {

class ExamplesFirst : public CLI::Formatter {
 public:
  std::string make_description(const CLI::App* app) const override {
    const std::string examples = app->get_footer();
    return Formatter::make_description(app) + (examples.empty() ? "" : "\n" + examples + "\n\n");
  }
  /// A name that fills its column stands on a line of its own, instead of touching its description.
  std::string make_option(const CLI::Option* option, bool positional) const override {
    std::string name = make_option_name(option, positional) + make_option_opts(option);
    constexpr std::size_t kIndent = 2;
    if (name.size() + kIndent + 1 >= get_column_width()) {
      name.resize(std::max(name.size(), get_column_width()), ' ');
    }
    std::stringstream out;
    CLI::detail::format_help(out, name, make_option_desc(option), get_column_width());
    return out.str();
  }
  /// Without "Excludes: ...": what excludes what is said where it is violated.
  std::string make_option_opts(const CLI::Option* option) const override {
    const std::string all = Formatter::make_option_opts(option);
    return all.substr(0, all.find(" Excludes:"));
  }
  std::string make_footer(const CLI::App* /*app*/) const override { return ""; }
};

constexpr std::array<std::pair<const char*, const char*>, 8> kSpellings{{{"-ngl", "--n-gpu-layers"},
                                                                         {"-ub", "--ubatch-size"},
                                                                         {"-sm", "--split-mode"},
                                                                         {"-fa", "--flash-attn"},
                                                                         {"-ctk", "--kv-type"},
                                                                         {"-ncmoe", "--n-cpu-moe"},
                                                                         {"-ot", "--override-tensor"},
                                                                         {"-ts", "--tensor-split"}}};

}  // namespace

void show_examples_first(CLI::App& app) {
  auto form = std::make_shared<ExamplesFirst>();
  form->column_width(34);
  app.formatter(form);
}

std::vector<std::string> with_long_names(int argc, const char* const* argv) {
  std::vector<std::string> out;
  bool plain = false;
  for (int i = 1; i < argc; ++i) {
    std::string word = argv[i];
    plain = plain || word == "--";
    for (const auto& [shorter, longer] : kSpellings) {
      if (!plain && word == shorter) {
        word = longer;
      }
    }
    out.push_back(std::move(word));
  }
  std::reverse(out.begin(), out.end());
  return out;
}

std::string llama_bench_spelling(const std::string& long_name) {
  for (const auto& [shorter, longer] : kSpellings) {
    if (long_name == longer) {
      return shorter;
    }
  }
  return "";
}

}  // namespace tokroof::cli
