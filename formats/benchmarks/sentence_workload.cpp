#include "formats/benchmarks/request_rate.hpp"
#include "formats/benchmarks/sentence_draft.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include <fmt/format.h>

#include "catalog/host.hpp"
#include "catalog/link_names.hpp"
#include "catalog/number.hpp"
#include "catalog/placement.hpp"
#include "catalog/text.hpp"
#include "catalog/visible_text.hpp"
#include "formats/commands/drafting.hpp"
#include "model/names.hpp"

namespace tokroof::formats {
namespace {

class WorkloadReader {
 public:
  explicit WorkloadReader(SentenceDraft& sentence) : s_(sentence) {}

  void read() {
    for (std::size_t i = 0; i < s_.words.size(); ++i) {
      if (s_.free(i)) {
        read_flag(i) || read_power_share(i) || read_host_memory(i) || read_rpc(i) || read_channels(i) ||
            read_request_rate(i) || read_length(s_, i) || read_streams(i) || read_power(i) ||
            read_count_of(i) || read_link(i) || read_lanes(i) || read_cable(i) || read_word(i) ||
            read_price(i);
      }
    }
    catalog::Run& run = s_.out.run;
    if (run.concurrency > 1 && run.tg_tps > 0 && run.rate == catalog::StatedRate::unsaid) {
      run.rate = owner_anywhere();
      if (run.rate == catalog::StatedRate::unsaid) {
        s_.remark("whether the rate is of each stream or of all is not said");
      }
    }
  }

 private:
  /// What words far from the rate say of whom it is.
  catalog::StatedRate owner_anywhere() {
    bool each = false;
    for (std::size_t i = 0; i < s_.words.size(); ++i) {
      const bool pair = s_.is(i, "per") && s_.is(i + 1, {"user", "stream", "request", "client"});
      each = each || pair || s_.is(i, {"each", "per-user", "tok/s/user", "t/s/user", "tokens/s/user"});
      s_.use(i, pair ? i + 2 : i);
    }
    const bool all = model::any_of(s_.words, [](const Word& w) {
      return model::is_one_of(
          w.text, {"total", "aggregate", "aggregated", "combined", "together", "overall", "throughput"});
    });
    return each  ? catalog::StatedRate::stream
           : all ? catalog::StatedRate::aggregate
                 : catalog::StatedRate::unsaid;
  }

  /// "-ngl 20", "-t 16", "--n-cpu-moe 28", "-c 8192", "-ctk q8_0", "-ot exps=CPU"
  bool read_flag(std::size_t i) {
    if (!s_.text(i).starts_with('-') &&
        !s_.is(i, {"ngl", "gpulayers", "n-gpu-layers", "n-cpu-moe", "n_cpu_moe"})) {
      return false;
    }
    const auto taken = [&](std::size_t end) { return s_.take(i, end, s_.joined(i, end)); };
    if (s_.is(i, {"-cmoe", "--cpu-moe"})) {
      s_.out.run.placement = catalog::StatedPlacement::experts_on_host;
      return taken(i + 1);
    }
    if (s_.is(i, {"-ctk", "-ctv", "--cache-type-k", "--cache-type-v", "--kv-cache-dtype"}) &&
        s_.free(i + 1)) {
      std::string& type = s_.out.run.kv_type;
      const std::string keys = s_.is(i, {"-ctv", "--cache-type-v"}) ? type : "";
      type = s_.catalog.canonical("kv-type", s_.text(i + 1));
      type = keys.empty() || keys == type ? type : fmt::format("{}/{}", keys, type);
      return taken(i + 2);
    }
    if (s_.is(i, {"-ot", "--override-tensor"})) {
      return read_override(i);
    }
    if (s_.is(i, {"--spec-type", "--speculative-algorithm"}) && draft_way_named(s_.text(i + 1))) {
      s_.out.run.speculative = draft_way_named(s_.text(i + 1));
      return taken(i + 2);
    }
    if (s_.is(i, {"-sm", "--split-mode"}) && s_.free(i + 1)) {
      s_.out.run.split = catalog::Said<model::Split>::read(s_.text(i + 1));
      return taken(i + 2);
    }
    const auto number = s_.free(i + 1) ? quantity(s_.text(i + 1), kKilo) : std::nullopt;
    if (number && s_.is(i, {"-c", "--ctx-size", "--max-model-len"})) {
      set_room(s_, *number, i, i + 2);
      return true;
    }
    if (is_number_between(number, 1, 1e5) &&
        s_.is(i, {"-np", "--parallel", "--concurrency", "--max-concurrency"})) {
      return set_streams(*number, i, i + 2);
    }
    double* cell = counted_by(i);
    if (cell != nullptr && i > 0 && s_.is(i - 1, {"no", "without"})) {  // what it is then, builds differ in
      return s_.take(i - 1, number ? i + 2 : i + 1, s_.joined(i - 1, i + 1));
    }
    if (cell == nullptr || !is_number_between(number, 0, 1e9)) {
      return false;
    }
    *cell = *number;
    return taken(i + 2);
  }

