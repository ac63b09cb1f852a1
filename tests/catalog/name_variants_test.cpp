// Other spellings of every name of the catalog.
#include <cmath>
#include <random>
#include <regex>

#include <fmt/format.h>

#include <catch2/catch.hpp>
#include "catalog/model_names.hpp"
#include "catalog/name_resolver.hpp"
#include "catalog/names.hpp"
#include "catalog/text.hpp"
#include "model/count/quantization.hpp"
#include "model/names.hpp"
#include "tests/seed.hpp"
#include "tests/words.hpp"

using namespace tokroof;
using namespace tokroof::test;

namespace {

class Respelling {
 public:
  explicit Respelling(unsigned seed) : dice_(seed) {}

  /// Another case, other separators; none where a letter stands beside a digit.
  std::string operator()(std::string_view name, std::string_view separators, bool may_glue) {
    const bool shout = one_in(2);
    const std::string separator(1, separators[dice_() % separators.size()]);
    const bool glued = may_glue && one_in(3);
    std::string out;
    for (std::size_t i = 0; i < name.size(); ++i) {
      const bool gap = name[i] == '-' || name[i] == ' ' || name[i] == '_';
      if (!gap) {
        out += shout && name[i] >= 'a' && name[i] <= 'z' ? static_cast<char>(name[i] - 'a' + 'A') : name[i];
        continue;
      }
      const bool inside = i > 0 && i + 1 < name.size();
      const bool edge = inside && is_letter(name[i - 1]) && catalog::is_digit(name[i + 1]);
      out += glued && edge ? "" : separator;
    }
    return out;
  }
  bool one_in(unsigned n) { return dice_() % n == 0; }

 private:
  static bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
  std::mt19937 dice_;
};

bool may_be(const catalog::NameMatch& match, std::string_view slug) {
  return match.slug == slug || model::holds(match.candidates, slug);
}

/// Entries of one shape stand for each other: repacks of a model.
bool same_model(std::string_view a, std::string_view b) {
  const model::Architecture* x = catalog::Catalog::bundled().find_model(a);
  const model::Architecture* y = catalog::Catalog::bundled().find_model(b);
  return x != nullptr && y != nullptr && x->parameters == y->parameters && x->layers == y->layers;
}

/// A storage type as people write it: another case, "_" left out or another separator for it.
std::string respelled_type(Respelling& respelled, std::string_view type) {
  const bool shout = respelled.one_in(2), whisper = !shout && respelled.one_in(2);
  const unsigned way = respelled.one_in(3) ? 0U : respelled.one_in(2) ? 1U : 2U;
  std::string out;
  for (const char c : shout || !whisper ? std::string(type) : catalog::lower_case(type)) {
    if (c != '_' || way == 0) {
      out += shout && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    } else if (way == 1) {
      out += respelled.one_in(2) ? '-' : ' ';
    }
  }
  return out;
}

/// Two names of one type: the same letters, or as many bits of the same kind.
bool same_type(const std::string& a, const std::string& b) {
  const auto letters = [](const std::string& name) {
    std::string out = catalog::lower_case(name);
    std::erase_if(out, [](char c) { return catalog::contains("-_ ", std::string_view(&c, 1)); });
    return out;
  };
  const auto bits_of = [](const std::string& name) {
    const catalog::StorageType* type = catalog::Catalog::bundled().find_storage_type(name);
    return type != nullptr ? type->bits_per_weight : model::bits_per_weight(name);
  };
  const double bits = bits_of(a);
  return letters(a) == letters(b) || (bits > 0 && std::fabs(bits - bits_of(b)) < 0.05 &&
                                      model::storage_class(a) == model::storage_class(b));
}

}  // namespace

