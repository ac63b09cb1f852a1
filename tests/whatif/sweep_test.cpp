#include "whatif/sweep/sweep.hpp"

#include <cmath>
#include <optional>
#include <random>
#include <set>
#include <sstream>

#include <catch2/catch.hpp>

#include "answers/sweep_rows.hpp"
#include "tests/predict/support.hpp"
#include "tests/seed.hpp"

using namespace tokroof;
using namespace tokroof::test;

namespace {

using Stated = std::vector<std::pair<std::string, std::string>>;

whatif::SweepModel bundled() {
  return {catalog::Catalog::bundled(), predict::Fitted::bundled(), [](const catalog::Question& q) {
            return completed(q);
          }};
}

/// "device=h100-sxm engine=vllm"
Stated stated_in(std::string_view text) {
  Stated out;
  for (const std::string_view one : catalog::split_at(text, ' ')) {
    const std::size_t equals = one.find('=');
    out.emplace_back(one.substr(0, equals), one.substr(equals + 1));
  }
  return out;
}

whatif::Product product(const Stated& stated) {
  whatif::Product p;
  for (const auto& [key, text] : stated) {
    p.add(whatif::Axis::of_text(predict::scenario_option(key), text));
  }
  return p;
}

std::vector<whatif::SweepPoint> points(const whatif::Product& p, bool laws) {
  std::vector<whatif::SweepPoint> out;
  whatif::sweep(bundled(),
                p,
                {0, p.size()},
                {.laws = laws},
                [&](std::uint64_t number, const whatif::SetupCells&, const whatif::SweepPoint& point) {
                  CHECK(number == out.size());
                  out.push_back(point);
                  return true;
                });
  return out;
}

std::string text(const whatif::Product& p, whatif::RowRange range, answers::RowForm form) {
  std::ostringstream out;
  const auto writer = answers::row_writer(form, whatif::SweepColumns(p), out);
  whatif::sweep(bundled(),
                p,
                range,
                {.intervals = false},
                [&](std::uint64_t number, const whatif::SetupCells& setup, const whatif::SweepPoint& point) {
                  writer->row(number, setup, point);
                  return true;
                });
  writer->flush();
  return out.str();
}

bool same(double a, double b, double tolerance) {
  return a == b || (std::isnan(a) && std::isnan(b)) || std::fabs(a - b) <= tolerance * std::fabs(b);
}

constexpr double whatif::SweepPoint::*kPlain[] = {&whatif::SweepPoint::tps,
                                                  &whatif::SweepPoint::aggregate_tps,
                                                  &whatif::SweepPoint::ceiling_tps,
                                                  &whatif::SweepPoint::step_s,
                                                  &whatif::SweepPoint::prefill_tps,
                                                  &whatif::SweepPoint::ttft_s,
                                                  &whatif::SweepPoint::power_w,
                                                  &whatif::SweepPoint::usd_per_million_tokens};

/// Rows by the laws are those by predict().
void check_same(const whatif::Product& p, std::set<std::string>& seen) {
  const std::vector<whatif::SweepPoint> fast = points(p, true), exact = points(p, false);
  REQUIRE(fast.size() == exact.size());
  for (std::size_t i = 0; i < fast.size(); ++i) {
    INFO("depth " << exact[i].n_depth << " answer " << exact[i].n_gen << " prompt " << exact[i].n_prompt
                  << ": " << exact[i].tps << " against " << fast[i].tps);
    for (const auto number : kPlain) {
      CHECK(same(fast[i].*number, exact[i].*number, 1e-12));
    }
    for (const auto end : {&whatif::SweepPoint::low_tps, &whatif::SweepPoint::high_tps}) {
      CHECK(same(fast[i].*end, exact[i].*end, 1e-9));  // variances are sums of terms that cancel
    }
    CHECK(same(fast[i].needed_bytes, exact[i].needed_bytes, 1e-15));
    CHECK(same(fast[i].available_bytes, exact[i].available_bytes, 1e-15));
    CHECK(fast[i].bound_by == exact[i].bound_by);
    CHECK(fast[i].fits == exact[i].fits);
    CHECK(fast[i].error == exact[i].error);
    CHECK(fast[i].reason == exact[i].reason);
    seen.insert(exact[i].error.empty() ? std::string(exact[i].bound_by) : std::string(exact[i].error));
  }
}

const std::string kDepths = "0,1,255,1000,4095,4096,17000,60000,131072,1000000";

}  // namespace

