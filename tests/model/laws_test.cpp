// What must hold for every machine and model, whatever the coefficients: counted by count(), timed at prior means.
#include "catalog/link_rates.hpp"
#include "model/count/kv_cache.hpp"
#include "model/time/figure_time.hpp"
#include "tests/model/support.hpp"
#include "tests/worse_link.hpp"

using namespace tokroof;
using namespace tokroof::test;

namespace {

struct Machine {
  const char* device;
  const char* engine;
  const char* backend;
};
constexpr Machine kMachines[] = {{"rtx-3090", "llama.cpp", "cuda"},
                                 {"h100-sxm", "vllm", "cuda"},
                                 {"rx-7900-xtx", "llama.cpp", "vulkan"},
                                 {"m2-ultra-76c", "llama.cpp", "metal"},
                                 {"m4-max-40c", "mlx", "mlx"},
                                 {"strix-halo", "llama.cpp", "rocm"}};
/// Dense, experts, experts with windows, windows, latent attention, linear attention.
constexpr const char* kModels[] = {
    "llama-3.1-8b", "qwen3-30b-a3b", "gpt-oss-20b", "gemma-3-12b", "glm-4.7-flash", "qwen3.5-9b"};
constexpr double kBatches[] = {1, 8, 64};
constexpr double kDepths[] = {0, 1024, 8192, 32768};
constexpr double kRounding = 1 + 1e-12;

Options options_for(const Machine& machine) { return {.engine = machine.engine, .backend = machine.backend}; }

template <class Visit>
void for_each_pair(Visit visit) {
  for (const Machine& machine : kMachines) {
    for (const char* model : kModels) {
      INFO(machine.device << ' ' << machine.engine << ' ' << model);
      visit(scenario_for(machine.device, model, "Q4_K_M", options_for(machine)));
    }
  }
}

/// Every machine and model with each depth and batch.
template <class Visit>
void for_each_scenario(Visit visit) {
  for_each_pair([&](model::Scenario s) {
    for (const double depth : kDepths) {
      s.context = depth + s.n_gen / 2;
      for (const double batch : kBatches) {
        s.concurrency = batch;
        CAPTURE(depth, batch);
        visit(s);
      }
    }
  });
}

model::Step counted(const model::Scenario& s) { return value_or_throw(model::count(s)); }

model::Breakdown<double> timed(const model::Step& step) {
  return model::decode_time(step, prior_coefficients(step));
}

/// Seconds of a decode step.
double seconds(const model::Scenario& s) { return timed(counted(s)).total(); }

model::Scenario split_over(model::Scenario s, model::Split split, double devices) {
  s.split = split;
  s.n_devices = devices;
  s.link =
      catalog::link_rates(catalog::Catalog::bundled(), "", s.link_class, s.device, model::kUnknown, devices);
  return s;
}

model::Scenario with_slow_host(model::Scenario s) {
  s.host = model::Host{.bandwidth_bytes_per_s = 8e10, .fp32_flops = 2e12, .threads = 16, .label = "desktop"};
  return s;
}

/// Every way to split a model over two devices or eight, with every link of the catalog that the machine has a backend for.
template <class Visit>
void for_each_split(Visit visit) {
  for (const Machine& machine : kMachines) {
    for (const char* model : {"llama-3.1-8b", "qwen3-30b-a3b"}) {
      for (const char* split : {"layer", "row", "tensor", "pipeline", "rpc"}) {
        for (const double devices : {2.0, 8.0}) {
          INFO(machine.device << ' ' << machine.engine << ' ' << model << ' ' << split << ' ' << devices);
          visit([&](const catalog::Link& link, double batch) {
            Options o = options_for(machine);
            o.n_devices = devices;
            o.split = split;
            o.interconnect = link.slug;
            model::Scenario s = scenario_for(machine.device, model, "Q4_K_M", o);
            s.concurrency = batch;
            return s;
          });
        }
      }
    }
  }
}

}  // namespace

