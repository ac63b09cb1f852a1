#include "judge/score/baseline.hpp"

#include <array>
#include <cctype>

#include "catalog/names.hpp"
#include "catalog/number.hpp"
#include "judge/score/bandwidth_rules.hpp"
#include "judge/score/blis.hpp"
#include "judge/score/gguf_parser.hpp"
#include "judge/score/llmfit.hpp"
#include "judge/score/whichllm.hpp"

namespace tokroof {
namespace {

// clang-format off
constexpr std::array kBaselines{
    Baseline{"bandwidth_size", "bandwidth / size", "the rule of thumb", bandwidth_over_size},
    Baseline{"calculators", "calculators, x 0.7", "web calculators (induwara.lk and others), 2026-11", calculators},
    Baseline{"llmfit", "llmfit", "AlexsJones/llmfit 1.1.10 @3f44fd30, 2026-08-22, MIT", llmfit},
    Baseline{"whichllm", "whichllm", "Andyyyy64/whichllm 0.5.14 @a8975516, 2026-06-29, MIT", whichllm},
    Baseline{"gguf_parser", "gguf-parser", "gpustack/gguf-parser-go 0.25 @8dc7a622, 2026-07-13, MIT", gguf_parser},
    Baseline{"blis", "BLIS", "inference-sim (BLIS) @f90a1e3a, 2026-08-22, Apache-2.0", blis},
};
// clang-format on

bool is_digit(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }

}  // namespace

std::span<const Baseline> baselines() { return kBaselines; }

bool one_plain_stream(const Scenario& s) {
  return s.concurrency <= 1 && s.drafting.empty() && !s.includes_prefill;
}

bool layers_on_host(const Scenario& s) {
  return !s.cpu_only && !s.experts_on_host && s.layers_on_gpu < s.model->layers;
}

bool in_one_place(const Scenario& s) { return s.cpu_only || !(s.experts_on_host || layers_on_host(s)); }

double nominal_bits(std::string_view quant) {
  const std::string name = lower_case(quant);
  std::size_t begin = name.starts_with("exl") ? name.find('-') : 0;  // EXL3's own number comes first
  while (begin < name.size() && !is_digit(name[begin])) {
    ++begin;
  }
  if (begin >= name.size()) {
    return name.find("awq") != std::string::npos || name.find("gptq") != std::string::npos ? 4 : kUnknown;
  }
  std::size_t end = begin;
  while (end < name.size() && (is_digit(name[end]) || name[end] == '.')) {
    ++end;
  }
  constexpr double kWidest = 32;
  const double bits = parse_number(std::string_view(name).substr(begin, end - begin)).value_or(kUnknown);
  return bits > 0 && bits <= kWidest ? bits : kUnknown;
}

}  // namespace tokroof
