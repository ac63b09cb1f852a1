#include "model/count/memory.hpp"

#include <cmath>
#include <limits>
#include <string>

#include "tests/model/example_models.hpp"
#include "tests/model/support.hpp"

using namespace tokroof;
using namespace tokroof::test;

namespace {

constexpr double kGib = 1073741824.0;

/// One card of 24 GiB and a model of 8 GB that keeps 8,192 bytes a token.
struct Case {
  model::Architecture model = small_dense();
  model::Scenario scenario;
  model::Step step = round_step();

  Case() {
    scenario.model = &model;
    scenario.engine = "llama.cpp";
    scenario.facts = engine("llama.cpp");
    scenario.device.memory_gib = 24;
    scenario.n_gen = 1000;
    scenario.context = 500;
  }
  Case(const Case&) = delete;
  [[nodiscard]] model::MemoryNeed need() const { return model::memory_need(scenario, step); }
};

}  // namespace

TEST_CASE("a card holds weights, cache at its longest, and buffers", "[model][memory][unit]") {
  Case one;
  CHECK(one.need().weights_bytes == 8e9);
  CHECK(one.need().kv_bytes == 1000 * 8192);  // all tokens, not the mean of 500
  CHECK(one.need().overhead_bytes == Approx(0.4 * kGib + 4 * 512 * (256 + 1024 + 1000)));
  CHECK(one.need().available_bytes == 24 * kGib);
  CHECK(one.need().host_bytes == 0);
  CHECK(one.need().fits());
}

TEST_CASE("each sequence has its own cache and state", "[model][memory][unit]") {
  Case batch;
  batch.step.work.sequences = 8;
  batch.step.work.state_bytes = 2e6;  // read and written: 1 MB held
  CHECK(batch.need().kv_bytes == 8 * (1000 * 8192 + 1e6));
}

TEST_CASE("a paged cache takes as many sequences as it holds, the others wait", "[model][memory][unit]") {
  Case one;
  one.scenario.engine = "vllm";
  one.scenario.facts = engine("vllm");
  one.scenario.n_gen = 1000000;  // 8.192 GB a sequence
  const double buffers = 0.4 * kGib + 4 * 512 * (256 + 1024 + 1000);
  const double held = (0.9 * 24 * kGib - 8e9 - buffers) / 8.192e9;
  CHECK(model::sequences_in_flight(one.scenario, one.step, 64) == Approx(held));
  CHECK(model::sequences_in_flight(one.scenario, one.step, 1.5) == 1.5);
  one.step.work.file_bytes = 23e9;  // one always runs
  CHECK(model::sequences_in_flight(one.scenario, one.step, 64) == 1);
  one.scenario.engine = "llama.cpp";
  one.scenario.facts = engine("llama.cpp");  // reserves all of it before it starts
  CHECK(model::sequences_in_flight(one.scenario, one.step, 64) == 64);
}

TEST_CASE("a stated share of the memory and a limit on sequences bound those in flight",
          "[model][memory][unit]") {
  Case one;
  one.scenario.engine = "vllm";
  one.scenario.facts = engine("vllm");
  one.scenario.n_gen = 1000000;
  const double usual = model::sequences_in_flight(one.scenario, one.step, 64);
  one.scenario.server_share = 0.9;
  CHECK(model::sequences_in_flight(one.scenario, one.step, 64) == usual);
  one.scenario.server_share = 0.95;
  CHECK(model::sequences_in_flight(one.scenario, one.step, 64) == Approx(usual + 0.05 * 24 * kGib / 8.192e9));
  CHECK(one.need().available_bytes == Approx(0.95 * 24 * kGib));
  one.scenario.most_sequences = 1.25;
  CHECK(model::sequences_in_flight(one.scenario, one.step, 64) == 1.25);
  one.scenario.engine = "llama.cpp";
  one.scenario.facts = engine("llama.cpp");
  CHECK(model::sequences_in_flight(one.scenario, one.step, 64) == 1.25);
}

TEST_CASE("a stated length of a sequence has room: for each where it is reserved, for one where it is paged",
          "[model][memory][unit]") {
  Case one;
  one.step.work.sequences = 4;
  one.scenario.reserved_context = 5000;
  CHECK(one.need().kv_bytes == 4 * 5000 * 8192);
  one.scenario.engine = "vllm";
  one.scenario.facts = engine("vllm");
  CHECK(one.need().kv_bytes == 5000 * 8192);
  one.scenario.reserved_context = 3000;  // four of 1000 are more
  CHECK(one.need().kv_bytes == 4 * 1000 * 8192);
}

