#include "formats/benchmarks/sentence_draft.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include <fmt/format.h>

#include "catalog/device_words.hpp"
#include "catalog/engines.hpp"
#include "catalog/host.hpp"
#include "catalog/name_resolver.hpp"
#include "catalog/names.hpp"
#include "catalog/number.hpp"
#include "catalog/text.hpp"
#include "model/names.hpp"
#include "model/rates.hpp"

namespace tokroof::formats {
namespace {

/// Words that are no part of a name.
bool is_stop(std::string_view word) {
  return model::is_one_of(
      word,
      "a|an|the|on|in|at|with|my|our|gets|get|got|does|do|is|of|for|i|we|and|to|from|only|just|about|"
      "around|runs|run|running|using|via|model|it|gpu|gpus|card|cards|server|machine|mac|that|this|have|+");
}

/// Makers of boards and of whole machines, whose names alone are none of a device: "MSI MPG Z790", "80 PLUS Gold".
bool is_maker(std::string_view word) {
  return model::is_one_of(
      word, "msi|asus|gigabyte|evga|zotac|pny|palit|asrock|sapphire|corsair|lenovo|dell|acer|plus");
}

class NamesReader {
 public:
  explicit NamesReader(SentenceDraft& sentence) : s_(sentence) {}

  void read() {
    read_engine();
    read_quant(s_);
    read_machine_and_model();
  }

 private:
  void read_machine_and_model() {
    part_counts();
    std::erase_if(s_.words, [](const Word& word) { return word.text == "moe" && !word.ends; });
    read_gpu_cores();
    leave_compared_model();
    read_model_before_figure() || read_model();
    constexpr int kMostDevices = 16;
    for (int i = 0; i < kMostDevices && read_device(); ++i) {
    }
    if (!s_.out.run.device.empty()) {
      read_cards();
      if (devices_ > 0) {
        s_.out.run.n_devices = devices_;
      }
      const double n = s_.out.run.n_devices;
      s_.out.read.insert(s_.out.read.begin(),
                         n > 1 ? fmt::format("{:.0f} x {}", n, s_.out.run.device) : s_.out.run.device);
    }
  }

  /// "M3 Ultra with 60 core GPU", "60-core GPU", "60 GPU cores": which edition of a chip it is.
  void read_gpu_cores() {
    for (std::size_t i = 0; i < s_.words.size(); ++i) {
      const std::string word = s_.text(i).substr(0, s_.text(i).find("-core"));
      const bool glued = word != s_.text(i);
      const auto cores = catalog::parse_number(word);
      const bool of_gpu = s_.is(i + 1, glued ? "gpu" : "core") && (glued || s_.is(i + 2, "gpu"));
      const bool gpu_cores = s_.is(i + 1, "gpu") && s_.is(i + 2, {"core", "cores"});
      if (s_.free(i) && is_number_between(cores, 4, 128) && (of_gpu || gpu_cores)) {
        gpu_cores_ = fmt::format("{:.0f}-core gpu", *cores);
        s_.use(i, i + (glued ? 2 : 3));
      }
    }
  }

  [[nodiscard]] const model::Engine* engine_named(const std::string& name) const {
    const bool letters = model::any_of(name, [](char c) { return c >= 'a' && c <= 'z'; });
    return letters ? s_.catalog.find_engine(s_.catalog.canonical("engine", name)) : nullptr;
  }

  /// "vllm/vllm-openai:latest", "lmsysorg/sglang", "mlx_lm.generate": an image by who makes it or what it is, a module of Python.
  [[nodiscard]] const model::Engine* engine_in(const std::string& word) const {
    std::vector<std::string_view> parts = catalog::split_at(word, '/');
    const bool image = parts.size() > 1 && parts.size() < 4;
    if (!image) {
      const std::string module = word.substr(0, word.find('.'));
      return module == word ? nullptr : engine_named(module);
    }
    for (const std::string_view part : parts) {
      const model::Engine* engine = engine_named(std::string(part.substr(0, part.find(':'))));
      if (engine != nullptr && engine->name != "transformers") {
        return engine;
      }
    }
    return nullptr;
  }

  /// "gguf from HuggingFace": where a file comes from.
  [[nodiscard]] bool is_source(std::size_t i) const {
    return s_.is(i, {"huggingface", "hf"}) && (i > 0 && s_.is(i - 1, {"from", "on", "at", "via"}));
  }

  /// A front end of several engines, which stands for its usual one, or an engine that another is compared with: "switched from
  /// stock llama.cpp to ik_llama.cpp".
  [[nodiscard]] bool yields_to_others(std::size_t i, const std::string& name) const {
    const catalog::Alias* alias = s_.catalog.alias("engine", name);
    std::size_t before = i;
    while (before > 0 && s_.is(before - 1, "standard|stock|mainline|plain|vanilla|the")) --before;
    return (alias != nullptr && alias->exactness == catalog::Exactness::shape) ||
           (before > 0 && s_.is(before - 1, "from|than|unlike|vs|versus"));
  }

  void read_engine() {
    const model::Engine* otherwise = nullptr;
    for (std::size_t i = 0; i < s_.words.size(); ++i) {
      for (std::size_t count = 2; count > 0; --count) {
        if (i + count > s_.words.size() || !s_.one_phrase(i, i + count) || !s_.out.run.engine.empty() ||
            is_source(i)) {
          continue;
        }
        const std::string name = s_.joined(i, i + count);
        const model::Engine* engine = engine_named(name);
        engine = engine == nullptr && count == 1 ? engine_in(name) : engine;
        if (engine == nullptr) {
          continue;
        }
        s_.use(i, i + count);
        if (yields_to_others(i, name)) {
          otherwise = engine;
        } else {
          take_engine(*engine);
        }
      }
    }
    if (s_.out.run.engine.empty() && otherwise != nullptr) {
      take_engine(*otherwise);
    }
  }

