#pragma once
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "formats/commands/command_line.hpp"

namespace tokroof::formats {

class CommandReading;

/// One option of a program. Either it means something here (`means`), or `why` says why it does not matter.
struct CommandOption {
  std::string_view names;                                    ///< separated by '|': "-ngl|--n-gpu-layers"
  enum Takes { nothing, value, maybe, many } takes = value;  ///< maybe: a value may follow; many: several
  void (*means)(CommandReading&, const std::string& value) = nullptr;
  std::string_view why = "";  ///< "" and no meaning: changes nothing about speed
};

// For the tables of options.
constexpr auto kFlag = CommandOption::nothing;
constexpr auto kValue = CommandOption::value;
constexpr auto kMaybe = CommandOption::maybe;
constexpr auto kMany = CommandOption::many;

constexpr double kMostCount = 1e9;  ///< of tokens, layers, experts that an option may name

/// A program as far as its command line is read.
struct CommandProgram {
  std::string_view names;   ///< separated by '|'
  std::string_view engine;  ///< of the question
  std::span<const CommandOption> options;
  /// Words that are no options, in order; null: they are errors.
  void (*word)(CommandReading&, const std::string& word, std::size_t index) = nullptr;
  void (*finish)(CommandReading&) = nullptr;
  bool abbreviates = false;  ///< takes the beginnings of its options' names
};

/// A command line while it is being read: sets what is not set yet, notes what it cannot use.
class CommandReading {
 public:
  CommandReading(const catalog::Catalog& catalog, catalog::Question own) : catalog_(catalog) {
    out_.question = std::move(own);
  }

  catalog::Run& run() { return out_.question.run; }
  catalog::Question& question() { return out_.question; }
  CommandLineReading& reading() { return out_; }
  const catalog::Catalog& catalog() const { return catalog_; }

  void set(double& field, double value);
  void set(std::string& field, const std::string& value);
  template <class Value>
  void set(catalog::Said<Value>& field, const std::type_identity_t<catalog::Said<Value>>& value) {
    if (takes(&field, field.empty(), field == value, value.text(), field.text())) {
      field = value;
    }
  }
  /// The number that an option has; of several ("512,1024") the first, which is noted.
  double number(const std::string& text, double low, double high);
  std::string first_of(const std::string& text);
  void note(std::string text) { out_.notes.push_back(std::move(text)); }
  void assume(const std::string& name, const std::string& value) { out_.assumed.push_back({name, value}); }
  /// The model by what a program calls it: a file that is there, a name of the catalog, a published name.
  void name_model(const std::string& text);
  [[noreturn]] void fail(const std::string& message) const;
  /// Whether the command line set this field of the run.
  [[nodiscard]] bool has_read(const void* field) const { return read_.count(field) > 0; }

  void at(std::string program, std::string option) {
    program_ = std::move(program);
    option_ = std::move(option);
  }
  [[nodiscard]] const std::string& option() const { return option_; }
  [[nodiscard]] const std::string& program() const { return program_; }
  CommandLineReading take() { return std::move(out_); }

  std::string override_tensors;                ///< of all -ot, in their order
  double gpu_share = model::kUnknown;          ///< of the layers: lms load --gpu 0.5
  std::string file;                            ///< of the weights, beside the model's name
  std::string compute_type;                    ///< --dtype
  double most_sequences = model::kUnknown;     ///< OLLAMA_NUM_PARALLEL
  double reserved_tokens = model::kUnknown;    ///< -c: cache of all slots together
  double batch = model::kUnknown;              ///< -b: tokens that are handed over at once
  double micro_batch = model::kUnknown;        ///< -ub: of these, tokens that are computed at once
  double data_parallel = model::kUnknown;      ///< copies of the engine, before it is known what they share
  double pipeline_parallel = model::kUnknown;  ///< stages of a pipeline
  double machines = model::kUnknown;           ///< --nnodes
  double machine_devices = model::kUnknown;    ///< --gpus-per-node: that each holds
  std::optional<model::Drafting> drafting;
  double draft_tokens = model::kUnknown;  ///< a step
  bool reads_prompt = false;              ///< a benchmark: it generates behind its prompt
  bool whole_experts = false;             ///< --enable-expert-parallel: every expert whole on one device
  bool shares_devices = false;  ///< --enable-dp-attention: the copies are on the tensor-parallel devices

 private:
  /// Whether a field takes a value: it is open, or the command line itself set it before, of which the last counts. A note
  /// says what is not taken, or replaced.
  bool takes(const void* field, bool open, bool same, const std::string& value, const std::string& has);

  const catalog::Catalog& catalog_;
  CommandLineReading out_;
  std::string program_, option_;
  std::set<const void*> read_;  ///< fields that the command line set
};

std::span<const CommandProgram> llama_cpp_programs();
std::span<const CommandProgram> server_programs();  ///< vLLM, SGLang
std::span<const CommandProgram> other_programs();   ///< Ollama, MLX
std::span<const CommandProgram> local_programs();   ///< ExLlamaV2, TabbyAPI, KTransformers
std::span<const CommandProgram> own_runtimes();     ///< ds4, mlx-serve, distributed-llama, mistral.rs

// Meanings that several programs share.
void means_model(CommandReading& r, const std::string& value);
void means_kv_type(CommandReading& r, const std::string& value);
/// A cache of so many bits a value; `typed` is how that was said.
void means_kv_bits(CommandReading& r, double bits, const std::string& typed);
void means_tensor_parallel(CommandReading& r, const std::string& value);
void means_generated(CommandReading& r, const std::string& value);
void means_micro_batch(CommandReading& r, const std::string& value);
void means_prompt(CommandReading& r, const std::string& value);  ///< so many tokens
void means_memory_share(CommandReading& r, const std::string& value);
/// A checkpoint is run as it was published where nothing says fewer bits.
void means_published(CommandReading& r);
void means_streams(CommandReading& r, const std::string& value);
void means_most_streams(CommandReading& r, const std::string& value);  ///< others wait
void means_threads(CommandReading& r, const std::string& value);

}  // namespace tokroof::formats