  /// The number that a flag states; null: it states none.
  double* counted_by(std::size_t i) {
    catalog::Run& run = s_.out.run;
    return s_.is(i, {"-ngl", "--n-gpu-layers", "ngl", "gpulayers", "--gpulayers", "n-gpu-layers"})
               ? &run.n_gpu_layers
           : s_.is(i, {"-t", "--threads", "--cpu_infer"}) ? &run.threads
           : s_.is(i, {"-ncmoe", "--n-cpu-moe", "n-cpu-moe", "n_cpu_moe", "-mcl", "--moe_cpu_offload"})
               ? &run.details.n_cpu_moe
           : s_.is(i, {"-d", "--n-depth"})                                ? &run.depth
           : s_.is(i, {"--draft-max", "--draft-n", "--spec-draft-n-max"}) ? &run.spec_tokens
                                                                          : nullptr;
  }

  /// "-ot exps=CPU": the patterns were put aside, in their order.
  bool read_override(std::size_t i) {
    if (overrides_ == s_.overrides.size()) {
      return false;
    }
    std::string& patterns = s_.out.run.details.override_tensor;
    patterns += (patterns.empty() ? "" : ",") + s_.overrides[overrides_];
    return s_.take(i, i + 1, "-ot " + s_.overrides[overrides_++]);
  }

  /// "over RPC", "over RPC to localhost", "--rpc 10.0.0.2:50052"
  bool read_rpc(std::size_t i) {
    const bool flag = s_.is(i, {"--rpc", "-rpc"});
    if (!flag && !s_.is(i, "rpc")) {
      return false;
    }
    s_.out.run.split = model::Split::rpc;
    s_.understood("over RPC");
    const std::size_t begin = i > 0 && s_.is(i - 1, {"over", "via", "with"}) && s_.free(i - 1) ? i - 1 : i;
    std::size_t end = i + 1 + (s_.is(i + 1, {"to", "on"}) ? 1 : 0);
    end += flag || s_.is(end, "localhost") ? 1 : 0;
    s_.use(begin, s_.is(end - 1, {"to", "on"}) ? i + 1 : end);
    return true;
  }

  static constexpr double kMostChannels = 24, kMostModules = 64;

  /// "DDR4-3600", "ddr5 at 5600 MT/s"; a bare "ddr5" says nothing
  bool read_host_memory(std::size_t i) {
    if (const auto whole = catalog::memory_by_numbers(s_.text(i))) {  // "ddr5-5600x6"
      s_.out.run.details.host_memory_mts = whole->mts;
      s_.out.run.details.host_channels = whole->channels;
      return s_.take(
          i, i + 1, fmt::format("memory of {:.0f} MT/s in {:.0f} channels", whole->mts, whole->channels));
    }
    const bool bare = s_.text(i).ends_with("mt/s");  // "8 channels at 3200 MT/s"
    const std::size_t type = bare ? 0 : s_.text(i).find("ddr");
    if (type == std::string::npos || s_.text(i).starts_with("gddr")) {
      return false;
    }
    const auto transfers = [](std::string word) {
      for (const std::string_view unit : {"mt/s", "mhz"}) {
        word.resize(word.ends_with(unit) ? word.size() - unit.size() : word.size());
      }
      const auto mts = catalog::parse_number(word);
      return is_number_between(mts, 800, 12800) ? mts : std::nullopt;
    };
    const std::size_t dash = s_.text(i).find('-', type);
    const std::size_t next = s_.is(i + 1, "at") ? i + 2 : i + 1;
    const auto glued = bare                        ? transfers(s_.text(i))
                       : dash == std::string::npos ? std::nullopt
                                                   : transfers(s_.text(i).substr(dash + 1));
    if (bare && !glued) {
      return false;
    }
    const auto mts = glued || !s_.free(next) ? glued : transfers(s_.text(next));
    const std::size_t end = mts && !glued ? next + 1 : i + 1;
    s_.use(i, end);
    if (!bare) {
      read_modules(i);
    }
    if (!mts) {
      return true;
    }
    s_.out.run.details.host_memory_mts = *mts;
    s_.understood(fmt::format("memory of {:.0f} MT/s", *mts));
    // "DDR4-3200 x2": of the memory, and no cards
    const auto channels =
        s_.text(end).starts_with('x') ? catalog::parse_number(s_.text(end).substr(1)) : std::nullopt;
    if (s_.free(end) && is_number_between(channels, 1, kMostChannels)) {
      take_channels(*channels);
      s_.use(end, end + 1);
    }
    return true;
  }