  void take_engine(const model::Engine& engine) {
    s_.out.run.engine = engine.name;
    s_.understood(s_.out.run.engine);
  }

  struct Found {
    catalog::NameMatch match;
    std::size_t begin = 0, end = 0;
  };

  [[nodiscard]] bool has_stop(std::size_t begin, std::size_t end) const {
    for (std::size_t i = begin; i < end; ++i) {
      const bool machine = s_.is(i, "mac") && i + 1 < end && s_.is(i + 1, {"mini", "studio", "pro"});
      if (is_stop(s_.text(i)) && !machine) {
        return true;
      }
    }
    return false;
  }

  /// "4,090", "pp512: 3090", "5090 MB", "3090 prompt tokens": a number that is a card's name, too.
  [[nodiscard]] bool is_quantity(std::size_t i) const {
    const std::string& word = s_.text(i);
    if (word.find_first_not_of("0123456789,") != std::string::npos) {
      return false;
    }
    const std::string& before = i > 0 ? s_.text(i - 1) : "";
    const bool test = (before.starts_with("pp") || before.starts_with("tg")) &&
                      before.find_first_not_of("0123456789", 2) == std::string::npos;
    const std::size_t unit = s_.is(i + 1, {"prompt", "input", "output", "context"}) ? i + 2 : i + 1;
    return word.find(',') != std::string::npos || test ||
           s_.is(unit, {"token", "tokens", "mb", "mib", "ms", "mhz", "watt", "watts", "rpm", "usd", "eur"});
  }

  /// The longest run of words that `look_up` knows; those that end earlier first.
  template <class LookUp>
  std::optional<Found> longest(LookUp look_up) {
    constexpr std::size_t kMostWords = 7;
    std::optional<Found> open;  // a name that several entries have
    for (std::size_t count = std::min(kMostWords, s_.words.size()); count > 0; --count) {
      for (std::size_t i = 0; i + count <= s_.words.size(); ++i) {
        if (!s_.one_phrase(i, i + count) || has_stop(i, i + count)) {
          continue;
        }
        const std::string name = s_.joined(i, i + count);
        const bool short_number = catalog::parse_number(s_.text(i)) && s_.text(i).size() < 3;  // a count
        if (short_number || name.size() < 2 || (count == 1 && is_quantity(i))) {
          continue;
        }
        const catalog::NameMatch match = look_up(name);
        if (!match.slug.empty() && !match.lacks_words) {
          return Found{match, i, i + count};
        }
        if (!match.candidates.empty() && !open) {
          open = Found{match, i, i + count};
        }
      }
    }
    return open;
  }

  /// "2x", "x2"
  static std::optional<double> times(std::string_view word) {
    const bool before = word.ends_with('x');
    return word.size() > 1 && (before || word.starts_with('x'))
               ? catalog::parse_number(before ? word.substr(0, word.size() - 1) : word.substr(1))
               : std::nullopt;
  }

  /// "2x24gb" before a card of 24 GB: so many of it. Of another size it is memory of the host, two modules of it.
  [[nodiscard]] static std::optional<double> times_memory(std::string_view word, double memory_gib) {
    const std::size_t x = word.find('x');
    const bool is_count = word.ends_with("gb") && x != std::string_view::npos && x > 0;
    return is_count && catalog::memory_gib_of(word.substr(x + 1)) == memory_gib
               ? catalog::parse_number(word.substr(0, x))
               : std::nullopt;
  }

  /// Whether the words from `i` on name a device, or its maker's series.
  [[nodiscard]] bool begins_device(std::size_t i) const {
    constexpr std::size_t kMostWords = 3;
    if (s_.is(i, {"rtx", "gtx", "rx", "nvidia", "geforce", "radeon", "tesla", "quadro", "arc"})) {
      return true;
    }
    for (std::size_t end = i + 1; end <= std::min(i + kMostWords, s_.words.size()); ++end) {
      if (s_.one_phrase(i, end) && is_device(s_.joined(i, end))) {
        return true;
      }
    }
    return false;
  }

