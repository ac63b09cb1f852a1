#pragma once
#include <optional>
#include <span>
#include <string_view>

#include "model/scenario.hpp"
#include "model/step.hpp"

namespace tokroof {

/// Somebody else's published rule for decode rates, to be scored on the rows that tokroof is scored on.
///
/// A rule is told what a user of that tool would tell it: the device's specification, the model's shape, the file's
/// size or the name of its type, the workload. It is applied as published, its mistakes included. Where it has no
/// input for what was run (several streams, a split, a host), it gives no answer: nothing is filled in for it.
struct Baseline {
  std::string_view name;    ///< in JSON
  std::string_view title;   ///< of its column
  std::string_view source;  ///< project, version, commit, date: facts re-keyed from there
  /// Tokens a second, counted as the row counts them; empty: no answer.
  std::optional<double> (*rate)(const Scenario&, const Step&);
};

std::span<const Baseline> baselines();

/// What most rules are about: one stream, no drafted tokens, a rate whose time does not include the prompt.
bool one_plain_stream(const Scenario& s);

/// Some layers, but no single experts, are kept on the host.
bool layers_on_host(const Scenario& s);

/// All weights are on the devices, or all on the CPU.
bool in_one_place(const Scenario& s);

/// The bits that a type's name promises: 4 for Q4_K_M (which holds 4.9), 16 for BF16. kUnknown: it names none.
double nominal_bits(std::string_view quant);

}  // namespace tokroof