  /// "8x DDR4-3200", "8 x 32GB DDR4", "8x32GB DDR4": modules before their kind.
  void read_modules(std::size_t kind) {
    const bool sized = kind > 0 && s_.text(kind - 1).ends_with("gb");
    const bool glued = sized && s_.text(kind - 1).find('x') != std::string::npos;
    const std::size_t end = sized && !glued ? kind - 1 : kind;
    const bool apart = end > 1 && s_.is(end - 1, "x");
    const std::size_t at = end - std::min<std::size_t>(apart ? 2 : 1, end);
    const std::size_t times = s_.text(at).find('x');
    if (end == 0 || !s_.free(at) || !(apart || times != std::string::npos)) {
      return;
    }
    const auto modules = catalog::parse_number(s_.text(at).substr(0, times));
    if (is_number_between(modules, 1, kMostModules)) {
      s_.memory_modules = *modules;
      s_.use(at, sized ? at : end);  // what each holds is read later, with their number
    }
  }

  void take_channels(double channels) {
    s_.out.run.details.host_channels = channels;
    s_.understood(fmt::format("{:.0f} memory channel{}", channels, channels == 1 ? "" : "s"));
  }

  /// "dual channel", "8-channel DDR4", "12 channels"
  bool read_channels(std::size_t i) {
    std::string word = s_.text(i);
    const std::size_t dash = word.find("-channel");
    const bool glued = dash != std::string::npos;
    if (!glued && !s_.is(i + 1, {"channel", "channels"})) {
      return false;
    }
    word.resize(glued ? dash : word.size());
    const auto channels = word == "single" ? 1 : word == "dual" ? 2 : word == "quad" ? 4 : quantity(word);
    if (!is_number_between(channels, 1, kMostChannels)) {
      return false;
    }
    take_channels(*channels);
    s_.use(i, glued ? i + 1 : i + 2);
    return true;
  }

  /// "1080 euro": what it cost, not a card.
  bool read_price(std::size_t i) {
    const bool money = quantity(s_.text(i)) &&
                       s_.is(i + 1, {"euro", "euros", "eur", "usd", "dollars", "bucks", "pounds", "gbp"});
    if (money) {
      s_.use(i, i + 2);
    }
    return money;
  }

  /// "PCIe 3.0 x4", "pcie 4 x16", "gen4 x8"
  bool read_link(std::size_t i) {
    std::size_t at = i + 1;
    at += s_.is(at, "gen") ? 1 : 0;
    const bool glued = s_.text(i).starts_with("gen") && s_.text(i).size() == 4;
    std::string generation = glued ? s_.text(i).substr(3) : s_.text(at);
    generation = generation.starts_with("gen") ? generation.substr(3) : generation;
    at = glued ? i : at;
    const std::string& lanes = s_.text(at + 1);
    if ((!glued && !s_.is(i, {"pcie", "pci-e"})) || !lanes.starts_with('x') ||
        !model::is_one_of(generation, {"3", "4", "5", "3.0", "4.0", "5.0"})) {
      return false;
    }
    const std::string link = "pcie" + generation.substr(0, 1) + lanes;
    if (!catalog::is_link_name(s_.catalog, link)) {
      return false;
    }
    s_.out.run.interconnect = link;
    return s_.take(i, at + 2, link);
  }

  /// "PCIe x1", "x1 risers", "x4 pcie": few lanes of no stated generation, the first usually of a riser for miners.
  bool read_lanes(std::size_t i) {
    const bool lanes_first = s_.is(i, {"x1", "x4", "x8"});
    const std::size_t other = i + 1;
    if (lanes_first ? !s_.is(other, {"pcie", "pci-e", "riser", "risers"})
                    : !(s_.is(i, {"pcie", "pci-e"}) && s_.is(other, {"x1", "x4", "x8"}))) {
      return false;
    }
    const std::string& lanes = s_.text(lanes_first ? i : other);
    s_.out.run.interconnect = (lanes == "x1" ? "pcie3" : "pcie4") + lanes;
    s_.remark(fmt::format("the generation of PCIe is not said: taken as {}", s_.out.run.interconnect));
    return s_.take(i, i + 2, s_.out.run.interconnect);
  }

