#pragma once
#include <string>

#include "model/architecture.hpp"
#include "model/engine.hpp"

namespace tokroof::catalog {

/// The file that people run where none is named: the engine's usual one (under ggml's engines that of three values, of a
/// model that was trained in them); of an engine that reads checkpoints the model as it was published, and AWQ where 16
/// bits a weight do not fit into `memory_bytes` of the devices together.
std::string usual_quant(const model::Engine& engine, const model::Architecture& model, double memory_bytes);

}  // namespace tokroof::catalog