  /// How many devices the words around [begin, end) say: "2x", "2 x", "dual", "two", "(x2)"; 0: nothing is said.
  /// `plain_counts`: a bare number before them may be one, too; of a phone or a laptop that is named by its chip it is the model's.
  double count_around(std::size_t begin, std::size_t end, double memory_gib, bool plain_counts) {
    const auto in_words = [&](std::size_t i) -> std::optional<double> {
      const double number = s_.is(i, "pair")     ? 2
                            : s_.is(i + 1, "of") ? catalog::number_before_of(s_.text(i))
                                                 : catalog::number_word(s_.text(i));
      return number > 0 ? std::optional(number) : std::nullopt;
    };
    const auto modules = [&](std::size_t size) {  // "2x 32GB DDR5", "8x DDR4": memory of the host
      const double gib = catalog::memory_gib_of(s_.text(size));
      const std::size_t memory = gib > 0 ? size + 1 : size;
      if (s_.words[size - 1].ends) {
        return false;
      }
      return (gib > 0 && gib != memory_gib) || s_.text(memory).starts_with("ddr") ||
             s_.is(memory, {"ram", "memory", "dimm", "dimms"});
    };
    // "3090 x2", "3090 2x"; but "3090, 2x 4090", "3090 2x 4090": of the next
    const auto of_next = [&] {
      return !s_.text(end).starts_with('x') && (s_.words[end - 1].ends || begins_device(end + 1));
    };
    const auto memory_behind = times_memory(s_.text(end), memory_gib);
    if (const auto behind = memory_behind ? memory_behind : times(s_.text(end));
        is_number_between(behind, 1, 1e5) && s_.free(end) && !modules(end + 1) && !of_next()) {
      s_.use(end, end + 1);
      return *behind;
    }
    if (s_.is(end, "x") && is_number_between(catalog::parse_number(s_.text(end + 1)), 1, 1e5) &&
        s_.free(end + 1) && !modules(end + 2)) {
      s_.use(end, end + 2);
      return *catalog::parse_number(s_.text(end + 1));
    }
    if (begin == 0 || !s_.free(begin - 1) || s_.words[begin - 1].ends) {
      return 0;
    }
    std::size_t at = begin - 1;
    const bool between =
        s_.is(at, {"of", "used", "new", "old", "refurbished"}) || catalog::is_piece_word(s_.text(at));
    at -= between && at > 0 ? 1 : 0;
    if (s_.is(at, "x") && at > 0 && catalog::parse_number(s_.text(at - 1))) {
      s_.use(at - 1, begin);
      return *catalog::parse_number(s_.text(at - 1));
    }
    const auto number = catalog::parse_number(s_.text(at));
    const auto plain = plain_counts && is_cluster(number) ? number : std::nullopt;
    for (const auto& count :
         {times(s_.text(at)), times_memory(s_.text(at), memory_gib), in_words(at), plain}) {
      if (is_number_between(count, 1, 1e5)) {
        s_.use(at, begin);
        return *count;
      }
    }
    return 0;
  }

  /// Cards that people count without a word: up to 64, and more in whole boxes of eight ("72 H100", "128 H800").
  static bool is_cluster(const std::optional<double>& number) {
    constexpr double kBox = 8;
    return is_number_between(number, 1, 64) ||
           (is_number_between(number, 64, 1024) && std::fmod(*number, kBox) == 0);
  }

  /// "2x3090": the count is taken off the word, so that the name stands alone.
  void part_counts() {
    for (std::size_t i = 0; i < s_.words.size(); ++i) {
      const std::string word = s_.text(i);
      const std::size_t x = word.find_first_of("x*");
      const bool is_size = word.ends_with('b');  // "8x7b"
      const bool count = s_.free(i) && !is_size && x != std::string::npos && x > 0 && x <= 2 &&
                         x + 2 < word.size() &&
                         is_number_between(catalog::parse_number(word.substr(0, x)), 1, 64);
      if (count) {
        s_.words[i].text = word.substr(x + 1);
        s_.words.insert(s_.words.begin() + static_cast<std::ptrdiff_t>(i), Word{word.substr(0, x) + "x"});
        continue;
      }
      const std::size_t back = word.rfind('x');  // "3090x2"
      if (s_.free(i) && back != std::string::npos && back > 2 && back + 1 < word.size() &&
          catalog::is_digit(word[back - 1]) &&
          is_number_between(catalog::parse_number(word.substr(back + 1)), 2, 64)) {
        const bool ends = s_.words[i].ends;
        s_.words[i] = Word{word.substr(0, back)};
        s_.words.insert(s_.words.begin() + static_cast<std::ptrdiff_t>(i) + 1, Word{word.substr(back), ends});
      }
    }
    for (std::size_t i = 1; i < s_.words.size(); ++i) {
      if (is_count(i - 1) || (i > 1 && is_count(i - 2))) {
        const bool is_name = s_.catalog.find_device(s_.words[i].text) != nullptr;  // the S of an L40S
        s_.words[i].text = is_name ? s_.words[i].text : catalog::singular(s_.words[i].text);
      }
    }
  }

  /// "dual 4080s" are two of the card; "4080s" alone may be its Super.
  [[nodiscard]] bool is_count(std::size_t i) const {
    std::string word = s_.text(i);
    if (word.size() > 1 && word.ends_with('x')) {
      word.pop_back();
    }
    const auto number = catalog::parse_number(word);
    return s_.free(i) &&
           (catalog::number_word(word) > 1 || s_.is(i, "pair") || is_number_between(number, 2, 64));
  }

  /// "than a 3060", "unlike my old 2080 Ti", "upgraded from a 3060 to", "as fast as the M2 Max"
  [[nodiscard]] bool is_compared(std::size_t begin) const {
    const auto says_nothing = [&](std::size_t at) {
      return is_count(at) || s_.is(at, {"a", "my", "the", "an", "old", "our", "previous"});
    };
    std::size_t at = begin;
    while (at > 1 && says_nothing(at - 1)) {
      --at;
    }
    const bool moved =
        at > 1 && s_.is(at - 1, "from") &&
        s_.is(at - 2,
              {"upgraded", "upgrade", "upgrading", "moved", "switched", "came", "went", "coming", "going"});
    return moved || (at > 0 && s_.is(at - 1, {"vs", "than", "versus", "like", "unlike", "as", "replaced"}));
  }

  /// "3090 3090": a name said twice is two names.
  void leave_repeated(Found& device) const {
    const std::size_t words = device.end - device.begin;
    for (std::size_t size = 1; 2 * size <= words; ++size) {
      const auto same_as_before = [&](std::size_t i) { return s_.text(i) == s_.text(i - size); };
      std::size_t i = device.begin + size;
      while (i < device.end && same_as_before(i)) ++i;
      if (i == device.end && words % size == 0) {
        device.end = device.begin + size;
        return;
      }
    }
  }