  /// "thunderbolt 4", "tb5", "usb4 egpu", "oculink", "over 10gbe": a cable to a card outside, or between machines.
  bool read_cable(std::size_t i) {
    const auto of_number = [](std::string_view word) { return model::is_one_of(word, {"3", "4", "5"}); };
    const bool apart = s_.is(i, {"thunderbolt", "usb"}) && of_number(s_.text(i + 1));
    std::string name = catalog::short_link_name(apart ? s_.text(i) + s_.text(i + 1) : s_.text(i));
    const bool ethernet = name.starts_with("eth-") && name != s_.text(i);
    std::size_t begin = i, end = i + (apart ? 2 : 1);
    const auto is_egpu = [&](std::size_t at) { return s_.free(at) && s_.is(at, "egpu"); };
    begin -= begin > 0 && s_.free(begin - 1) && s_.is(begin - 1, {"over", "via"}) ? 1 : 0;
    begin -= begin > 0 && is_egpu(begin - 1) ? 1 : 0;
    end += is_egpu(end) ? 1 : 0;
    const bool outside = is_egpu(begin) || is_egpu(end - 1);
    if (name.starts_with("thunderbolt")) {
      name = "tb" + name.substr(name.size() - 1);
    } else if (name == "usb4") {  // a tunnel of PCIe, or a network
      name = outside ? "tb4" : "usb4-40";
    } else if (name == "oculink") {
      name = "oculink-pcie4x4";
    }
    const bool cable = ethernet || catalog::begins_with_one_of(name, {"tb", "usb4", "oculink"});
    if (!cable || !s_.out.run.interconnect.empty() || s_.catalog.find_link(name) == nullptr) {
      return false;
    }
    s_.out.run.interconnect = name;
    return s_.take(begin, end, name);
  }

  /// "600 requests per minute": how often they come, which is no number of streams.
  bool read_request_rate(std::size_t i) {
    const auto rate = request_rate_of([&](std::size_t at) { return std::string_view(s_.text(i + at)); });
    if (!rate) {
      return false;
    }
    s_.remark(
        fmt::format("'{}' is left out: how often requests come is --request-rate {}, of predict and rank",
                    s_.joined(i, i + rate->words),
                    catalog::measured_text(rate->per_s)));
    s_.use(i, i + rate->words);
    return true;
  }

  /// "batch size 2048" beside a rate that so many streams together would exceed: so llama.cpp and ExLlama call a prompt's chunk.
  bool read_prompt_chunk(double tokens, std::size_t begin, std::size_t end) {
    constexpr double kBlock = 256;
    const bool served = model::any_of(s_.words, [&](const Word& word) {  // "sglang batch 256"
      const model::Engine* engine = s_.catalog.find_engine(word.text);
      return engine != nullptr && engine->paged_cache;
    });
    if (served || tokens < kBlock || std::fmod(tokens, kBlock) != 0 || s_.out.run.tg_tps > tokens) {
      return false;
    }
    return s_.take(begin, end, fmt::format("prompts in chunks of {:.0f} tokens", tokens));
  }

  bool set_streams(double streams, std::size_t begin, std::size_t end) {
    s_.use(begin, end);
    if (s_.out.run.concurrency > 0) {
      s_.remark(fmt::format("{:.0f} streams are left out: a sentence has one figure", streams));
      return true;
    }
    s_.out.run.concurrency = streams;
    s_.understood(streams > 1 ? fmt::format("{:.0f} streams", streams) : "1 stream");
    return true;
  }

  /// "8 streams", "16 concurrent requests", "single user", "batch size 8", "concurrency 32"
  bool read_streams(std::size_t i) {
    const auto set = [&](double streams, std::size_t end) { return set_streams(streams, i, end); };
    const double in_words = s_.is(i, "single") ? 1 : catalog::number_word(s_.text(i));
    const auto digits = quantity(s_.text(i));
    if (const auto number = digits ? digits : std::optional(in_words); is_number_between(number, 1, 1e5)) {
      std::size_t next = i + 1;
      while (s_.is(next, {"concurrent", "parallel", "simultaneous"})) {
        ++next;
      }
      if (s_.is(next,
                "streams|stream|users|user|requests|request|sessions|session|clients|client|agents|reqs|"
                "sequences|slots|concurrency")) {
        return set(*number, next + 1);
      }
      if (digits && next == i + 1 && s_.is(next, "batch")) {  // "32 batch size", not "llama 3 batch 8"
        const std::size_t end = s_.is(next + 1, "size") ? next + 2 : next + 1;
        return !quantity(s_.text(end)) && (read_prompt_chunk(*number, i, end) || set(*number, end));
      }
      return digits && next > i + 1 ? set(*number, next) : false;
    }
    if (const auto number =
            catalog::parse_number(s_.text(i).substr(std::min<std::size_t>(2, s_.text(i).size())));
        s_.text(i).starts_with("bs") && is_number_between(number, 1, 1e5)) {
      return set(*number, i + 1);
    }
    if (s_.is(i,
              {"batch", "concurrency", "concurrent", "conc", "bs", "bsz", "batchsize", "batch-size", "np"})) {
      std::size_t next = i + 1;
      while (s_.is(next, {"size", "of", "is"})) {
        ++next;
      }
      if (const auto number = quantity(s_.text(next)); is_number_between(number, 1, 1e5)) {
        const bool batch = s_.is(i, {"batch", "batchsize", "batch-size"});
        return (batch && read_prompt_chunk(*number, i, next + 1)) || set(*number, next + 1);
      }
    }
    return false;
  }