TEST_CASE("a storage type in a model's name is the type that it is as an option",
          "[catalog][names][property]") {
  const unsigned seed = seed_of_run();
  CAPTURE(seed);
  Respelling respelled(seed);
  const catalog::Catalog& catalog = catalog::Catalog::bundled();
  std::vector<std::string_view> types;
  for (const catalog::Recipe& recipe : catalog.recipes()) {
    types.push_back(recipe.file_type);
  }
  for (const catalog::StorageType& type : catalog.storage_types()) {
    if (!type.name.starts_with("KV ") && type.bits_per_weight > 0) {
      types.push_back(type.name);
    }
  }
  for (const std::string_view type : catalog::split_at(
           "UD-Q4_K_XL|AWQ|GPTQ|FP8|INT4|nf4|autoround|HQQ|q4f16_1|qx86-hi-mlx|4bit|5 bit|6-bit|EXL2-4.25bpw|"
           "exl3-3.5bpw|MLX-Q6",
           '|')) {
    types.push_back(type);
  }
  for (const std::string_view type : types) {
    for (int i = 0; i < 4; ++i) {
      const std::string spelled = respelled_type(respelled, type);
      const std::string meant = catalog.names().quant(spelled).slug;
      CAPTURE(type, spelled, meant);
      CHECK_FALSE(meant.empty());
      for (const std::string& name : {"llama 3.1 8b " + spelled,
                                      "Llama-3.1-8B-" + spelled,
                                      "llama3.1:8b-" + spelled,
                                      "Llama-3.1-8B-GGUF:" + spelled,
                                      "Llama-3.1-8B." + spelled + ".gguf"}) {
        const catalog::NamedModel named = catalog.names().model(name);
        CAPTURE(name, named.quant, named.match.slug);
        CHECK(named.match.slug == "llama-3.1-8b");
        CHECK(same_type(named.quant, meant));
      }
    }
  }
}

TEST_CASE("a tag of a library has the file that the library has, other names none", "[catalog][names]") {
  const catalog::NameResolver& names = catalog::Catalog::bundled().names();
  for (const auto& [tag, quant] : {std::pair<const char*, const char*>{"llama3.2:1b", "Q8_0"},
                                   {"llama2:13b", "Q4_0"},
                                   {"llama2:13b-chat", "Q4_0"},
                                   {"gemma2:9b", "Q4_0"},
                                   {"gpt-oss:20b", "MXFP4"},
                                   {"llama3.1:8b", ""},
                                   {"llama-2-13b", ""},
                                   {"llama2 13b", ""}}) {
    CAPTURE(tag);
    CHECK(names.model(tag).match.quant == quant);
  }
  CHECK(names.model("llama2", model::kUnknown, "ollama").match.quant == "Q4_0");
  CHECK(names.model("llama2").match.quant.empty());
  CHECK(names.model("llama2:13b-chat-q5_K_M").quant == "Q5_K_M");
}

TEST_CASE("another spelling of a device stands for it or is ambiguous, never for another",
          "[catalog][names][property]") {
  const unsigned seed = seed_of_run();
  CAPTURE(seed);
  Respelling respelled(seed);
  const catalog::Catalog& catalog = catalog::Catalog::bundled();
  for (const model::Device& device : catalog.devices()) {
    if (device.kind == model::DeviceKind::storage) {
      continue;
    }
    const std::string_view slug = catalog.find_device(device.slug)->slug;
    std::string typed = respelled(device.slug, "- _", true);
    if (respelled.one_in(3) && device.vendor != "system") {
      typed = std::string(device.vendor) + " " + typed;
    }
    CAPTURE(typed, slug);
    CHECK(may_be(catalog.names().device(typed), slug));
  }
  for (const catalog::Alias& alias : catalog.aliases()) {
    if (alias.kind == "device" && alias.exactness == catalog::Exactness::exact) {
      const std::string typed = respelled(alias.alias, "- _", false);
      CAPTURE(typed);
      CHECK(may_be(catalog.names().device(typed), alias.canonical));
    }
  }
}

TEST_CASE("memory that is said with a chip of unified memory is what it has", "[catalog][names][property]") {
  const unsigned seed = seed_of_run();
  CAPTURE(seed);
  Respelling respelled(seed);
  const catalog::Catalog& catalog = catalog::Catalog::bundled();
  for (const model::Device& device : catalog.devices()) {
    if (device.vendor != "apple" || !(device.memory_gib > 16) ||
        device.slug.find("gb") != std::string::npos) {
      continue;
    }
    const std::string typed =
        respelled(device.slug, "- _", true) + (respelled.one_in(2) ? " 16GB" : " 16 gib");
    CAPTURE(typed);
    const catalog::NameMatch match = catalog.names().device(typed);
    CHECK(may_be(match, device.slug));
    CHECK((match.slug.empty() || match.installed_gib == 16));
    CHECK(std::isnan(catalog.names().device(device.slug).installed_gib));
  }
  CHECK(std::isnan(catalog.names().device("RTX 3060 12GB").installed_gib));
  CHECK(catalog.names().device("m3 max 36gb").installed_gib == 36);  // an alias
}

