#include "formats/benchmarks/sentence_draft.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include <fmt/format.h>

#include "catalog/name_resolver.hpp"
#include "catalog/number.hpp"
#include "catalog/placement.hpp"
#include "catalog/text.hpp"
#include "catalog/visible_text.hpp"

namespace tokroof::formats {
namespace {

class WorkloadReader {
 public:
  explicit WorkloadReader(SentenceDraft& sentence) : s_(sentence) {}

  void read() {
    for (std::size_t i = 0; i < s_.words.size(); ++i) {
      if (s_.free(i)) {
        read_flag(i) || read_host_memory(i) || read_channels(i) || read_depth(i) || read_streams(i) ||
            read_power(i) || read_count_of(i) || read_word(i);
      }
    }
    if (s_.out.run.concurrency > 1 && s_.out.run.tg_tps > 0) {
      const bool each =
          std::any_of(s_.words.begin(),
                      s_.words.end(),
                      [](const Word& w) {
                        return model::is_one_of(
                            w.text, {"each", "per-user", "tok/s/user", "t/s/user", "tokens/s/user"});
                      }) ||
          has_pair("per", {"user", "stream", "request", "client"});
      const bool all = std::any_of(s_.words.begin(), s_.words.end(), [](const Word& w) {
        return model::is_one_of(
            w.text, {"total", "aggregate", "aggregated", "combined", "together", "overall", "throughput"});
      });
      s_.out.run.rate = each ? catalog::StatedRate::stream : catalog::StatedRate::aggregate;
      if (!each && !all) {
        s_.remark("whether the rate is of each stream or of all is not said: taken as of all");
      }
    }
  }

 private:
  [[nodiscard]] bool has_pair(std::string_view first, std::initializer_list<std::string_view> second) const {
    for (std::size_t i = 0; i + 1 < s_.words.size(); ++i) {
      if (s_.words[i].text == first && s_.is(i + 1, second)) {
        return true;
      }
    }
    return false;
  }

  /// "-ngl 20", "-t 16", "--n-cpu-moe 28", "-c 8192"
  bool read_flag(std::size_t i) {
    const auto number = quantity(s_.text(i + 1));
    if (!number || !s_.text(i).starts_with('-')) {
      return false;
    }
    double* cell = s_.is(i, {"-ngl", "--n-gpu-layers"})                ? &s_.out.run.n_gpu_layers
                   : s_.is(i, {"-t", "--threads"})                     ? &s_.out.run.threads
                   : s_.is(i, {"-ncmoe", "--n-cpu-moe"})               ? &s_.out.run.details.n_cpu_moe
                   : s_.is(i, {"-d", "--n-depth", "-c", "--ctx-size"}) ? &s_.out.run.depth
                                                                       : nullptr;
    if (cell == nullptr) {
      return false;
    }
    *cell = *number;
    s_.understood(s_.text(i) + " " + s_.text(i + 1));
    s_.use(i, i + 2);
    return true;
  }

  /// "DDR4-3600", "ddr5 at 5600 MT/s"; a bare "ddr5" says nothing
  bool read_host_memory(std::size_t i) {
    const std::size_t type = s_.text(i).find("ddr");
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
    const std::size_t next = s_.is(i + 1, {"at"}) ? i + 2 : i + 1;
    const auto glued = dash == std::string::npos ? std::nullopt : transfers(s_.text(i).substr(dash + 1));
    const auto mts = glued || !s_.free(next) ? glued : transfers(s_.text(next));
    if (mts) {
      s_.out.run.details.host_memory_mts = *mts;
      s_.understood(fmt::format("memory of {:.0f} MT/s", *mts));
    }
    s_.use(i, mts && !glued ? next + 1 : i + 1);
    return true;
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
    if (!is_number_between(channels, 1, 24)) {
      return false;
    }
    s_.out.run.details.host_channels = *channels;
    s_.understood(fmt::format("{:.0f} memory channels", *channels));
    s_.use(i, glued ? i + 1 : i + 2);
    return true;
  }