  /// "m6 max", "rtx 5090 ti": a word behind a chip's name that tells another chip, of which none is known.
  [[nodiscard]] bool is_other_tier(std::size_t i, const model::Device* device) const {
    if (device == nullptr || !s_.free(i) || i == 0 || s_.words[i - 1].ends ||
        s_.is(i + 1, {"context", "ctx", "tokens", "length", "speed", "model", "new", "seqs", "batch"})) {
      return false;
    }
    return catalog::tells_other_chip(*device, s_.text(i));
  }

  bool read_device() {
    auto found = longest([&](const std::string& name) {
      catalog::NameMatch match = is_maker(name) ? catalog::NameMatch{} : s_.catalog.names().device(name);
      const bool plural = match.slug.empty() && match.candidates.empty() && name.ends_with('s');
      return plural ? s_.catalog.names().device(name.substr(0, name.size() - 1)) : match;  // "DGX Sparks"
    });
    if (!found) {
      return false;
    }
    leave_repeated(*found);
    std::string typed = s_.joined(found->begin, found->end);
    if (!gpu_cores_.empty() && found->match.candidates.size() > 1) {
      const std::string edition = typed + " " + gpu_cores_;
      if (catalog::NameMatch match = s_.catalog.names().device(edition); match.candidates.size() < 2) {
        found->match = std::move(match);
        typed = edition;
      }
    }
    s_.use(found->begin, found->end);
    take_edition(typed, found->match);
    bool other_tier = false;
    if (is_other_tier(found->end, s_.catalog.find_device(found->match.slug))) {
      typed = s_.joined(found->begin, found->end + 1);
      s_.use(found->end, found->end + 1);
      found->match = {};
      found->match.candidates = s_.catalog.names().device_names().nearest(typed, 3);
      other_tier = true;
    }
    if (is_compared(found->begin)) {
      compared_ = found->match.slug;
      s_.remark(fmt::format("'{}' is what it is compared with: left out", typed));
      return true;
    }
    if (found->match.slug.empty()) {
      if (s_.out.run.device.empty() && !s_.device_open) {
        s_.device_open = true;
        const std::vector<std::string>& near = found->match.candidates;
        s_.out.near_devices = near;
        s_.remark(near.size() == 1 || other_tier
                      ? fmt::format("'{}' is not known; nearest: {}", typed, fmt::join(near, ", "))
                      : fmt::format("'{}' is one of {}: name one", typed, fmt::join(near, ", ")));
      } else if (!s_.out.run.device.empty() && !typed.starts_with("mac ")) {  // of the chip that is named
        s_.remark(fmt::format("'{}' is left out beside {}", typed, s_.out.run.device));
      }
      return true;
    }
    if (found->match.lacks_words) {
      if (!s_.out.run.device.empty()) {
        s_.remark(fmt::format("'{}' is left out beside {}", typed, s_.out.run.device));
        return true;
      }
      s_.remark(catalog::taken_as(typed, found->match));
    } else if (found->match.candidates.size() > 1 || found->match.leaves_words) {
      s_.remark(catalog::taken_as(typed, found->match));
    }
    const model::Device* device = s_.catalog.find_device(found->match.slug);
    const bool in_a_product =
        device != nullptr && device->vendor == "qualcomm" && device->kind != model::DeviceKind::gpu;
    const double memory_gib = device != nullptr ? device->memory_gib : 0;
    const double said = count_around(found->begin, found->end, memory_gib, !in_a_product);
    const double of_machine = found->match.count;                // "g6e.12xlarge" has four
    const bool machines = of_machine > 1 && said != of_machine;  // but "8x HGX H100" are eight
    const double count = machines ? of_machine * std::max(said, 1.0) : said;
    take_device(found->match.slug, count, found->begin, found->end);
    const double gib =
        found->match.installed_gib > 0 ? found->match.installed_gib : own_memory(typed, device);
    if (gib > 0) {
      s_.out.run.details.host_memory_gib = gib;
      s_.understood(fmt::format("memory of {:g} GiB", gib));
    }
    return true;
  }

  /// "M4 Pro 64GB": the most that the chip is sold with, which is then no assumption; kUnknown: it is not said.
  [[nodiscard]] static double own_memory(const std::string& typed, const model::Device* device) {
    const std::vector<std::string> words = catalog::device_words(typed);
    const bool said = model::any_of(words, catalog::is_memory);
    return said && device != nullptr && catalog::sold_with_several(*device) ? device->memory_gib
                                                                            : model::kUnknown;
  }

  /// "my laptop has an RTX 4070", "890M with DDR5-5600": words elsewhere say which edition of a device it is.
  void take_edition(std::string& typed, catalog::NameMatch& match) {
    for (std::size_t i = 0; i < s_.words.size(); ++i) {
      const std::string& word = s_.text(i);
      const bool laptop = model::is_one_of(word, {"laptop", "notebook"});
      const bool memory = word.starts_with("ddr") || word.starts_with("lpddr");  // its clock was read already
      const bool size = word.ends_with("gb") && s_.is(i + 1, {"vram", "variant", "version", "card"});
      if (match.slug.empty() || match.lacks_words || !(memory || ((laptop || size) && s_.free(i)))) {
        continue;
      }
      const std::string edition = typed + " " + (laptop ? "laptop" : word.substr(0, word.find('-')));
      catalog::NameMatch named = s_.catalog.names().device(edition);
      if (!named.slug.empty() && !named.lacks_words && named.slug != match.slug) {
        match = std::move(named);
        typed = edition;
        s_.use(i, i + 1);
      }
    }
  }