TEST_CASE("Points are predict()'s: every placement, split and engine") {
  const char* const cases[] = {
      "device=rtx-4090 model=llama-3.1-8b quant=Q4_K_M",
      "device=rtx-3090 model=qwen3-32b quant=Q4_K_M power_limit_w=180,250",
      "device=rtx-3090 n_devices=2 split=layer model=qwen3-32b quant=Q8_0 power_limit_w=220",
      "device=rtx-3090 n_devices=2,4 split=tensor,row,layer model=qwen3-32b quant=Q8_0",
      "device=rtx-3090 n_devices=2 split=rpc link=eth-10g model=qwen3-32b quant=Q8_0",
      "device=rtx-5090+rtx-4090 model=qwen3-32b quant=Q8_0",
      "device=rtx-3090 n_devices=2 split=layer tensor_split=3,1 model=qwen3-14b quant=Q8_0",
      "device=h100-sxm engine=vllm model=qwen3-32b concurrency=1,64,1000",
      "device=h100-sxm engine=vllm model=llama-3.1-8b concurrency=64 max_num_seqs=16,100 "
      "max_model_len=8192 gpu_memory_utilization=0.5,0.95",
      "device=h100-sxm n_devices=4 engine=vllm split=tensor model=llama-3.3-70b concurrency=1,256",
      "device=mi250x engine=vllm engine_date=2023-06,2024-06 model=llama-2-7b concurrency=1,16",
      "device=rtx-4090 model=qwen3-235b-a22b quant=Q4_K_M n_cpu_moe=94,90 host=epyc-9355",
      "device=rtx-4090 model=llama-3.3-70b quant=Q4_K_M n_gpu_layers=0,20,40 host=ryzen-9-7950x",
      "device=rtx-4090 model=qwen3-30b-a3b quant=Q4_K_M override_tensor=ffn_.*=CPU host=ryzen-9-7950x",
      "device=ryzen-9-7950x model=qwen3-8b quant=Q4_K_M engine=llama.cpp,ik_llama.cpp flash_attn=0,1",
      "device=rtx-4090 model=qwen3-32b quant=Q8_0 spill=0,1",
      "device=rtx-4090 model=qwen3-235b-a22b quant=Q4_K_M n_cpu_moe=94 host=ryzen-9-7950x "
      "host_memory_gib=64 storage=samsung-990-pro-2tb",
      "device=m3-ultra-80c engine=mlx,llama.cpp model=gemma-2-27b,deepseek-v3 quant=Q4_K_M",
      "device=h200 n_devices=8 model=deepseek-v3 concurrency=1,8",
      "device=rtx-3090 model=gemma-3-12b,gpt-oss-20b flash_attn=0,1 kv_type=f16,q8_0",
      "device=rtx-3090 model=qwen3-8b speculative=draft,none spec_tokens=4 acceptance=0.7",
      "device=p100 model=qwen3-8b quant=Q4_0",
      "device=rtx-3090 model=qwen3-8b quant=Q4_0 replicas=2 concurrency=1,9",
  };
  std::set<std::string> seen;
  for (const char* const one : cases) {
    Stated stated = stated_in(one);
    stated.emplace_back("n_depth", kDepths);
    INFO(one);
    check_same(product(stated), seen);
  }
  for (const char* name : {"weights", "kv", "power", "link", "host", "does-not-fit"}) {
    CHECK(seen.count(name) == 1);
  }
}

TEST_CASE("Points are predict()'s: every model and many devices") {
  const unsigned seed = seed_of_run();
  INFO("TOKROOF_SEED=" << seed);
  std::mt19937 dice(seed);
  const auto any = [&](const auto& of) -> const auto& { return of[dice() % of.size()]; };
  const auto devices = catalog::Catalog::bundled().devices();
  const std::vector<std::string> quants{"Q4_K_M", "Q8_0", "IQ2_XXS", "BF16", ""}, counts{"1", "2", "4", "8"},
      splits{"", "layer", "row", "tensor", "pipeline"}, streams{"1", "3", "64"};
  std::set<std::string> seen;
  for (const model::Architecture& model : catalog::Catalog::bundled().models()) {
    Stated stated{{"device", std::string(any(devices).slug)},
                  {"model", std::string(model.slug)},
                  {"n_devices", any(counts)},
                  {"concurrency", any(streams)},
                  {"host", "epyc-9355"},
                  {"n_prompt", "16,3000"},
                  {"n_gen", "1,1000"},
                  {"n_depth", "0,300,9000,200000"}};
    for (const auto& [key, text] : {std::pair{"quant", any(quants)}, std::pair{"split", any(splits)}}) {
      if (!text.empty()) {
        stated.emplace_back(key, text);
      }
    }
    INFO(stated[0].second << " " << model.slug);
    check_same(product(stated), seen);
  }
  CHECK(seen.size() > 5);
}

