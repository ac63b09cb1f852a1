#include "cli/spellings.hpp"

#include <array>
#include <utility>

namespace tokroof::cli {
namespace {

constexpr std::array<std::pair<const char*, const char*>, 8> kSpellings{{{"-ngl", "--n-gpu-layers"},
                                                                         {"-ub", "--ubatch-size"},
                                                                         {"-sm", "--split-mode"},
                                                                         {"-fa", "--flash-attn"},
                                                                         {"-ctk", "--kv-type"},
                                                                         {"-ncmoe", "--n-cpu-moe"},
                                                                         {"-ot", "--override-tensor"},
                                                                         {"-ts", "--tensor-split"}}};

}  // namespace

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
