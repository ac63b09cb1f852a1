#include "cli/spellings.hpp"

#include <array>
#include <string_view>
#include <utility>

namespace tokroof::cli {
namespace {

constexpr std::array<std::pair<std::string_view, const char*>, 9> kSpellings{
    {{"-ngl", "--n-gpu-layers"},
     {"-ub", "--ubatch-size"},
     {"-sm", "--split-mode"},
     {"-fa", "--flash-attn"},
     {"-ctk", "--kv-type"},
     {"-ncmoe", "--n-cpu-moe"},
     {"-ot", "--override-tensor"},
     {"-ts", "--tensor-split"},
     {"--streams", "--concurrency"}}};

}  // namespace

std::vector<std::string> with_long_names(int argc, const char* const* argv) {
  std::vector<std::string> out;
  bool plain = false;
  for (int i = 1; i < argc; ++i) {
    std::string word = argv[i];
    plain = plain || word == "--";
    for (const auto& [shorter, longer] : kSpellings) {
      const std::string_view name = std::string_view(word).substr(0, word.find('='));
      const bool said = name == shorter || (name.starts_with('-') && name.substr(1) == shorter);
      if (!plain && said) {
        word.replace(0, name.size(), longer);
      }
    }
    out.push_back(std::move(word));
  }
  return out;
}

std::string other_spelling(const std::string& long_name) {
  for (const auto& [shorter, longer] : kSpellings) {
    if (long_name == longer) {
      return std::string(shorter);
    }
  }
  return "";
}

}  // namespace tokroof::cli