TEST_CASE("All shards in order are the whole, whatever their borders cut") {
  const whatif::Product p = product({{"device", "rtx-4090,h100-sxm"},
                                     {"model", "llama-3.1-8b"},
                                     {"engine", "vllm,llama.cpp"},
                                     {"n_depth", "0-40000*3"},
                                     {"concurrency", "1,7,400"}});
  const std::string whole = text(p, {0, p.size()}, answers::RowForm::jsonl);
  for (const std::uint64_t n : {2U, 3U, 7U, 1000U}) {
    std::string parts;
    for (std::uint64_t i = 1; i <= n; ++i) {
      parts += text(p, whatif::shard(p.size(), i, n), answers::RowForm::jsonl);
    }
    CHECK(parts == whole);
  }
}

TEST_CASE("A part of a product too large to hold is made at once") {
  const whatif::Product p = product({{"device", "rtx-4090"},
                                     {"model", "qwen3-8b"},
                                     {"n_gen", "1-1000000000"},
                                     {"n_depth", "0-1000000000"}});
  const whatif::RowRange middle = whatif::shard(p.size(), 500, 1000);
  int rows = 0;
  whatif::sweep(bundled(),
                p,
                middle,
                {.intervals = false},
                [&](std::uint64_t number, const whatif::SetupCells&, const whatif::SweepPoint&) {
                  CHECK(number == middle.begin + static_cast<std::uint64_t>(rows));
                  return ++rows < 3;
                });
  CHECK(rows == 3);
}

TEST_CASE(
    "A row does not depend on the rows before it: a sweep of random set-ups says what each says alone") {
  const unsigned seed = seed_of_run();
  INFO("TOKROOF_SEED=" << seed);
  std::mt19937 random(seed);
  const auto some = [&](const auto& entries, std::size_t n) {
    std::string out;
    for (std::size_t i = 0; i < n; ++i) {
      const auto& entry = entries[random() % entries.size()];
      out += (i == 0 ? "" : ",") + std::string(entry.slug);
    }
    return out;
  };
  const catalog::Catalog& catalog = catalog::Catalog::bundled();
  for (int i = 0; i < 6; ++i) {
    whatif::Product all = product({{"device", some(catalog.devices(), 4) + ",rtx-3090"},
                                   {"n_devices", "1,2"},
                                   {"model", some(catalog.models(), 3) + ",qwen3-30b-a3b"},
                                   {"quant", "Q4_K_M,AWQ"},
                                   {"n_depth", "0,5000"},
                                   {"concurrency", "1,3,40"}});
    const std::vector<whatif::SweepPoint> together = points(all, true);
    for (int k = 0; k < 60; ++k) {
      const std::uint64_t row = random() % all.size();
      INFO("row " << row << " of " << all.size());
      std::optional<whatif::SweepPoint> alone;
      whatif::sweep(bundled(),
                    all,
                    {row, row + 1},
                    {},
                    [&](std::uint64_t, const whatif::SetupCells& cells, const whatif::SweepPoint& point) {
                      CHECK(cells.cells.size() == whatif::SweepColumns(all).setup.size());
                      alone = point;
                      return true;
                    });
      REQUIRE(alone);
      for (const auto number : kPlain) {
        CHECK(same((*alone).*number, together[row].*number, 0));
      }
      CHECK(same(alone->low_tps, together[row].low_tps, 0));
      CHECK(same(alone->high_tps, together[row].high_tps, 0));
      CHECK(alone->error == together[row].error);
      CHECK(alone->reason == together[row].reason);
    }
  }
}

TEST_CASE("A storage type that is not stated is the same at every number of devices") {
  const whatif::Product p = product(
      {{"device", "h100-sxm"}, {"model", "llama-3.3-70b"}, {"engine", "vllm"}, {"n_devices", "4,1,2"}});
  const std::size_t place = 9;
  REQUIRE(whatif::SweepColumns(p).setup[place] == "quant");
  for (const whatif::RowRange range : {whatif::RowRange{0, 3}, whatif::RowRange{1, 3}}) {  // a shard's, too
    whatif::sweep(
        bundled(), p, range, {}, [&](std::uint64_t, const whatif::SetupCells& setup, const auto& point) {
          CHECK(setup.cells[place].text == "AWQ");  // what one of them holds
          CHECK(point.tps > 0);
          return true;
        });
  }
}
