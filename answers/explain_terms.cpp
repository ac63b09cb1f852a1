#include <fmt/format.h>
#include <fmt/ranges.h>

#include "answers/explain_chain.hpp"
#include "model/time/decode_time.hpp"

namespace tokroof::answers {
namespace {

using Values = model::Coefficients<double>;

void explain_shares(const model::Step& step, Chain& chain) {
  const model::DeviceShare share = model::device_share(step);
  const double tokens = model::step_tokens(step);
  const double group = model::group_sequences(step);
  chain.add_some("B_g",
                 "streams of a pass that a device attends for",
                 group < step.work.sequences ? group : 0,
                 "1",
                 "B/(passes under way x attention groups), at least 1: B below, but for experts and t_fixed");
  if (step.work.mixture) {
    chain.add("D",
              "distinct experts of the batch, in units of one token's",
              model::distinct_experts(step.work, tokens),
              "1",
              "M/(1 + (M - 1) k/E), M = B (1 + k drafted)");
  }
  chain.add("W_d",
            "weights that a device reads",
            share.weight_bytes,
            "B",
            "((W - We)/n_w + We D/n_e) x share on the devices: model/time/shares.hpp");
  chain.add("N_d", "number of them", share.weights, "1", "N and Ne likewise");
  chain.add("n_kv",
            "devices that share a sequence's attention",
            share.kv_split,
            "1",
            "n/(stages x groups) for a tensor split, at most the KV heads (of which latent attention has no "
            "limit)");
}

void explain_weights(const model::Step& step, const Values& c, Chain& chain) {
  const model::DeviceShare share = model::device_share(step);
  const model::WeightLimits<double> t = model::weight_limits(step, c);
  chain.add("eta*",
            "share of the bandwidth that is reached",
            share.weight_bytes / (step.rates.bandwidth_bytes_per_s * t.memory),
            "1",
            "1/(1 + exp(-x)), x = logit eta + eta_e + eta_g (+ eta_v under Vulkan, eta_u with two dies, "
            "eta_m with experts, eta_x AMD off x86)");
  chain.add("c*",
            "operations a weight",
            model::dequant_ops(step, c),
            "1",
            "c exp(c_q + c_g) (x nodp without dp4a)");
  chain.add("t_mem", "streaming the weights", t.memory, "s", "W_d/(BW eta*)");
  const double repeated = model::repeated_weights(step, share);
  chain.add_some("N_r",
                 "weights that a small batch multiplies again for its further tokens",
                 repeated,
                 "1",
                 step.work.mixture ? "(N_d - N_e) (m - 1) + N_e (m/D - 1), m = min(B (1 + k drafted), 8)"
                                   : "N_d (min(B (1 + k drafted), 8) - 1)");
  chain.add("t_deq",
            "dequantizing and multiplying them",
            t.dequant,
            "s",
            repeated > 0 ? "N_d c*/R + N_r min(2 o/F32, c*/R)" : "N_d c*/R");
  chain.add_some("t_pow", "their energy against the power limit", t.power, "s", "W_d pw exp(pw_g)/P");
  chain.add("t_mat",
            "arithmetic",
            t.matrix,
            "s",
            step.how.packed_prefill
                ? "2 (N_a B + N_d Mp)/(F16 phb), all tokens of the batch; Mp where they are more than 8"
                : "2 N_d (B + M0 min(1, B/8))/(F_type e exp(e_e)), all tokens of "
                  "the batch; what is left at 16 "
                  "bits at F16");
  chain.add("t_weights",
            "weights",
            model::weight_read(step, c),
            "s",
            step.how.packed_prefill && model::step_tokens(step) > model::kVectorTokens
                ? "(t_mem^4 + t_deq^4 + t_pow^4 + t_mat^4)^(1/4), at most that of passes of 8 tokens"
                : "(t_mem^4 + t_deq^4 + t_pow^4 + t_mat^4)^(1/4)");
  chain.add_some("t_cap",
                 "least time of a step at the power cap",
                 model::power_cap(step, c),
                 "s",
                 "((W_d + B KV) pwc + (N_d c* + N_r min(o, c*)) poc) exp(pw_g)/(P - pb0 P_spec); the step: "
                 "(step^4 + t_cap^4)^(1/4)");
}

void explain_cache(const model::Step& step,
                   const Values& c,
                   const model::Breakdown<double>& t,
                   Chain& chain) {
  const bool plain = step.how.no_flash_attention;
  chain.add("kappa*",
            "share of the bandwidth that reading the cache reaches",
            model::kv_efficiency(c),
            "1",
            "1/(1 + exp(-x)), x = logit kappa + kv_e + kv_g");
  chain.add_some("t_kvr",
                 "reading the cache of a stream",
                 model::kv_limits(step, c).read,
                 "s",
                 step.how.head_by_head ? "KV (heads a KV head)/(BW kappa_h)"
                 : plain || step.how.server_kernels
                     ? "KV q/(BW kappa*), q: cache_detour() in model/time/kv_read.hpp"
                     : "KV q passes^rho/(BW kappa*), q: cache_detour() in "
                       "model/time/kv_read.hpp");
  chain.add_some("t_kv",
                 "cache",
                 t.kv,
                 "s",
                 step.how.head_by_head ? "t_kvr B/n_kv"
                 : plain               ? "(t_kvr^3 + t_att^3)^(1/3) B/n_kv, t_att = A at0/3e13 (3e13/F32)^ax"
                 : step.how.server_kernels
                     ? "(t_kvr^3 + t_att^3)^(1/3) B/n_kv, t_att = A (1 + k)/(F16 at_m exp(at_ml if latent))"
                     : "(t_kvr^3 + t_att^3)^(1/3) B/n_kv, t_att = A (1 + k) at exp(at_l if latent)/F32");
  chain.add_some("t_state", "recurrent state", t.state, "s", "B S/(BW kappa* n_kv)");
}

/// The host's work for the sequences is added, or is done beside the device.
std::string fixed_formula(const model::Step& step) {
  const std::string age = step.how.unified ? "" : " exp(fxy age)";
  const std::string sequences = std::string("B sq") + (step.how.server_kernels ? " exp(sqy date)" : "");
  return step.how.schedules_beside ? fmt::format(
                                         "fx 1e-6{0}, and what {1} 1e-6{0} takes beyond the device if B > 1: "
                                         "model/time/decode_time.hpp",
                                         age,
                                         sequences)
                                   : fmt::format("(fx + {} if B > 1) 1e-6{}", sequences, age);
}

std::string launch_formula(const model::Step& step) {
  std::string sum = "al_e + al_g + yr date + dy age + hs slow";
  sum += step.rates.ln_gpu_cores != 0 ? " + cor cores" : "";
  sum += step.how.llamafile ? " + al_x + al_m" : "";
  sum += step.how.llamafile_tu11x ? " + al_t" : "";
  sum += step.how.two_die ? " + al_u" : "";
  return "K al 1e-6 (1.7e9/clock)^0.8 exp(" + sum + ")" + (step.how.host_layer_share > 0 ? " (1 - m)" : "");
}

void explain_launches(const model::Step& step,
                      const Values& c,
                      const model::Breakdown<double>& t,
                      Chain& chain) {
  chain.add("K",
            "kernels in units of a dense one",
            model::weighted_kernels(step.work, c),
            "1",
            "K_dense + K_moe rmoe + K_lin rlin");
  chain.add("date",
            "build's date from mid-2025, within the runs'",
            step.how.years_after_mid_2025,
            "years",
            "engine date");
  chain.add("age", "device's year from 2022", step.rates.years_after_2022, "years", "hardware.json");
  chain.add("slow",
            "ln of the host's slowness",
            step.rates.ln_host_slowness,
            "ln",
            "ln(0.75/host); 0 for unified memory");
  chain.add_some("cores", "GPU cores", step.rates.ln_gpu_cores, "ln", "ln(cores/20)");
  chain.add("t_launch", "launches", t.launch, "s", launch_formula(step));
  chain.add("t_fixed", "fixed", t.fixed, "s", fixed_formula(step));
  chain.add("t_logits",
            "logits",
            t.logits,
            "s",
            step.how.server_kernels ? "4 V B (1 + k) vp/(BW n)" : "4 V B (1 + k) vh 1e-9");
  chain.add_some("t_eager",
                 "eager launches beyond the device's time",
                 t.eager,
                 "s",
                 "((sum above)^3 + (L ea exp(ea_q + hs slow) 1e-6)^3)^(1/3) - sum above");
  chain.add_some("t_draft",
                 "drafting",
                 t.drafting,
                 "s",
                 "(k (sd + B sv) + s0) 1e-3, and k W_draft/(BW eta*) of the model's own head");
}

/// What one exchange takes from the link, or from the network, with ar_l or ar_n of it.
void explain_way(const std::string& of,
                 const std::string& name,
                 const model::Step& step,
                 const Values& c,
                 const model::LinkRates& link,
                 Chain& chain) {
  chain.add("BW_" + of, "line rate of " + name + ", one direction", link.bytes_per_s, "B/s", "links.json");
  if (step.how.split == model::Split::tensor) {
    chain.add("ar_" + of, "a small all-reduce over it", link.all_reduce_s, "s", "links.json");
    chain.add("way_" + of,
              "PCIe and host on the way",
              model::all_reduce_way(step, c, link),
              "1",
              "1 (+ lp over PCIe) (+ lh through the host)");
  }
  if (model::boundaries(step.how) > 0 || step.how.split == model::Split::row) {
    chain.add("lat_" + of, "its latency", link.latency_s, "s", "links.json");
  }
}

/// The latencies of a small message to all of so many devices, and what its bytes take.
std::string exchange_formula(const std::string& of, const std::string& bytes, bool inside, bool between) {
  const auto latency = [](const std::string& devices, const std::string& way) {
    return "(ar log2 " + devices + " 1e-6 + lw " + way + ") exp(ary date)";
  };
  if (!between) {
    return latency("n_" + of, "ar_l") + " + " + bytes + " over the link";
  }
  const std::string flat = latency("n_" + of, "ar_f") + " + " + bytes + " over the network";
  const std::string levels = latency("m_" + of, "ar_l") + " + " + latency("M_" + of, "ar_n") + " + " + bytes +
                             " over both (model/time/" +
                             (of == "w" ? "all_reduce.hpp" : "expert_exchange.hpp") + ")";
  return inside ? "the less of " + levels + ", and " + flat : flat;
}

/// One exchange of a tensor split: between how many devices, how those lie on machines, and its time.
struct Exchange {
  std::string of, devices_name, devices_from;
  double devices;
  const char *symbol, *name, *bytes;
  double seconds;
};
void explain_exchange(const Exchange& e, const model::Step& step, Chain& chain) {
  const model::Span span = model::span_of(step.how, e.devices);
  const bool between = span.machines > 1;
  chain.add("n_" + e.of, e.devices_name, e.devices, "1", e.devices_from);
  if (between) {
    chain.add("M_" + e.of, "machines that they lie on", span.machines, "1", "ceil(n_" + e.of + "/m)");
    chain.add("m_" + e.of, "of them on each", span.devices, "1", "n_" + e.of + "/M_" + e.of);
  }
  chain.add(e.symbol, e.name, e.seconds, "s", exchange_formula(e.of, e.bytes, span.devices > 1, between));
}

/// What a tensor split exchanges inside a stage; adds its part of the formula of t_link.
void explain_exchanges(const model::Step& step,
                       const Values& c,
                       Chain& chain,
                       std::vector<std::string>& parts) {
  const double n_w = model::matrix_split(step.how), n_e = model::expert_split(step.how);
  const double exchanging = model::exchanging_layers(step);
  if (n_w > 1) {
    const double seconds = model::all_reduce_once(step, c, n_w, model::group_tokens(step));
    explain_exchange({"w",
                      "devices that share a matrix",
                      "n/(stages x groups)",
                      n_w,
                      "t_ar",
                      "one all-reduce",
                      "2 (n - 1)/n B (1 + k) d_model 2 way/(lb BW)",
                      seconds},
                     step,
                     chain);
    chain.add("K_ar", "all-reduces of a step", model::messages(step).number - exchanging, "1", "2 L - L_e");
    parts.emplace_back("K_ar t_ar");
  }
  if (exchanging > 0 && n_e > 1) {
    explain_exchange({"e",
                      "devices that share the experts",
                      "n/stages",
                      n_e,
                      "t_ex",
                      "one exchange with the experts",
                      "B (1 + k) (1 - (1 - 1/n)^k_e) (n - 1)/n d_model 1.5 way/(lb BW)",
                      model::experts_exchange_once(step, c)},
                     step,
                     chain);
    chain.add("L_e", "layers of experts", exchanging, "1", "of the model");
    parts.emplace_back("2 L_e t_ex");
  }
}

/// The boundaries of a layer split, or of stages; adds their part of the formula.
void explain_boundaries(const model::Step& step,
                        const Values& c,
                        Chain& chain,
                        std::vector<std::string>& parts) {
  const double boundaries = model::boundaries(step.how), between = model::network_boundaries(step.how);
  if (!(boundaries > 0)) {
    return;
  }
  chain.add("b", "boundaries between devices or stages", boundaries, "1", "n - 1, or stages - 1");
  chain.add_some("b_n", "of them, between machines", between, "1", "machines of stages, or layers, less 1");
  chain.add("t_b",
            "their messages",
            model::layer_split(step, c),
            "s",
            between > 0 ? "(b - b_n) (hop 1e-6 + lat_l + 4 B d_model/(0.83 BW_l)) + b_n (hop 1e-6 + lat_n + "
                          "4 B d_model/(0.83 BW_n))"
                        : "b (hop 1e-6 + lat_l + 4 B d_model/(0.83 BW_l))");
  parts.emplace_back("t_b");
}

std::string explain_rows(const model::Step& step, const Values& c, Chain& chain) {
  chain.add("way",
            "PCIe and host on the way",
            model::row_way(step, c),
            "1",
            "1 (+ rp over PCIe) (+ rh through the host)");
  return "(4 with experts, else 7) L ((rl0 + rl1 (n - 1)) way exp(hst + rly age) 1e-6 + lat_l) + 4 B (N - "
         "Ne)/d_model (n - 1)/n/(0.83 BW_l) (+ (W - We) (n - 1)/n sy 1e-9 under SYCL)";
}

void explain_link(const model::Step& step, const Values& c, const model::Breakdown<double>& t, Chain& chain) {
  std::vector<std::string> parts;  // of the formula
  if (step.how.devices > 1) {
    explain_way("l", "the link", step, c, step.rates.link, chain);
    if (model::spans_machines(step.how)) {
      const model::Network& network = step.rates.network;
      chain.add("m", "devices of a machine", step.how.machine_devices, "1", "--machine-devices");
      explain_way("n", "the network between machines", step, c, network.rates, chain);
      if (step.how.split == model::Split::tensor) {
        chain.add("ar_f", "a small all-reduce of all over it", network.flat_all_reduce_s, "s", "links.json");
      }
    }
    if (step.how.split == model::Split::row) {
      parts.push_back(explain_rows(step, c, chain));
    } else if (step.how.split == model::Split::tensor) {
      explain_exchanges(step, c, chain, parts);
    }
    explain_boundaries(step, c, chain, parts);
  }
  const double spill = model::spill_time(step);
  chain.add_some("t_spill", "what spills, over the link", spill, "s", "share W_d/(0.83 BW_slot)");
  if (spill != 0) {
    parts.emplace_back("t_spill");
  }
  chain.add_some("t_link", "link", t.link, "s", fmt::format("{}", fmt::join(parts, " + ")));
  chain.add_some("t_slot",
                 "crossings over this card's lanes",
                 model::crossing_bytes_time(step, model::host_crossings(step)),
                 "s",
                 "crossings 8 B d_model/(0.83 BW_slot)");
  chain.add_some("t_storage",
                 "what streams from storage",
                 model::storage_time(step),
                 "s",
                 "share W_host/(0.56 BW_drive)");
}

void explain_cpu(const model::Step& step, const Values& c, const model::Breakdown<double>& t, Chain& chain) {
  chain.add("BW_h*",
            "bandwidth that the host reaches",
            model::host_bandwidth(step, c),
            "B/s",
            step.rates.host_bandwidth_is_measured ? "BW_h heta_m" : "BW_h heta (x hsock with two sockets)");
  chain.add("t_weights",
            "weights",
            t.weights,
            "s",
            "((W/BW_h*)^3 + (W/(T hthr 1e9))^3 + (N hc exp(hisa)/F_T)^3)^(1/3) exp(u_cpu)  (hc x hik in "
            "ik_llama.cpp)");
  chain.add_some("t_kv",
                 "cache",
                 t.kv,
                 "s",
                 "KV/BW_h* + A hat/F_T (x hmla if latent, else x hfa where flash attention is stated)");
  chain.add_some("t_state", "recurrent state", t.state, "s", "S/BW_h*");
  chain.add("t_launch",
            "synchronization",
            t.launch,
            "s",
            "L ha 1e-6 ((T/8)/(1 + (T/hTc)^2)^0.5)^hT (x hm with experts)");
  chain.add_some("t_host", "what streams from storage", t.host, "s", "share W/(0.56 BW_drive)");
}

}  // namespace

void explain_terms(const predict::Prediction& p, const predict::Binding& binding, Chain& chain) {
  const model::Step& step = p.step;
  const Values& c = binding.coefficients;
  const model::Breakdown<double> t = model::decode_time(step, c);
  if (step.how.cpu) {
    explain_cpu(step, c, t, chain);
  } else {
    explain_shares(step, chain);
    explain_weights(step, c, chain);
    explain_cache(step, c, t, chain);
    explain_launches(step, c, t, chain);
    explain_link(step, c, t, chain);
    chain.add_some("t_host",
                   "on the host",
                   t.host,
                   "s",
                   "experts: host_read(h We, h Ne) + h L_moe hx 1e-6; layers: m x the CPU path + hx 1e-6 "
                   "(model/time/host_offload.hpp); and t_slot, t_storage");
  }
  chain.add("sum", "terms", t.total(), "s", "t_weights + t_kv + t_state + t_launch + ...");
  chain.add("u", "known deviations together", binding.ln_effects, "ln", "u_dev + u_db + fam");
  chain.add_some("t_effects", "effects", t.total() * std::expm1(binding.ln_effects), "s", "sum (exp(u) - 1)");
}

}  // namespace tokroof::answers