TEST_CASE("another spelling of a model stands for it or is ambiguous, never for another",
          "[catalog][names][property]") {
  const unsigned seed = seed_of_run();
  CAPTURE(seed);
  Respelling respelled(seed);
  const catalog::Catalog& catalog = catalog::Catalog::bundled();
  const auto check = [&](std::string_view name, std::string_view slug, bool glue) {
    const std::string typed =
        (name.find('/') == std::string_view::npos && respelled.one_in(4) ? "somebody/" : "") +
        respelled(name, "- _", glue);
    CAPTURE(typed, slug);
    const catalog::NameMatch match = catalog.names().model(typed).match;
    CHECK((may_be(match, slug) || same_model(match.slug, slug)));
  };
  for (const model::Architecture& model : catalog.models()) {
    check(model.slug, catalog.find_model(model.slug)->slug, false);
  }
  for (const catalog::Alias& alias : catalog.aliases()) {
    if (alias.kind == "model" && alias.exactness == catalog::Exactness::exact &&
        !catalog::contains(alias.alias, ":latest")) {
      check(alias.alias, alias.canonical, false);
    }
  }
}

TEST_CASE("another spelling of a file type is the same file type", "[catalog][names][property]") {
  const unsigned seed = seed_of_run();
  CAPTURE(seed);
  Respelling respelled(seed);
  for (const catalog::Recipe& recipe : catalog::Catalog::bundled().recipes()) {
    const std::string typed = respelled(catalog::lower_case(recipe.file_type), "- _", false);
    CAPTURE(typed);
    CHECK(catalog::lower_case(catalog::Catalog::bundled().names().quant(typed).slug) ==
          catalog::lower_case(recipe.file_type));
  }
}

TEST_CASE("training for four bits and bits of i-quants name the files that people mean", "[catalog][names]") {
  const catalog::NameResolver& names = catalog::Catalog::bundled().names();
  for (const auto& [typed, file] : {std::pair{"QAT", "Q4_0"},
                                    {"Q4 QAT", "Q4_0"},
                                    {"q4-qat", "Q4_0"},
                                    {"Q4_0 QAT", "Q4_0"},
                                    {"Q8_0-qat", "Q8_0"},
                                    {"iq2", "IQ2_M"},
                                    {"IQ4", "IQ4_XS"}}) {
    CAPTURE(typed);
    CHECK(names.quant(typed).slug == file);
  }
}

TEST_CASE("a name with another number, size or variant is never taken for a device", "[catalog][names]") {
  const catalog::NameResolver& names = catalog::Catalog::bundled().names();
  for (const std::string& typed :
       test::words("RTX 3090 Super|4090 Super|RTX 5090 Ti|GTX 580|RX 6000|RTX 4095|RTX 3050 7GB|"
                   "3090 48GB|GTX 1660 Ti Super|EVGA RTX 3080 Ultra|14900X|RX 6799 FE|M6 Ultra|"
                   "Radeon RX 7900 XTXX|EPYC|24GB|RTX")) {
    CAPTURE(typed);
    CHECK(names.device(typed).slug.empty());
  }
  for (const std::string& typed : test::words("Qwen3-33B|Qwen3.1-7B|llama-3-13b|gpt-oss-40b|phi-9|GLM-5.9|"
                                              "Llama-3.1-8B-pruned-4B|Qwen3-14B-Embedding|deepseek-v5|33b")) {
    CAPTURE(typed);
    CHECK(names.model(typed).match.slug.empty());
  }
}

TEST_CASE("a name that several have a right to is the usual one, with the others", "[catalog][names]") {
  const catalog::NameResolver& names = catalog::Catalog::bundled().names();
  const catalog::NameMatch h100 = names.device("H100");
  CHECK(h100.slug == "h100-sxm");
  CHECK(catalog::taken_as("H100", h100) ==
        "'H100' is taken as h100-sxm, the usual one; it may be h100-pcie, h100-nvl");
  CHECK(names.device("V100 32GB").slug == "v100-pcie-32gb");
  CHECK(names.device("V100 32GB").note == "the usual one");
  CHECK(names.device("RTX 4060 Ti", 7.9).slug == "rtx-4060-ti-8gb");
  try {
    static_cast<void>(names.need_device("RX 7900", "--device"));
    FAIL("three cards");
  } catch (const catalog::InputError& error) {
    CHECK(error.kind == "unknown-name");
    CHECK(error.message.starts_with("'RX 7900' is one of: "));
    CHECK(catalog::contains(error.message, "rx-7900-xtx 24 GB 960 GB/s"));
    CHECK(error.suggestions.size() == 3);
  }
}

