#include "whatif/models/models.hpp"
#include "model/names.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include <catch2/catch.hpp>
#include "catalog/engines.hpp"
#include "catalog/text.hpp"
#include "model/units.hpp"
#include "tests/predict/support.hpp"
#include "whatif/models/distinct_models.hpp"

using namespace tokroof;
using namespace tokroof::test;
using Catch::Detail::Approx;

namespace {

const catalog::Catalog& kModelCatalog = catalog::Catalog::bundled();

whatif::RunnableModels models_of(std::string_view device,
                                 const whatif::ModelsFilter& filter = {},
                                 double n_devices = model::kUnknown) {
  catalog::Question machine;
  machine.run.device = device;
  machine.run.n_devices = n_devices;
  return whatif::runnable_models(kModelCatalog, predict::Fitted::bundled(), machine, filter);
}

const whatif::RunnableModel* row_of(const whatif::RunnableModels& models, std::string_view slug) {
  const auto it = std::find_if(models.rows.begin(), models.rows.end(), [&](const whatif::RunnableModel& r) {
    return r.model->slug == slug;
  });
  return it == models.rows.end() ? nullptr : &*it;
}

const whatif::ExcludedModel* excluded_of(const whatif::RunnableModels& models, std::string_view slug) {
  const auto it = std::find_if(models.excluded.begin(),
                               models.excluded.end(),
                               [&](const whatif::ExcludedModel& e) { return e.model->slug == slug; });
  return it == models.excluded.end() ? nullptr : &*it;
}

const whatif::DistinctModel& shape_of(std::string_view slug) {
  static const std::vector<whatif::DistinctModel> all = whatif::distinct_models(kModelCatalog);
  const model::Architecture* model = kModelCatalog.find_model(slug);
  return *std::find_if(all.begin(), all.end(), [&](const whatif::DistinctModel& one) {
    return one.shown == model || model::holds(one.others, model);
  });
}

/// Models of a family run on a machine, each in one of the file types "A|B".
void check_file_types(const catalog::Question& machine,
                      std::string_view family,
                      std::string_view file_types) {
  whatif::ModelsFilter filter;
  filter.family = family;
  const whatif::RunnableModels models =
      whatif::runnable_models(kModelCatalog, predict::Fitted::bundled(), machine, filter);
  REQUIRE_FALSE(models.rows.empty());
  for (const whatif::RunnableModel& row : models.rows) {
    CHECK(catalog::is_listed(file_types, row.request.run.quant));
  }
}

}  // namespace

TEST_CASE("every entry of the catalog belongs to exactly one shape", "[whatif][models]") {
  std::map<const model::Architecture*, int> counted;
  for (const whatif::DistinctModel& one : whatif::distinct_models(kModelCatalog)) {
    ++counted[one.shown];
    for (const model::Architecture* other : one.others) {
      ++counted[other];
    }
  }
  CHECK(counted.size() == kModelCatalog.models().size());
  CHECK(std::all_of(counted.begin(), counted.end(), [](const auto& c) { return c.second == 1; }));
}

TEST_CASE("a shape is shown by its newest model in its own right", "[whatif][models]") {
  CHECK(shape_of("llama-3-70b").shown->slug == "llama-3.3-70b");  // not the distillate of 2025
  CHECK(shape_of("qwen3-30b-a3b").shown->slug == "qwen3-30b-a3b-2507");
  CHECK(shape_of("deepseek-r1-671b").shown->slug == "deepseek-v3.2");
  CHECK(shape_of("qwen3.6-27b-mlx").shown->slug == "qwen3.8-27b");
  CHECK(shape_of("llama-3.1-8b").others.size() >= 1);
}

TEST_CASE("an entry in its own right is preferred to a copy whatever the dates", "[whatif][models]") {
  for (const whatif::DistinctModel& one : whatif::distinct_models(kModelCatalog)) {
    const bool own = one.shown->variant.empty();
    for (const model::Architecture* other : one.others) {
      INFO(one.shown->slug << " stands for " << other->slug);
      CHECK((own || !other->variant.empty()));
      CHECK((!own || !other->variant.empty() || one.shown->released >= other->released));
    }
  }
}