  /// "on 2 cards", "two gpus", "8-GPU node", "x8": of the device that is named.
  void read_cards() {
    for (std::size_t i = 0; i < s_.words.size(); ++i) {
      const auto digits = catalog::parse_number(s_.text(i));
      const double plain = digits ? *digits : catalog::number_word(s_.text(i));
      const bool of_cards = s_.is(i + 1, {"cards", "gpus", "devices", "accelerators"});
      const double count = of_cards ? plain : count_in(i);
      const bool of_one_kind = !catalog::contains(s_.out.run.device, "+");
      const model::Device* device = s_.catalog.find_device(s_.out.run.device);
      constexpr double kMostMacs = 4;  // "M2 Max with 38 GPUs": its cores
      if (device != nullptr && device->vendor == "apple" && of_cards && count > kMostMacs) {
        continue;
      }
      if (of_one_kind && devices_ == 0 && s_.free(i) && is_number_between(count, 2, 1024)) {
        devices_ = count;
        s_.use(i, i + (of_cards || s_.is(i + 1, {"node", "server", "box", "machine", "rig"}) ? 2 : 1));
      }
    }
  }

  /// Of "x8" that no lanes are meant by, of "8-gpu"; else 0.
  [[nodiscard]] double count_in(std::size_t i) const {
    std::string_view word = s_.text(i);
    if (word.starts_with('x')) {
      bool lanes = s_.is(i + 1, {"lanes", "lane", "slot", "slots", "link"});
      for (std::size_t before = i; before-- > 0 && before + 3 >= i;) {
        lanes = lanes || catalog::contains(s_.text(before), "pcie") ||
                catalog::contains(s_.text(before), "gen") ||
                s_.is(before, {"oculink", "lanes", "slot", "link"});
      }
      return lanes ? 0 : catalog::parse_number(word.substr(1)).value_or(0);
    }
    for (const std::string_view unit : {"-gpu", "-gpus", "-card", "-accelerator", "gpu"}) {
      if (word.ends_with(unit)) {
        return catalog::parse_number(word.substr(0, word.size() - unit.size())).value_or(0);
      }
    }
    return 0;
  }

  void take_device(const std::string& slug, double count, std::size_t begin, std::size_t end) {
    catalog::Run& run = s_.out.run;
    const model::Device* device = s_.catalog.find_device(slug);
    const model::Device* first = s_.catalog.find_device(run.device);
    const bool processor = is_host(device) && (device->kind == model::DeviceKind::cpu || first != nullptr);
    const bool first_is_processor = is_host(first);
    if (run.device.empty()) {
      set_first(slug, processor ? 0 : count, begin, end);
      if (processor && count > 1) {
        run.details.host_sockets = count;
        s_.understood(fmt::format("{:.0f} sockets", count));
      }
    } else if (processor && first_is_processor && device->kind != model::DeviceKind::cpu) {
      s_.remark(fmt::format(
          "'{}' names {} again: left out", s_.joined(begin, end), run.device));  // a phone by its name
    } else if (processor) {
      run.host_device = slug;
      s_.understood("host " + slug);
    } else if (first_is_processor) {
      run.host_device = run.device;
      set_first(slug, count, begin, end);
      s_.understood("host " + run.host_device);
    } else if (slug == run.device && count == 1 && devices_ > 1 && only_one(begin)) {
      devices_ = 1;
    } else if (names_one_more(slug, begin, end)) {
      take_one_more(slug, count, begin, end);
    } else if (slug != run.device && !one_of_several(slug, device, first, end)) {
      const bool is_later = begin >= device_end_;
      const bool counted = count > 0 && devices_ > 0;
      if (!stand_together(is_later ? device_end_ : end, is_later ? begin : device_begin_, counted)) {
        take_one_of_two(slug, count, begin, end);
        return;
      }
      take_words(begin, end);
      run.device = named_times(run.device, devices_) + "+" + named_times(slug, count);
      devices_ = 0;
    }
  }

  void set_first(const std::string& slug, double count, std::size_t begin, std::size_t end) {
    s_.out.run.device = slug;
    devices_ = count;
    device_begin_ = begin;
    device_end_ = end;
  }

  void take_words(std::size_t begin, std::size_t end) {
    device_begin_ = std::min(device_begin_, begin);
    device_end_ = std::max(device_end_, end);
  }

  /// "a+a" of two; nothing said is one.
  static std::string named_times(const std::string& name, double n) {
    std::string out = name;
    for (; n > 1; --n) {
      out += "+" + name;
    }
    return out;
  }

  [[nodiscard]] bool is_among_devices(const std::string& slug) const {
    return catalog::contains("+" + s_.out.run.device + "+", "+" + slug + "+");
  }

  /// "using just 1x 4090", "with a single 4090", "on one GX10": of several the one that ran.
  [[nodiscard]] bool only_one(std::size_t begin) const {
    constexpr std::size_t kFar = 3;
    for (std::size_t i = begin; i-- > 0 && i + kFar >= begin && !s_.words[i].ends;) {
      if (s_.is(i, {"just", "only", "single"}) ||
          (s_.is(i, "one") && i > 0 && s_.is(i - 1, {"on", "with", "using"}))) {
        return true;
      }
    }
    return false;
  }