TEST_CASE("every part is finite and not negative, and the parts add up", "[model][laws][property]") {
  for_each_scenario([](const model::Scenario& s) {
    const model::Breakdown<double> t = timed(counted(s));
    const auto parts = {
        t.weights, t.kv, t.state, t.launch, t.fixed, t.logits, t.link, t.host, t.eager, t.drafting};
    double sum = 0;
    for (const double part : parts) {
      CHECK(part >= 0);  // false for NaN too
      sum += part;
    }
    CHECK(std::isfinite(sum));
    CHECK(t.total() == Approx(sum).epsilon(1e-12));
    CHECK(t.weights > 0);
  });
}

TEST_CASE("every model and device of the catalog that can be counted takes a finite time",
          "[model][laws][property]") {
  std::size_t modelled = 0;
  const auto check = [&](std::string_view device, std::string_view model) {
    const auto scenario = catalog::resolve(catalog::Catalog::bundled(), run_for(device, model, "Q4_K_M"));
    if (const auto step =
            scenario ? model::count(*scenario) : model::Result<model::Step>(scenario.refusal())) {
      CAPTURE(device, model);
      const double total = timed(*step).total();
      CHECK(std::isfinite(total));
      CHECK(total > 0);
      modelled += 1;
    }
  };
  for (const model::Architecture& model : catalog::Catalog::bundled().models()) {
    check("m3-ultra-80c", model.slug);
  }
  for (const model::Device& device : catalog::Catalog::bundled().devices()) {
    check(device.slug, "llama-3.2-1b");
  }
  CHECK(modelled > 500);
}

TEST_CASE("more bandwidth is never slower", "[model][laws][property]") {
  for_each_scenario([](model::Scenario s) {
    const double before = seconds(s);
    s.device.bandwidth_bytes_per_s *= 1.25;
    CHECK(seconds(s) <= before);
  });
}

TEST_CASE("no rate exceeds bandwidth over bytes", "[model][laws][property]") {
  for_each_scenario([](const model::Scenario& s) {
    const model::Step step = counted(s);
    const double bytes = model::device_share(step).weight_bytes + step.work.sequences * step.work.kv_bytes;
    CHECK(seconds(s) >= bytes / s.device.bandwidth_bytes_per_s);
  });
}

TEST_CASE("a layer split of one stream decodes no faster than one device that holds the model",
          "[model][laws][property]") {
  for_each_scenario([](const model::Scenario& s) {
    if (s.concurrency > 1) {
      return;
    }
    double before = seconds(s);
    for (const double devices : {2.0, 4.0, 8.0}) {
      for (const model::Split split : {model::Split::layer, model::Split::pipeline, model::Split::rpc}) {
        CHECK(seconds(split_over(s, split, devices)) >= before);
      }
      before = seconds(split_over(s, model::Split::layer, devices));  // nor do more devices help
    }
  });
}

TEST_CASE("a tensor split over n reads at least an n-th of the weights on each device",
          "[model][laws][property]") {
  for_each_scenario([](const model::Scenario& s) {
    const double alone = model::device_share(counted(s)).weight_bytes;
    for (const double devices : {2.0, 3.0, 8.0}) {
      const model::Step split = counted(split_over(s, model::Split::tensor, devices));
      CHECK(model::device_share(split).weight_bytes * devices * kRounding >= alone);
      CHECK(timed(split).weights * devices * kRounding >= timed(counted(s)).weights);
      CHECK(timed(split).kv * devices * kRounding >= timed(counted(s)).kv);
    }
  });
}

