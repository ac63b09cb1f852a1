// The reference implementation's counts and times of 80 bundled runs: what the port must reproduce.
#include <map>
#include <utility>

#include "catalog/number.hpp"
#include "model/count/checkpoint_bytes.hpp"
#include "model/count/messages.hpp"
#include "model/reads.hpp"
#include "model/time/figure_time.hpp"
#include "tests/model/support.hpp"
#include "tests/model/tsv.hpp"
#include "tests/words.hpp"

using namespace tokroof;
using namespace tokroof::test;

namespace {

constexpr double kTolerance = 1e-6;  // relative
const std::string kGolden = TOKROOF_SOURCE_DIR "/tests/golden/";

double number(const std::string& cell) { return catalog::parse_number(cell).value(); }

/// The reference knows one class of PCIe, takes Gaudi's own links for it, has one change of prompts by year for a backend, and
/// one attention of prompts on processors.
std::string reference_label(const model::Step& step, const model::CoefficientSpec& spec) {
  const bool by_backend = spec.name == "prefill_per_engine_year";
  const bool one = spec.name == "host_prefill_ik" || spec.name == "host_prefill_attention";
  std::string label(step.labels[by_backend ? model::Scope::backend : one ? model::Scope::all : spec.scope]);
  const std::string staged = "pcie-staged", fabric = "fab";
  if (label.ends_with(staged)) {
    label.erase(label.size() - staged.size() + 4);
  } else if (step.labels[model::Scope::backend] == "hpu" && label.ends_with(fabric)) {
    label.replace(label.size() - fabric.size(), fabric.size(), "pcie");
  }
  return label;
}

/// The reference's values for a step; the prior mean where it has no such label.
model::Coefficients<double> reference_coefficients(const model::Step& step) {
  static const auto stored = [] {
    std::map<std::pair<std::string, std::string>, double> out;
    for (const auto& row : read_tsv(kGolden + "reference_coefficients.tsv")) {
      out[{row[0], row[1]}] = number(row[2]);
    }
    return out;
  }();
  model::Coefficients<double> c = prior_coefficients(step);
  for (std::size_t i = 0; i < model::kCoefficientCount; ++i) {
    const auto found = stored.find(
        {std::string(model::kCoefficients[i].name), reference_label(step, model::kCoefficients[i])});
    if (found != stored.end()) {
      c.parameters[i] = found->second;
    }
  }
  // It does not tell a cap from a specified limit, nor what further tokens of a batch take, nor linear layers a
  // prompt.
  for (const std::string& none : test::words("capped_energy_per_byte_nj|capped_energy_per_operation_pj|"
                                             "multiply_ops_per_weight|packed_tile_tokens|prefill_state|"
                                             "prefill_activation_bytes|host_prefill_state")) {
    c.parameters[model::position(none)] = std::log(1e-9);
  }
  for (const std::string& as_others :
       test::words("energy_family|kv_wide_heads|kv_unpack|attention_latent|host_attention_latent|"
                   "host_prefill_experts|host_prefill_flash|prefill_rocwmma")) {
    c.parameters[model::position(as_others)] = 0;
  }
  for (const char* endless : {"host_threads_saturation", "host_prefill_threads"}) {
    c.parameters[model::position(endless)] = std::log(1e9);
  }
  c.parameters[model::position("prefill_read_experts")] = std::log(0.8 / 0.2);
  return c;
}

/// Sum of the effects that a decode figure on a device carries.
double effects(const model::Step& step, const model::Coefficients<double>& c) {
  double sum = 0;
  for (std::size_t i = 0; i < model::kCoefficientCount; ++i) {
    if (model::kCoefficients[i].part == model::Part::effect &&
        model::reads(model::kCoefficients[i], model::FigureKind::decode, step)) {
      sum += c.parameters[i];
    }
  }
  return sum;
}

enum Column : std::size_t { table, line, observation, run_class, device, model_name, quant, first_count };
using Columns = std::vector<std::pair<const char*, double>>;

Columns counted(const model::Step& step) {
  const model::Work& w = step.work;
  const model::Messages sent = model::messages(step);
  return {{"weight_bytes", w.weight_bytes},
          {"expert_bytes", w.expert_bytes},
          {"weights", w.weights},
          {"expert_weights", w.expert_weights},
          {"kv_bytes", w.kv_bytes},
          {"state_bytes", w.state_bytes},
          {"attention_flops", w.attention_flops},
          {"kernels_dense", w.kernels_dense},
          {"kernels_moe", w.kernels_moe},
          {"kernels_linear", w.kernels_linear},
          {"tokens", model::step_tokens(step)},
          {"messages", sent.number},
          {"message_bytes", sent.bytes},
          {"passes", w.kv_passes}};
}

Columns timed(const model::Step& step, const model::Coefficients<double>& c, model::FigureKind figure) {
  const bool prefill = figure == model::FigureKind::prefill;
  const model::Breakdown<double> t = prefill ? model::Breakdown<double>{} : model::decode_time(step, c);
  const bool prompt = !prefill && !step.how.cpu && step.figure.includes_prefill;
  const model::Figure& f = step.figure;
  const double ln_seconds = prefill ? model::ln_prefill_seconds(step, c) : model::ln_decode_seconds(step, c);
  const double ln_effects = prefill ? 0 : effects(step, c);
  return {{"weights_s", t.weights},
          {"kv_s", t.kv},
          {"state_s", t.state},
          {"launch_s", t.launch},
          {"fixed_s", t.fixed},
          {"logits_s", t.logits},
          {"link_s", t.link},
          {"host_s", t.host},
          {"eager_s", t.eager},
          {"drafting_s", t.drafting},
          {"prompt_s", prompt ? model::prompt_time(step, c) : 0},
          {"prefill_s", prefill ? model::prefill_time(step, c, f.prefill_tokens, f.prefill_depth) : 0},
          {"ln_effects", ln_effects},
          {"predicted_tps", std::exp(-ln_seconds - ln_effects)}};
}

/// A checkpoint whose output matrix has more bits than its layers.
bool stored_at_two_widths(const model::Step& step, const std::string& stored_as) {
  const model::Engine* known = catalog::Catalog::bundled().find_engine(step.labels[model::Scope::program]);
  if (known == nullptr || !known->checkpoints) {
    return false;
  }
  model::Architecture dense;
  const model::StoredBits stored = model::stored_bits(stored_as, *known, dense);
  return stored.layers != stored.output || step.work.mixture;
}

/// Where this model's equations are no longer the reference's: 16-bit parts of quantized checkpoints, batches (prompts
/// attend to themselves only, every position has logits, a stream takes the same host time under any engine, a paged
/// cache holds so many; servers attend and sample on the matrix units and launch graphs), gpt-oss is MXFP4 under any
/// label, eager engines' start, the rate of a link and of a card's slot, paged attention head by head,
/// SYCL's row splits, experts that tokens prefer, prompts on vector units, what drafts read, a processor's flash attention
/// by the build's date.
bool other_form(const model::Step& step, const std::string& stored_as, const std::string& column) {
  const bool eager_start = step.how.eager && step.figure.includes_prefill;
  const bool sycl_rows = step.how.split == model::Split::row && step.how.sycl;
  const bool own_link = step.how.devices > 1;
  const bool gpt_oss = step.labels[model::Scope::model_family].starts_with("gpt-oss");
  const bool own_bytes = stored_at_two_widths(step, stored_as) || gpt_oss;
  const bool own_matrices = !step.how.packed_prefill, own_cache = step.how.server_kernels;
  const bool on_vectors = step.how.vector_attention || step.how.vector_products;
  const bool own_prompt = own_matrices || on_vectors || step.work.window > 0 || step.how.prompt_stages > 1;
  const bool own_rows = step.how.cpu && step.how.row_by_row;
  const bool own_slot = step.how.experts_on_host || step.how.host_layer_share > 0;
  if (column == "predicted_tps") {
    return own_bytes || own_matrices || own_prompt || model::step_tokens(step) > 1 || eager_start ||
           step.how.head_by_head || sycl_rows || own_link || own_slot || own_rows;
  }
  if (column == "launch_s") {
    return own_cache || step.how.eager;  // the reference counts an eager host's pace alone
  }
  if (column == "host_s") {
    return own_slot;
  }
  if (column == "drafting_s") {
    return step.work.draft_block_bytes > 0;
  }
  if (column == "weight_bytes" || column == "expert_bytes" || column == "weights_s" ||
      column == "prefill_s") {
    const bool own_experts = step.work.mixture && model::step_tokens(step) > 1;
    return own_bytes || (column == "weights_s" && (own_matrices || own_experts)) ||
           (column == "prefill_s" && (own_link || own_prompt));
  }
  if (column == "logits_s" || column == "prompt_s") {
    return own_bytes || own_cache || model::step_tokens(step) > 1 ||
           (column == "prompt_s" && (own_link || own_prompt));
  }
  if (column == "fixed_s" || column == "eager_s") {
    return step.work.sequences > 1 ||
           (column == "eager_s" && (step.how.head_by_head || own_link || own_matrices));
  }
  return (column == "link_s" && (sycl_rows || own_link)) ||
         (column == "kv_s" && (step.how.head_by_head || own_cache || own_rows));
}

/// Compares columns with the cells of a row from `first` on; how many there are.
std::size_t check_columns(const model::Step& step,
                          const Columns& columns,
                          const std::vector<std::string>& row,
                          std::size_t first) {
  std::size_t same = 0;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (other_form(step, row[quant], columns[i].first)) {
      continue;
    }
    same += 1;
    CAPTURE(columns[i].first);
    CHECK(columns[i].second == Approx(number(row[first + i])).epsilon(kTolerance).margin(1e-12));
  }
  return same;
}

}  // namespace

TEST_CASE("counts, times and rates equal the reference implementation's", "[model][golden]") {
  const auto rows = read_tsv(kGolden + "reference_model.tsv");
  CHECK(rows.size() == 80);
  std::size_t compared = 0, all = 0;
  for (const auto& row : rows) {
    const int number_of_line = static_cast<int>(number(row[line]));
    CAPTURE(row[table], number_of_line, row[run_class], row[device], row[model_name], row[quant]);
    const catalog::Run& run = bundled_run(row[table], number_of_line);
    REQUIRE(run.model == row[model_name]);
    // The reference takes ROCm on every AMD device, and knows no micro-batch that is stated beside a table.
    if (run.backend.empty() || run.micro_batch > 0) {
      continue;
    }
    const model::Step step = step_of(run);
    const Columns counts = counted(step);
    compared += check_columns(step, counts, row, first_count);
    const model::FigureKind figure =
        row[observation] == "prefill" ? model::FigureKind::prefill : model::FigureKind::decode;
    const Columns times = timed(step, reference_coefficients(step), figure);
    compared += check_columns(step, times, row, first_count + counts.size());
    all += counts.size() + times.size();
  }
  CHECK(static_cast<double>(compared) > 0.8 * static_cast<double>(all));
}
