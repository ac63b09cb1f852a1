#pragma once
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

namespace tokroof::formats {

/// What a figure is, by the words around it or over its column.
enum class Metric {
  none,
  ignored,
  decode,
  prefill,
  bandwidth,
  arithmetic,
  power,
  price,
  hourly_price,
  token_price,  ///< of a million of them
  memory,
  first_token
};

/// What the head of a column or the label of a row says of the figures there.
struct FigureHead {
  Metric metric = Metric::none;
  std::string unit;        ///< of figures that stand alone; empty: they need their own
  double concurrency = 0;  ///< "Batch 8", "4 users"; 0: not said
  bool names_device = false, names_model = false;  ///< "GPU", "Model": the cells are names
  bool names_llm = false;                          ///< "Model": a name of a model is in every cell
  bool counts_parameters = false;                  ///< "Params": the cells are sizes of models
  bool tells_fit = false;                          ///< "Fits 70B Q4", "Can run": the cells are answers
  bool counts_streams = false;                     ///< "Users": the cells are numbers of streams
  bool each = false;                               ///< "Per user": of one of so many streams
  double n_devices = 0;                            ///< "tp=4"; 0: not said
};
FigureHead figure_head(std::string_view text);

/// Whether figures of this unit can be what the metric says.
bool unit_fits(Metric metric, std::string_view unit);
/// The one of two units of one thing: "GB/s" of "TB/s".
std::string common_unit(std::string_view unit);

/// Words as wholes: "ram" is not in "program".
bool has_word(std::string_view lower, std::string_view word);
/// Where it stands first, as a word; npos: nowhere.
std::size_t word_at(std::string_view lower, std::string_view word);
bool has_one_word(std::string_view lower, std::initializer_list<std::string_view> words);
bool has_one_word(std::string_view lower, const char* words);  // "a|b|c"

/// The format of numbers that an arithmetic rate is of: "FP8", "FP16 sparse"; empty: not said.
std::string number_format(std::string_view lower);
/// What stands beside the figure goes before what stands farther away, each of format and sparsity: "FP16: 312 (sparse)".
std::string number_format(std::string_view beside, std::string_view farther);

/// What is trained: "full", "lora", "lora-8bit", "qlora"; empty: nothing, or it is not said how.
std::string training_method(std::string_view lower);
/// Bytes are of a run, with its cache and buffers: "VRAM needed"; else of a file.
bool says_run_memory(std::string_view lower);
/// "Total (weights + KV cache)": of a run, too.
bool says_whole_memory(std::string_view lower);
/// How a run's memory is said: in use, or what a machine must have.
const char* memory_method(std::string_view lower);
/// "Cannot fit in 16 GB": what stands before an amount makes it the room of something.
bool leads_to_room(std::string_view before);
/// Bytes are in use, or of one of the things in a memory: "VRAM usage", "weights"; not what a card has.
bool says_use_of_memory(std::string_view lower);
/// "New", "MSRP", "used on eBay": which price of one thing it is.
bool says_kind_of_price(std::string_view lower);
/// Behind the name of a card: a machine with it, "PC", "build".
bool says_machine(std::string_view lower);
/// What watts are: "rated", "measured"; empty: it is not said.
std::string power_method(std::string_view lower);

/// "a 2048-token prompt", "2k tokens of prompt": its tokens; NaN: not said.
double prompt_tokens(std::string_view lower);

/// "At 32k context", "a context of 32,768 tokens": its tokens; NaN: not said.
double context_tokens(std::string_view lower);

/// "batch 8", "8 users": the number beside the word; 0: none.
double streams_of(std::string_view lower);
/// Several answers at a time.
bool says_several_streams(std::string_view lower);
/// A rate is that of each of the streams, not of all together.
bool says_each(std::string_view lower);
/// One answer at a time.
bool says_one_stream(std::string_view lower);
/// How many answers at a time a text speaks of; 0: several, of how many is not said; NaN: of neither one nor several.
double stated_streams(std::string_view lower);
/// "TP=2", "tensor-parallel-size 2", "4x GPU", "single GPU": over how many devices a model is split; NaN: not said.
double stated_parallel(std::string_view lower);
/// "GPU", "graphics card": a label of what a machine has for one.
bool names_kind_of_card(std::string_view lower);
/// "two-node cluster": how many machines; NaN: not said.
double stated_nodes(std::string_view lower);
/// The memory of the machine, not of its card.
bool says_host_memory(std::string_view lower);
/// "Laptop GPUs": the parts of laptops alone are told of.
bool says_laptops(std::string_view lower);
bool says_training(std::string_view lower);
/// What is said to fit does so in part only, or perhaps.
bool is_hedged(std::string_view lower);
/// Whether answers are drafted, where a text says so or denies it.
std::optional<bool> said_drafts(std::string_view lower);
/// Weights or experts in the host's memory: no rate of the device alone.
bool says_partly_on_host(std::string_view lower);
/// "CPU only", "on CPU": of a card another rate, of a processor the plain one.
bool says_processor_alone(std::string_view lower);

}  // namespace tokroof::formats
