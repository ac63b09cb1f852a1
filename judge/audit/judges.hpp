#pragma once
#include <optional>

#include "judge/audit/context.hpp"

namespace tokroof::judge {

// One judge a file. Each takes claims of its units; which, audit.cpp says.

/// Rates of generated tokens against the roofline and the interval of published figures.
Judgement judge_decode_rate(const AuditContext& context, const Claim& claim);
/// Prompt tokens per second against the arithmetic rate; milliseconds to the first token likewise.
Judgement judge_prefill_rate(const AuditContext& context, const Claim& claim);
Judgement judge_first_token(const AuditContext& context, const Claim& claim);
/// tokens/day, Gtokens/year: a mean rate, and the guide's own rate times its hours.
Judgement judge_token_volume(const AuditContext& context, const Claim& claim);
/// Rates without a machine: reading speed.
Judgement judge_reading_speed(const AuditContext& context, const Claim& claim);

/// GB/s of memory, links, host memory.
Judgement judge_bandwidth(const AuditContext& context, const Claim& claim);
/// GB/s and load times of drives.
Judgement judge_drive_rate(const AuditContext& context, const Claim& claim);
Judgement judge_load_time(const AuditContext& context, const Claim& claim);
/// TFLOPS: of which precision, dense or sparse, matrix units or vector lanes.
Judgement judge_arithmetic_rate(const AuditContext& context, const Claim& claim);
/// Cores, clocks, counts of devices, generations.
Judgement judge_cores(const AuditContext& context, const Claim& claim);
Judgement judge_clock(const AuditContext& context, const Claim& claim);
Judgement judge_count(const AuditContext& context, const Claim& claim);
Judgement judge_latency(const AuditContext& context, const Claim& claim);
/// Billions of parameters: of a model, or the largest that a device holds.
Judgement judge_parameters(const AuditContext& context, const Claim& claim);
/// Tokens: a setting, or the context that fits.
Judgement judge_context_limit(const AuditContext& context, const Claim& claim);
/// Topology labels, and statements without a figure.
Judgement judge_topology(const AuditContext& context, const Claim& claim);
Judgement judge_statement(const AuditContext& context, const Claim& claim);

/// FITS and OOM.
Judgement judge_fit(const AuditContext& context, const Claim& claim);
/// Gigabytes: of a device, of a model's weights, of a KV cache, of training.
Judgement judge_size(const AuditContext& context, const Claim& claim);
/// Gigabytes of a model, of which neither how it is stored nor trained is said.
Judgement judge_unsaid_storage(const Claim& claim, const model::Architecture& model);
/// Gigabytes of a training run; MB of an adapter.
Judgement judge_training_memory(const AuditContext& context, const Claim& claim);
Judgement judge_adapter_size(const AuditContext& context, const Claim& claim);
/// Hours and samples/h of a training run.
Judgement judge_training_time(const AuditContext& context, const Claim& claim);

Judgement judge_power(const AuditContext& context, const Claim& claim);
Judgement judge_current(const AuditContext& context, const Claim& claim);
Judgement judge_power_share(const AuditContext& context, const Claim& claim);

Judgement judge_price(const AuditContext& context, const Claim& claim);
/// USD/h, /day, /month, /year.
Judgement judge_running_cost(const AuditContext& context, const Claim& claim);
Judgement judge_energy_price(const AuditContext& context, const Claim& claim);
/// USD per tok/s, USD/Gtoken, TFLOPS/USD, payback.
Judgement judge_price_of_rate(const AuditContext& context, const Claim& claim);
Judgement judge_price_of_tokens(const AuditContext& context, const Claim& claim);
Judgement judge_payback(const AuditContext& context, const Claim& claim);

/// Of a page: an amount, a payback or a time that follows from other figures of its passage. Nothing: it does not.
std::optional<Judgement> from_own_sum(const AuditContext& context, const Claim& claim);

/// x and %: how two figures compare.
Judgement judge_ratio(const AuditContext& context, const Claim& claim);

}  // namespace tokroof::judge
