#pragma once
#include <string>

#include "model/architecture.hpp"
#include "model/engine.hpp"

namespace tokroof::catalog {

/// The file that people run where none is named: the engine's usual one; of a model that was trained in one or two bits
/// that of as many, under ggml's engines and MLX. Of an engine that reads checkpoints the model as it was published, and
/// AWQ where 16 bits a weight do not fit into `memory_bytes` of the devices together.
std::string usual_quant(const model::Engine& engine, const model::Architecture& model, double memory_bytes);

/// Whether the model was trained in one or two bits, as BitNet and Bonsai are: a file of more holds no more.
bool is_trained_in_few_bits(const model::Architecture& model);

}  // namespace tokroof::catalog