  /// "limited to 250W", "at 250 watts", "250W power limit"
  bool read_power(std::size_t i) {
    std::string word = s_.text(i);
    for (const std::string_view unit : {"watts", "watt", "w"}) {
      if (word.ends_with(unit)) {
        word.resize(word.size() - unit.size());
        break;
      }
    }
    const auto watts = quantity(word);
    const bool limit =
        s_.is(i + 1, {"limit", "cap", "power", "pl", "tdp"}) ||
        (i > 0 && s_.is(i - 1, "at|to|limit|cap|of|limited|capped|pl|tdp|power|undervolted|undervolt"));
    if (word == s_.text(i) || !watts || *watts < 31 || !limit) {
      return false;
    }
    s_.out.run.power_w = *watts;
    s_.understood(fmt::format("{:.0f} W", *watts));
    std::size_t begin = i, end = i + 1;
    const auto is_limit = [&](std::size_t at) {
      return s_.free(at) && s_.is(at, "power|limit|limited|pl|tdp|cap|capped|to|of|at|undervolted|undervolt");
    };
    while (begin > 0 && is_limit(begin - 1)) {
      --begin;
    }
    while (is_limit(end) && !s_.words[end - 1].ends && !s_.is(end, {"to", "of", "at"})) {
      ++end;
    }
    s_.use(begin, end);
    return true;
  }

  /// "70% power limit", "power limited to 70 %", "at 70% power"
  bool read_power_share(std::size_t i) {
    const std::string& word = s_.text(i);
    const bool glued = word.ends_with('%');
    const auto share = quantity(glued ? word.substr(0, word.size() - 1) : word);
    std::size_t end = i + (glued ? 1 : 2), begin = i;
    constexpr std::size_t kFar = 3;
    const auto is_power = [&](std::size_t at) {
      return s_.is(at, {"power", "pl", "tdp", "limit", "limited", "cap", "capped"});
    };
    if (!is_number_between(share, 10, 130) || (!glued && !s_.is(i + 1, {"%", "percent"}))) {
      return false;
    }
    const bool behind = is_power(end) || (s_.is(end, "of") && is_power(end + 1));
    while (begin > 0 && i - begin < kFar && s_.free(begin - 1) &&
           (is_power(begin - 1) || s_.is(begin - 1, {"to", "at", "of"}))) {
      --begin;
    }
    if (!behind && std::none_of(s_.words.begin() + static_cast<std::ptrdiff_t>(begin),
                                s_.words.begin() + static_cast<std::ptrdiff_t>(i),
                                [](const Word& w) {
                                  return model::is_one_of(w.text, {"power", "pl", "tdp"});
                                })) {
      return false;
    }
    while (behind && (is_power(end) || s_.is(end, "of"))) {
      ++end;
    }
    s_.power_share = *share / 100;
    s_.use(begin, end);
    return true;
  }

  /// "16 threads", "20 layers on the gpu", "tp2", "tensor parallel 4"
  bool read_count_of(std::size_t i) {
    const auto number = quantity(s_.text(i));
    if (is_number_between(number, 1, 1e4) && s_.is(i + 1, "threads")) {
      s_.out.run.threads = *number;
      return s_.take(i, i + 2, fmt::format("{:.0f} threads", *number));
    }
    if (read_layers(i)) {
      return true;
    }
    const bool glued =
        s_.text(i).starts_with("tp") && s_.text(i).size() > 2 && catalog::parse_number(s_.text(i).substr(2));
    if (glued || s_.is(i, {"tp", "-tp", "--tp", "--tp-size", "--tensor-parallel-size"})) {
      const auto devices = quantity(glued ? s_.text(i).substr(2) : s_.text(i + 1));
      if (!glued && devices == 1 && s_.text(i).starts_with('-')) {  // what it is anyway
        s_.use(i, i + 2);
        return true;
      }
      if (is_number_between(devices, 2, 1024)) {
        s_.out.run.split = model::Split::tensor;
        s_.out.run.n_devices = *devices;
        return s_.take(i, glued ? i + 1 : i + 2, "split by tensors");
      }
    }
    return false;
  }