  /// "3090 + 3090", "3090 3090": a name joined to the devices before it, or at once behind itself, is one more of them; "strix
  /// halo Ryzen AI Max 395" has two names.
  [[nodiscard]] bool names_one_more(const std::string& slug, std::size_t begin, std::size_t end) const {
    const bool is_later = begin >= device_end_;
    const std::size_t from = is_later ? device_end_ : end, to = is_later ? begin : device_begin_;
    if (!is_among_devices(slug) || from > to || s_.words[from - 1].ends) {
      return false;
    }
    if (from == to) {
      const model::Device* device = s_.catalog.find_device(slug);
      if (device != nullptr && model::unified_memory(*device)) {
        return false;
      }
      const std::size_t size = end - begin;
      const std::size_t beside = is_later ? begin - std::min(begin, size) : end;
      return s_.joined(begin, end) == s_.joined(beside, std::min(beside + size, s_.words.size()));
    }
    const auto joins = [&](std::size_t i) { return s_.is(i, {"+", "plus"}); };
    bool joined = false;
    for (std::size_t i = from; i < to; ++i) {
      joined = joined || joins(i);
      if (!joins(i) && !is_count(i) && !times(s_.text(i)) && !is_device(s_.text(i))) {
        return false;
      }
    }
    const auto said_again = [&](const Word& word) {
      return std::any_of(s_.words.begin() + static_cast<std::ptrdiff_t>(begin),
                         s_.words.begin() + static_cast<std::ptrdiff_t>(end),
                         [&](const Word& again) { return again.text == word.text; });
    };
    return joined && std::any_of(s_.words.begin() + static_cast<std::ptrdiff_t>(device_begin_),
                                 s_.words.begin() + static_cast<std::ptrdiff_t>(device_end_),
                                 said_again);
  }

  void take_one_more(const std::string& slug, double count, std::size_t begin, std::size_t end) {
    take_words(begin, end);
    if (slug == s_.out.run.device) {
      devices_ = std::max(devices_, 1.0) + std::max(count, 1.0);
    } else {
      s_.out.run.device += "+" + named_times(slug, count);
    }
  }

  /// Whether a device computes on its cores, so that it is the host of another: a processor, a single-board computer.
  [[nodiscard]] bool is_host(const model::Device* device) const {
    if (device == nullptr) {
      return false;
    }
    const std::vector<std::string_view> backends = catalog::backends_of(s_.catalog, *device);
    return backends.size() == 1 && backends.front() == "cpu";
  }

  /// Whether nothing but counts, makers and "and" stands between two devices of one machine, or a word that joins them:
  /// "a 3090 and a 4090", "3090 paired with my old 2080 Ti". A comma parts them, unless the number of each is said.
  [[nodiscard]] bool stand_together(std::size_t begin, std::size_t end, bool counted) const {
    const bool comma = begin > 0 && s_.words[begin - 1].ends;
    const auto says_little = [&](std::size_t i) {
      return is_count(i) || times(s_.text(i)) || s_.is(i, "1") || s_.text(i).ends_with("gb") ||
             is_device(s_.text(i)) || (!comma && s_.is(i, {"my", "the", "old", "with"})) ||
             is_maker(s_.text(i)) ||
             s_.is(i,
                   {"and",    "x",     "a",   "an",     "rtx",   "gtx", "rx",   "nvidia",  "geforce", "amd",
                    "radeon", "intel", "arc", "quadro", "tesla", "&",   "also", "another", "one",     "gpu"});
    };
    for (std::size_t i = 0; i < s_.words.size(); ++i) {
      if (s_.is(i, {"+", "plus", "paired", "alongside", "together", "combined", "both", "split", "across"})) {
        return true;
      }
    }
    for (std::size_t i = begin; i < end; ++i) {
      if (!says_little(i) || (s_.words[i].ends && i + 1 < end && !counted)) {
        return false;
      }
    }
    return true;
  }

  /// Of two devices that a sentence tells of apart, the one that the figure stands behind: "sold my 4090, the 3060 does".
  [[nodiscard]] bool later_has_figure(std::size_t later_end) const {
    return later_end <= s_.figure_at() && s_.figure_at() < s_.words.size();
  }

  /// A device that is told of apart from the one before it.
  void take_one_of_two(const std::string& slug, double count, std::size_t begin, std::size_t end) {
    catalog::Run& run = s_.out.run;
    const bool is_later = begin >= device_end_;
    if (later_has_figure(is_later ? end : device_end_) == is_later) {
      s_.remark(fmt::format("{} is told of apart: left out", run.device));
      s_.out.apart.push_back(devices_ > 1 ? fmt::format("{:.0f}x{}", devices_, run.device) : run.device);
      set_first(slug, count, begin, end);
    } else {
      s_.out.apart.push_back(count > 1 ? fmt::format("{:.0f}x{}", count, slug) : slug);
      s_.remark(fmt::format("{} is told of apart: left out", slug));
    }
  }

  /// Whether the figure is in the clause that a name which ends here is in.
  [[nodiscard]] bool leads_to_figure(std::size_t end) const {
    const std::size_t figure = s_.figure_at();
    if (end == 0 || figure < end || figure >= s_.words.size()) {
      return false;
    }
    return std::none_of(s_.words.begin() + static_cast<std::ptrdiff_t>(end) - 1,
                        s_.words.begin() + static_cast<std::ptrdiff_t>(figure),
                        [](const Word& word) { return word.ends; });
  }

