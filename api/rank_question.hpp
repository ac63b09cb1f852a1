#pragma once
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "catalog/catalog.hpp"
#include "predict/amount.hpp"
#include "whatif/rank/rank.hpp"

namespace tokroof::api {

// What a ranking's numbers may be, on the command line as in a question.
inline constexpr predict::AmountRange kDevicePrice{"USD", 0, 1e12}, kBudget{"USD", 0, 1e12, true},
    kMaxPower{"W", 0, 1e12, true}, kMinRate{"TPS", 0, 1e12};

/// What is wrong with a number of cards as typed, or "".
std::string wrong_count(const std::string& text);

/// The price of a device instead of the catalog's, as typed. Throws InputError at `where`: unknown-name; usage where it is no
/// price.
void state_price(const catalog::Catalog& catalog,
                 predict::CostQuestion& cost,
                 const std::string& device,
                 const std::string& usd,
                 const std::string& where);

/// What a question says of the machines: devices, n_devices, vendor, kind, all.
whatif::CandidateChoice take_candidates(nlohmann::json& question);

/// What it says of their limits and prices alone: budget_usd, max_power_w, min_tps, prices_usd.
whatif::RankQuestion take_limits(const catalog::Catalog& catalog, nlohmann::json& question);

}  // namespace tokroof::api
