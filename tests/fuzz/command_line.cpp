// Any words as another program's command line: refused with a place, or a question that names a model.
#include <cmath>

#include "catalog/input_error.hpp"
#include "formats/commands/command_line.hpp"
#include "model/count/tensor_override.hpp"
#include "tests/fuzz/target.hpp"

using namespace tokroof;

namespace {

/// Split at line ends, so that a word may hold anything else. The first byte says what the user states already.
std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> out;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    out.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

catalog::Question stated(std::uint8_t bits) {
  catalog::Question own;
  own.run.model = (bits & 1U) != 0 ? "llama-3.1-8b" : "";
  own.run.quant = (bits & 2U) != 0 ? "Q8_0" : "";
  own.run.n_devices = (bits & 4U) != 0 ? 2 : model::kUnknown;
  if ((bits & 8U) != 0) own.run.speculative = model::Drafting::draft;
  return own;
}

/// A mixture of two layers: every kind of tensor has a name to be matched.
const model::Architecture& small_mixture() {
  static const model::Architecture model = [] {
    model::Architecture out = *catalog::Catalog::bundled().find_model("qwen3-30b-a3b");
    out.layers = 2;
    return out;
  }();
  return model;
}

void override_tensors_as(const std::string& text) {
  model::Scenario s;
  s.model = &small_mixture();
  s.quant = "Q4_K_M";
  if (model::parse_overrides(text, s.overrides).empty()) {
    const model::HostTensors on_host = model::tensors_on_host(s);
    fuzz::must(on_host.expert_share >= 0 && on_host.expert_share <= 1, "a share of the experts is a share");
    fuzz::must(on_host.dense_share >= 0 && on_host.dense_share <= 1, "a share of the rest is a share");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) {
    return 0;
  }
  const std::string text = fuzz::text_of(data + 1, size - 1);
  try {
    const formats::CommandLineReading read =
        formats::read_command_line(catalog::Catalog::bundled(), words_of(text), stated(data[0]));
    const catalog::Run& run = read.question.run;
    fuzz::must(!run.model.empty(), "a question names a model");
    for (const double number : {run.n_devices,
                                run.n_gpu_layers,
                                run.concurrency,
                                run.depth,
                                run.n_prompt,
                                run.n_gen,
                                run.threads,
                                run.micro_batch,
                                run.spec_tokens,
                                run.details.n_cpu_moe}) {
      fuzz::must(std::isnan(number) || (std::isfinite(number) && number >= 0),
                 "a number is finite and not negative");
    }
    for (const std::string& note : read.notes) {
      fuzz::must(!note.empty(), "a note says something");
    }
    override_tensors_as(run.details.override_tensor);
  } catch (const catalog::InputError& error) {
    fuzz::must(error.kind == "usage" || error.kind == "unknown-name",
               "what cannot be read is the user's to mend");
    fuzz::must(!error.where.empty(), "an error names its place");
  }
  return 0;
}