TEST_CASE("a row has the largest of the usual file types that keeps the rate and fits", "[whatif][models]") {
  whatif::ModelsFilter filter;
  filter.family = "qwen3";
  const whatif::RunnableModels models = models_of("rtx-4060", filter);
  REQUIRE(models.rows.size() >= 3);
  for (const whatif::RunnableModel& row : models.rows) {
    INFO(row.model->slug);
    const catalog::EngineFileTypes* types =
        catalog::file_types(kModelCatalog, "llama.cpp", row.model->family);
    REQUIRE(types != nullptr);
    const auto usual = catalog::split_at(types->usual, '|');
    const auto chosen = std::find(usual.begin(), usual.end(), row.request.run.quant);
    REQUIRE(chosen != usual.end());
    CHECK(row.prediction.decode.tps() >= whatif::kUsualMinTps);
    CHECK(row.most_context >= whatif::kUsualContext);
    for (auto larger = chosen + 1; larger != usual.end(); ++larger) {
      catalog::Run run = row.request.run;
      run.quant = *larger;
      const predict::PredictionOutcome outcome =
          predict::predict(kModelCatalog, predict::Fitted::bundled(), run);
      CHECK((!outcome.prediction || outcome.prediction->decode.tps() < whatif::kUsualMinTps));
    }
  }
}

TEST_CASE("a family that is published in one file type is listed with that", "[whatif][models]") {
  const whatif::RunnableModels models = models_of("rtx-3090");
  REQUIRE(row_of(models, "gpt-oss-20b") != nullptr);
  CHECK(row_of(models, "gpt-oss-20b")->request.run.quant == "MXFP4");
}

TEST_CASE("models under MLX and vLLM are listed with those engines' file types", "[whatif][models]") {
  catalog::Question mac, server;
  mac.run.device = "m4-max-40c";
  mac.run.engine = "mlx";
  server.run.device = "h100-sxm";
  server.run.engine = "vllm";
  check_file_types(mac, "qwen3", "4bit|6bit|8bit");
  check_file_types(server, "qwen3", "AWQ|FP8|BF16");
}

TEST_CASE("a stated file type is the only one that is tried", "[whatif][models]") {
  catalog::Question machine;
  machine.run.device = "rtx-3090";
  machine.run.quant = "Q2_K";
  check_file_types(machine, "qwen", "Q2_K");
}