  /// Whether a further device is none beside those before it: one of them named again, another name of a chip's own GPU, or
  /// the device of another figure.
  bool one_of_several(const std::string& slug,
                      const model::Device* device,
                      const model::Device* first,
                      std::size_t end) {
    catalog::Run& run = s_.out.run;
    const bool of_set = catalog::contains(run.device, "+") && is_among_devices(slug);
    if (of_set && !leads_to_figure(end)) {  // "if the 4060 is enabled, ..."
      return true;
    }
    if (is_among_devices(slug) || slug == compared_) {  // "M1 Max vs 3090: the 3090 gets"
      run.device = slug;
      s_.remark(fmt::format("of several devices {} is named again: it is taken", slug));
      return true;
    }
    if (s_.more_figures) {
      s_.remark(fmt::format(
          "{} and {}: which has the figure? One device a sentence, or '+' between them", run.device, slug));
      run.device.clear();
      s_.device_open = true;
      return true;
    }
    return device != nullptr && first != nullptr && model::unified_memory(*device) &&
           model::unified_memory(*first);
  }

  /// "8b" of the sentence: what is taken for its model has about so many parameters.
  [[nodiscard]] std::string stated_size() const {
    for (std::size_t i = 0; i < s_.words.size(); ++i) {
      const std::string& word = s_.words[i].text;
      const auto billions = s_.free(i) && word.ends_with('b')
                                ? catalog::parse_number(word.substr(0, word.size() - 1))
                                : std::nullopt;
      if (billions && *billions > 0) {
        return word;
      }
    }
    return "";
  }

  /// "llama 3.1 8b 3060 12gb", "qwen3 30b a3b m3 max", "llama3 70b 2x 4090": the words at the end, or from there on, are
  /// devices, not an edition of the model.
  void leave_device(Found& model) const {
    constexpr std::size_t kMostBehind = 3;
    for (std::size_t split = model.begin + 1; split < model.end; ++split) {
      const catalog::NameMatch before = s_.catalog.names().model_names().find(s_.joined(model.begin, split));
      if (before.slug != model.match.slug) {
        continue;
      }
      for (std::size_t end = model.end; end <= model.end + kMostBehind && end <= s_.words.size(); ++end) {
        if (s_.one_phrase(split, end) && is_device(s_.joined(split, end))) {
          model.end = split;
          model.match = before;
          return;
        }
      }
    }
  }

  /// "mistral large 2": a word behind a name that tells another model belongs to it; what is then no name is none.
  void take_kind_behind(Found& model) {
    constexpr std::size_t kMostBehind = 2;
    if (!s_.one_phrase(model.begin, std::min(model.end + 1, s_.words.size())) ||
        !s_.is(model.end,
               {"large", "small", "medium", "nano", "tiny", "nemo", "coder", "vl", "flash", "next"})) {
      return;
    }
    const std::size_t named = model.end;
    model.match = {};
    catalog::NameMatch open;
    for (std::size_t end = std::min(named + kMostBehind, s_.words.size()); end > named; --end) {
      if (!s_.one_phrase(model.begin, end)) {
        continue;
      }
      catalog::NameMatch match = s_.catalog.names().model(s_.joined(model.begin, end)).match;
      if (!match.slug.empty()) {
        model.match = std::move(match);
        model.end = end;
        return;
      }
      open = match.candidates.size() > 1 ? std::move(match) : std::move(open);
    }
    if (!open.candidates.empty()) {
      s_.remark(fmt::format("which of {} is meant, is not said", fmt::join(open.candidates, ", ")));
    }
  }

  [[nodiscard]] bool is_device(const std::string& phrase) const {
    if (phrase.size() <= 3 || !catalog::has_digit(phrase)) {
      return false;
    }
    const std::vector<catalog::NamedDevices> devices = s_.catalog.names().devices(phrase);
    return model::all_of(devices, [](const catalog::NamedDevices& d) {
      return !d.match.slug.empty() && !d.match.lacks_words;
    });
  }

  /// Whether a model has about so many parameters, as far as both are known.
  [[nodiscard]] bool has_about(std::string_view slug, double parameters) const {
    constexpr double kRounding = 0.25;
    const model::Architecture* model = s_.catalog.find_model(slug);
    return model == nullptr || !(parameters > 0) || !(model->parameters > 0) ||
           std::fabs(std::log(model->parameters / parameters)) < kRounding;
  }

  /// "ollama llama3.1:8b": a tag is one file.
  void take_library_file(const std::string& tag) {
    catalog::Run& run = s_.out.run;
    if (run.engine != "ollama" || !run.quant.empty() || tag.find(' ') != std::string::npos) {
      return;
    }
    const catalog::NamedModel named = s_.catalog.names().model(tag, model::kUnknown, run.engine);
    if (named.match.slug == run.model && !named.quant.empty()) {
      run.quant = named.quant;
      s_.remark(fmt::format("Ollama's library has '{}' at {}", tag, named.quant));
    }
  }

  /// The longest name of a model between these words that needs nothing else to be one.
  [[nodiscard]] std::optional<Found> whole_name(std::size_t begin, std::size_t end) const {
    for (std::size_t count = end - begin; count > 0; --count) {
      for (std::size_t i = begin; i + count <= end; ++i) {
        const std::string name = s_.joined(i, i + count);
        if (!s_.one_phrase(i, i + count) || has_stop(i, i + count) || !catalog::has_digit(name)) {
          continue;
        }
        catalog::NameMatch match = s_.catalog.names().model_names().find(name);
        if (!match.slug.empty() && !match.leaves_words && match.candidates.size() < 2) {
          return Found{std::move(match), i, i + count};
        }
      }
    }
    return std::nullopt;
  }

  /// "unlike llama 3.1 8b, qwen3 32b runs at 31 t/s"
  void leave_compared_model() {
    for (std::size_t i = 0; i + 1 < s_.words.size(); ++i) {
      std::size_t end = i + 1;
      while (end < s_.words.size() && s_.free(end) && !s_.words[end - 1].ends) ++end;
      const auto model = s_.is(i, {"unlike", "than"}) ? whole_name(i + 1, end) : std::nullopt;
      if (model) {
        s_.remark(
            fmt::format("'{}' is what it is compared with: left out", s_.joined(model->begin, model->end)));
        s_.use(model->begin, model->end);
      }
    }
  }

