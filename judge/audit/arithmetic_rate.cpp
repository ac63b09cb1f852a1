#include <algorithm>
#include <cmath>
#include <vector>

#include <fmt/format.h>

#include "catalog/text.hpp"
#include "judge/audit/judges.hpp"
#include "model/names.hpp"
#include "model/rates.hpp"

namespace tokroof::judge {
namespace {

constexpr double kRateRounding = 0.03;
constexpr double kTera = 1e12;

enum class Sense { right, sparse, vector_lanes };

struct Rate {
  double tflops;
  std::string_view format;  ///< of the numbers: "FP16"
  std::string what;
  Sense sense = Sense::right;
  [[nodiscard]] bool integer() const { return format.starts_with("INT"); }
};

bool has_matrix_units(const model::Device& d) { return d.fp16_flops > 3 * d.fp32_flops; }

/// GeForce halves its rate where sums are kept in FP32, and what is derived from its chips is often said to; the catalog
/// has the full rate. Data-centre parts do not.
bool halves_wide_sums(const model::Device& d) {
  return d.vendor == "nvidia" && has_matrix_units(d) && !d.arch.ends_with("-DC") &&
         !model::is_one_of(d.arch, {"Volta", "Hopper"});
}

/// Pairs of zeros are skipped at twice the dense rate.
bool skips_zeros(const model::Device& d) {
  const bool nvidia =
      d.vendor == "nvidia" && has_matrix_units(d) && d.generation != "Volta" && d.generation != "Turing";
  return nvidia || model::is_one_of(d.generation, {"CDNA3", "CDNA4", "CDNA5", "RDNA4"});
}

/// 4-bit floating point runs at twice the FP8 rate, but where a part was made for it at more.
double fp4_flops(const model::Device& d) {
  const bool cut = d.int8_ops < d.fp8_flops;
  const bool has = d.generation == "Blackwell" || d.generation == "CDNA4";
  return has && !cut ? 2 * d.fp8_flops : model::kUnknown;
}

/// Peaks that vendors and databases print for a device, dense first.
std::vector<Rate> rates_of(const model::Device& d) {
  std::vector<Rate> out;
  const auto add =
      [&](double flops, std::string_view format, std::string_view how, Sense sense = Sense::right) {
        if (flops > 0) {
          out.push_back({flops / kTera, format, fmt::format("{}{}", format, how), sense});
        }
      };
  const bool matrix = has_matrix_units(d);
  const bool narrow_sums = halves_wide_sums(d);
  const bool cdna = d.generation.starts_with("CDNA");
  const bool amd_matrix = d.vendor == "amd" && cdna;
  const bool int4 = model::is_one_of(d.generation, {"Turing", "Ampere", "Ada"});
  add(d.fp16_flops, "FP16", ", dense");
  add(d.fp8_flops, "FP8", ", dense");
  add(d.int8_ops, "INT8", ", dense");
  add(fp4_flops(d), "FP4", ", dense");
  add(int4 ? 2 * d.int8_ops : model::kUnknown, "INT4", ", dense");
  add(d.fp32_flops, "FP32", "");
  add(d.fp64_flops, "FP64", "");
  add(matrix ? d.fp16_flops / 2 : model::kUnknown, "TF32", ", dense");
  add(narrow_sums ? d.fp16_flops / 4 : model::kUnknown, "TF32", ", dense");
  add(narrow_sums ? d.fp16_flops / 2 : model::kUnknown, "FP16", " with FP32 sums, dense");
  add(narrow_sums ? d.fp8_flops / 2 : model::kUnknown, "FP8", " with FP32 sums, dense");
  add(d.fp64_flops > d.fp32_flops / 3 ? 2 * d.fp64_flops : model::kUnknown, "FP64", " of the matrix units");
  add(amd_matrix ? 2 * d.fp32_flops : model::kUnknown, "FP32", " of the matrix units");
  if (skips_zeros(d)) {
    const std::size_t dense = out.size();
    for (std::size_t i = 0; i < dense; ++i) {
      if (catalog::contains(out[i].what, "dense")) {
        const std::string how =
            catalog::contains(out[i].what, "sums") ? " with FP32 sums, sparse" : ", sparse";
        add(2 * out[i].tflops * kTera, out[i].format, how, Sense::sparse);
      }
    }
  }
  if (narrow_sums && d.generation != "Turing") {  // as databases print them
    add(d.fp32_flops, "FP16", " on the vector lanes (as FP32)");
    return out;
  }
  add(matrix ? 4 * d.fp32_flops : model::kUnknown,
      "FP16",
      " on the vector lanes (4 x FP32)",
      Sense::vector_lanes);
  add(matrix ? 2 * d.fp32_flops : model::kUnknown,
      "FP16",
      " on the vector lanes (2 x FP32)",
      Sense::vector_lanes);
  return out;
}

bool close(double a, double b) { return std::fabs(a / b - 1) < kRateRounding; }

/// What a claim says of its numbers.
struct Precision {
  std::string_view format;  ///< "FP8"; empty: not said
  bool sparse = false, dense = false;
};

Precision precision_of(const Claim& claim) {
  const std::string_view said = claim.precision.empty() ? std::string_view(claim.quant) : claim.precision;
  const std::string_view first = said.substr(0, said.find(' '));
  return {model::is_one_of(first, {"sparse", "dense"}) ? std::string_view() : first,
          catalog::contains(said, "sparse"),
          catalog::contains(said, "dense")};
}

/// The rate that a claim means: of its format; where it names none, of floating point where its unit is FLOPS.
const Rate* match(const std::vector<Rate>& rates, double tflops, const Precision& said, bool integers) {
  const Rate* found = nullptr;
  for (const Rate& r : rates) {
    const bool meant = said.format.empty() ? integers || !r.integer() : r.format == said.format;
    if (meant && close(tflops, r.tflops) && (found == nullptr || (said.sparse && r.sense == Sense::sparse))) {
      found = &r;
    }
  }
  return found;
}

const Rate* match_any(const std::vector<Rate>& rates, double tflops) {
  return match(rates, tflops, {}, true);
}

/// A device whose name shares its beginning up to the last word: rtx-pro-6000-blackwell for its Max-Q.
std::string device_at_rate(const AuditContext& context, const model::Device& d, double tflops) {
  for (const model::Device& other : context.catalog().devices()) {
    const bool kin = &other != &d && (other.slug.starts_with(d.slug) || d.slug.starts_with(other.slug));
    if (kin && other.kind == d.kind) {
      const std::vector<Rate> rates = rates_of(other);
      if (const Rate* r = match_any(rates, tflops)) {
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
    const model::Device* d = context.device(other.device);
    return other.unit == claim.unit && other.device != claim.device &&
           lines_apart(claim, other) <= kLinesOfTable && d != nullptr && d->fp16_flops > 0 &&
           close(other.middle(), d->fp16_flops / kTera);
  });
  return rows.empty() ? nullptr : rows.front();
}

std::string what_it_has(const model::Device& d) {
  std::string out = fmt::format("{} does {:.4g} TFLOPS at FP16, dense", d.slug, d.fp16_flops / kTera);
  if (d.fp8_flops > 0) {
    out += fmt::format(", {:.4g} at FP8", d.fp8_flops / kTera);
  }
  return d.fp32_flops > 0 ? out + fmt::format(", {:.4g} at FP32", d.fp32_flops / kTera) : out;
}

}  // namespace

Judgement judge_arithmetic_rate(const AuditContext& context, const Claim& claim) {
  const NamedMachine m = context.machine(claim);
  if (m.part == nullptr) {
    return unverifiable("no device is named: whose rate this is, is not known");
  }
  const model::Device& d = *m.part;
  const double scale = claim.unit == "PFLOPS" ? 1e3 : 1;
  const double claimed = claim.middle() * scale / m.parts;
  const std::vector<Rate> rates = rates_of(d);
  const Precision said = precision_of(claim);
  const bool known = std::any_of(rates.begin(), rates.end(), [&](const Rate& r) {
    return said.format.empty() || r.format == said.format;
  });
  if (!known) {
    const double dense = d.fp16_flops / kTera;
    const bool format = model::is_one_of(said.format, {"FP8", "FP4", "INT8", "INT4"});
    const Rate* other = format ? match_any(rates, claimed) : nullptr;
    if (other != nullptr && !close(claimed, dense)) {  // at the dense FP16 rate it may convert
      return wrong_spec(fmt::format("{} is not known to compute at {}; {:.4g} is its rate at {}",
                                    d.slug,
                                    said.format,
                                    claimed,
                                    other->what),
                        model::kUnknown);
    }
    return unverifiable(fmt::format("the arithmetic rate of {} {}is not known",
                                    d.slug,
                                    said.format.empty() ? "" : fmt::format("at {} ", said.format)));
  }
  const double fp16 = d.fp16_flops / kTera / scale * m.parts;
  const bool integers = claim.unit == "TOPS";
  const Rate* found = match(rates, claimed, said, integers);
  if (found == nullptr && says_at_least(claim)) {
    const auto more = std::find_if(rates.begin(), rates.end(), [&](const Rate& r) {
      return r.tflops >= claimed && (said.format.empty() || r.format == said.format);
    });
    if (more != rates.end()) {
      return plausible(fmt::format("no less than that: {} {:.4g} TFLOPS", more->what, more->tflops), fp16);
    }
  }
  const std::string each = m.parts > 1 ? fmt::format("{:.4g} TFLOPS each of {:.0f}; ", claimed, m.parts) : "";
  if (found == nullptr) {
    const bool whole_chip = integers && said.format.empty() && model::unified_memory(d);
    if (whole_chip) {
      return unverifiable(
          "operations of the processor, the graphics and the NPU together, or of one of them");
    }
    const Rate* other = match_any(rates, claimed);
    return wrong_spec(fmt::format("{}{}; {:.4g} is {}{}",
                                  each,
                                  what_it_has(d),
                                  claimed,
                                  other != nullptr ? "its rate at " + other->what : "none of its rates",
                                  other != nullptr ? "" : device_at_rate(context, d, claimed)),
                      fp16);
  }
  if (found->sense == Sense::sparse && !said.sparse) {
    // "AI TOPS" of vendors are sparse ones, of the narrowest format where they name none.
    if (integers && !said.dense) {
      return plausible(fmt::format("{}{}, as vendors count TOPS; dense it is half", each, found->what),
                       found->tflops * m.parts / scale);
    }
    return wrong_spec(fmt::format("{}{} instead of dense: {}", each, found->what, what_it_has(d)), fp16);
  }
  if (found->sense ==
      Sense::vector_lanes) {  // databases print it; only where the matrix units are told of, it is wrong
    const std::string why = fmt::format("{}{}: {}", each, found->what, what_it_has(d));
    return said.dense || said.sparse ? wrong_spec(why, fp16)
                                     : plausible(why, found->tflops * m.parts / scale);
  }
  if (said.sparse && found->sense == Sense::right && skips_zeros(d) && !found->what.starts_with("FP32")) {
    return suspect(fmt::format("{}{}, not sparse: {}", each, found->what, what_it_has(d)), fp16);
  }
  const Claim* dense = dense_beside(context, claim);
  const bool twice = close(claimed, 2 * d.fp16_flops / kTera);
  if (twice && dense != nullptr && said.format.empty() && !said.sparse) {
    return wrong_spec(
        fmt::format(
            "beside the dense FP16 rate of {} this is FP16, sparse: {}", dense->device, what_it_has(d)),
        fp16);
  }
  const bool misnamed = found->integer() && !integers;
  return plausible(fmt::format("{}{} {:.4g} {}{}",
                               each,
                               found->what,
                               found->tflops,
                               found->integer() ? "TOPS" : "TFLOPS",
                               misnamed ? ": operations on integers, no floating-point ones" : ""),
                   found->tflops * m.parts / scale);
}

}  // namespace tokroof::judge