TEST_CASE("filters leave only what they name, and the rest is excluded with the reason", "[whatif][models]") {
  const whatif::RunnableModels all = models_of("rtx-3090");
  const auto filtered = [&](const whatif::ModelsFilter& filter) { return models_of("rtx-3090", filter); };
  SECTION("dense and mixtures part the models") {
    whatif::ModelsFilter dense, moe;
    dense.kind = whatif::ModelKind::dense;
    moe.kind = whatif::ModelKind::moe;
    const whatif::RunnableModels a = filtered(dense), b = filtered(moe);
    CHECK(a.rows.size() + b.rows.size() == all.rows.size());
    CHECK(std::all_of(a.rows.begin(), a.rows.end(), [](const auto& r) { return !(r.model->experts > 1); }));
    CHECK(std::all_of(b.rows.begin(), b.rows.end(), [](const auto& r) { return r.model->experts > 1; }));
  }
  SECTION("age") {
    whatif::ModelsFilter young;
    young.max_age_months = 7;
    const whatif::RunnableModels models = filtered(young);
    REQUIRE_FALSE(models.rows.empty());
    CHECK(models.rows.size() < all.rows.size());
    for (const whatif::RunnableModel& row : models.rows) {
      CHECK(row.model->released >= models.released_since);
    }
    REQUIRE(excluded_of(models, "gemma-3-27b") != nullptr);
    CHECK(excluded_of(models, "gemma-3-27b")->code == "older");
  }
  SECTION("models of any age are more, and by default only known ages count") {
    whatif::ModelsFilter any;
    any.max_age_months = INFINITY;
    const whatif::RunnableModels models = filtered(any);
    CHECK(models.rows.size() > all.rows.size());
    CHECK(row_of(models, "mixtral-8x7b") != nullptr);
    CHECK(row_of(all, "mixtral-8x7b") == nullptr);
    const auto undated = [](const whatif::RunnableModel& r) { return r.model->released.empty(); };
    CHECK(std::count_if(models.rows.begin(), models.rows.end(), undated) ==
          std::count_if(all.rows.begin(), all.rows.end(), undated));
  }
  SECTION("context") {
    whatif::ModelsFilter longer;
    longer.context = 65536;
    const whatif::RunnableModels models = filtered(longer);
    REQUIRE_FALSE(models.rows.empty());
    CHECK(models.rows.size() < all.rows.size());
    for (const whatif::RunnableModel& row : models.rows) {
      CHECK(row.most_context >= 65536);
      CHECK(row.prediction.scenario.depth == 65536 - 128);
    }
  }
  SECTION("a family picks the entry of a shape that bears its name") {
    whatif::ModelsFilter family;
    family.family = "DeepSeek-R1-Distill";
    const whatif::RunnableModels models = filtered(family);
    REQUIRE_FALSE(models.rows.empty());
    for (const whatif::RunnableModel& row : models.rows) {
      CHECK(row.model->slug.starts_with("deepseek-r1-distill"));
    }
    whatif::ModelsFilter unknown;
    unknown.family = "qwne";
    CHECK_THROWS_AS(filtered(unknown), catalog::InputError);
  }
}

TEST_CASE("a model is listed for so many streams where memory holds them all at once", "[whatif][models]") {
  catalog::Question machine;
  machine.run.device = "rtx-3090";
  machine.run.engine = "vllm";
  machine.run.concurrency = 64;
  whatif::ModelsFilter filter;
  filter.min_tps = 0.1;
  const whatif::RunnableModels models =
      whatif::runnable_models(kModelCatalog, predict::Fitted::bundled(), machine, filter);
  REQUIRE(!models.rows.empty());
  for (const whatif::RunnableModel& row : models.rows) {
    CAPTURE(row.model->slug);
    CHECK(predict::streams_in_flight(row.prediction) > 63.5);
  }
  CHECK(std::any_of(models.excluded.begin(), models.excluded.end(), [](const whatif::ExcludedModel& e) {
    return e.reason.find(" of 64 streams at ") != std::string::npos;
  }));
}

TEST_CASE("a desktop beside a card holds no more than its slots take", "[whatif][models]") {
  constexpr double kSlotsBytes = 2 * 2 * 64 * model::kGib;  // channels, modules, DDR5
  catalog::Question machine;
  machine.run.device = "rtx-4090";
  machine.run.host_device = "ryzen-9-7950x";
  whatif::ModelsFilter filter;
  filter.min_tps = 0.1;
  const auto largest_bytes = [&] {
    double most = 0;
    for (const whatif::RunnableModel& row :
         whatif::runnable_models(kModelCatalog, predict::Fitted::bundled(), machine, filter).rows) {
      const model::MemoryNeed& need = row.prediction.memory;
      most = std::max(most, row.prediction.scenario.cpu_only ? need.needed_bytes() : need.host_bytes);
    }
    return most;
  };
  const double of_desktop = largest_bytes();
  CHECK(of_desktop > kSlotsBytes / 2);
  CHECK(of_desktop <= kSlotsBytes);
  machine.run.host_device = "epyc-9654";  // registered modules
  CHECK(largest_bytes() > kSlotsBytes);
}

TEST_CASE("pruned models and random weights are no rows", "[whatif][models]") {
  const whatif::RunnableModels models = models_of("rtx-3090");
  for (const whatif::RunnableModel& row : models.rows) {
    CHECK(row.model->variant != "pruned");
    CHECK(row.model->variant != "synthetic");
  }
  REQUIRE(excluded_of(models, "qwen3-30b-ream-a3b") != nullptr);
  CHECK(excluded_of(models, "qwen3-30b-ream-a3b")->code == "variant");
}

