#pragma once
#include <span>
#include <string_view>

#include "model/device.hpp"

namespace tokroof::catalog {

/// How the weights of one tensor are stored: an entry of datasets/storage_types.json.
struct StorageType {
  std::string_view name;                     ///< unique only together with engine_family
  std::string_view engine_family;            ///< "ggml", "ik_llama", "vllm/sglang/trt-llm", ...
  double bits_per_weight = model::kUnknown;  ///< unknown: the name is a pattern ("EXL2 x.xx bpw")
  double block_size = model::kUnknown;       ///< weights in a block
  double bytes_per_block = model::kUnknown;
  std::string_view notes;
  std::string_view source;
};

/// Which tensor gets which storage type in a llama.cpp file type: an entry of datasets/recipes.json.
/// Cells are a storage type or a rule in words that starts with one ("Q6_K in more-bits layers").
struct Recipe {
  std::string_view file_type, default_type, token_embd, output;
  std::string_view attn_q, attn_k, attn_v_or_qkv, attn_output, ffn_gate_up, ffn_down, other_2d;
  double bits_per_weight_llama_8b = model::kUnknown;
  double bits_per_weight_llama_70b = model::kUnknown;
  double bits_per_weight_qwen3_30b_a3b = model::kUnknown;
  std::string_view notes;
  std::string_view source;
};

/// Time of one all-reduce of a few kilobytes over `devices` devices.
struct AllReduceTime {
  double devices = 0;
  double seconds = 0;
};

/// Devices that carry a fabric. The rows of the longest `part` that occurs in a slug count.
struct Carrier {
  std::string_view vendor;
  std::string_view arch;
  std::string_view part;                       ///< occurs in the slug; empty: any
  double least_bytes_per_s = model::kUnknown;  ///< of the device's specified rate; unknown: any
  double most_devices = model::kUnknown;       ///< that it joins
  std::string_view beyond;                     ///< link between such groups; empty: the cards' own PCIe
};

struct Link {
  std::string_view slug;
  std::string_view name;
  double bytes_per_s = model::kUnknown;  ///< one direction; unknown of a fabric that is listed by name only
  double latency_s = model::kUnknown;    ///< known where the rate is
  std::span<const AllReduceTime> all_reduce;  ///< small messages, by rising number of devices; may be empty
  std::span<const Carrier> carriers;          ///< of a fabric; empty: any device with such a port
  std::string_view carriers_source;
  std::string_view source;
  std::string_view notes;
};

/// Exact: another spelling, applied without a word. Shape: another model of the same shape, applied and said. Approximate:
/// the nearest known thing. Conditional: see its note.
enum class Exactness { exact, shape, approximate, conditional };

/// Whether the entry may stand for the name without asking.
constexpr bool applies(Exactness exactness) {
  return exactness == Exactness::exact || exactness == Exactness::shape;
}

struct Alias {
  std::string_view kind;  ///< "quant", "model", "device", "link", "engine", "kv-type", "os", "card-memory"
  std::string_view alias;
  std::string_view canonical;
  Exactness exactness = Exactness::conditional;
  double power_limit_w = model::kUnknown;  ///< a capped device: the name stands for it and the cap
  double count = 1;                        ///< devices of the machine that the name stands for
  std::string_view quant = {};  ///< of a model: the file that an engine's library has under this tag
  std::string_view note;
};

/// How an engine can spread a model over devices: an entry of `splits` in datasets/engines.json.
struct EngineSplit {
  std::string_view engines;       ///< families, separated by '|'
  std::string_view splits;        ///< separated by '|'
  std::string_view row_backends;  ///< that have rows, separated by '|'; under another, rows are layers
  bool divides_heads = false;     ///< every device gets as many attention heads
  double most_devices = model::kUnknown;  ///< unknown: no limit
  std::string_view source;
};

/// Where the devices of a layer split wait for one another without the host, so that they work on several micro-batches of a
/// prompt at once: an entry of `prompt_overlaps` in datasets/engines.json.
struct PromptOverlap {
  std::string_view engines;  ///< families, separated by '|'
  std::string_view backend;
  bool with_experts = false;  ///< of mixtures too
  double since = 0;           ///< builds from this year on
  std::string_view source;
};

// What a prompt's kernels do: run on vector units although the chip may have matrix units, or unpack the weights of each
// product into memory.
inline constexpr std::string_view kVectorAttention = "vector attention", kVectorProducts = "vector products",
                                  kUnpackedProducts = "unpacked products";

/// Where kernels do that: an entry of `prompt_kernels` in datasets/engines.json. Lists are separated by "|"; an empty one
/// stands for all.
struct PromptKernel {
  std::string_view work;     ///< one of these
  std::string_view engines;  ///< families
  std::string_view backend;
  std::string_view vendors;
  std::string_view generations, other_generations;  ///< of devices: these, but not those
  std::string_view classes;                         ///< of storage
  std::string_view driver, other_driver;      ///< of the backend: Run::build is that one, or is not the other
  double since = 0, until = model::kUnknown;  ///< builds of these years
  std::string_view source;
};

/// How an engine is told where to keep a model: an entry of `placements` in datasets/engines.json. "{}" is the number; an
/// empty text: it cannot.
struct EnginePlacement {
  std::string_view engines;       ///< by the names that people give, separated by '|'
  std::string_view host_layers;   ///< some layers on the host: {} stay on the devices
  std::string_view host_experts;  ///< the experts of the first {} layers on the host
  std::string_view cards;         ///< shares of unequal cards
  std::string_view cpu;           ///< all on the host
  std::string_view devices;       ///< {} devices share a model
  std::string_view streamed;      ///< {} GiB of weights lie on the host and cross the link every step
  std::string_view source;
};

/// A form of JSON in which a tool states one run after another: an entry of datasets/benchmarks.json. A path names a value
/// by its keys, joined by '.'; one that an object of `records` does not have is looked for in the document around it.
struct BenchmarkFormat {
  std::string_view name;  ///< of the tool
  std::string_view has;   ///< paths by which it is recognised, separated by '|'; "path=text": with that value
  std::string_view records;  ///< path of the list of runs; empty: the object is one run
  std::string_view cells;    ///< "column=path", separated by '|': columns of a runs table
  std::string_view fixed;    ///< "column=text", separated by '|': what the tool always means
  std::string_view source;
};

/// What people write over a column of a table that they keep themselves: an entry of `titles` in datasets/benchmarks.json.
struct ColumnTitles {
  std::string_view column;  ///< of a runs table
  std::string_view titles;  ///< in lower case, without units, separated by '|'
  std::string_view alone;   ///< of a rate: those that need neither a unit nor "speed", "rate" beside them
};

/// What the model_type of a config.json says beside its keys: an entry of `model_types` in datasets/families.json. The numbers are
/// what transformers takes for keys that a text_config leaves out, under their names; unknown: it must state them.
struct ModelType {
  std::string_view model_type;
  std::string_view family;  ///< of models.json; empty: refused
  bool tied = false;        ///< output matrix is the embedding, where tie_word_embeddings is not stated
  bool plain_ffn = false;   ///< feed-forward of two matrices, without a gate
  double hidden_size = model::kUnknown, intermediate_size = model::kUnknown,
         num_hidden_layers = model::kUnknown, num_attention_heads = model::kUnknown,
         num_key_value_heads = model::kUnknown, head_dim = model::kUnknown, global_head_dim = model::kUnknown,
         vocab_size = model::kUnknown, sliding_window = model::kUnknown;
  std::string_view refused;  ///< why it is not read
};

/// What the general.architecture of a GGUF file says beside its keys: an entry of `gguf_architectures` in
/// datasets/families.json.
struct GgufArchitecture {
  std::string_view architecture;
  std::string_view family;  ///< of models.json; empty: refused
  /// Every so many-th layer sees the whole context where the file states a window and no pattern. 0: llama.cpp ignores
  /// the window.
  double window_period = 0;
  double window_tokens = 0;  ///< the window where the file states none but the pattern holds
  std::string_view refused;  ///< why it generates no tokens one after another
};

/// A program that an engine installs: an entry of `commands` in datasets/engines.json.
struct EngineCommand {
  std::string_view engine;
  std::string_view command;  ///< as it stands on the search path
};

/// What becomes of a storage type in an engine on a chip: an entry of `formats` in datasets/engines.json. An empty list
/// stands for all; the first entry that matches counts.
struct EngineFormat {
  std::string_view engines, other_engines;  ///< families, separated by '|': these, but not those
  std::string_view classes,
      other_classes;       ///< of storage (storage_class()), separated by '|': these, but not those
  std::string_view parts;  ///< one of them occurs in the type's name, in lower case
  std::string_view vendor;
  std::string_view archs;       ///< separated by '|'
  std::string_view outcome;     ///< one of kFormatOutcomes
  std::string_view why;         ///< "{}" is the storage type
  std::string_view instead;     ///< engine that people run it with
  std::string_view instead_on;  ///< backends of that engine, separated by '|'
  std::string_view source;
};

/// Nothing runs it; it is predicted as if it ran; it runs in another way, which `why` says.
inline constexpr std::string_view kFormatOutcomes[] = {"refused", "as if", "another way"};

/// Models that an engine runs, or does not run: an entry of `models` in datasets/engines.json. The first entry whose engines
/// and backends match counts.
struct EngineModels {
  std::string_view engines;   ///< by the names that people give, or families, separated by '|'
  std::string_view backends;  ///< separated by '|'; empty: all
  std::string_view families;  ///< of models, separated by '|': it runs no others; empty: any
  std::string_view lacks;     ///< of models, separated by '|': it does not run these
  std::string_view outcome;   ///< "refused" or "as if"
  std::string_view why;       ///< "{}" is the model
  std::string_view source;
};

/// What people run with an engine: an entry of `file_types` in datasets/engines.json. Lists are separated by '|', smallest
/// type first; the first entry that matches counts.
struct EngineFileTypes {
  std::string_view engines;   ///< families; empty: all others
  std::string_view families;  ///< of models that are published in one type; empty: all others
  std::string_view types;     ///< what is published
  std::string_view
      usual;  ///< those of them that are worth a choice: neither crippled nor larger than one can tell
  std::string_view source;
};

/// What runs on a vendor's devices: an entry of `backends` in datasets/engines.json. The first entry that matches counts.
struct VendorBackends {
  std::string_view vendor;
  std::string_view generations;  ///< separated by '|'; empty: all others
  std::string_view backends;     ///< separated by '|', the usual one first
  std::string_view engine;       ///< that people run there
  std::string_view source;
};

/// Memory of a card that programs can have, as a share of what is sold: an entry of datasets/memory.json. An empty text
/// stands for all; the first entry that matches counts.
struct UsableMemory {
  std::string_view vendor;
  std::string_view os;
  std::string_view slugs;  ///< separated by '|'
  double share = model::kUnknown;
  std::string_view why;
  std::string_view source;
};

/// What a device is sold for in a month: an entry of datasets/prices.json.
struct StreetPrice {
  std::string_view device;
  std::string_view condition;  ///< one of kConditions
  double low_usd = model::kUnknown, high_usd = model::kUnknown;
  std::string_view date;  ///< "2026-09"
  std::string_view source;

