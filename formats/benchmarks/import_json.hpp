#pragma once
#include <nlohmann/json_fwd.hpp>

#include "catalog/input_error.hpp"
#include "formats/benchmarks/run_import.hpp"
#include "formats/benchmarks/sentence.hpp"

namespace tokroof::formats {

/// What an import read: files, formats, problems, names.
nlohmann::json import_json(const RunImport& import);
/// The same of a sentence, with "understood".
nlohmann::json import_json(std::span<const Sentence> sentences, const std::string& name);

/// The error where no row was found at all: the first thing that was wrong.
catalog::InputError nothing_read(const RunImport& import);

}  // namespace tokroof::formats
