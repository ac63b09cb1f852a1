#pragma once
#include "model/scenario.hpp"
#include "model/step.hpp"

namespace tokroof::model {

/// Scenario -> Step: what one decode step moves and computes, the peak rates it meets, how the engine runs it and
/// which coefficients apply. Exact and free of coefficients; every mechanism is a file of count/.
///
/// Refuses (never guesses) what it cannot count: unknown-architecture, unknown-quantization, unknown-bandwidth,
/// unknown-host, unknown-cores, cpu-engine, and, unless the caller does its own arithmetic (memory_need), weights
/// beyond the devices' memory: does-not-fit.
enum class WeightCheck { refuse, leave };
Result<Step> count(const Scenario& s, WeightCheck check = WeightCheck::refuse);

/// Of what count() counts, all that depends on the streams (Scenario::concurrency) beside Work::sequences.
Figure figure_of(const Scenario& s);

struct KvLaw;
/// Another context for the same scenario: what count() counts of it. Streams that are then in flight are not counted anew
/// (flight_law()).
void set_context(const KvLaw& law, double context, Work& work);

}  // namespace tokroof::model