  /// "4090 prompt", "RTX 3060 context 8192": the number is a card's, if nothing says that it counts tokens.
  [[nodiscard]] bool is_device_number(std::size_t i) const {
    constexpr double kLeast = 1000;
    const auto number = catalog::parse_number(s_.text(i));
    return number && *number >= kLeast && !s_.is(i + 1, {"tokens", "token", "tok"}) &&
           !s_.catalog.names().device(s_.text(i)).slug.empty();
  }

  /// The first that is said: a rate at another depth may follow.
  void set_depth(double tokens, std::size_t begin, std::size_t end) {
    if (!std::isnan(s_.out.run.depth)) {
      s_.remark(fmt::format("{:.0f} tokens in the cache are left out: a sentence has one depth", tokens));
      s_.use(begin, end);
      return;
    }
    s_.out.run.depth = tokens;
    s_.understood(tokens > 0 ? fmt::format("{:.0f} tokens in the cache", tokens)
                             : std::string("an empty cache"));
    s_.use(begin, end);
  }

  /// "8k context", "at 8k", "context of 8192", "ctx 8k", "32k deep", "with a 2k prompt"
  bool read_depth(std::size_t i) {
    constexpr double kKilo = 1024;
    const auto is_context = [&](std::size_t at) {
      return s_.is(at, {"context", "ctx", "depth", "deep", "contexts", "context-length", "d"});
    };
    const auto tokens = [&](std::size_t at) -> std::optional<double> {
      std::string word = s_.text(at);
      if (word.ends_with("-token")) {
        word.resize(word.size() - 6);
      }
      return s_.free(at) && !is_device_number(at) ? quantity(word, kKilo) : std::nullopt;
    };
    if (i > 0 && s_.is(i - 1, {"at"}) && s_.text(i).starts_with('d')) {  // of llama-bench: "@ d4096"
      if (const auto depth = catalog::parse_number(s_.text(i).substr(1))) {
        set_depth(*depth, i, i + 1);
        return true;
      }
    }
    if (const auto number = tokens(i)) {
      std::size_t next = i + 1;
      while (s_.is(next, {"tokens", "token", "tok", "of", "filled", "full", "long", "in"}) && next < i + 4) {
        ++next;
      }
      if (is_context(next) || (s_.is(next, {"kv"}) && s_.is(next + 1, {"cache"})) || s_.is(next, {"cache"})) {
        set_depth(*number, i, next + 1);
        return true;
      }
      if (s_.is(next, {"prompt", "input"}) && *number >= 16) {
        s_.out.run.n_prompt = *number;
        set_depth(*number, i, next + 1);
        return true;
      }
      const bool at = i > 0 && s_.is(i - 1, {"at", "with"});
      if (at && s_.text(i).ends_with('k') && !s_.is(i + 1, {"usd", "dollars"})) {
        set_depth(*number, i, s_.is(i + 1, {"tokens"}) ? i + 2 : i + 1);
        return true;
      }
      return false;
    }
    if (is_context(i)) {
      std::size_t next = i + 1;
      while (s_.is(next, {"length", "size", "window", "of", "is", "at", "to", "around", "about"}) &&
             next < i + 4) {
        ++next;
      }
      if (const auto number = tokens(next)) {
        set_depth(*number, i, next + 1);
        return true;
      }
      if (i > 0 && s_.is(i - 1, {"empty", "no", "zero"})) {
        set_depth(0, i - 1, i + 1);
        return true;
      }
    }
    return false;
  }

