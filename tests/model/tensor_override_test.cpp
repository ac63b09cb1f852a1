#include "model/count/tensor_override.hpp"

#include <set>

#include "model/count/memory.hpp"
#include "model/count/tensor_list.hpp"
#include "model/time/shares.hpp"
#include "tests/model/support.hpp"
#include "tests/words.hpp"

using namespace tokroof;
using namespace tokroof::test;

namespace {

model::Scenario with(std::string_view model, std::string_view patterns) {
  model::Scenario s;
  s.model = &catalog::Catalog::bundled().model(model);
  s.quant = "Q4_K_M";
  REQUIRE(model::parse_overrides(patterns, s.overrides).empty());
  return s;
}

}  // namespace

TEST_CASE("tensors are named as in a GGUF file", "[model][tensor_override][unit]") {
  std::set<std::string> names;
  for (const model::Tensor& t : model::tensor_list(catalog::Catalog::bundled().model("qwen3-30b-a3b"))) {
    names.insert(model::tensor_name(t));
  }
  for (const std::string& name : test::words("token_embd.weight|output.weight|blk.0.attn_q.weight|"
                                             "blk.47.ffn_down_exps.weight|blk.3.ffn_gate_inp.weight")) {
    CAPTURE(name);
    CHECK(names.contains(name));
  }
}

TEST_CASE("every tensor of every model has a name", "[model][tensor_override][property]") {
  for (const model::Architecture& model : catalog::Catalog::bundled().models()) {
    if (!(model.layers > 0 && model.layers <= 200 && model.d_model > 0)) {
      continue;
    }
    CAPTURE(model.slug);
    for (const model::Tensor& t : model::tensor_list(model)) {
      CHECK_FALSE(t.part.empty());
    }
  }
}

TEST_CASE("layers that are on the host whole have no tensors there besides",
          "[model][tensor_override][unit]") {
  model::Scenario s = with("qwen3-30b-a3b", R"(blk\.[0-9]\.ffn_.*_exps=CPU)");
  s.layers_on_gpu = 38;
  CHECK(model::tensors_on_host(s).crossings == 0);
  s.layers_on_gpu = 43;  // experts of 5 of the 43
  CHECK(model::tensors_on_host(s).crossings == 5);
  CHECK(model::tensors_on_host(s).expert_share == Approx(5.0 / 43).epsilon(0.05));
}

TEST_CASE("a pattern takes what it matches", "[model][tensor_override][unit]") {
  const model::HostTensors all = model::tensors_on_host(with("qwen3-30b-a3b", R"(\.ffn_.*_exps\.=CPU)"));
  CHECK(all.expert_share == 1);
  CHECK(all.dense_share == 0);
  CHECK(all.crossings == 48);
  const model::HostTensors some =
      model::tensors_on_host(with("qwen3-30b-a3b", R"(blk\.[0-9]\.ffn_(up|gate)_exps=CPU)"));
  CHECK(some.crossings == 10);
  CHECK(some.expert_share > 0.6 * 10 / 48);
  CHECK(some.expert_share < 0.7 * 10 / 48);
  const model::HostTensors dense = model::tensors_on_host(with("llama-3.1-8b", "blk.*=CPU"));
  CHECK(dense.expert_share == 0);
  CHECK(dense.dense_share > 0.85);
  CHECK(dense.dense_share < 1);  // the output matrix stays
}

TEST_CASE("looked-up tables are on the host anyway", "[model][tensor_override][unit]") {
  const model::HostTensors embedding = model::tensors_on_host(with("llama-3.1-8b", "token_embd=CPU"));
  CHECK(embedding.dense_share == 0);
  CHECK(embedding.stored_share == 0);
  CHECK(embedding.crossings == 0);
}

TEST_CASE("the first pattern that matches decides, and what matches nothing is told",
          "[model][tensor_override][unit]") {
  const model::HostTensors kept =
      model::tensors_on_host(with("qwen3-30b-a3b", "exps=CUDA0,exps=CPU,no_such=CPU"));
  CHECK(kept.expert_share == 0);
  CHECK(kept.unmatched == std::vector<std::string>{"exps", "no_such"});
}

TEST_CASE("patterns that are none are refused", "[model][tensor_override][unit]") {
  std::vector<model::TensorOverride> out;
  for (const char* text : {"exps", "=CPU", "exps=", "ffn_(=CPU", "exps=FOO"}) {
    CAPTURE(text);
    CHECK_FALSE(model::parse_overrides(text, out).empty());
  }
}

TEST_CASE("tensors on the host leave the device and its memory", "[model][tensor_override][unit]") {
  catalog::Run run = run_for("rtx-4090", "llama-3.1-8b", "Q4_K_M", {.host = "Ryzen 9950X"});
  const model::Step whole = step_of(run);
  run.details.override_tensor = "ffn_down=CPU";
  run.placement = catalog::StatedPlacement::part_on_host;
  const model::Step moved = step_of(run);
  CHECK(moved.how.host_tensor_share > 0.2);
  CHECK(moved.how.host_tensor_share < 0.4);
  CHECK(moved.how.host_tensor_crossings == 32);
  CHECK(model::device_share(moved).weight_bytes ==
        Approx(model::device_share(whole).weight_bytes * (1 - moved.how.host_tensor_share)));
  const model::MemoryNeed need = model::memory_need(scenario_of(run), moved);
  CHECK(need.weights_bytes + need.host_bytes == Approx(whole.work.file_bytes));
  CHECK(need.host_bytes > 0);
}