  [[nodiscard]] double middle_usd() const { return (low_usd + high_usd) / 2; }
};

inline constexpr std::string_view kConditions[] = {"new", "used"};
inline constexpr std::string_view kModelsOutcomes[] = {"refused", "as if"};
inline constexpr std::string_view kPromptWork[] = {kVectorAttention, kVectorProducts, kUnpackedProducts};
inline constexpr std::string_view kAliasKinds[] = {
    "device", "model", "quant", "link", "engine", "backend", "kv-type", "os", "card-memory"};
inline constexpr std::string_view kSharedKinds[] = {"device", "machine", "model", "quant", "size"};
inline constexpr std::string_view kWordsKinds[] = {"board", "laptop", "machine", "closed"};

/// A number that accelerators report on the PCI bus: an entry of `pci_devices` in datasets/machines.json.
struct PciDevice {
  std::string_view vendor, device,
      revision;            ///< hexadecimal, in lower case; an empty revision stands for all
  std::string_view slugs;  ///< separated by '|': told apart by memory, else the first
  std::string_view source;
};

/// The memory of a socket by what its processor reports: an entry of `processors` in datasets/machines.json. What is empty
/// stands for all; the first entry that matches counts.
struct ProcessorClass {
  std::string_view vendor;  ///< "AuthenticAMD", "GenuineIntel", "ARM"
  double family = model::kUnknown;
  std::string_view models;  ///< separated by '|'
  std::string_view part;    ///< occurs in its name
  std::string_view flags;   ///< separated by '|': it has one of them
  std::string_view name;    ///< for people
  double channels = model::kUnknown, memory_mts = model::kUnknown;
  std::string_view memory;                   ///< "DDR5-4800"
  double flops_per_clock = model::kUnknown;  ///< of one core, FP32
  std::string_view source;
};

/// A short name that several entries have a right to: an entry of `shared_names` in datasets/aliases.json.
struct SharedName {
  std::string_view
      kind;  ///< "device", "model", "quant"; "size": of a model, where a sentence says no more of it; "machine"
  std::string_view name;
  std::string_view usual;       ///< what it is taken as where nothing else tells; none of a machine
  std::string_view candidates;  ///< separated by '|', the usual one among them
  std::string_view why;
  std::string_view source;
};

/// Words that are no part of the name of a device beside which they stand, or that name what nobody can run: an entry of
/// `name_words` in datasets/aliases.json. Kinds: "board", a partner, its coolers and editions; "laptop", a line; "machine", a
/// maker, a line; "closed", models that only their maker runs.
struct NameWords {
  std::string_view kind;
  std::string_view words;  ///< in lower case, separated by '|'
  std::string_view note;
  std::string_view source;
};

struct ServerSlots {
  std::string_view engine;
  double slots = 0;
};

struct PrefixCached {
  std::string_view engine;
  std::string_view model;
};

/// What holds for every run of a source and has no column in a runs table.
struct SourceFacts {
  std::string_view source;                    ///< value of the `source` column
  double mean_context = model::kUnknown;      ///< tokens in the cache, mean over what its figure averages
  std::span<const double> prompt_lengths;     ///< its prompt figure is the mean of the rates at these lengths
  double count_prompt = model::kUnknown;      ///< prompt length that stands for them when work is counted
  std::span<const ServerSlots> server_slots;  ///< sequences that its servers ran at a time
  std::span<const PrefixCached>
      prefix_cached;                   ///< the prompt was in the cache: its time is not in the figure
  bool prompt_is_micro_batch = false;  ///< its tool processes n_prompt tokens at once (llama-sweep-bench)
  bool power_is_not_a_limit = false;   ///< power_w is what was drawn, not a cap
  std::string_view why;
  std::string_view origin;  ///< where that is known from
};

/// Host processors that runs name only in words; `pattern`: see matches() in names.hpp. First match wins.
struct OffloadHost {
  std::string_view pattern;
  double bandwidth_bytes_per_s = model::kUnknown;
  double cpu_cores = model::kUnknown;
  double fp32_flops = model::kUnknown;  ///< all cores together
  double sockets = 1;
  std::string_view source;
};

/// What launches a card's kernels and feeds it.
struct LaunchSpeed {
  std::string_view pattern;
  double speed = model::kUnknown;  ///< single thread, newest desktop = 1
  bool x86 = true;                 ///< false: ARM or RISC-V
  double pcie_generation = model::kUnknown;
  std::string_view source;
};

/// The processor cores of a chip with unified memory: its catalog entry describes the graphics side.
struct SocCpu {
  std::string_view devices;        ///< slugs, separated by '|'
  double cores = model::kUnknown;  ///< fast ones
  double clock_hz = model::kUnknown;
  double flops_per_clock = model::kUnknown;        ///< FP32, of one core
  double bandwidth_bytes_per_s = model::kUnknown;  ///< what the cores can draw; never more than the device's
  std::string_view source;
};

inline constexpr double kUnknownLaunchSpeed = 0.75;

}  // namespace tokroof::catalog