TEST_CASE("an old generation's own name is the newest's where people write it so, and said",
          "[catalog][names]") {
  const catalog::NameResolver& names = catalog::Catalog::bundled().names();
  CHECK(catalog::taken_as("qwen 72b", names.model("qwen 72b").match) ==
        "'qwen 72b' is taken as qwen2.5-72b, the usual one; it may be qwen2-72b, qwen1.5-72b, qwen1-72b");
  CHECK_FALSE(names.model("phi").match.exact);
  CHECK(names.model("qwen1-7b").match.exact);
  CHECK(names.model("Qwen-72B").match.slug == "qwen1-72b");   // as its publisher spells it
  CHECK(names.model("gemma:2b").match.slug == "gemma-1-2b");  // as Ollama does
}

TEST_CASE("an edition for one runtime is the model", "[catalog][names]") {
  const catalog::NameResolver& names = catalog::Catalog::bundled().names();
  CHECK(names.model("Qwen3.6 35B").match.slug == "qwen3.6-35b-a3b");
  CHECK(names.model("qwen3.6-35b-mlx").match.slug == "qwen3.6-35b-a3b");
}

TEST_CASE("a model that has another's shape is taken as that one, and said", "[catalog][names]") {
  const catalog::NameResolver& names = catalog::Catalog::bundled().names();
  for (const auto& [typed, said] :
       {std::pair<const char*, const char*>{"aya 23 8b", "aya-expanse-8b, the same shape"},
        {"Mistral-Large-Instruct-2411", "mistral-large-2407-123b, the same shape"},
        {"Euryale 70B v2.3", "llama-3.3-70b, the same shape (fine-tune of it)"},
        {"moondream:1.8b", "phi-1.5, the same shape (its text part)"}}) {
    const catalog::NameMatch match = names.model(typed).match;
    CHECK_FALSE(match.exact);
    CHECK(catalog::taken_as(typed, match) == fmt::format("'{}' is taken as {}", typed, said));
  }
  CHECK(names.model("meta-llama-3.1-8b").match.exact);  // another spelling
}

TEST_CASE("a model's name may leave out words that tell no shape where one shape is left",
          "[catalog][names]") {
  const catalog::NameResolver& names = catalog::Catalog::bundled().names();
  CHECK(names.model("Nemotron Super 49B").match.slug == "llama-3.3-nemotron-super-49b");
  CHECK(names.model("granite 4 h tiny").match.slug == "granite-4.0-h-tiny");
  CHECK(names.model("arctic").match.slug == "snowflake-arctic");
  CHECK(names.model("nemotron 49b").match.slug.empty());  // "super" tells a shape
  CHECK(names.model("hermes 70b 9.9").match.slug.empty());
}

TEST_CASE("a letter wrong in a name that is typed is put right where one model is meant, and said",
          "[catalog][names]") {
  const catalog::NameResolver& names = catalog::Catalog::bundled().names();
  for (const char* typed : {"Qwenn3 8b", "Qwwen3 8b", "Qewn3-8B", "qwem3:8b"}) {
    const catalog::NameMatch match = names.typed_model(typed).match;
    CAPTURE(typed);
    CHECK(match.slug == "qwen3-8b");
    CHECK(match.note.starts_with("read as 'qwen3"));
    CHECK(names.model(typed).match.slug.empty());  // in a text it is nothing
  }
  CHECK(names.typed_model("lama 3.1 8b Q5_K_M").quant == "Q5_K_M");
  for (const char* typed : {"llamb 3.1 9b", "qwen33 8b", "phy 9"}) {  // numbers are never wrong
    CAPTURE(typed);
    CHECK(names.typed_model(typed).match.slug.empty());
  }
}