TEST_CASE("models are ordered by size, rate, context or release", "[whatif][models]") {
  for (std::size_t i = 0; i < whatif::kModelsByNames.size(); ++i) {
    whatif::ModelsFilter filter;
    filter.family = "gemma";
    filter.by = *whatif::models_by(whatif::kModelsByNames[i]);
    const whatif::RunnableModels models = models_of("rtx-3090", filter);
    REQUIRE(models.rows.size() >= 4);
    CHECK(std::is_sorted(models.rows.begin(), models.rows.end(), [&](const auto& a, const auto& b) {
      switch (filter.by) {
        case whatif::ModelsBy::size: return a.model->parameters > b.model->parameters;
        case whatif::ModelsBy::tps: return a.prediction.decode.tps() > b.prediction.decode.tps();
        case whatif::ModelsBy::context: return a.most_context > b.most_context;
        case whatif::ModelsBy::date: return a.model->released > b.model->released;
      }
      return false;
    }));
  }
  CHECK_FALSE(whatif::models_by("price"));
}

TEST_CASE("the next size up is larger than all rows, and so many cards run it", "[whatif][models]") {
  whatif::ModelsFilter filter;
  filter.family = "llama";
  const whatif::RunnableModels models = models_of("rtx-3090", filter);
  REQUIRE(models.next);
  const whatif::NextSize& next = *models.next;
  for (const whatif::RunnableModel& row : models.rows) {
    CHECK(row.model->parameters < next.model.model->parameters);
  }
  CHECK(next.model.needed_bytes > next.available_bytes);
  REQUIRE(next.n_devices >= 2);
  const whatif::RunnableModels more = models_of("rtx-3090", filter, next.n_devices);
  REQUIRE(row_of(more, next.model.model->slug) != nullptr);
  const whatif::RunnableModels fewer = models_of("rtx-3090", filter, next.n_devices - 1);
  CHECK(row_of(fewer, next.model.model->slug) == nullptr);
}

TEST_CASE("a processor alone runs models on itself", "[whatif][models]") {
  whatif::ModelsFilter filter;
  filter.family = "qwen3";
  filter.min_tps = 3;
  const whatif::RunnableModels models = models_of("ryzen-9-7950x", filter);
  REQUIRE_FALSE(models.rows.empty());
  for (const whatif::RunnableModel& row : models.rows) {
    CHECK(row.placement == "cpu");
  }
}

TEST_CASE("a question that names a model or no known device is refused", "[whatif][models]") {
  catalog::Question machine;
  machine.run.device = "rtx-3090";
  machine.run.model = "qwen3-8b";
  CHECK_THROWS_AS(whatif::runnable_models(kModelCatalog, predict::Fitted::bundled(), machine, {}),
                  catalog::InputError);
  CHECK_THROWS_AS(models_of("rtx-3x9x"), catalog::InputError);
}

TEST_CASE("what the devices do not hold is placed on a host that is named", "[whatif][models]") {
  catalog::Question machine;
  machine.run.device = "rtx-4060";
  whatif::ModelsFilter filter;
  filter.family = "gpt-oss-120b";
  const whatif::RunnableModels alone =
      whatif::runnable_models(kModelCatalog, predict::Fitted::bundled(), machine, filter);
  CHECK(alone.rows.empty());
  machine.run.host_device = "ryzen-9-7950x";
  machine.run.details.host_memory_gib = 96;
  const whatif::RunnableModels with_host =
      whatif::runnable_models(kModelCatalog, predict::Fitted::bundled(), machine, filter);
  REQUIRE(with_host.rows.size() == 1);
  const whatif::RunnableModel& row = with_host.rows.front();
  CHECK(row.options.find("--n-cpu-moe") != std::string::npos);
  CHECK(row.prediction.memory.host_bytes > 0);
  CHECK(row.most_context >= whatif::kUsualContext);
}