  /// "20 layers on the gpu", "30 of 41 layers", "30/41 layers", "30 layers out of 41", "25 layers on the cpu".
  bool read_layers(std::size_t i) {
    constexpr double kMost = 1e4;
    const std::string& word = s_.text(i);
    const std::size_t slash = word.find('/');
    auto layers = quantity(word.substr(0, slash));
    std::optional<double> all = slash != std::string::npos ? quantity(word.substr(slash + 1)) : std::nullopt;
    std::size_t end = i + 1;
    const auto of = [&] { return s_.is(end, {"of", "/"}) ? end + 1 : s_.is(end, "out") ? end + 2 : end; };
    if (of() != end && quantity(s_.text(of()))) {
      all = quantity(s_.text(of()));
      end = of() + 1;
    }
    const bool named_experts = s_.is(end, {"moe", "expert"}) && s_.is(end + 1, "layers");
    if (!is_number_between(layers, 0, kMost) || (!named_experts && !s_.is(end, "layers"))) {
      return false;
    }
    end += named_experts ? 2 : 1;
    const bool experts = named_experts || (s_.is(end, "of") && s_.is(end + 1, {"moe", "experts"}));
    if (of() != end && quantity(s_.text(of()))) {
      all = quantity(s_.text(of()));
      end = of() + 1;
    }
    const auto place = [&](std::initializer_list<std::string_view> names) {
      for (std::size_t at = end; at < end + 4 && at < s_.words.size() && !s_.words[at - 1].ends; ++at) {
        if (s_.is(at, names)) return at;
      }
      return s_.words.size();
    };
    const std::size_t on_host = place({"cpu", "ram"}), on_device = place({"gpu", "vram", "card"});
    if (experts && on_host < on_device) {
      s_.out.run.details.n_cpu_moe = *layers;
      return s_.take(i, on_host + 1, fmt::format("the experts of {:.0f} layers on the host", *layers));
    }
    if (on_host < on_device) {
      s_.use(i, on_host + 1);
      if (!all) {
        s_.layers_on_host = *layers;
        return true;
      }
      layers = *all - *layers;
    }
    s_.out.run.n_gpu_layers = std::max(*layers, 0.0);
    s_.understood(fmt::format("{:.0f} layers on the device", s_.out.run.n_gpu_layers));
    const std::size_t placed = std::min(on_host, on_device);
    end = placed < s_.words.size() ? std::max(end, placed + 1) : end;
    const auto says_offload = [&](std::size_t at) {
      return s_.is(at, {"offloaded", "offload", "offloading"});
    };
    s_.use(i > 0 && says_offload(i - 1) ? i - 1 : i, says_offload(end) ? end + 1 : end);
    return true;
  }

  /// "fully offloaded", "experts on cpu", "partially offloaded to ram", "some layers on the cpu", "half of the layers in ram".
  bool read_offload(std::size_t i) {
    const auto host_behind = [&](std::size_t from) {
      constexpr std::size_t kFar = 6;  // "half of the layers in system ram"
      for (std::size_t at = from; at < from + kFar && at < s_.words.size(); ++at) {
        if (s_.is(at, {"cpu", "ram", "cpus", "host", "system"})) {
          return s_.is(at, "system") && s_.is(at + 1, {"ram", "memory"}) ? at + 2 : at + 1;
        }
        if (s_.words[at].ends || !s_.is(at, {"on", "in", "to", "the", "offloaded", "layers", "of"})) {
          break;
        }
      }
      return std::size_t{0};
    };
    const auto take = [&](catalog::StatedPlacement::Where placement, std::string words, std::size_t end) {
      s_.out.run.placement = placement;
      return s_.take(i, end, std::move(words));
    };
    if (s_.is(i, {"experts", "moe"})) {
      const std::size_t end = host_behind(s_.is(i + 1, {"experts", "layers"}) ? i + 2 : i + 1);
      return end > 0 && take(catalog::StatedPlacement::experts_on_host, "the experts on the host", end);
    }
    if (s_.is(i, {"partial", "partially", "partly"}) &&
        s_.is(i + 1, {"offload", "offloaded", "offloading", "on", "in"})) {
      const std::size_t end = host_behind(i + 1);
      return take(catalog::StatedPlacement::part_on_host, "a part on the host", end > 0 ? end : i + 2);
    }
    if (s_.is(i, {"cpu", "ram"}) && s_.is(i + 1, {"offload", "offloaded", "offloading"})) {
      return take(catalog::StatedPlacement::part_on_host, "a part on the host", i + 2);
    }
    if (s_.is(i, {"fully", "entirely", "completely"}) &&
        (s_.is(i + 1, "offloaded") || (s_.is(i + 1, {"on", "in"}) && s_.is(i + 2, {"gpu", "vram"})))) {
      return take(catalog::StatedPlacement::devices,
                  "all of it on the device",
                  s_.is(i + 1, "offloaded") ? i + 2 : i + 3);
    }
    if (s_.is(i, "all") && s_.is(i + 1, "layers") && s_.is(i + 2, {"offloaded", "on", "in"}) &&
        !s_.is(i + 3, {"cpu", "ram", "host", "system"})) {
      constexpr double kAllLayers = 999;
      s_.out.run.n_gpu_layers = kAllLayers;
      const std::size_t place = s_.is(i + 3, {"the", "to"}) ? i + 4 : i + 3;
      return take(catalog::StatedPlacement::devices,
                  "all of it on the device",
                  s_.is(place, {"gpu", "vram", "card"}) ? place + 1 : i + 3);
    }
    if (s_.is(i, {"some", "half", "most", "few"}) && s_.is(i + 1, {"layers", "of", "the"})) {
      const std::size_t end = host_behind(i + 1);
      return end > 0 && take(catalog::StatedPlacement::part_on_host, "a part on the host", end);
    }
    return false;
  }

