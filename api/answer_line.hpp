#pragma once
#include <string>

#include "api/input_line.hpp"
#include "catalog/catalog.hpp"
#include "predict/fitted.hpp"

namespace tokroof::api {

/// JSON Lines: {"id": anything, "method": a verb of ask(), "params": its question} becomes {"id": the same, "result": the
/// verb's document}, or {"id": the same, "error": ...} with what stands beside an error (answers/schema/serve.schema.json).
/// Every line gets one answer; the id of one that is no such request is null.
std::string answer_line(const catalog::Catalog& catalog,
                        const predict::Fitted& fitted,
                        const InputLine& line);

}  // namespace tokroof::api