  /// "4090: qwen3 32b 38 t/s, llama 3.1 8b 150 t/s": of several models, the one that stands before the rate.
  bool read_model_before_figure() {
    const std::size_t at = s_.figure_at();
    std::size_t begin = at;
    while (begin > 0 && s_.free(begin - 1) && !s_.words[begin - 1].ends) --begin;
    const auto before = at == s_.words.size() ? std::nullopt : whole_name(begin, at);
    const bool others = before && (whole_name(0, before->begin) || whole_name(at, s_.words.size()));
    if (!others) {
      return false;
    }
    s_.out.run.model = before->match.slug;
    return s_.take(before->begin, before->end, s_.out.run.model);
  }

  /// "llama 5 8b": a number between a family and a size is a version, and no model has it.
  [[nodiscard]] bool leaves_version(const Found& model, const std::string& size) const {
    if (size.empty() || s_.words[model.end - 1].ends) {
      return false;
    }
    const auto is_version = [&](std::size_t i) {
      constexpr double kMostVersions = 20;
      const auto number = s_.free(i) ? catalog::parse_number(s_.text(i)) : std::nullopt;
      return number && *number < kMostVersions && s_.text(i + 1) == size;
    };
    const std::vector<std::string> words = catalog::plain_words(model.match.slug);
    const bool said = model.end - model.begin > 1 && is_version(model.end - 1) &&
                      std::find(words.begin(), words.end(), s_.text(model.end - 1)) == words.end();
    return said || is_version(model.end);
  }

  bool read_model() {
    const std::string size = stated_size();
    const double parameters = size.empty() ? model::kUnknown : catalog::leading_number(size) * 1e9;
    auto found = longest([&](const std::string& name) {
      const bool letters = model::any_of(name, [](char c) { return c >= 'a' && c <= 'z'; });
      if (!letters) {
        return catalog::NameMatch{};
      }
      const catalog::NameResolver& names = s_.catalog.names();
      if (size.empty()) {
        if (catalog::NameMatch tag = names.library_default(name, s_.out.run.engine); !tag.slug.empty()) {
          return tag;
        }
      }
      const catalog::ModelNames& models = names.model_names();
      const bool says_size = !size.empty() && name.find(size) != std::string::npos;
      if (!size.empty() && !says_size) {  // "7B LLaMA"
        if (catalog::NameMatch sized = models.usual(name + " " + size); !sized.slug.empty()) {
          return sized;
        }
      }
      catalog::NameMatch match = models.find({name}, says_size ? model::kUnknown : parameters);
      if (match.slug.empty()) {
        match = models.usual(name);
        const bool other_size = !says_size && !has_about(match.slug, parameters);
        return other_size ? catalog::NameMatch{} : match;
      }
      return match.leaves_words ? catalog::NameMatch{} : match;  // of fewer words it is the same
    });
    if (found) {
      leave_device(*found);
      take_kind_behind(*found);
    }
    if (!found || found->match.slug.empty()) {
      return false;
    }
    if (leaves_version(*found, size)) {
      return false;
    }
    const std::string typed = s_.joined(found->begin, found->end);
    if (!s_.out.run.model.empty()) {
      s_.remark(fmt::format("'{}' is left out: a sentence has one model", typed));
    } else {
      s_.out.run.model = found->match.slug;
      s_.understood(s_.out.run.model);
      take_library_file(typed);
      if (found->match.candidates.size() > 1) {
        s_.remark(catalog::taken_as(typed, found->match));
      }
    }
    s_.use(found->begin, found->end);
    for (std::size_t i = 0; i < s_.words.size(); ++i) {  // "27b gemma": it told which
      if (!size.empty() && s_.text(i) == size && has_about(s_.out.run.model, parameters)) {
        s_.use(i, i + 1);
      }
    }
    return true;
  }

  SentenceDraft& s_;
  double devices_ = 0;                             ///< 0: not said
  std::string gpu_cores_;                          ///< "60-core gpu"
  std::string compared_;                           ///< the device that another was compared with
  std::size_t device_begin_ = 0, device_end_ = 0;  ///< the words that name the devices of the run
};

}  // namespace

std::string model_words(const SentenceDraft& sentence) {
  constexpr std::size_t kMostBefore = 2;
  const auto is_size = [](std::string_view word) {
    return word.size() > 1 && word.back() == 'b' && catalog::parse_number(word.substr(0, word.size() - 1));
  };
  for (std::size_t i = 0; i < sentence.words.size(); ++i) {
    const std::string& word = sentence.words[i].text;
    if (!sentence.free(i)) {
      continue;
    }
    if (is_size(word)) {
      std::size_t begin = i;
      while (begin > 0 && i - begin < kMostBefore && sentence.free(begin - 1) &&
             !is_stop(sentence.text(begin - 1)) && !sentence.words[begin - 1].ends) {
        --begin;
      }
      return sentence.joined(begin, i + 1);
    }
    const std::vector<std::string_view> parts = catalog::split_at(word, '-');  // "toppy-m-7b", of its size
    const auto size = std::find_if(parts.begin(), parts.end(), is_size);
    if (parts.size() > 1 && size != parts.end()) {
      return std::string(*size);
    }
  }
  return "";
}

void read_names(SentenceDraft& sentence) { NamesReader(sentence).read(); }

}  // namespace tokroof::formats
