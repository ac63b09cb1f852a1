#include <cmath>
#include <vector>

#include <fmt/format.h>

#include "catalog/text.hpp"
#include "judge/audit/judges.hpp"

namespace tokroof {
namespace {

constexpr double kRateRounding = 0.02;
constexpr double kTera = 1e12;

enum class Sense { right, sparse, vector_lanes };

struct Rate {
  double tflops;
  std::string what;
  Sense sense;
};

bool has_matrix_units(const Device& d) { return d.fp16_flops > 3 * d.fp32_flops; }

/// Peaks that vendors and databases print for a device, dense first.
std::vector<Rate> rates_of(const Device& d) {
  std::vector<Rate> out;
  const auto add = [&](double flops, const char* what, Sense sense = Sense::right) {
    if (flops > 0) {
      out.push_back({flops / kTera, what, sense});
    }
  };
  const bool matrix = has_matrix_units(d);
  const bool fp4 = d.generation == "Blackwell" && d.fp8_flops > 0;
  add(d.fp16_flops, "FP16, dense");
  add(d.fp8_flops, "FP8, dense");
  add(d.int8_ops, "INT8, dense");
  add(fp4 ? 2 * d.fp8_flops : kUnknown, "FP4, dense");
  add(d.fp32_flops, "FP32");
  add(d.fp64_flops, "FP64");
  add(matrix ? d.fp16_flops / 2 : kUnknown, matrix ? "TF32, or FP16 with FP32 accumulation, dense" : "");
  const bool sparse = d.vendor == "nvidia" && matrix && d.generation != "Volta" && d.generation != "Turing";
  add(sparse ? 2 * d.fp16_flops : kUnknown, "FP16, sparse", Sense::sparse);
  add(sparse ? 2 * d.fp8_flops : kUnknown, "FP8, sparse", Sense::sparse);
  add(sparse ? 2 * d.int8_ops : kUnknown, "INT8, sparse", Sense::sparse);
  add(fp4 ? 4 * d.fp8_flops : kUnknown, "FP4, sparse", Sense::sparse);
  add(matrix ? 4 * d.fp32_flops : kUnknown, "FP16 on the vector lanes (4 x FP32)", Sense::vector_lanes);
  add(matrix ? 2 * d.fp32_flops : kUnknown, "FP16 on the vector lanes (2 x FP32)", Sense::vector_lanes);
  return out;
}

bool close(double a, double b) { return std::fabs(a / b - 1) < kRateRounding; }

/// `format`: of the numbers ("FP8"), where the claim says it.
const Rate* match(const std::vector<Rate>& rates, double tflops, std::string_view format = {}) {
  for (const Rate& r : rates) {
    if (close(tflops, r.tflops) && contains(r.what, format)) {
      return &r;
    }
  }
  return nullptr;
}

/// A device whose name shares its beginning up to the last word: rtx-pro-6000-blackwell for its Max-Q.
std::string device_at_rate(const AuditContext& context, const Device& d, double tflops) {
  for (const Device& other : context.catalog().devices()) {
    const bool kin = &other != &d && (other.slug.starts_with(d.slug) || d.slug.starts_with(other.slug));
    if (kin && other.kind == d.kind) {
      const std::vector<Rate> rates = rates_of(other);
      if (const Rate* r = match(rates, tflops)) {
        return fmt::format("; it is {} of {}", r->what, other.slug);
      }
    }
  }
  return "";
}

/// In a table of several devices: another row gives its dense FP16 rate.
const Claim* dense_beside(const AuditContext& context, const Claim& claim) {
  constexpr double kLinesOfTable = 3;
  const auto rows = context.others(claim, [&](const Claim& other) {
    const Device* d = context.device(other.device);
    return other.unit == claim.unit && other.device != claim.device &&
           lines_apart(claim, other) <= kLinesOfTable && d != nullptr && d->fp16_flops > 0 &&
           close(other.middle(), d->fp16_flops / kTera);
  });
  return rows.empty() ? nullptr : rows.front();
}

std::string what_it_has(const Device& d) {
  std::string out = fmt::format("{} does {:.4g} TFLOPS at FP16, dense", d.slug, d.fp16_flops / kTera);
  if (d.fp8_flops > 0) {
    out += fmt::format(", {:.4g} at FP8", d.fp8_flops / kTera);
  }
  return out + fmt::format(", {:.4g} at FP32", d.fp32_flops / kTera);
}

}  // namespace

Judgement judge_arithmetic_rate(const AuditContext& context, const Claim& claim) {
  const NamedMachine m = context.machine(claim);
  if (m.part == nullptr) {
    return unverifiable("no device is named: whose rate this is, is not known");
  }
  const Device& d = *m.part;
  if (never_released(d)) {
    return wrong_spec(fmt::format("{} does not exist: {}", d.slug, d.notes));
  }
  const double scale = claim.unit == "PFLOPS" ? 1e3 : 1;
  const double claimed = claim.middle() * scale / m.parts;
  const std::vector<Rate> rates = rates_of(d);
  if (rates.empty()) {
    return unverifiable(fmt::format("the arithmetic rate of {} is not known", d.slug));
  }
  const double fp16 = d.fp16_flops / kTera / scale * m.parts;
  const bool says_sparse = contains(claim.quant, "sparse");
  const Rate* named = match(rates, claimed, std::string_view(claim.quant).substr(0, claim.quant.find(' ')));
  const Rate* found = named != nullptr ? named : match(rates, claimed);
  const std::string each = m.parts > 1 ? fmt::format("{:.4g} TFLOPS each of {:.0f}; ", claimed, m.parts) : "";
  if (found == nullptr) {
    return wrong_spec(fmt::format("{}{}; {:.4g} is none of its rates{}",
                                  each,
                                  what_it_has(d),
                                  claimed,
                                  device_at_rate(context, d, claimed)),
                      fp16);
  }
  if (found->sense == Sense::sparse && !says_sparse) {
    return wrong_spec(fmt::format("{}{} instead of dense: {}", each, found->what, what_it_has(d)), fp16);
  }
  if (found->sense == Sense::vector_lanes) {
    return wrong_spec(fmt::format("{}{}: {}", each, found->what, what_it_has(d)), fp16);
  }
  const Claim* dense = dense_beside(context, claim);
  const bool twice = close(claimed, 2 * d.fp16_flops / kTera);
  if (twice && dense != nullptr && claim.quant.empty()) {
    return wrong_spec(
        fmt::format(
            "beside the dense FP16 rate of {} this is FP16, sparse: {}", dense->device, what_it_has(d)),
        fp16);
  }
  return plausible(fmt::format("{}{} {:.4g} TFLOPS", each, found->what, found->tflops),
                   found->tflops * m.parts / scale);
}

}  // namespace tokroof