TEST_CASE("a link that is worse in any respect never helps", "[model][laws][property]") {
  using Worsen = void (*)(model::LinkRates&);
  constexpr Worsen kWorse[] = {[](model::LinkRates& l) { l.bytes_per_s /= 3; },
                               [](model::LinkRates& l) { l.latency_s += 20e-6; },
                               [](model::LinkRates& l) { l.all_reduce_s += 20e-6; },
                               [](model::LinkRates& l) { l.host_bytes_per_s /= 3; },
                               [](model::LinkRates& l) { l.over_pcie = true; },
                               [](model::LinkRates& l) { l.over_pcie = l.through_host = true; }};
  for_each_scenario([&](const model::Scenario& s) {
    for (const model::Split split : {model::Split::layer,
                                     model::Split::pipeline,
                                     model::Split::rpc,
                                     model::Split::tensor,
                                     model::Split::row}) {
      model::Step step = counted(split_over(s, split, 4));
      step.rates.link = {
          .bytes_per_s = 50e9, .latency_s = 2e-6, .all_reduce_s = 10e-6, .host_bytes_per_s = 31.5e9};
      const model::Coefficients<double> c = prior_coefficients(step);
      const double decode = model::decode_time(step, c).total(),
                   prompt = model::prefill_time(step, c, 512, 0);
      for (const Worsen worsen : kWorse) {
        worsen(step.rates.link);
        CHECK(model::decode_time(step, prior_coefficients(step)).total() >= decode);
        CHECK(model::prefill_time(step, prior_coefficients(step), 512, 0) >= prompt);
      }
      CHECK(model::decode_time(step, prior_coefficients(step)).total() > decode);
      CHECK(model::prefill_time(step, prior_coefficients(step), 512, 0) > prompt);
    }
  });
}

TEST_CASE("every exchange takes its bytes over the line rate at least", "[model][laws][property]") {
  for_each_scenario([](const model::Scenario& s) {
    for (const model::Split split : {model::Split::layer, model::Split::tensor, model::Split::row}) {
      model::Step step = counted(split_over(s, split, 2));
      step.rates.link = {.bytes_per_s = 1e9, .latency_s = 1e-6};
      const model::Messages m = model::messages(step);
      CHECK(timed(step).link >= m.number * (split == model::Split::tensor ? m.bytes / 1e9 : 1e-6));
    }
  });
}

TEST_CASE("no link takes less than no time, nor makes a batch faster than one stream",
          "[model][laws][property]") {
  for_each_split([](auto scenario) {
    for (const catalog::Link& link : catalog::Catalog::bundled().links()) {
      CAPTURE(link.slug);
      double before = 0, batch_before = 1;
      for (const double batch : {1.0, 8.0, 256.0}) {
        const model::Breakdown<double> t = timed(counted(scenario(link, batch)));
        CHECK(t.link >= 0);
        CHECK(t.total() >= before);
        CHECK((before == 0 || t.total() / batch <= before / batch_before));
        before = t.total();
        batch_before = batch;
      }
    }
  });
}

TEST_CASE("a link that is worse in every figure is never faster", "[model][laws][property]") {
  for_each_split([](auto scenario) {
    for (const double batch : {1.0, 64.0}) {
      std::vector<double> times;
      for (const catalog::Link& link : catalog::Catalog::bundled().links()) {
        times.push_back(seconds(scenario(link, batch)));
      }
      const auto links = catalog::Catalog::bundled().links();
      for (std::size_t a = 0; a < links.size(); ++a) {
        for (std::size_t b = 0; b < links.size(); ++b) {
          // A fabric is that of its own devices: tests/laws compares those.
          if (way_of(links[b]) > 0 && worse_in_everything(links[a], links[b])) {
            CAPTURE(links[a].slug, links[b].slug, batch);
            CHECK(times[a] * kRounding >= times[b]);
          }
        }
      }
    }
  });
}