TEST_CASE("several devices are parted by blanks, a plural or words, and the link is read beside them",
          "[catalog][names]") {
  const catalog::NameResolver& names = catalog::Catalog::bundled().names();
  const auto text = [&](const char* typed) {
    std::string out;
    for (const catalog::NamedDevices& one : names.devices(typed)) {
      out += fmt::format("{}{:.0f} {}{}", out.empty() ? "" : ", ", one.count, one.match.slug, one.link);
    }
    return out;
  };
  CHECK(text("1x3090 2x3060") == "1 rtx-3090, 2 rtx-3060-12gb");
  CHECK(text("RTX 3090 x1 RTX 3060 12GB x2") == "1 rtx-3090, 2 rtx-3060-12gb");
  CHECK(text("2 DGX Sparks") == "2 gb10");
  CHECK(text("a pair of 3090s") == "2 rtx-3090");
  for (const char* typed : {"2x RTX 3090 NVLink", "2x3090 (nvlinked)", "dual 3090 with NVLink bridge"}) {
    CAPTURE(typed);
    CHECK(text(typed) == "2 rtx-3090nvlink");
  }
  CHECK(text("5070 ti oculink") == "1 rtx-5070-tioculink");
  CHECK(text("2x 3090 over OCuLink") == "2 rtx-3090oculink");
  CHECK(text("rtx 4090 thunderbolt 4 egpu") == "1 rtx-4090tb4");
  CHECK(text("2x 3090 thunderbolt 4") == "2 rtx-3090tb4");
  CHECK(text("2x 3090 4x PCIe") == "1 ");
  catalog::Run run;
  CHECK(catalog::take_devices(names.devices("2x RTX 3090 NVLink"), run));
  CHECK(run.interconnect == "nvlink");
}

namespace {
/// Every way in which the catalog writes a device.
std::vector<std::string> spellings_of_devices(const catalog::Catalog& catalog) {
  std::vector<std::string> out;
  for (const model::Device& device : catalog.devices()) {
    if (device.kind != model::DeviceKind::storage) {
      out.emplace_back(device.slug);
      out.emplace_back(device.name);
    }
  }
  for (const catalog::Alias& alias : catalog.aliases()) {
    if (alias.kind == "device" && !alias.alias.starts_with("host: ")) {
      out.emplace_back(alias.alias);
    }
  }
  return out;
}
}  // namespace

TEST_CASE("an S that a device's name ends with is never a plural's", "[catalog][names][property]") {
  const catalog::Catalog& catalog = catalog::Catalog::bundled();
  const catalog::NameResolver& names = catalog.names();
  std::size_t tried = 0;
  for (const std::string& name : spellings_of_devices(catalog)) {
    const catalog::NameMatch one = names.device(name);
    const model::Device* device = catalog.find_device(one.slug);
    const bool counts = name.starts_with("2 x ");
    if (catalog::lower_case(name).back() != 's' || device == nullptr || counts) {
      continue;
    }
    ++tried;
    for (const std::string& typed : {"2x " + name, "2x" + name, name + " x2", "2 " + name}) {
      if (typed == "2 " + name && device->kind != model::DeviceKind::gpu) {
        continue;
      }
      CAPTURE(typed);
      const std::vector<catalog::NamedDevices> found = names.devices(typed);
      REQUIRE(found.size() == 1);
      CHECK(found.front().match.slug == one.slug);
      CHECK(found.front().count == 2 * one.count);
    }
  }
  CHECK(tried > 3);
  for (const auto& [typed, slug] : {std::pair<const char*, const char*>{"4x l40s", "l40s"},
                                    {"2x1660S", "gtx-1660-super"},
                                    {"dual 4080S", "rtx-4080-super"},
                                    {"2x 2070s", "rtx-2070-super"},
                                    {"two 2070s", "rtx-2070"},
                                    {"2x 3090s", "rtx-3090"}}) {
    CAPTURE(typed);
    CHECK(names.devices(typed).front().match.slug == slug);
    CHECK(names.devices(typed).front().count > 1);
  }
  CHECK(may_be(names.devices("2x 2070s").front().match, "rtx-2070"));
}

TEST_CASE("a '+' of a device's name parts no devices", "[catalog][names][property]") {
  const catalog::Catalog& catalog = catalog::Catalog::bundled();
  std::size_t tried = 0;
  for (const std::string& name : spellings_of_devices(catalog)) {
    if (catalog::contains(name, "+")) {
      ++tried;
      CAPTURE(name);
      CHECK(catalog.names().devices(name).size() == 1);
      CHECK(catalog.names().devices("2x " + name).size() == 1);
    }
  }
  CHECK(tried > 3);
}

