#include <algorithm>
#include <cmath>

#include "answers/explain_chain.hpp"
#include "model/time/prefill_time.hpp"
#include "model/time/prompt_launch.hpp"

namespace tokroof::answers {
namespace {

void explain_coefficients(const predict::Fitted& fitted,
                          const model::Step& prompt,
                          const predict::Binding& binding,
                          Chain& chain) {
  for (std::size_t i = 0; i < model::kCoefficientCount; ++i) {
    const model::CoefficientSpec& spec = model::kCoefficients[i];
    const bool of_prefill = spec.part == model::Part::prefill || spec.part == model::Part::host_prefill;
    if (of_prefill && model::reads(spec, model::FigureKind::prefill, prompt)) {
      chain.add(std::string(spec.symbol),
                std::string(spec.name),
                model::value_of(spec.transform, binding.coefficients.parameters[i]),
                std::string(spec.unit),
                provenance(fitted, i, std::string(prompt.labels[spec.scope])));
    }
  }
}

/// What the host's weights cost a micro-batch of `ub` tokens, and which way they are used.
void explain_host(const model::Step& step, const model::Coefficients<double>& c, double ub, Chain& chain) {
  const model::HostBatch batch = model::host_batch(step.work, step.how, ub);
  if (!(batch.products() > 0)) {
    return;
  }
  const double compute = model::host_prefill_compute(step, c, batch);
  chain.add(
      "W_h", "weights on the host, read once", batch.bytes(), "bytes", "distinct experts of the micro-batch");
  chain.add("N_h", "multiply-adds with them", batch.products(), "1", "their active weights x ub");
  chain.add_some("N_he", "of them with experts", batch.expert_products, "1", "the same of the experts");
  chain.add("n_p", "threads that read prompts", step.rates.host_prefill_threads, "1", "those of F_p");
  chain.add("tau_hc",
            "the host computes",
            compute,
            "s",
            "(N_h + (hp_m - 1) N_he) hp (1 + (n_p - 1)/hp_n) exp(u_hp)/F_p  (hp x hp_ik in ik_llama.cpp), at "
            "least W_h/(0.8 BW_host)");
  if (!step.how.cpu) {
    const double copy = model::host_copy(c, batch.bytes()) * model::narrow_slot(step);
    chain.add(
        "tau_cp", "copying them to the card", copy, "s", "W_h/hcp (x 31.5e9/BW_slot over a narrower slot)");
    chain.add(
        "tau_m",
        "all products, the way that is taken",
        model::prefill_matrices(step, c, {ub, ub}),
        "s",
        "the card's products + tau_cp, or its own + tau_hc: llama.cpp copies from 32 tokens on, ik_llama.cpp "
        "takes the faster way, other engines copy");
  }
}

}  // namespace

void explain_prefill(const predict::Fitted& fitted, const predict::Prediction& p, Chain& chain) {
  if (!p.prefill) {
    return;
  }
  const predict::Binding binding = predict::bind(fitted, p.step, model::FigureKind::prefill);
  const model::Coefficients<double>& c = binding.coefficients;
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
  if (!p.step.how.cpu) {
    const double ub = std::min(tokens, p.step.how.micro_batch);
    const bool packed = p.step.how.packed_prefill;
    const model::Products products = model::prompt_products(p.step, {ub, ub}, 0);
    const double multiplied = products.dense + products.experts;
    chain.add("F",
              "matrix rate of prefill",
              packed ? p.step.rates.prefill_flops : model::operand_rate(p.step, c),
              "FLOP/s",
              packed ? "hardware.json" : "hardware.json, times 2^hr where FP32 sums halve it");
    chain.add(
        "ra",
        "matrix rate that is reached",
        2 * multiplied * ub / model::prompt_matrix_time(p.step, c, products),
        "FLOP/s",
        p.step.how.unpacked_bytes > 0 ? "F exp(ln pa + pa_v + pa_g + pa_e + pyr date + ppw starve), less "
                                        "what unpacking the weights into "
                                        "memory takes: model/time/prefill_time.hpp"
        : packed
            ? "1/(1/(F exp(ln pa + pa_v + pa_g + pa_e + pyr date + ppw starve)) + 1/(F32 pb exp(pb_q + ppw "
              "starve))), starve = ln(watts per TFLOP over 8, at most 1)"
            : "F e exp(e_e) ub/(ub + M0), by the tokens of an expert in mixtures: "
              "model/time/weight_read.hpp");
  }
  explain_host(p.step, c, std::min(tokens, p.step.how.micro_batch), chain);
  chain.add("t_prompt",
            "processing the prompt",
            model::prefill_time(p.step, c, tokens, p.step.figure.prefill_depth),
            "s",
            p.step.how.cpu
                ? "nb (host computes + ub S hp_s/F_T + attention): model/time/prefill_time.hpp"
                : "nb ((compute^3 + memory^3)^(1/3)/n (tau_m with weights on the host) + "
                  "(attention + ub S pst/F32)/n + "
                  "(L pal + pfx) 1e-6) + exchanges, over a pipeline of m devices times ps + (1 - ps) "
                  "(nb + m - 1)/(nb m), with drafts times 1 + pdb/L: model/time/prefill_time.hpp");
  chain.add_some("u_p", "known deviations of prefill together", binding.ln_effects, "ln", "as above");
  chain.add("prefill", "prefill rate", p.prefill->tps(), "tok/s", "M/t_prompt exp(-u_p)");
  chain.add_some("ttft_0",
                 "launches of a pass's kernels",
                 model::prompt_launch_time(p.step, tokens),
                 "s",
                 "nb (K_dense + K_moe + K_lin) 50e-6: model/time/prompt_launch.hpp");
  chain.add(
      "ttft",
      "time to the first token",
      p.ttft_s,
      "s",
      p.scenario.concurrency > p.scenario.replicas
          ? "M/prefill of M (1 + (B - 1)/2), at least ttft_0 of them: streams that ask at once, on average"
          : "M/prefill, at least ttft_0");
}

}  // namespace tokroof::answers