TEST_CASE("what the driver keeps of a card is not there", "[model][memory][unit]") {
  Case one;
  one.scenario.usable_share = 0.985;
  CHECK(one.need().available_bytes == Approx(0.985 * 24 * kGib));
  one.scenario.server_share = 0.9;
  CHECK(one.need().available_bytes == Approx(0.9 * 24 * kGib));
}

TEST_CASE("a server takes up to .95 of a card, or what is stated", "[model][memory][unit]") {
  Case one;
  one.scenario.engine = "vllm";
  one.scenario.facts = engine("vllm");
  CHECK(one.need().available_bytes == Approx(0.95 * 24 * kGib));
  one.scenario.server_share = 0.98;
  CHECK(one.need().available_bytes == Approx(0.98 * 24 * kGib));
}

TEST_CASE("a host that holds layers bounds the sequences by the room it has for their cache",
          "[model][memory][unit]") {
  model::FlightLaw law;
  law.asked = 64;
  law.room_bytes = 32e9;
  law.host_share = 0.5;
  CHECK(law.at(1e9) == 32);
  law.host_room_bytes = 5e9;
  CHECK(law.at(1e9) == 10);
  law.host_room_bytes = -1e9;  // weights that stream from storage: one sequence, as on a full device
  CHECK(law.at(1e9) == 1);
}

TEST_CASE("sequences that keep nothing need no room, and a host whose memory nobody stated bounds none",
          "[model][memory][unit]") {
  model::FlightLaw law;
  law.asked = 64;
  law.room_bytes = -1e9;
  CHECK(law.at(0) == 64);
  Case one;
  one.scenario.engine = "vllm";
  one.scenario.facts = engine("vllm");
  one.step.how.host_layer_share = 0.5;
  CHECK(std::isinf(model::flight_law(one.scenario, one.step, 64).host_room_bytes));
}

TEST_CASE("a host whose room is taken to the last byte is not short of it by a rounding",
          "[model][memory][unit]") {
  model::MemoryNeed need;
  need.host_available_bytes = 512 * kGib;
  need.host_bytes = need.host_available_bytes * (1 + 1e-15);
  CHECK(need.fits_host());
  need.host_bytes += 1;
  CHECK_FALSE(need.fits_host());
}

TEST_CASE("devices beyond the KV heads hold copies of the cache", "[model][memory][unit]") {
  Case split;
  split.scenario.engine = "vllm";
  split.scenario.facts = engine("vllm");
  split.scenario.n_gen = 1000000;
  split.scenario.split = model::Split::tensor;
  split.scenario.n_devices = split.step.how.devices = 8;  // for 4 KV heads
  split.step.how.split = model::Split::tensor;
  const double buffers = 8 * (0.4 * kGib + 4 * 512 * (256 + 1024 + 1000));
  CHECK(model::sequences_in_flight(split.scenario, split.step, 64) ==
        Approx((0.9 * 8 * 24 * kGib - 8e9 - buffers) / (2 * 8.192e9)));
}

TEST_CASE("an aggregate rate counts the streams in flight", "[model][memory][unit]") {
  const model::Step step = step_for(
      "a100-sxm-40gb", "llama-2-7b", "F16", {.engine = "vllm", .generated = 2048, .concurrency = 64});
  CHECK(step.work.sequences < 25);
  CHECK(step.work.sequences > 15);
  CHECK(step.figure.streams == step.work.sequences);
}

TEST_CASE("several devices hold one model together", "[model][memory][unit]") {
  Case several;
  several.scenario.n_devices = 4;
  CHECK(several.need().available_bytes == 96 * kGib);
  CHECK(several.need().overhead_bytes > 1.6 * kGib);
}

TEST_CASE("unified memory keeps 8 GiB for the system, at most a quarter", "[model][memory][unit]") {
  Case unified;
  unified.scenario.device.kind = model::DeviceKind::soc;
  unified.scenario.device.memory_gib = 64;
  CHECK(unified.need().available_bytes == 56 * kGib);
  unified.scenario.device.memory_gib = 16;
  CHECK(unified.need().available_bytes == 12 * kGib);
}