TEST_CASE("what a name says of power, slot and place is taken off it, and what counts is kept",
          "[catalog][names]") {
  const catalog::NameResolver& names = catalog::Catalog::bundled().names();
  for (const char* typed :
       {"my rtx3090", "a 3090", "3090 egpu", "GeForce RTX 3090 24576MiB", "RTX 3090 24576 MiB"}) {
    CAPTURE(typed);
    CHECK(names.devices(typed).front().match.slug == "rtx-3090");
    CHECK(names.devices(typed).front().count == 1);
  }
  for (const char* typed :
       {"3090 (x2)", "3090 (2x)", "RTX 3090 (24GB) x2", "3090 pair", "my two 3090s", "kaggle 2x3090"}) {
    CAPTURE(typed);
    CHECK(names.devices(typed).front().match.slug == "rtx-3090");
    CHECK(names.devices(typed).front().count == 2);
  }
  for (const char* typed : {"RTX 3090 @ 250W", "rtx 3090 250w", "my 3090 (250 watts)", "2x 3090 at 250 W"}) {
    CAPTURE(typed);
    CHECK(names.devices(typed).front().match.slug == "rtx-3090");
    CHECK(names.devices(typed).front().power_limit_w == 250);
  }
  for (const char* typed : {"rtx 3090 5w", "250w"}) {
    CAPTURE(typed);
    CHECK(names.devices(typed).front().match.slug.empty());
  }
  CHECK(names.devices("RTX 3090 PCIe 4.0 x8").front().link == "pcie4x8");
  CHECK(names.devices("RTX 3090 @ x4").front().link == "pcie4x4");  // lanes, and no count
  CHECK(names.devices("RTX 3090 @ x4").front().count == 1);
  CHECK(names.devices("RTX 3090 PCIe gen4 x8").front().match.slug == "rtx-3090");
  CHECK(names.devices("A100 80GB PCIe 4.0 x16").front().match.slug == "a100-pcie-80gb");
  CHECK(names.device("M2 Ultra 192").note == "the usual one, its number is memory in GB");
  CHECK(names.device("M4 Max 64").installed_gib == 64);
  CHECK(std::isnan(names.device("M1 Ultra 64").installed_gib));  // its cores
  catalog::Run run;
  CHECK(catalog::take_devices(names.devices("2x RTX 3090 300W"), run));
  CHECK(run.power_w == 300);
  CHECK(run.n_devices == 2);
}

TEST_CASE("a name of a machine counts its devices, of which a run may use fewer", "[catalog][names]") {
  const catalog::NameResolver& names = catalog::Catalog::bundled().names();
  const auto counted = [&](const char* typed, double stated) {
    catalog::Run run;
    run.n_devices = stated;
    return catalog::take_devices(names.devices(typed), run) ? run.n_devices : 0;
  };
  CHECK(counted("g5.12xlarge", model::kUnknown) == 4);
  CHECK(counted("aws g5.12xlarge", model::kUnknown) == 4);
  CHECK(counted("2x g5.12xlarge", model::kUnknown) == 8);
  CHECK(counted("HGX H200", 4) == 4);
  CHECK(counted("HGX H200", 16) == 0);
  CHECK(counted("tinybox green v1", model::kUnknown) == 6);
}

TEST_CASE("a letter wrong in a device's name that is typed is put right where one is meant, and said",
          "[catalog][names]") {
  const catalog::NameResolver& names = catalog::Catalog::bundled().names();
  for (const auto& [typed, slug] : {std::pair<const char*, const char*>{"rxt 3090", "rtx-3090"},
                                    {"2x rxt 3090", "rtx-3090"},
                                    {"radoen vii", "radeon-vii"},
                                    {"Gefroce RTX 3090", "rtx-3090"},
                                    {"strix hallo", "strix-halo"},
                                    {"epcy 9654", "epyc-9654"},
                                    {"m3 utlra", "m3-ultra-80c"}}) {
    CAPTURE(typed);
    const catalog::NamedDevices found = names.typed_devices(typed).front();
    CHECK(found.match.slug == slug);
    CHECK(catalog::contains(found.match.note, "read as '"));
    CHECK(names.devices(typed).front().match.slug.empty());  // in a text it is nothing
  }
  for (const char* typed : {"rtx 3095", "rtx 30900", "rfx 3090", "m9 utlra"}) {  // numbers are never wrong
    CAPTURE(typed);
    CHECK(names.typed_devices(typed).front().match.slug.empty());
  }
}

TEST_CASE("the kind of a device alone is answered with how to name one", "[catalog][names]") {
  for (const char* typed : {"cpu", "my gpu", "CPU only"}) {
    CAPTURE(typed);
    CHECK_THROWS_AS(catalog::Catalog::bundled().names().need_device(typed, "--device"), catalog::InputError);
  }
}

