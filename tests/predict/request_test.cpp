#include "predict/request.hpp"
#include "catalog/engine_formats.hpp"

#include <cmath>
#include <random>

#include <catch2/catch.hpp>
#include "catalog/device_set.hpp"
#include "catalog/engines.hpp"
#include "catalog/resolve.hpp"
#include "catalog/text.hpp"
#include "model/count/layer_counts.hpp"
#include "model/count/weights.hpp"
#include "predict/engine_limits.hpp"
#include "predict/placement_name.hpp"
#include "predict/quant_name.hpp"
#include "tests/predict/support.hpp"
#include "tests/seed.hpp"
#include "tests/unlike.hpp"

namespace tokroof::test {
namespace {

/// The value of an assumption as text; "-": it was not taken.
std::string assumed(const predict::Request& request, std::string_view name) {
  for (const catalog::Assumption& a : request.assumed) {
    if (a.name == name) {
      const double* number = std::get_if<double>(&a.value);
      return number != nullptr ? std::to_string(*number) : std::get<std::string>(a.value);
    }
  }
  return "-";
}

catalog::Question llama(std::string_view device) { return question(device, "llama-3.1-8b", "Q4_K_M"); }

TEST_CASE("unlike cards take the micro-batch of the smallest, in whatever order they are named",
          "[predict][request]") {
  catalog::Question question;
  question.run.model = "llama-3.1-8b";
  question.run.engine = "vllm";
  for (const char* cards : {"radeon-vii+mi455x", "mi455x+radeon-vii"}) {
    question.run.device = cards;
    const double together =
        predict::complete(catalog::Catalog::bundled(), predict::Fitted::bundled(), question).run.micro_batch;
    question.run.device = "radeon-vii";
    CHECK(
        together ==
        predict::complete(catalog::Catalog::bundled(), predict::Fitted::bundled(), question).run.micro_batch);
  }
}

TEST_CASE("what Windows keeps of a card's memory is told as unknown where it is", "[predict][request]") {
  const auto says_unknown = [](const char* device) {
    catalog::Question q = llama(device);
    q.run.details.os = "windows";
    const std::vector<std::string> notes = completed(q).notes;
    return std::any_of(notes.begin(), notes.end(), [](const std::string& note) {
      return catalog::contains(note, "Windows keeps is not known");
    });
  };
  CHECK(says_unknown("rx-7900-xtx"));
  CHECK_FALSE(says_unknown("rtx-3090"));
  CHECK_FALSE(says_unknown("m4-max-40c"));
}

TEST_CASE("a question of three names becomes a run without gaps", "[predict][request]") {
  const predict::Request r = completed(llama("rtx-4090"));
  CHECK(test::unlike(r.run, "engine=llama.cpp backend=cuda n_devices=1 split=none") == "");
  CHECK(r.run.n_prompt == 512);
  CHECK(test::unlike(r.run, "n_gen=128 depth=0 concurrency=1 kv_type=f16") == "");
  CHECK(r.run.engine_date == predict::Fitted::bundled().data().newest_date);
  CHECK(r.run.rate == catalog::StatedRate::unsaid);  // that of a stream, no prompt beside it
}

TEST_CASE("names in any spelling become slugs", "[predict][request]") {
  catalog::Question q = question("NVIDIA GeForce RTX 4090", "Llama_3.1 8B", "q4_k_m");
  q.run.engine = "LLAMA.cpp";
  q.run.host_device = "AMD Ryzen 9 7950X";
  const predict::Request r = completed(q);
  CHECK(test::unlike(r.run,
                     "device=rtx-4090 model=llama-3.1-8b quant=Q4_K_M engine=llama.cpp "
                     "host_device=ryzen-9-7950x") == "");
}

TEST_CASE("a system is its parts", "[predict][request]") {
  const predict::Request r = completed(question("dgx-h100", "llama-3.1-8b", "BF16"));
  CHECK(test::unlike(r.run, "device=h100-sxm n_devices=8") == "");
  CHECK(assumed(r, "device") == "8 x h100-sxm");
  CHECK(assumed(r, "link") == "nvlink4-nvswitch");
}

TEST_CASE("of cards beside a processor that does all the work none counts", "[predict][request]") {
  const auto beside = [](std::string_view cards) {
    catalog::Question q = llama(cards);
    q.run.backend = "cpu";
    q.run.host_device = "ryzen-9-7950x";
    return q;
  };
  const double alone = predicted(beside("rtx-3090")).decode.tps();
  for (const char* cards : {"2x3090", "rtx-3090+rtx-4090", "tinybox-pro-v2"}) {
    CAPTURE(cards);
    CHECK(completed(beside(cards)).run.n_devices == 1);
    CHECK(predicted(beside(cards)).decode.tps() == Approx(alone).epsilon(1e-6));
  }
  catalog::Question two = llama("epyc-9355");
  two.run.n_devices = 2;
  CHECK(kind_of_error([&] { completed(two); }) == "usage");
}

TEST_CASE("a set counts its cards, and is the same set in any order", "[predict][request]") {
  const predict::Request r = completed(llama("rtx-3090+rtx-5090+rtx-3090"));
  CHECK(r.run.device == "rtx-3090+rtx-5090+rtx-3090");
  CHECK(catalog::device_set(catalog::Catalog::bundled(), r.run.device).name == "rtx-5090+rtx-3090+rtx-3090");
  CHECK(r.run.n_devices == 3);
  CHECK(completed(llama("rtx-3090+rtx-3090")).run.device == "rtx-3090");
  CHECK(kind_of_error([] { completed(llama("rtx-3090+")); }) == "unknown-name");
  CHECK(kind_of_error([] { completed(llama("rtx-3090+dgx-h100")); }) == "usage");
}

TEST_CASE("a set of two cards with the same bandwidth is the same set in any order", "[predict][request]") {
  const catalog::Catalog& catalog = catalog::Catalog::bundled();
  const auto set = [&](const char* cards) { return catalog::device_set(catalog, cards); };
  REQUIRE(catalog.device("rtx-5060").bandwidth_bytes_per_s ==
          catalog.device("rtx-a4000").bandwidth_bytes_per_s);
  CHECK(set("rtx-5060+rtx-a4000").name == set("rtx-a4000+rtx-5060").name);
  CHECK(set("rtx-5060+rtx-a4000").device.slug == set("rtx-a4000+rtx-5060").device.slug);
}

TEST_CASE("engines that serve batches split by tensors, the others by layers", "[predict][request]") {
  catalog::Question q = llama("rtx-3090");
  q.run.n_devices = 2;
  CHECK(completed(q).run.split == model::Split::layer);
  q.run.engine = "vllm";
  q.run.quant = "FP8";
  CHECK(completed(q).run.split == model::Split::tensor);
  CHECK(assumed(completed(q), "split") == "tensor");
}

TEST_CASE("experts of the first layers go to the host", "[predict][request]") {
  catalog::Question q = question("rtx-4090", "deepseek-v3", "Q4_K_M");  // 61 layers, the first 3 dense
  q.run.host_device = "epyc-9355";
  const auto placement = [&](double n) {
    q.run.details.n_cpu_moe = n;
    return predict::placement_name(*catalog::resolve(catalog::Catalog::bundled(), completed(q).run));
  };
  CHECK(placement(61) == "experts=cpu");
  CHECK(placement(13) == "expert-layers-gpu=48");
  CHECK(placement(3) == "gpu");
  q.run.host_device.clear();
  q.run.details.n_cpu_moe = 13;
  CHECK(kind_of_error([&] { completed(q); }) == "usage");
}

TEST_CASE("layers beyond the device need a host, all layers do not", "[predict][request]") {
  catalog::Question q = llama("rtx-4090");
  for (const double all : {-1.0, 32.0, 33.0, 99.0}) {
    q.run.n_gpu_layers = all;
    CHECK(completed(q).run.placement.empty());
  }
  q.run.n_gpu_layers = 31;
  CHECK(kind_of_error([&] { completed(q); }) == "usage");
  q.run.host_device = "ryzen-9-7950x";
  CHECK(completed(q).run.placement == catalog::StatedPlacement::part_on_host);
}

TEST_CASE("every device of the catalog gets an engine, or says that none is known",
          "[predict][request][property]") {
  for (const model::Device& d : catalog::Catalog::bundled().devices()) {
    CAPTURE(d.slug);
    const std::string error = kind_of_error([&] { completed(question(d.slug, "llama-3.2-1b", "")); });
    const bool too_many = d.part_count > catalog::Catalog::bundled().model("llama-3.2-1b").layers;
    CHECK((error.empty() ||
           (error == "usage" && (catalog::backends_of(catalog::Catalog::bundled(), d).empty() ||
                                 d.kind == model::DeviceKind::storage || too_many))));
  }
}

TEST_CASE("every device that the fit has runs of can be asked about", "[predict][request][property]") {
  const predict::Fitted& fitted = predict::Fitted::bundled();
  std::size_t asked = 0;
  for (const model::Device& d : catalog::Catalog::bundled().devices()) {
    if (fitted.runs_behind(model::Scope::device, d.slug) > 0) {
      CAPTURE(d.slug);
      ++asked;
      CHECK(!catalog::backends_of(catalog::Catalog::bundled(), d).empty());
    }
  }
  CHECK(asked > 100);
}

TEST_CASE("accelerators of one vendor alone run what its datasets entry says", "[predict][request]") {
  const auto run_of = [](const char* device) { return completed(question(device, "llama-3.1-8b", "")).run; };
  CHECK(run_of("inferentia2").engine == "transformers-neuronx");
  CHECK(run_of("inferentia2").backend == "neuron");
  CHECK(run_of("tpu-v6e").engine == "vllm");
  CHECK(run_of("tpu-v6e").backend == "tpu");
  CHECK(run_of("gaudi3").backend == "hpu");
  catalog::Question twelve = question("inferentia2", "llama-3.1-8b", "");
  twelve.run.n_devices = 12;
  CHECK(completed(twelve).run.interconnect == "neuronlink");
  twelve.run.n_devices = 24;
  CHECK(completed(twelve).run.network == "eth-100g");
}

TEST_CASE("an engine that leaves integrated graphics idle decodes on the cores, and says what would use them",
          "[predict][request]") {
  const auto ask = [](const char* device, const char* engine, const char* backend) {
    catalog::Question q = llama(device);
    q.run.engine = engine;
    q.run.backend = backend;
    return completed(q);
  };
  const auto said = [](const predict::Request& r) {
    return std::any_of(r.notes.begin(), r.notes.end(), [](const std::string& note) {
      return note.find("OLLAMA_IGPU_ENABLE=1") != std::string::npos;
    });
  };
  const predict::Request idle = ask("iris-xe-alder-lake", "ollama", "");
  CHECK(idle.run.backend == "cpu");
  CHECK(said(idle));
  const predict::Request told = ask("iris-xe-alder-lake", "ollama", "vulkan");
  CHECK(told.run.backend == "vulkan");
  CHECK(!said(told));
  CHECK(ask("iris-xe-alder-lake", "llama.cpp", "").run.backend == "vulkan");
  CHECK(ask("strix-halo", "ollama", "").run.backend == "rocm");  // on its list
  CHECK(ask("m4-max-40c", "ollama", "").run.backend == "metal");
  CHECK(ask("gb10", "ollama", "").run.backend == "cuda");
  CHECK(ask("arc-b580", "ollama", "").run.backend == "vulkan");  // a card
}

TEST_CASE("the cores of every chip that people buy are known", "[predict][request][property]") {
  for (const model::Device& d : catalog::Catalog::bundled().devices()) {
    const bool chip = d.kind == model::DeviceKind::apu || d.kind == model::DeviceKind::soc;
    if (chip && !d.never_released && d.slug != "mi300a" && d.slug != "bc-250") {
      CAPTURE(d.slug);
      catalog::Question q = question(d.slug, "llama-3.2-1b", "Q4_0");
      q.run.backend = "cpu";
      CHECK(completed(q).run.backend == "cpu");
    }
  }
}

TEST_CASE("a chip whose entry is of its processor cores runs on them", "[predict][request]") {
  CHECK(completed(llama("snapdragon-888")).run.backend == "cpu");
  CHECK(completed(llama("snapdragon-x-elite")).run.backend == "opencl");  // its graphics
  CHECK(completed(llama("jetson-agx-orin-64gb")).run.backend == "cuda");
}

TEST_CASE("a format that the engine does not read is said", "[predict][request]") {
  const auto foreign = [](std::string_view engine, std::string_view quant) {
    const catalog::EngineFormat* limit =
        catalog::format_limit(catalog::Catalog::bundled(),
                              catalog::Catalog::bundled().find_engine(engine)->family(),
                              quant,
                              catalog::Catalog::bundled().device("rtx-4090"));
    return limit == nullptr || limit->outcome == "another way"
               ? ""
               : predict::limit_sentence(engine, quant, limit->why);
  };
  CHECK(foreign("mlx", "Q4_K_M") == "mlx reads no GGUF files, which Q4_K_M is a type of");
  CHECK(foreign("ollama", "AWQ") == "ollama reads GGUF files only, which AWQ is no type of");
  for (const auto& [engine, quant] : {std::pair{"vllm", "Q4_K_M"},
                                      {"vllm", "AWQ"},
                                      {"llama.cpp", "MXFP4"},
                                      {"llama.cpp", "IQ2_XS"},
                                      {"mlx", "MLX-Q4"},
                                      {"exllamav2", "GPTQ"},
                                      {"deepspeed", "BF16"}}) {
    CAPTURE(engine, quant);
    CHECK(foreign(engine, quant).empty());
  }
  catalog::Question q = llama("m3-max-40c");
  q.run.engine = "mlx";
  CHECK(completed(q).notes.back() ==
        "mlx reads no GGUF files, which Q4_K_M is a type of: predicted as if it did");
}

TEST_CASE("a type that MLX has under another's name is MLX's", "[predict][request]") {
  catalog::Question q = llama("m3-max-40c");
  q.run.engine = "mlx";
  q.run.quant = "MXFP4";
  CHECK(completed(q).run.quant == "MLX mxfp4");
  q.run.model = "gpt-oss-20b";  // published so
  CHECK(completed(q).run.quant == "MXFP4");
}

TEST_CASE("every quant that the runs name is known", "[predict][request][property]") {
  const model::Architecture& model = catalog::Catalog::bundled().model("llama-3.1-8b");
  for (const catalog::Recipe& recipe : catalog::Catalog::bundled().recipes()) {
    CAPTURE(recipe.file_type);
    CHECK(predict::resolve_quant(
              catalog::Catalog::bundled(), model, std::string(recipe.file_type), model::kUnknown)
              .counted_as.empty());
  }
  for (const catalog::Alias& alias : catalog::Catalog::bundled().aliases()) {
    const bool pattern = alias.canonical.find("x.xx") != std::string_view::npos;
    if (alias.kind == "quant" && !pattern) {
      CAPTURE(alias.alias);
      CHECK_NOTHROW(predict::resolve_quant(
          catalog::Catalog::bundled(), model, std::string(alias.alias), model::kUnknown));
    }
  }
}

TEST_CASE("a storage type of known bits is counted by its bits", "[predict][request]") {
  const model::Architecture& model = catalog::Catalog::bundled().model("llama-3.1-8b");
  const predict::QuantName q =
      predict::resolve_quant(catalog::Catalog::bundled(), model, "IQ4_KS", model::kUnknown);
  CHECK(q.size_gib * 1073741824 == Approx(model.parameters * 4.25 / 8));
  CHECK(std::isnan(predict::resolve_quant(catalog::Catalog::bundled(), model, "IQ4_KS", 4.2).size_gib));
  CHECK(kind_of_error([&] { predict::resolve_quant(catalog::Catalog::bundled(), model, "Q9_Z", 4.2); }) ==
        "unknown-name");
  CHECK(kind_of_error([&] {
          predict::resolve_quant(catalog::Catalog::bundled(), model, "KV cache f16", model::kUnknown);
        }) == "unknown-name");
}

TEST_CASE("a storage type weighs the same in a table and in a question", "[predict][request][property]") {
  const catalog::Catalog& catalog = catalog::Catalog::bundled();
  int compared = 0;
  for (const catalog::StorageType& type : catalog.storage_types()) {
    const bool interleaved = type.engine_family == "ik_llama";
    for (const std::string& name : {std::string(type.name), std::string(type.name) + "_R4"}) {
      if (!(type.bits_per_weight > 0) || type.name.starts_with("KV ") ||
          (name != type.name && !interleaved)) {
        continue;
      }
      CAPTURE(name);
      catalog::Question q = question("rtx-4090", "llama-3.1-8b", name);
      catalog::Run row = q.run;
      row.engine = q.run.engine = type.engine_family.starts_with("vllm") ? "vllm" : "llama.cpp";
      q.run = predict::complete(catalog, predict::Fitted::bundled(), q).run;
      const auto of_table = catalog::resolve(catalog, row), of_question = catalog::resolve(catalog, q.run);
      REQUIRE(of_table);
      REQUIRE(of_question);
      const model::LayerCounts layers = model::layer_counts(*of_table->model);
      CHECK(model::weight_read_count(*of_table, layers)->file_bytes ==
            Approx(model::weight_read_count(*of_question, layers)->file_bytes).epsilon(1e-9));
      ++compared;
    }
  }
  CHECK(compared > 60);
}

TEST_CASE("an approximate name is applied and listed", "[predict][request]") {
  CHECK(assumed(completed(question("rtx-4090", "llama-3.1-8b", "UD-Q4_K_XL")), "quant") == "Q4_K_M");
  CHECK(assumed(completed(question("l40s-8q", "llama-3.1-8b", "Q4_K_M")), "device")
            .starts_with("'l40s-8q' is taken as l40s, "));
  CHECK(assumed(completed(question("rtx-4090", "generic-8b", "Q4_K_M")), "model")
            .starts_with("'generic-8b' is taken as llama-3-8b, "));
  CHECK(assumed(completed(question("rtx-4090", "llama-3.1-8b", "BF16")), "quant") == "-");
}

TEST_CASE("a backend that does not run on a device is refused with those that do", "[predict][request]") {
  catalog::Question q = llama("rx-7900-xtx");
  q.run.backend = "cuda";
  try {
    completed(q);
    FAIL("was accepted");
  } catch (const catalog::InputError& error) {
    CHECK(error.kind == "usage");
    CHECK(error.suggestions == std::vector<std::string>{"rocm", "vulkan", "cpu"});
  }
}

TEST_CASE("an engine runs on its own backends, and where it has none it is refused", "[predict][request]") {
  const auto backend = [](const char* device, const char* engine) {
    catalog::Question q = llama(device);
    q.run.engine = engine;
    q.run.quant.clear();
    return completed(q).run.backend;
  };
  CHECK(backend("m3-max-40c", "mlx") == "mlx");
  CHECK(backend("arc-b580", "vllm") == "sycl");
  CHECK(backend("rx-5700-xt", "exllamav2") == "rocm");
  CHECK(backend("rx-5700-xt", "llama.cpp") == "vulkan");
  CHECK(backend("rx-7900-xtx", "llama.cpp") == "rocm");
  for (const auto& [device, engine] : {std::pair{"rx-7900-xtx", "mlx"},
                                       {"mi300x", "tensorrt-llm"},
                                       {"m3-max-40c", "exllamav2"},
                                       {"rx-5700-xt", "vllm"}}) {
    CAPTURE(device, engine);
    CHECK(kind_of_error([&, device = device, engine = engine] { backend(device, engine); }) == "usage");
  }
}

TEST_CASE("the order in which unlike cards are named does not choose their backend",
          "[predict][request][property]") {
  const catalog::Catalog& catalog = catalog::Catalog::bundled();
  std::vector<std::string> cards;
  for (const model::Device& d : catalog.devices()) {
    if (d.kind == model::DeviceKind::gpu && d.bandwidth_bytes_per_s > 0 &&
        !catalog::backends_of(catalog, d).empty()) {
      cards.emplace_back(d.slug);
    }
  }
  const unsigned seed = seed_of_run();
  CAPTURE(seed);
  std::mt19937 random(seed);
  for (int i = 0; i < 60; ++i) {
    const std::string a = cards[random() % cards.size()], b = cards[random() % cards.size()];
    CAPTURE(a, b);
    const auto outcome = [](const std::string& device) -> std::string {
      try {
        return completed(llama(device.c_str())).run.backend;
      } catch (const catalog::InputError& error) {
        return error.kind;
      }
    };
    CHECK(outcome(a + "+" + b) == outcome(b + "+" + a));
  }
}

TEST_CASE("a set runs under a backend that all of its cards have", "[predict][request]") {
  CHECK(completed(llama("rtx-5090+rtx-4090")).run.backend == "cuda");
  CHECK(completed(llama("rtx-3090+rx-7900-xtx")).run.backend == "vulkan");
  CHECK(completed(llama("rx-7900-xtx+rtx-3090")).run.backend == "vulkan");
  catalog::Question q = llama("rtx-3090+rx-7900-xtx");
  q.run.backend = "cuda";
  CHECK(kind_of_error([&] { completed(q); }) == "usage");
}

TEST_CASE("a default storage type has the name of what is counted", "[predict][request]") {
  catalog::Question q = llama("rtx-3090");
  q.run.quant.clear();
  q.run.model = "gpt-oss-20b";  // published in MXFP4
  CHECK(completed(q).run.quant == "MXFP4");
  q.run.quant = "Q4_K_M";
  CHECK(completed(q).run.quant == "Q4_K_M");
}

TEST_CASE("equal cards named twice have the links of two equal cards", "[predict][request]") {
  catalog::Question twice = llama("rtx-a6000+rtx-a6000"), two = llama("rtx-a6000");
  two.run.n_devices = 2;
  for (catalog::Question* q : {&twice, &two}) {
    q->run.interconnect = "pcie4x16,pcie3x4";
    CHECK(completed(*q).run.interconnect == "pcie3x4-p2p");
  }
}

TEST_CASE("options that change nothing are told", "[predict][request]") {
  const auto notes = [](const catalog::Question& q) {
    std::string all;
    for (const std::string& note : completed(q).notes) all += note + "; ";
    return all;
  };
  catalog::Question q = llama("rtx-4090");
  CHECK(notes(q).empty());
  q.run.power_w = 2000;
  CHECK(catalog::contains(notes(q), "a power limit of 2000 W caps nothing: rtx-4090 draws 450 W"));
  q.run.power_w = 450;
  CHECK(notes(q).empty());
  q.run.spec_tokens = 4;
  CHECK(catalog::contains(notes(q), "nothing drafts"));
}

TEST_CASE("a file of less than a bit a weight is none of the model, nor one of 40", "[predict][request]") {
  catalog::Question q = llama("rtx-4090");
  for (const double wrong : {0.1, 60.0}) {
    q.run.size_gib = wrong;
    CHECK_THROWS_WITH(completed(q), Catch::Contains("is no llama-3.1-8b"));
  }
  for (const double sound : {1.9, 4.6, 30.0}) {
    q.run.size_gib = sound;
    CHECK_NOTHROW(completed(q));
  }
}

TEST_CASE("a chip with soldered memory has no more than it is sold with", "[predict][request]") {
  catalog::Question q = llama("m4-max-40c");
  q.run.details.host_memory_gib = 128;
  CHECK_NOTHROW(completed(q));
  q.run.details.host_memory_gib = 129;
  CHECK_THROWS_WITH(completed(q), Catch::Contains("m4-max-40c is sold with at most 128 GB"));
  q.run.details.host_memory_gib = model::kUnknown;
  q.run.details.gpu_memory_gib = 129;
  CHECK_THROWS_WITH(completed(q), Catch::Contains("m4-max-40c is sold with at most 128 GB"));
}

TEST_CASE("drafts without a stated acceptance have that of the fit, which is listed", "[predict][request]") {
  catalog::Question q = llama("rtx-4090");
  q.run.speculative = model::Drafting::mtp;
  q.run.spec_tokens = 3;
  const double accepted = std::stod(assumed(completed(q), "acceptance"));
  CHECK(accepted > 0.3);
  CHECK(accepted < 1);
  q.run.acceptance = 0;  // nothing accepted is an answer
  CHECK_NOTHROW(completed(q));
}

}  // namespace

TEST_CASE("memory that a name leaves open is said, and that of a host is the host's", "[predict][request]") {
  const auto completed = [](const char* device) {
    catalog::Question q;
    q.run.device = device;
    q.run.model = "qwen3-4b";
    return predict::complete(catalog::Catalog::bundled(), predict::Fitted::bundled(), q);
  };
  CHECK(assumed(completed("framework desktop"), "memory_gib") == std::to_string(128.0));
  CHECK(assumed(completed("framework desktop 64gb"), "memory_gib") == "-");
  CHECK(completed("framework desktop 64gb").run.details.host_memory_gib == 64);
  CHECK(completed("orangepi 5 plus 32G").run.details.host_memory_gib == 32);
  CHECK(catalog::contains(assumed(completed("orangepi 5 plus 32G"), "device"), "with 32 GB"));
  CHECK(completed("2x3090 + 128gb ram").run.details.host_memory_gib == 128);
  CHECK(completed("2x3090 + 128gb ram").run.n_devices == 2);
}

}  // namespace tokroof::test
