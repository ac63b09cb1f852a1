// Another context for a step that was counted already: the laws of count/ and time/ against counting and timing anew.

#include <catch2/catch.hpp>

#include "catalog/catalog.hpp"
#include "catalog/resolve.hpp"
#include "model/ceiling.hpp"
#include "model/count.hpp"
#include "model/count/context.hpp"
#include "model/count/kv_cache.hpp"
#include "model/count/layer_counts.hpp"
#include "model/count/memory.hpp"

using namespace tokroof;

TEST_CASE("A context is the depth and half of the answer, or the prompt where that is longer") {
  CHECK(model::mean_context(4096, 0, 128) == 4160);
  CHECK(model::mean_context(0, 512, 128) == 576);
  CHECK(model::longest_context(4160, 4096, 0, 0, 128) == 4224);
  CHECK(model::longest_context(576, 0, 512, 512, 128) == 640);
  CHECK(model::longest_context(64, 0, 0, 512, 128) == 512);  // the prompt has been in the cache, too
}

TEST_CASE("set_context: every model of the catalog, as if counted at that depth") {
  const catalog::Catalog& catalog = catalog::Catalog::bundled();
  std::size_t counted = 0;
  for (const model::Architecture& model : catalog.models()) {
    for (const auto& [engine, date] : {std::pair{"llama.cpp", "2026-01-01"},
                                       std::pair{"llama.cpp", "2024-06-01"},
                                       std::pair{"vllm", "2026-01-01"},
                                       std::pair{"mlx", "2026-01-01"}}) {
      catalog::Run run;
      run.device = "h200";
      run.n_devices = 64;
      run.split = model::Split::tensor;
      run.model = model.slug;
      run.quant = "BF16";
      run.engine = engine;
      run.engine_date = date;
      run.n_gen = 100;
      const auto first = catalog::resolve(catalog, run);
      const auto step = first ? model::count(*first, model::WeightCheck::leave)
                              : model::Result<model::Step>(first.refusal());
      if (!step) {
        continue;
      }
      const model::KvLaw law = model::kv_law(*first, model::layer_counts(model));
      for (const double depth : {1.0, 77.0, 256.0, 4096.0, 50001.0, 1e6}) {
        INFO(model.slug << " " << engine << " " << date << " " << depth);
        run.depth = depth;
        const model::Scenario there = *catalog::resolve(catalog, run);
        const model::Step anew = *model::count(there, model::WeightCheck::leave);
        model::Work moved = step->work;
        model::set_context(law, there.context, moved);
        CHECK(moved.kv_bytes == Approx(anew.work.kv_bytes).epsilon(1e-12));
        CHECK(moved.attention_flops == Approx(anew.work.attention_flops).epsilon(1e-12));
        CHECK(model::least_step(*step).seconds(moved.kv_bytes) ==
              Approx(model::least_step_s(anew)).epsilon(1e-12));
        const double held =
            model::kv_cache(law,
                            model::longest_context(
                                there.context, depth, 0, there.prefill_depth + there.n_prompt, run.n_gen))
                .held_bytes;
        CHECK(model::memory_law(*first, *step).at(held).needed_bytes() ==
              Approx(model::memory_need(there, anew).needed_bytes()).epsilon(1e-12));
        counted += 1;
      }
    }
  }
  CHECK(counted > 1000);
}