TEST_CASE("letters that stand for others in a device's name are read, and said", "[catalog][names]") {
  const catalog::NameResolver& names = catalog::Catalog::bundled().names();
  CHECK(names.device("RTX 409O").slug == "rtx-4090");
  CHECK(names.device("h1oo nvl").slug == "h100-nvl");
  CHECK(names.device("3060m").slug == "rtx-3060-laptop");
  CHECK(names.device("RTX 3070 Ti M").slug == "rtx-3070-ti-laptop");
  CHECK(names.device("RX 6650M").slug.empty());  // AMD's is a product of its own
  CHECK(names.device("rpi5 16gb").slug == "raspberry-pi-5-16gb");
}

TEST_CASE("memory beside a processor is its slots', speed and channels included", "[catalog][names]") {
  const catalog::NameResolver& names = catalog::Catalog::bundled().names();
  const catalog::NameMatch match = names.device("Ryzen 9 7950X 64GB dual channel DDR5-6000");
  CHECK(match.slug == "ryzen-9-7950x");
  CHECK(match.installed_gib == 64);
  CHECK(match.installed_mts == 6000);
  CHECK(match.installed_channels == 2);
  CHECK(names.device("Ryzen 9 7950X 64GB").installed_gib == 64);
}

TEST_CASE("more memory than a chip is sold with is refused with what it is sold with", "[catalog][names]") {
  const catalog::NameResolver& names = catalog::Catalog::bundled().names();
  for (const char* typed : {"M3 Max 256GB", "DGX Spark 256GB", "Raspberry Pi 5 32GB"}) {
    CAPTURE(typed);
    CHECK(names.device(typed).slug.empty());
    CHECK(catalog::contains(names.device(typed).note, " at most"));
  }
  try {
    static_cast<void>(names.need_device("M3 Max 256GB", "--device"));
    FAIL("none has it");
  } catch (const catalog::InputError& error) {
    CHECK(error.message == "no 'M3 Max 256GB' is known: m3-max-40c is sold with 128 GB at most");
  }
  CHECK(names.device("M3 Max 64GB").slug == "m3-max-40c");
  CHECK(names.device("Radeon 780M 96GB").installed_gib == 96);  // what a board's maker puts there
}

TEST_CASE("a processor with graphics is said to be the processor", "[catalog][names]") {
  const catalog::NameResolver& names = catalog::Catalog::bundled().names();
  const catalog::NameMatch typed = names.device("Ryzen 7 8845HS");
  CHECK(typed.slug == "ryzen-7-8845hs");
  CHECK_FALSE(typed.exact);
  CHECK(may_be(typed, "radeon-780m-ddr5"));
  CHECK(names.device("ryzen-7-8845hs").exact);
  CHECK(may_be(names.device("AMD Ryzen AI 9 HX 370"), "radeon-890m-ddr5"));
}

TEST_CASE("a model's name may leave out its version and size, and nothing else", "[catalog][names]") {
  const catalog::NameResolver& names = catalog::Catalog::bundled().names();
  for (const auto& [typed, slug] : {std::pair<const char*, const char*>{"glm air", "glm-4.5-air"},
                                    {"Ling mini", "ling-mini-2.0"},
                                    {"qwen next", "qwen3-next-80b-a3b"},
                                    {"jamba mini", "ai21-jamba2-mini"},
                                    {"command r", "command-r-35b"},
                                    {"Command R+", "command-r-plus"}}) {
    INFO(typed);
    CHECK(names.model(typed).match.slug == slug);
  }
  for (const auto& [typed, slug] :
       {std::pair<const char*, const char*>{"mistral large", "mistral-large-2407-123b"},
        {"exaone 32b", "exaone-4.0-32b"},
        {"phi mini", "phi-4-mini"}}) {
    INFO(typed);
    const catalog::NameMatch match = names.model(typed).match;
    CHECK(match.slug.empty());
    CHECK(may_be(match, slug));
  }
  for (const char* typed : {"glm breeze", "ling breeze", "qwen 9999b", "gpt 4"}) {
    INFO(typed);
    const catalog::NameMatch match = names.model(typed).match;
    CHECK(match.slug.empty());
    CHECK(match.candidates.empty());
  }
}