TEST_CASE("twice the depth adds the cache of the full layers and nothing else", "[model][laws][property]") {
  constexpr double kDepth = 8192;  // beyond every window and its micro-batch
  for_each_pair([](model::Scenario s) {
    const model::LayerCounts layers = model::layer_counts(*s.model);
    s.context = kDepth;
    const model::KvCache once = model::kv_cache(s, layers);
    const model::Breakdown<double> shallow = timed(counted(s));
    s.context = 2 * kDepth;
    const model::Breakdown<double> deep = timed(counted(s));
    CHECK(model::kv_cache(s, layers).bytes - once.bytes ==
          Approx(kDepth * once.bytes_per_token_full).epsilon(1e-12));
    CHECK(model::kv_cache(s, layers).flops - once.flops ==
          Approx(kDepth * once.flops_per_pair).epsilon(1e-12));
    CHECK(deep.total() - deep.kv == Approx(shallow.total() - shallow.kv).epsilon(1e-12));
    CHECK(deep.kv > shallow.kv);
    CHECK(deep.kv <= 2 * shallow.kv * kRounding);
    if (layers.sliding == 0) {
      CHECK(deep.kv == Approx(2 * shallow.kv).epsilon(1e-12));
    }
  });
}

TEST_CASE("a larger batch never lowers the sum of rates nor raises one stream's", "[model][laws][property]") {
  for_each_pair([](model::Scenario s) {
    for (const double depth : kDepths) {
      s.context = depth + s.n_gen / 2;
      s.concurrency = 1;
      double before = seconds(s), batch_before = 1;
      for (const double batch : {2.0, 4.0, 8.0, 16.0, 64.0, 256.0}) {
        s.concurrency = batch;
        CAPTURE(depth, batch);
        const double now = seconds(s);
        CHECK(now >= before);
        CHECK(now / batch <= before / batch_before);
        before = now;
        batch_before = batch;
      }
    }
  });
}

TEST_CASE("fewer active experts are never slower", "[model][laws][property]") {
  for_each_scenario([](model::Scenario s) {
    model::Architecture fewer = *s.model;
    if (!(fewer.experts > 0)) {
      return;
    }
    const model::Step all = counted(s);
    fewer.experts_active /= 2;
    fewer.active_parameters -= all.work.expert_weights / 2;
    fewer.computed_active_parameters = all.work.weights - all.work.expert_weights / 2;
    s.model = &fewer;
    CHECK(seconds(s) <= timed(all).total());
  });
}

TEST_CASE("a smaller file type never reads more bytes", "[model][laws][property]") {
  for_each_pair([](model::Scenario s) {
    double before = 0;
    for (const char* type : {"Q2_K", "Q3_K_M", "Q4_K_M", "Q5_K_M", "Q6_K", "Q8_0", "F16"}) {
      s.quant = type;
      s.device.memory_gib = 1000;
      const double bytes = counted(s).work.weight_bytes;
      CAPTURE(type);
      CHECK(bytes >= before);
      before = bytes;
    }
  });
}

TEST_CASE("experts or layers on a slower host never speed a step up", "[model][laws][property]") {
  for_each_scenario([](const model::Scenario& s) {
    const double alone = seconds(s);
    model::Scenario layers = with_slow_host(s);
    layers.layers_on_gpu = s.model->layers / 2;
    CHECK(seconds(layers) >= alone);
    if (s.model->experts > 0) {
      model::Scenario experts = with_slow_host(s);
      experts.experts_on_host = model::HostExperts{};
      CHECK(seconds(experts) >= alone);
      experts.experts_on_host->end = s.model->layers / 2;
      CHECK(seconds(experts) >= alone);
    }
  });
}

TEST_CASE("a longer prompt takes longer, and depth before it never helps", "[model][laws][property]") {
  for_each_pair([](const model::Scenario& s) {
    const model::Step step = counted(s);
    const model::Coefficients<double> c = prior_coefficients(step);
    double before = 0;
    for (const double tokens : {1.0, 16.0, 512.0, 2048.0, 32768.0}) {
      CAPTURE(tokens);
      const double now = model::prefill_time(step, c, tokens, 0);
      CHECK(now > before);
      CHECK(model::prefill_time(step, c, tokens, 4096) >= now);
      before = now;
    }
  });
}
