#include <algorithm>
#include <cmath>

#include "model/time/prefill_time.hpp"
#include "predict/explain_chain.hpp"

namespace tokroof {
namespace {

void explain_coefficients(const Fitted& fitted, const Step& prompt, const Binding& binding, Chain& chain) {
  for (std::size_t i = 0; i < kCoefficientCount; ++i) {
    const CoefficientSpec& spec = kCoefficients[i];
    if (spec.part == Part::prefill && reads(spec, FigureKind::prefill, prompt)) {
      chain.add(std::string(spec.symbol),
                std::string(spec.name),
                value_of(spec.transform, binding.coefficients.parameters[i]),
                std::string(spec.unit),
                provenance(fitted, i, prompt.labels[spec.scope]));
    }
  }
}

}  // namespace

void explain_prefill(const Fitted& fitted, const Prediction& p, Chain& chain) {
  if (!p.prefill) {
    return;
  }
  const Binding binding = bind(fitted, p.step, FigureKind::prefill);
  const Coefficients<double>& c = binding.coefficients;
  const double tokens = p.step.figure.prefill_tokens;
  explain_coefficients(fitted, p.step, binding, chain);
  chain.add("M", "tokens of the prompt", tokens, "tokens", "stated or assumed");
  chain.add(
      "ub", "micro-batch", std::min(tokens, p.step.how.micro_batch), "tokens", "the engine's, at most M");
  chain.add("nb",
            "number of them",
            std::max(tokens / p.step.how.micro_batch, 1.0),
            "1",
            "M/micro-batch, at least 1");
  chain.add("F", "matrix rate of prefill", p.step.rates.prefill_flops, "FLOP/s", "hardware.json");
  chain.add("ra",
            "matrix rate that is reached",
            prefill_matrix_rate(p.step, c),
            "FLOP/s",
            "F exp(ln pa + pa_v + pa_g + pa_e + pyr date + ppw ln(watts per TFLOP over 8, at most 1))");
  chain.add(
      "t_prompt",
      "processing the prompt",
      prefill_time(p.step, c, tokens, p.step.figure.prefill_depth),
      "s",
      "nb ((compute^3 + memory^3)^(1/3)/n + attention/n + (L pal + pfx) 1e-6): model/time/prefill_time.hpp");
  chain.add_some("u_p", "known deviations of prefill together", binding.ln_effects, "ln", "as above");
  chain.add("prefill", "prefill rate", p.prefill->tps(), "tok/s", "M/t_prompt exp(-u_p)");
  chain.add("ttft", "time to the first token", p.ttft_s, "s", "M/prefill + step");
}

}  // namespace tokroof
