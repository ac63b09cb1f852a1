#pragma once
#include <string_view>

#include <nlohmann/json_fwd.hpp>

#include "answers/error_json.hpp"
#include "catalog/catalog.hpp"
#include "predict/fitted.hpp"

namespace tokroof::api {

/// What `tokroof VERB --json` prints, for programs that hold the catalog and the fit (the Python module, the page, serve): the
/// question is an object with the verb's options as keys, the answer is the same document, errors included
/// ({"error": {"kind", "message", "where", "suggestions"}}, docs and schemas: answers/schema).
///
///     predict, explain, capacity   scenario options (predict/scenario_option.hpp); a model may be a file
///     rank       the same, and devices, n_devices, vendor, kind, all, by, budget_usd, max_power_w, min_tps, prices_usd
///     models     scenario options without a model, and min_tps, context, max_age_months, family, dense, moe, by
///     sweep      scenario options, each with several values: "a,b", ["a", "b"], "0-32768*2"; and intervals (false: none),
///                shard "i/n"; at most 10,000 rows
///     plot       scenario options; plot: roofline; the answer is a drawing: {"svg"}
///     list       kind: devices, models, quants, links, engines, coefficients, options; filter
///     check, diagnose   text: a runs table, what a benchmark tool printed, or a sentence ("3090 gets 40 t/s on llama 3 8b");
///                device, model, ... where that does not say; or tps, pp_tps, rate without a text: one figure; beside the document: runs (rows as read) and import (what was not understood)
nlohmann::json ask(const catalog::Catalog& catalog,
                   const predict::Fitted& fitted,
                   std::string_view verb,
                   const nlohmann::json& question);

}  // namespace tokroof::api