TEST_CASE("a model's name without its numbers is it, or is said to be one of several",
          "[catalog][names][property]") {
  const catalog::Catalog& catalog = catalog::Catalog::bundled();
  const catalog::ModelNames names(catalog);
  std::size_t tried = 0;
  for (const model::Architecture& model : catalog.models()) {
    if (!model.alias_of.empty() || model.slug.starts_with("syn-")) {
      continue;
    }
    std::string typed;
    for (const std::string_view word : catalog::split_at(model.slug, '-')) {
      static const std::regex version_or_size("[ae]?[0-9]+([.][0-9]+)?[bmt]?");
      if (!std::regex_match(word.begin(), word.end(), version_or_size)) {
        typed += (typed.empty() ? "" : " ") + std::string(word);
      }
    }
    if (typed.find(' ') == std::string::npos) {
      continue;
    }
    ++tried;
    INFO(model.slug << " typed as " << typed);
    const catalog::NameMatch match = names.without_version(typed);
    CHECK((may_be(match, model.slug) || same_model(match.slug, model.slug)));
  }
  CHECK(tried > 50);
}

TEST_CASE("what is nearest to an unknown name has its number, then its family", "[catalog][names]") {
  const catalog::Catalog& catalog = catalog::Catalog::bundled();
  CHECK(catalog.nearest_devices("rtx 5090 ti").front() == "rtx-5090");
  for (const std::string& slug : catalog.nearest_devices("AMD EPYC")) {
    CHECK(slug.starts_with("epyc-"));
  }
  for (const std::string& slug : catalog.nearest_models("Kimi-K9")) {
    CHECK(slug.starts_with("kimi-"));
  }
  CHECK(catalog.nearest_models("Qwen3-70B").front().starts_with("qwen3-"));
}

TEST_CASE("under an engine with a library a bare name is that library's default", "[catalog][names]") {
  const catalog::Catalog& catalog = catalog::Catalog::bundled();
  constexpr std::string_view kLatest = ":latest";
  std::size_t seen = 0;
  for (const catalog::Alias& alias : catalog.aliases()) {
    if (alias.kind != "model" || !alias.alias.ends_with(kLatest)) {
      continue;
    }
    const std::string bare(alias.alias.substr(0, alias.alias.size() - kLatest.size()));
    CAPTURE(bare);
    for (const std::string& typed : {bare, std::string(alias.alias)}) {
      CHECK(catalog.names().model(typed, model::kUnknown, "ollama").match.slug == alias.canonical);
    }
    CHECK(catalog.names().library_default(bare, "llama.cpp").slug.empty());
    CHECK(catalog.names().library_default(bare, "").slug.empty());
    CHECK(catalog.names().library_default("someone/" + bare, "ollama").slug.empty());
    // An entry of that name would be taken again, for another model, when its own name is read once more.
    const model::Architecture* own = catalog.find_model(bare);
    CHECK((own == nullptr || own->slug != bare || own->slug == alias.canonical));
    ++seen;
  }
  CHECK(seen > 100);
  CHECK(catalog.names().model("deepseek-r1").match.slug == "deepseek-r1-671b");
  CHECK(catalog.names().model("deepseek-r1", model::kUnknown, "ollama").match.slug ==
        "deepseek-r1-0528-qwen3-8b");
  CHECK(catalog.names().model("phi", model::kUnknown, "ollama").match.slug == "phi-2");
}

TEST_CASE("memory alone names no card, and those that have so much are told", "[catalog][names]") {
  for (const char* typed : {"16gb vram", "16 GB", "a 16gb gpu", "16GB of VRAM"}) {
    CAPTURE(typed);
    try {
      static_cast<void>(catalog::Catalog::bundled().names().need_device(typed, "--device"));
      FAIL("it names none");
    } catch (const catalog::InputError& error) {
      CHECK(error.message == "16 GB do not say how fast a device is: name it; cards with so much:");
      CHECK(error.suggestions.size() == 6);
    }
  }
}

TEST_CASE("a kind of machine is asked which of them it is", "[catalog][names]") {
  const catalog::NameResolver& names = catalog::Catalog::bundled().names();
  for (const char* typed : {"a gaming pc", "nvidia", "my laptop", "apple silicon"}) {
    CAPTURE(typed);
    CHECK_THROWS_WITH(names.need_device(typed, "--device"),
                      Catch::Contains("of what kind a device is, not which one"));
  }
  CHECK_THROWS_WITH(names.need_device("mac", "--device"), Catch::Contains("m5-max-40c"));
}