  /// "8 streams", "16 concurrent requests", "batch size 8", "concurrency 32"
  bool read_streams(std::size_t i) {
    const auto set = [&](double streams, std::size_t end) {
      if (s_.out.run.concurrency > 0) {
        s_.remark(fmt::format("{:.0f} streams are left out: a sentence has one figure", streams));
        s_.use(i, end);
        return true;
      }
      s_.out.run.concurrency = streams;
      s_.understood(fmt::format("{:.0f} streams", streams));
      s_.use(i, end);
      return true;
    };
    if (const auto number = quantity(s_.text(i)); is_number_between(number, 1, 1e5)) {
      std::size_t next = i + 1;
      while (s_.is(next, {"concurrent", "parallel", "simultaneous"})) {
        ++next;
      }
      if (s_.is(next,
                {"streams",
                 "stream",
                 "users",
                 "user",
                 "requests",
                 "sessions",
                 "clients",
                 "sequences",
                 "slots",
                 "concurrency"})) {
        return set(*number, next + 1);
      }
      return next > i + 1 ? set(*number, next) : false;
    }
    if (s_.is(i, {"batch", "concurrency", "bs", "batchsize", "batch-size"})) {
      std::size_t next = i + 1;
      while (s_.is(next, {"size", "of", "is"})) {
        ++next;
      }
      if (const auto number = quantity(s_.text(next)); is_number_between(number, 1, 1e5)) {
        return set(*number, next + 1);
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
    const bool limit = s_.is(i + 1, {"limit", "cap", "power", "pl", "tdp"}) ||
                       (i > 0 && s_.is(i - 1, {"at", "to", "limit", "cap", "of", "limited", "capped"}));
    if (word == s_.text(i) || !watts || *watts < 31 || !limit) {
      return false;
    }
    s_.out.run.power_w = *watts;
    s_.understood(fmt::format("{:.0f} W", *watts));
    s_.use(i, i + 1);
    return true;
  }

  /// "16 threads", "20 layers on the gpu", "tp2", "tensor parallel 4"
  bool read_count_of(std::size_t i) {
    const auto number = quantity(s_.text(i));
    if (is_number_between(number, 1, 1e4) && s_.is(i + 1, {"threads"})) {
      s_.out.run.threads = *number;
      s_.understood(fmt::format("{:.0f} threads", *number));
      s_.use(i, i + 2);
      return true;
    }
    if (read_layers(i)) {
      return true;
    }
    const bool glued =
        s_.text(i).starts_with("tp") && s_.text(i).size() > 2 && catalog::parse_number(s_.text(i).substr(2));
    if (glued || s_.is(i, {"tp"})) {
      const auto devices = quantity(glued ? s_.text(i).substr(2) : s_.text(i + 1));
      if (is_number_between(devices, 2, 1024)) {
        s_.out.run.split = "tensor";
        s_.out.run.n_devices = *devices;
        s_.understood("split by tensors");
        s_.use(i, glued ? i + 1 : i + 2);
        return true;
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
    const auto of = [&] { return s_.is(end, {"of", "/"}) ? end + 1 : s_.is(end, {"out"}) ? end + 2 : end; };
    if (of() != end && quantity(s_.text(of()))) {
      all = quantity(s_.text(of()));
      end = of() + 1;
    }
    if (!is_number_between(layers, 0, kMost) || !s_.is(end, {"layers"})) {
      return false;
    }
    ++end;
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
    s_.use(i, std::max(end, on_host < on_device ? on_host + 1 : end));
    return true;
  }

  /// "experts on cpu", "partially offloaded to ram", "some layers on the cpu", "half of the layers in ram".
  bool read_offload(std::size_t i) {
    const auto host_behind = [&](std::size_t from) {
      constexpr std::size_t kFar = 6;  // "half of the layers in system ram"
      for (std::size_t at = from; at < from + kFar && at < s_.words.size(); ++at) {
        if (s_.is(at, {"cpu", "ram", "cpus", "host", "system"})) {
          return s_.is(at, {"system"}) && s_.is(at + 1, {"ram", "memory"}) ? at + 2 : at + 1;
        }
        if (s_.words[at].ends || !s_.is(at, {"on", "in", "to", "the", "offloaded", "layers", "of"})) {
          break;
        }
      }
      return std::size_t{0};
    };
    const auto take = [&](catalog::StatedPlacement placement, std::string words, std::size_t end) {
      s_.out.run.placement = catalog::placement_cell(placement);
      s_.understood(std::move(words));
      s_.use(i, end);
      return true;
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
    if (s_.is(i, {"some", "half", "most", "few"}) && s_.is(i + 1, {"layers", "of", "the"})) {
      const std::size_t end = host_behind(i + 1);
      return end > 0 && take(catalog::StatedPlacement::part_on_host, "a part on the host", end);
    }
    return false;
  }

  /// Words that stand for themselves.
  bool read_word(std::size_t i) {
    const bool denied = i > 0 && s_.is(i - 1, {"no", "without", "off"});
    if (s_.is(i, {"fa"}) || (s_.is(i, {"flash"}) && s_.is(i + 1, {"attention", "attn"}))) {
      s_.out.run.flash_attention = denied ? "0" : "1";
      s_.understood(denied ? "no flash attention" : "flash attention");
      s_.use(i, s_.is(i, {"fa"}) ? i + 1 : i + 2);
      return true;
    }
    if (s_.is(i, {"kv"}) || (s_.is(i, {"cache"}) && i > 0)) {
      for (const std::size_t at : {i + 1, i + 2, i - 1}) {
        if (s_.is(at, {"q8_0", "q8", "q4_0", "q4", "fp8", "f16", "fp16", "bf16", "q5_1", "q4_1"}) &&
            s_.free(at)) {
          const std::string& type = s_.text(at);
          s_.out.run.kv_type = s_.catalog.canonical("kv-type", type);
          s_.understood("KV cache " + s_.out.run.kv_type);
          s_.use(std::min(i, at), std::max(i, at) + 1);
          return true;
        }
      }
      return false;
    }
    if (s_.is(i, {"mtp", "eagle", "ngram", "dflash"}) ||
        (s_.is(i, {"speculative"}) && s_.is(i + 1, {"decoding"})) ||
        (s_.is(i, {"draft"}) && s_.is(i + 1, {"model"}))) {
      s_.out.run.speculative = denied ? "none" : s_.is(i, {"speculative", "draft"}) ? "draft" : s_.text(i);
      s_.understood(denied ? "no speculation" : "speculative decoding: " + s_.out.run.speculative);
      s_.use(i, s_.is(i, {"speculative", "draft"}) ? i + 2 : i + 1);
      return true;
    }
    if (s_.is(i, {"tensor", "row", "layer", "pipeline"}) &&
        s_.is(i + 1, {"parallel", "parallelism", "split"})) {
      s_.out.run.split = s_.text(i);
      s_.understood("split by " + s_.text(i));
      s_.use(i, i + 2);
      return true;
    }
    if (s_.is(i, {"cuda", "vulkan", "rocm", "metal", "sycl"})) {
      s_.out.run.backend = s_.text(i);
      s_.understood(s_.text(i));
      s_.use(i, i + 1);
      return true;
    }
    if (read_offload(i)) {
      return true;
    }
    const bool behind_rate = i > 0 && i + 1 == s_.words.size() && s_.words[i - 1].used;  // "9 tok/s cpu"
    if ((s_.is(i, {"cpu"}) &&
         ((i > 0 && s_.is(i - 1, {"on", "the"})) || s_.is(i + 1, {"only"}) || behind_rate)) ||
        s_.is(i, {"cpu-only"})) {
      s_.out.run.placement = catalog::placement_cell(catalog::StatedPlacement::on_host);
      s_.understood("on the CPU");
      s_.use(i, s_.is(i + 1, {"only"}) ? i + 2 : i + 1);
      return true;
    }
    if (s_.is(i, {"nvlink", "nvlinked"})) {
      s_.out.run.interconnect = "nvlink";
      s_.understood("nvlink");
      s_.use(i, i + 1);
      return true;
    }
    return false;
  }

  SentenceDraft& s_;
};

}  // namespace

void read_workload(SentenceDraft& sentence) { WorkloadReader(sentence).read(); }

}  // namespace tokroof::formats
