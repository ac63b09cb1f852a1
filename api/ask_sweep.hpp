#pragma once
#include <cstdint>

#include <nlohmann/json_fwd.hpp>

#include "catalog/catalog.hpp"
#include "predict/fitted.hpp"

namespace tokroof::api {

/// {"rows": [...]}: the rows of `tokroof sweep --json`. Scenario options take lists ("a,b" or ["a", "b"]) and ranges
/// ("0-32768*2"); intervals: false leaves low_tps and high_tps out; shard: "i/n". Throws InputError where a value is
/// wrong or there are more than kMostAskedRows rows.
nlohmann::json sweep_answer(const catalog::Catalog& catalog,
                            const predict::Fitted& fitted,
                            nlohmann::json question);

inline constexpr std::uint64_t kMostAskedRows = 10000;

}  // namespace tokroof::api
