#include "formats/commands/command_reading.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <utility>

#include <fmt/format.h>

#include "catalog/input_error.hpp"
#include "catalog/name_resolver.hpp"
#include "catalog/names.hpp"
#include "catalog/number.hpp"
#include "catalog/quant_text.hpp"
#include "catalog/text.hpp"
#include "formats/commands/command_names.hpp"
#include "formats/commands/one_command.hpp"
#include "model/names.hpp"

namespace tokroof::formats {
namespace {

/// "ggml-model-q4_0.gguf", "model-00001-of-00003.gguf": a file that its folder names.
bool says_type_only(const std::string& file) {
  const catalog::QuantText text = catalog::quant_of_name(file);
  std::string rest = catalog::lower_case(text.quant.empty() ? file : text.rest);
  std::replace_if(
      rest.begin(), rest.end(), [](char c) { return c == '-' || c == '_' || c == '.'; }, ' ');
  const auto words = catalog::split_at(rest, ' ');
  return model::all_of(words, [](std::string_view word) {
    return word.find_first_not_of("0123456789") == std::string_view::npos ||
           model::is_one_of(word, {"ggml", "gguf", "model", "weights", "of", "bin", "safetensors"});
  });
}

}  // namespace

void CommandReading::fail(const std::string& message) const {
  throw catalog::InputError("usage", message, program_ + (option_.empty() ? "" : " ") + option_);
}

void CommandReading::set(double& field, double value) {
  if (takes(&field,
            std::isnan(field),
            field == value,
            fmt::format("{:g}", value),
            fmt::format("{:g}", field))) {
    field = value;
  }
}

void CommandReading::set(std::string& field, const std::string& value) {
  if (takes(&field, field.empty(), field == value, value, field)) {
    field = value;
  }
}

bool CommandReading::takes(
    const void* field, bool open, bool same, const std::string& value, const std::string& has) {
  if (open || same) {
    if (open) read_.insert(field);
    return open;
  }
  if (read_.count(field) == 0) {
    note(fmt::format("{} {} is overruled by tokroof's own option: {}", option_, value, has));
    return false;
  }
  if (program_ == "llama-bench") {  // each is a test of its own
    note(fmt::format("{} {}: of several values the first is predicted", option_, value));
    return false;
  }
  note(fmt::format("{} {} takes the place of {}", option_, value, has));
  return true;
}

std::string CommandReading::first_of(const std::string& text) {
  const std::size_t comma = text.find(',');
  if (comma == std::string::npos) {
    return text;
  }
  note(fmt::format("{} {}: of several values the first is predicted", option_, text));
  return text.substr(0, comma);
}

double CommandReading::number(const std::string& text, double low, double high) {
  std::string one = first_of(text);
  // llama-bench counts "10-30+5" up.
  if (const std::size_t dash = one.find('-', 1);
      dash != std::string::npos && catalog::parse_number(one.substr(0, dash)) &&
      one.find_first_not_of("0123456789+*-") == std::string::npos) {
    note(fmt::format("{} {}: of several values the first is predicted", option_, one));
    one.resize(dash);
  }
  const auto value = catalog::parse_number(one);
  if (!value || !(*value >= low && *value <= high)) {
    fail(fmt::format("'{}' is not a number between {:g} and {:g}", one, low, high));
  }
  return *value;
}

void CommandReading::name_model(const std::string& text) {
  if (!run().model.empty()) {
    const bool named_before = read_.count(&run().model) > 0;
    if (run().model != text) {
      note(named_before
               ? fmt::format("the model {} is ignored: {} is named before it", text, run().model)
               : fmt::format("the model {} is overruled by tokroof's own option: {}", text, run().model));
    }
    return;
  }
  read_.insert(&run().model);
  std::error_code failed;
  const model::Architecture* own = catalog_.find_model(text);
  if ((own != nullptr && own->slug == text) || std::filesystem::exists(text, failed)) {
    run().model = text;
    return;
  }
  if (is_placeholder(text)) {
    fail(fmt::format(
        "'{}' stands for a model that the line does not say: put its name there, or --model names one",
        text));
  }
  catalog::NamedModel known = catalog_.names().model(text, model::kUnknown, run().engine);
  std::string folder = text;
  while (known.match.slug.empty() && says_type_only(program_name(folder)) &&
         folder.find_last_of("/\\") != std::string::npos) {
    folder.resize(folder.find_last_of("/\\"));
    catalog::NamedModel above = catalog_.names().model(folder, model::kUnknown, run().engine);
    known.match = std::move(above.match);
    if (known.quant.empty()) known.quant = std::move(above.quant);
  }
  if (known.match.slug.empty()) {
    const std::vector<std::string>& candidates = known.match.candidates;
    throw catalog::InputError(
        "unknown-name",
        fmt::format("there is no file '{}' here, and no model of that name is known; --model "
                    "NAME says which model it is",
                    text),
        program_ + (option_.empty() ? "" : " ") + option_,
        candidates.empty() ? catalog_.nearest_models(text) : candidates);
  }
  run().model = known.match.slug;
  assume("model", run().model);
  note(fmt::format("'{}' is taken as {}{}{}{}{}",
                   text,
                   run().model,
                   known.quant.empty() ? "" : " at ",
                   known.quant,
                   known.match.note.empty() ? "" : ": ",
                   known.match.note));
  if (run().quant.empty() && !known.quant.empty()) {
    set(run().quant, known.quant);
    assume("quant", known.quant);
  } else if (!known.quant.empty() && run().quant != known.quant && read_.count(&run().quant) == 0) {
    note(fmt::format("its {} is overruled by tokroof's own option: {}", known.quant, run().quant));
  }
}

void means_model(CommandReading& r, const std::string& value) { r.name_model(value); }

void means_kv_bits(CommandReading& r, double bits, const std::string& typed) {
  if (bits == 4 || bits == 8) {
    r.set(r.run().kv_type, bits == 8 ? "q8_0" : "q4_0");
  } else {
    r.note(fmt::format("{} {} is ignored: caches of 4 and 8 bits are counted", r.option(), typed));
  }
}

void means_kv_type(CommandReading& r, const std::string& value) {
  const std::string type = catalog::lower_case(r.first_of(value));
  if (type == "auto") {
    return;
  }
  r.set(r.run().kv_type, std::string(r.catalog().canonical("kv-type", type)));
}

void means_tensor_parallel(CommandReading& r, const std::string& value) {
  const double n = r.number(value, 1, 1e5);
  if (n > 1) {
    r.set(r.run().n_devices, n);
    r.set(r.run().split, model::Split::tensor);
  }
}

void means_generated(CommandReading& r, const std::string& value) {
  r.set(r.run().n_gen, r.number(value, 1, kMostCount));
}

void means_prompt(CommandReading& r, const std::string& value) {
  r.set(r.run().n_prompt, r.number(value, 1, kMostCount));
  r.reads_prompt = true;
}

void means_memory_share(CommandReading& r, const std::string& value) {
  r.set(r.run().details.gpu_memory_utilization, r.number(value, 0.05, 1));
}

void means_published(CommandReading& r) {
  const model::Architecture* model = r.catalog().find_model(r.run().model);
  if (r.run().quant.empty() && model != nullptr) {
    r.run().quant = model->published.empty() ? "BF16" : std::string(model->published);
    r.assume("quant", r.run().quant);
  }
}

void means_micro_batch(CommandReading& r, const std::string& value) {
  r.set(r.run().micro_batch, r.number(value, 1, 1e6));
}

void means_streams(CommandReading& r, const std::string& value) {
  r.set(r.run().concurrency, r.number(value, 1, 1e6));
}

void means_most_streams(CommandReading& r, const std::string& value) {
  r.set(r.run().details.max_num_seqs, r.number(value, 1, 1e6));
}

void means_threads(CommandReading& r, const std::string& value) {
  r.set(r.run().threads, r.number(value, 1, 1e5));
}

}  // namespace tokroof::formats