TEST_CASE("a host keeps 4 GiB for its system, at most an eighth", "[model][memory][unit]") {
  CHECK(model::free_host_bytes(64 * kGib) == 60 * kGib);
  CHECK(model::free_host_bytes(16 * kGib) == 14 * kGib);
  for (const double gib : {3.0, 28.0, 31.0, 200.0}) {
    CHECK(model::free_host_bytes(model::installed_host_bytes(gib * kGib)) == Approx(gib * kGib));
  }
}

TEST_CASE("experts and layers on the host need its memory instead", "[model][memory][unit]") {
  Case offloaded;
  offloaded.step = round_mixture();  // 6 GB for 2 of 8 experts: 24 GB of all
  offloaded.step.work.file_bytes = 26e9;
  offloaded.step.how.experts_on_host = true;
  offloaded.step.how.host_expert_share = 0.5;
  CHECK(offloaded.need().weights_bytes == Approx(14e9));
  CHECK(offloaded.need().host_bytes == Approx(12e9));
  offloaded.step.how.experts_on_host = false;
  offloaded.step.how.host_layer_share = 0.25;
  CHECK(offloaded.need().weights_bytes == Approx(19.5e9));
  CHECK(offloaded.need().kv_bytes == 750 * 8192);
}

TEST_CASE("what neither device nor host can hold does not fit", "[model][memory][unit]") {
  Case large;
  large.scenario.host = model::Host{};
  large.scenario.host->memory_gib = 4;
  large.step.work.file_bytes = 30e9;
  CHECK_FALSE(large.need().fits());
  large.step.how.host_layer_share = 0.5;  // 15 GB on the card, 15 on 4 GiB
  CHECK_FALSE(large.need().fits());
  large.scenario.host->memory_gib = 32;
  CHECK(large.need().fits());
}

TEST_CASE("a measured run is refused only if its weights alone exceed its devices", "[model][memory][unit]") {
  Case run;
  run.step.work.file_bytes = 24 * kGib;
  CHECK_FALSE(model::weights_do_not_fit(run.scenario, run.step));
  run.step.work.file_bytes *= 1.001;
  REQUIRE(model::weights_do_not_fit(run.scenario, run.step));
  CHECK(model::weights_do_not_fit(run.scenario, run.step)->reason == "does-not-fit");
  run.scenario.n_devices = 2;
  CHECK_FALSE(model::weights_do_not_fit(run.scenario, run.step));
  run.scenario.n_devices = 1;
  run.step.how.host_layer_share = 0.1;
  CHECK_FALSE(model::weights_do_not_fit(run.scenario, run.step));
}

TEST_CASE("cards that differ each hold a driver's context and their share of the rest",
          "[model][memory][unit]") {
  Case two;
  two.scenario.n_devices = 2;
  model::Device small;
  small.memory_gib = 8;
  model::Device large;
  large.memory_gib = 24;
  two.scenario.parts = {{small, "small", 0.25}, {large, "large", 0.75}};
  const double context = 0.4 * kGib, buffers = 4 * 512 * (256 + 1024 + 1000);
  const double shared = 8e9 + 1000 * 8192 + buffers;
  const model::MemoryNeed need = two.need();
  REQUIRE(need.devices.size() == 2);
  CHECK(need.devices[0].needed_bytes == Approx(context + 0.25 * shared));
  CHECK(need.devices[1].needed_bytes == Approx(context + 0.75 * shared));
  CHECK(need.devices[0].available_bytes == 8 * kGib);
  CHECK(need.devices[1].available_bytes == 24 * kGib);
}

TEST_CASE("a sentence names what is needed, what is there and which card is short", "[model][memory][unit]") {
  model::MemoryNeed need;
  need.weights_bytes = 10 * kGib;
  need.kv_bytes = 1.25 * kGib;
  need.overhead_bytes = 0.5 * kGib;
  need.available_bytes = 8.04 * kGib;
  need.host_available_bytes = 16 * kGib;
  const std::string devices =
      "11.8 GiB are needed (10.0 weights + 1.3 KV cache + 0.5 overhead), 8.0 are there";
  CHECK(model::memory_sentence(need) == devices);
  need.devices = {{"a", 3 * kGib, 2 * kGib}, {"b", 3 * kGib, 3 * kGib}};
  CHECK(model::memory_sentence(need) == devices + "; a gets 3.0 and has 2.0");
  need.host_bytes = 2 * kGib;
  CHECK(model::memory_sentence(need) ==
        devices + "; a gets 3.0 and has 2.0; on the host 2.0 of weights, 16.0 are there");
  need.host_available_bytes = std::numeric_limits<double>::infinity();
  CHECK(model::memory_sentence(need) == devices + "; a gets 3.0 and has 2.0; on the host 2.0 of weights");
}