TEST_CASE("patterns that other matchers choke on are matched quickly, or refused",
          "[model][tensor_override][errors]") {
  for (const char* pattern :
       {"((((.*)*)*)*)*z=CPU", "(.*)(.*)(.*)(.*)(.*)(.*)(.*)(.*)(.*)(.*)zzz=CPU", "(b|l|k|.)*(.|..)*Q=CPU"}) {
    CAPTURE(pattern);
    const model::HostTensors none = model::tensors_on_host(with("qwen3-30b-a3b", pattern));
    CHECK(none.expert_share == 0);
    CHECK(none.unmatched.size() == 1);
  }
  std::vector<model::TensorOverride> out;
  const std::string deep = std::string(20000, '(') + "a" + std::string(20000, ')') + "=CPU";
  for (const std::string& pattern :
       {deep, std::string("a{60}{60}{60}=CPU"), std::string("(a|b?){99999}=CPU"), std::string("a{1=CPU")}) {
    CHECK_FALSE(model::parse_overrides(pattern, out).empty());
  }
  CHECK(out.empty());
  CHECK(model::parse_overrides("blk\\.[0-9]{2}\\.ffn_(up|down)_exps=CPU", out).empty());
}

TEST_CASE("a pattern that refers back to a group is refused, whatever the number",
          "[model][tensor_override][unit]") {
  std::vector<model::TensorOverride> out;
  for (const std::string pattern : {"(a|b)\\1=CPU", "blk\\.(0|1)\\44444444444444444444444444444.ffn=CPU"}) {
    CHECK(model::parse_overrides(pattern, out).find("refers back") != std::string::npos);
  }
  CHECK(model::parse_overrides("blk\\.(1|2)\\.ffn=CPU", out).empty());
  CHECK(model::parse_overrides("a\\\\1=CPU", out).empty());  // a backslash itself, then a one
}

TEST_CASE("what is wrong with an override is said in its own words", "[model][tensor_override][unit]") {
  std::vector<model::TensorOverride> out;
  CHECK(model::parse_overrides("ffn=DISK", out) == "'DISK' is no buffer: CPU, or a device such as CUDA0");
  CHECK(model::parse_overrides("ffn", out) == "'ffn' is not PATTERN=BUFFER, such as ffn_.*_exps=CPU");
  CHECK(model::parse_overrides("(a|b)\\1=CPU", out) ==
        "'(a|b)\\1' refers back to a group, which no list of tensors needs");
  CHECK(out.empty());
}

TEST_CASE("what stands in braces multiplies a pattern's size", "[model][tensor_override][unit]") {
  std::vector<model::TensorOverride> out;
  CHECK(model::parse_overrides("a{1000}=CPU", out).find("too long") !=
        std::string::npos);                                  // 7 characters x 1000
  CHECK(model::parse_overrides("a{500}=CPU", out).empty());  // 6 x 500
  CHECK(model::parse_overrides("(a{20}){20}=CPU", out).find("too long") !=
        std::string::npos);  // 11 x 20 x 20
}

TEST_CASE("on a processor alone no tensor is elsewhere, whatever a pattern says",
          "[model][tensor_override][unit]") {
  catalog::Run run = run_for("ryzen-9-7950x", "llama-3.1-8b", "Q4_K_M", {});
  run.details.override_tensor = "ffn_down=CPU";
  const model::Step step = step_of(run);
  CHECK(step.how.cpu);
  CHECK(step.how.host_tensor_share == 0);
  CHECK(step.how.host_tensor_crossings == 0);
}

TEST_CASE("the experts of the first blocks are those that --n-cpu-moe moves",
          "[model][tensor_override][property]") {
  for (const char* model : {"qwen3-30b-a3b", "deepseek-v3", "gpt-oss-120b"}) {
    model::Scenario s = with(model, "");
    const std::vector<double> shares = model::expert_shares(s);
    double share = 0, blocks = 0;
    for (std::size_t n = 0; n < shares.size(); ++n) {
      share += shares[n];
      blocks += shares[n] > 0 ? 1 : 0;
      CAPTURE(model, n);
      s.experts_on_host = model::HostExperts{.end = static_cast<double>(n + 1)};
      const model::HostTensors moved = model::tensors_on_host(s);
      REQUIRE(moved.expert_share == Approx(share));
      REQUIRE(moved.crossings == blocks);
    }
    CHECK(share == Approx(1));
  }
}

TEST_CASE("what is stored on the host is its share of the file without the experts",
          "[model][tensor_override][unit]") {
  const model::Scenario s = with("llama-3.1-8b", R"(blk\.[0-9]\.ffn=CPU)");
  model::Step step;
  step.work.file_bytes = 4e9;
  model::place_tensors(s, step);
  const double stored = model::tensors_on_host(s).stored_share;
  CHECK(stored > 0.15);
  CHECK(stored < 0.3);
  CHECK(step.how.host_tensor_bytes == Approx(4e9 * stored));
  model::Scenario mixture = with("qwen3-30b-a3b", R"(blk\.[0-9]\.attn=CPU)");
  step.work.file_bytes = 18e9;
  step.work.mixture = true;
  step.work.expert_bytes = 1e9;  // of 8 of 128 experts
  step.work.experts_active = 8;
  step.work.experts = 128;
  model::place_tensors(mixture, step);
  CHECK(step.how.host_tensor_bytes == Approx((18e9 - 16e9) * model::tensors_on_host(mixture).stored_share));
}