  /// "MTP", "draft-mtp at n-max 7", "EAGLE3", "speculative", "draft model"; "no speculative decoding".
  bool read_drafting(std::size_t i, bool denied) {
    if (s_.is(i, "n-max") && is_number_between(quantity(s_.text(i + 1)), 1, 64)) {
      s_.out.run.spec_tokens = *quantity(s_.text(i + 1));
      return s_.take(i, i + 2, fmt::format("{:.0f} tokens drafted", s_.out.run.spec_tokens));
    }
    if (is_number_between(quantity(s_.text(i)), 1, 64) && s_.is(i + 1, "draft") && s_.is(i + 2, "tokens")) {
      s_.out.run.spec_tokens = *quantity(s_.text(i));
      return s_.take(i, i + 3, fmt::format("{:.0f} tokens drafted", s_.out.run.spec_tokens));
    }
    const bool by_a_model = s_.is(i, "speculative") || (s_.is(i, "draft") && s_.is(i + 1, "model"));
    const bool by_name = s_.is(
        i, {"mtp", "draft-mtp", "nextn", "eagle", "eagle3", "draft-eagle3", "ngram", "dflash", "dspark"});
    if (!by_a_model && !by_name) {
      return false;
    }
    const std::size_t end = by_a_model && s_.is(i + 1, {"decoding", "model"}) ? i + 2 : i + 1;
    const bool off = denied || s_.is(end, {"off", "disabled"});
    s_.use(i, off && !denied ? end + 1 : end);
    if (by_a_model && !off && catalog::drafts(s_.out.run)) {  // "MTP speculative decoding"
      return true;
    }
    s_.out.run.speculative = off          ? model::Drafting::none
                             : by_a_model ? model::Drafting::draft
                                          : *draft_way_named(s_.text(i));
    s_.understood(off ? "no speculation" : "speculative decoding: " + s_.out.run.speculative.text());
    return true;
  }

  /// "tensor parallel", "split-mode tensor", "tensor parallelism set to four", "no TP".
  bool read_split(std::size_t i, bool denied) {
    std::size_t at = i, end = i + 1;
    const auto is_way = [&](std::size_t word) { return s_.is(word, {"tensor", "row", "layer", "pipeline"}); };
    if (s_.is(i, "split-mode") || (s_.is(i, "split") && s_.is(i + 1, "mode"))) {
      at = s_.is(i, "split") ? i + 2 : i + 1;
      end = at + 1;
    } else if (is_way(i) && s_.is(i + 1, {"parallel", "parallelism", "split", "mode", "split-mode"})) {
      end = i + 2;
    } else if (s_.is(i, {"tensor-parallel", "tensor-split", "tensor-mode", "row-split", "layer-split"})) {
      end = s_.is(end, "mode") ? end + 1 : end;
    } else if (!(s_.is(i, "tp") && (denied || (i > 0 && s_.is(i - 1, {"with", "using"}))))) {
      return false;
    }
    if (denied && s_.text(at).starts_with("layer")) {  // how else, is not said
      return s_.take(i, end, "not split by layer");
    }
    const std::string way = denied            ? "layer"
                            : s_.is(at, "tp") ? "tensor"
                                              : s_.text(at).substr(0, s_.text(at).find('-'));
    const std::optional<model::Split> split = catalog::WordOf<model::Split>::named(way);
    if (!split) {
      return false;
    }
    s_.out.run.split = *split;
    s_.understood("split by " + way);
    const std::size_t number = s_.is(end, "set") && s_.is(end + 1, "to") ? end + 2
                               : s_.is(end, "of")                        ? end + 1
                                                                         : end;
    const auto digits = quantity(s_.text(number));
    const double devices = digits ? *digits : catalog::number_word(s_.text(number));
    if (number > end && devices >= 2 && devices <= 1024) {
      s_.out.run.n_devices = devices;
      end = number + 1;
    }
    s_.use(i, end);
    return true;
  }