TEST_CASE("amounts that differ are told apart in words", "[model][memory][unit]") {
  const auto words = [](double needed, double available) {
    const model::NeededOf out = model::told_apart(needed * kGib, available * kGib, kGib);
    return out.needed + " of " + out.available;
  };
  CHECK(words(5.06, 24) == "5.1 of 24.0");
  CHECK(words(8.47, 8.53) == "8.47 of 8.53");
  CHECK(words(60.04, 60.0) == "60.04 of 60.00");
  CHECK(words(8.5012, 8.5) == "8.501 of 8.500");
  CHECK(words(8.5, 8.5) == "8.5 of 8.5");
  CHECK(words(1, std::numeric_limits<double>::infinity()) == "1.0 of unknown");
}

TEST_CASE("a system lets its GPU use a part of unified memory", "[model][memory][unit]") {
  const auto usual = [](const char* vendor, const char* slug, double gib, model::DeviceKind kind) {
    model::Device d;
    d.vendor = vendor;
    d.slug = slug;
    d.memory_gib = gib;
    d.kind = kind;
    return model::usual_gpu_memory_bytes(d) / kGib;
  };
  CHECK(usual("apple", "m3-pro", 36, model::DeviceKind::soc) == Approx(24));
  CHECK(usual("apple", "m3-max", 64, model::DeviceKind::soc) == Approx(48));
  CHECK(usual("amd", "strix-halo", 128, model::DeviceKind::apu) == Approx(96));
  CHECK(usual("amd", "ryzen-7-8745h", 32, model::DeviceKind::apu) == Approx(16));
  CHECK(std::isinf(usual("amd", "rx-7900-xtx", 24, model::DeviceKind::gpu)));
  CHECK(std::isinf(usual("nvidia", "gb10", 128, model::DeviceKind::soc)));
}

TEST_CASE("a host whose memory nobody stated holds what is put there", "[model][memory][unit]") {
  Case offloaded;
  offloaded.scenario.host = model::Host{};
  offloaded.step.how.host_layer_share = 0.5;
  offloaded.scenario.host->memory_gib = 0;
  CHECK(std::isinf(offloaded.need().host_available_bytes));
  CHECK(offloaded.need().fits());
  offloaded.scenario.host->memory_gib = 16;
  CHECK(offloaded.need().host_available_bytes == 16 * kGib);
}

TEST_CASE("a processor's weights beyond its memory stream from storage, where there is one",
          "[model][memory][unit]") {
  Case cpu;
  cpu.step.how.cpu = true;
  model::MemoryNeed need;
  need.weights_bytes = 40e9;
  need.available_bytes = 30e9;
  CHECK_FALSE(model::place_beyond_memory(cpu.scenario, need, cpu.step));
  CHECK(need.stored_bytes == 0);
  cpu.scenario.storage_bytes_per_s = 7e9;
  CHECK(model::place_beyond_memory(cpu.scenario, need, cpu.step));
  CHECK(need.stored_bytes == 10e9);
  CHECK(cpu.step.how.stored_share == Approx(0.25));
}

TEST_CASE("what spills is a share of the weights, at most all of them", "[model][memory][unit]") {
  Case card;
  card.scenario.spill = true;
  card.scenario.link.host_bytes_per_s = 31.5e9;
  model::MemoryNeed need;
  need.weights_bytes = 32e9;
  need.available_bytes = 24e9;
  need.host_available_bytes = 64e9;
  CHECK(model::place_beyond_memory(card.scenario, need, card.step));
  CHECK(card.step.how.spilled_share == Approx(0.25));
  need.kv_bytes = 100e9;
  need.host_available_bytes = 200e9;
  CHECK(model::place_beyond_memory(card.scenario, need, card.step));
  CHECK(card.step.how.spilled_share == 1);

  Case without_link;
  without_link.scenario.spill = true;
  without_link.scenario.link.host_bytes_per_s = 0;
  need.spilled_bytes = 0;
  CHECK_FALSE(model::place_beyond_memory(without_link.scenario, need, without_link.step));
  CHECK(need.spilled_bytes == 0);
}