  /// "0.5b draft", "draft 0.6b": the size of the model that drafts, not of the one that answers.
  bool read_draft(std::size_t i) {
    const auto is_size = [&](std::size_t at) {
      const std::string& word = s_.text(at);
      return s_.free(at) && word.ends_with('b') && catalog::parse_number(word.substr(0, word.size() - 1));
    };
    const bool before = i > 0 && is_size(i - 1), behind = is_size(i + 1) && !before;
    if (!s_.is(i, "draft") || (!before && !behind)) {
      return false;
    }
    s_.out.run.speculative = model::Drafting::draft;
    return s_.take(before ? i - 1 : i,
                   behind || s_.is(i + 1, "model") ? i + 2 : i + 1,
                   "a draft of " + s_.text(before ? i - 1 : i + 1));
  }

  /// Words that stand for themselves.
  bool read_word(std::size_t i) {
    const bool denied = i > 0 && s_.is(i - 1, {"no", "without", "off"});
    if (s_.is(i, {"fa", "-fa"}) || (s_.is(i, "flash") && s_.is(i + 1, {"attention", "attn"}))) {
      const std::size_t end = s_.is(i, "flash") ? i + 2 : i + 1;
      const bool off = denied || s_.is(end, {"off", "0", "disabled"});
      const bool said = s_.is(end, {"off", "0", "disabled", "on", "1", "enabled"});
      s_.out.run.flash_attention = !off;
      return s_.take(i, said ? end + 1 : end, off ? "no flash attention" : "flash attention");
    }
    if (s_.is(i, "kv") || (s_.is(i, "cache") && i > 0)) {
      for (const std::size_t at : {i + 1, i + 2, i - 1}) {
        if (s_.is(at, {"q8_0", "q8", "q4_0", "q4", "fp8", "f16", "fp16", "bf16", "q5_1", "q4_1"}) &&
            s_.free(at)) {
          const std::string& type = s_.text(at);
          s_.out.run.kv_type = s_.catalog.canonical("kv-type", type);
          return s_.take(std::min(i, at), std::max(i, at) + 1, "KV cache " + s_.out.run.kv_type);
        }
      }
      return false;
    }
    if (read_draft(i) || read_drafting(i, denied) || read_split(i, denied) || read_offload(i)) {
      return true;
    }
    if (s_.is(i, "windows")) {
      s_.out.run.details.os = s_.text(i);
      return s_.take(i, s_.is(i + 1, {"10", "11"}) ? i + 2 : i + 1, s_.text(i));
    }
    if (s_.is(i, {"--enforce-eager", "enforce-eager", "enforce_eager=true", "enforce_eager", "eager"}) ||
        (s_.is(i, "enforce") && s_.is(i + 1, "eager"))) {
      s_.out.run.eager = !denied;
      return s_.take(i,
                     s_.is(i, "enforce")    ? i + 2
                     : s_.is(i + 1, "mode") ? i + 2
                                            : i + 1,
                     denied ? "not eager" : "eager mode");
    }
    if (s_.is(i, {"cuda", "vulkan", "rocm", "metal", "sycl"})) {
      s_.out.run.backend = s_.text(i);
      return s_.take(i, i + 1, s_.text(i));
    }
    const bool behind_rate = i > 0 && i + 1 == s_.words.size() && s_.words[i - 1].used;  // "9 tok/s cpu"
    if ((s_.is(i, "cpu") && ((i > 0 && s_.is(i - 1, {"on", "the", "just", "only", "use", "using"})) ||
                             s_.is(i + 1, "only") || behind_rate)) ||
        s_.is(i, "cpu-only")) {
      s_.out.run.placement = catalog::StatedPlacement::host;
      return s_.take(i, s_.is(i + 1, "only") ? i + 2 : i + 1, "on the CPU");
    }
    if (s_.is(i, {"nvlink", "nvlinked"})) {
      s_.out.run.interconnect = "nvlink";
      return s_.take(i, i + 1, "nvlink");
    }
    return false;
  }

  SentenceDraft& s_;
  std::size_t overrides_ = 0;  ///< that were read
};

}  // namespace

void read_workload(SentenceDraft& sentence) { WorkloadReader(sentence).read(); }

}  // namespace tokroof::formats