TEST_CASE("what the host does not hold streams from storage, unless it only spilled there",
          "[model][memory][unit]") {
  Case offloaded;
  model::MemoryNeed need;
  need.weights_bytes = 20e9;
  need.available_bytes = 24e9;
  need.host_bytes = 40e9;
  need.host_available_bytes = 30e9;
  CHECK_FALSE(model::place_beyond_memory(offloaded.scenario, need, offloaded.step));
  CHECK(need.stored_bytes == 0);
  offloaded.scenario.storage_bytes_per_s = 7e9;
  CHECK(model::place_beyond_memory(offloaded.scenario, need, offloaded.step));
  CHECK(offloaded.step.how.stored_share == Approx(0.25));

  Case spilled;
  spilled.scenario.spill = true;
  spilled.scenario.storage_bytes_per_s = 7e9;
  spilled.scenario.link.host_bytes_per_s = 31.5e9;
  model::MemoryNeed beyond;
  beyond.weights_bytes = 64e9;
  beyond.available_bytes = 24e9;
  beyond.host_available_bytes = 30e9;
  CHECK_FALSE(model::place_beyond_memory(spilled.scenario, beyond, spilled.step));
  CHECK(spilled.step.how.stored_share == 0);
}

TEST_CASE("a processor beside a card is not held to the card's memory", "[model][memory][unit]") {
  Case on_cpu;
  on_cpu.scenario.cpu_only = true;
  on_cpu.scenario.host = model::Host{};
  CHECK(std::isinf(on_cpu.need().available_bytes));
  on_cpu.scenario.host->memory_gib = 64;
  CHECK(on_cpu.need().available_bytes == 64 * kGib);
  on_cpu.scenario.host.reset();
  on_cpu.scenario.device.kind = model::DeviceKind::soc;  // one memory for both
  CHECK(on_cpu.need().available_bytes == 24 * kGib);
}

TEST_CASE("the largest share of a card fills it to the byte", "[model][memory][unit]") {
  Case set;
  set.scenario.n_devices = 2;
  model::Device small = set.scenario.device;
  small.memory_gib = 4;
  set.scenario.parts = {{set.scenario.device, "large", 0.5}, {small, "small", 0.5}};
  const std::vector<double> shares = model::largest_shares(set.need());
  REQUIRE(shares.size() == 2);
  CHECK(shares[0] == 1);  // it would hold all alone
  set.scenario.parts[1].share = shares[1];
  CHECK(set.need().devices[1].needed_bytes == Approx(set.need().devices[1].available_bytes));
}

TEST_CASE("attention groups each hold all but the experts, and a latent cache once",
          "[model][memory][unit]") {
  Options o{.engine = "sglang", .depth = 16000, .concurrency = 4096, .n_devices = 8, .split = "tensor"};
  catalog::Run run = run_for("h200", "deepseek-v3", "FP8", o);
  const model::Step plain = step_of(run);
  const model::MemoryNeed before = model::memory_need(scenario_of(run), plain);
  run.data_parallel_attention = 8;
  const model::Step groups = step_of(run);
  const model::MemoryNeed after = model::memory_need(scenario_of(run), groups);
  const model::Work& w = plain.work;
  const double experts = w.expert_bytes / w.experts_active * w.experts;
  CHECK(after.weights_bytes - before.weights_bytes == Approx(7 * (w.file_bytes - experts)));
  CHECK(groups.work.sequences > 2 * plain.work.sequences);  // which holds the cache of each on every device
}

TEST_CASE("a table that is looked up stays with llama.cpp's host, and asks for none",
          "[model][memory][unit]") {
  Case one;
  one.step.work.table_bytes = 1e9;
  CHECK(one.need().weights_bytes == 7e9);
  CHECK(one.need().host_bytes == 0);
  one.step.how.host_layer_share = 0.5;
  CHECK(one.need().weights_bytes == 3.5e9);
  CHECK(one.need().host_bytes == Approx(4.5e9 + one.need().kv_bytes));
  one.step.how.host_layer_share = 0;
  one.scenario.facts = engine("vllm");
  CHECK(one.need().weights_bytes == 8e9);
}
