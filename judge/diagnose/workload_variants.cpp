// What was run: which file, how deep into a context, with or without drafting; and what the figure counts.
#include <algorithm>
#include <cmath>
#include <span>
#include <utility>

#include <fmt/format.h>

#include "catalog/engine_formats.hpp"
#include "judge/diagnose/variant.hpp"
#include "model/count/quantization.hpp"
#include "model/names.hpp"
#include "predict/prediction.hpp"

namespace tokroof::judge {
namespace {

struct Popular {
  std::string_view quant;
  double weight;
};
// Per cent of what people run: of the runs in the tuning half of scripts/measure-diagnosis, at most twelve a device, rounded.
constexpr Popular kGguf[] = {{"Q4_K_M", 55},
                             {"Q4_0", 14},
                             {"F16", 7},
                             {"Q8_0", 7},
                             {"Q6_K", 5},
                             {"IQ4_XS", 3},
                             {"IQ3_XXS", 1.5},
                             {"Q2_K", 1.5},
                             {"Q5_K_M", 1.5},
                             {"Q3_K_M", 1},
                             {"IQ2_XXS", 1},
                             {"IQ1_S", 0.5}};
constexpr Popular kMlx[] = {{"MLX-Q4", 70}, {"MLX-Q6", 14}, {"MLX-Q8", 5}, {"BF16", 3}, {"MLX-Q3", 3}};
constexpr Popular kServers[] = {{"BF16", 55}, {"awq-int4", 16}, {"FP8", 11}, {"INT8", 5}, {"NVFP4", 5}};

constexpr double kBesideWeight = 300;  // of what other rows of the machine have: three of four
constexpr double kOwnWeight = 200;     // of a kind that is not among them: two of three runs

/// What people run with this engine, its own kind of file and what the model was published as among it.
std::vector<Popular> popular(const Stated& s) {
  const std::span<const Popular> usual = s.engine == "mlx" ? kMlx
                                         : s.facts.ggml    ? std::span<const Popular>(kGguf)
                                                           : kServers;
  std::vector<Popular> out(usual.begin(), usual.end());
  for (const std::string_view own : {std::string_view(s.facts.quant), std::string_view(s.model->published)}) {
    const auto is_own = [own](const Popular& one) { return is_alike(one.quant, own); };
    if (!own.empty() && std::none_of(out.begin(), out.end(), is_own)) {
      out.push_back({own, kOwnWeight});
    }
  }
  for (const std::string& type : s.beside.types) {
    out.push_back({type, kBesideWeight / static_cast<double>(s.beside.types.size())});
  }
  return out;
}

/// Whether the engine reads such a file on such a device, or reads the stated one no more than that.
bool reads(const Stated& s, std::string_view quant) {
  const catalog::EngineFormat* limit = catalog::format_limit(s.catalog, s.engine, quant, s.device);
  return limit == nullptr || limit->outcome == "another way" ||
         limit == catalog::format_limit(s.catalog, s.engine, s.run.quant, s.device);
}

constexpr double kQuestion = 16;  // tokens of a prompt: the shortest that check() takes

/// "the experts of all layers on a host such as AMD EPYC 7763": what is taken of a row that does not say it.
std::string taken_words(const Stated& s, const catalog::Run& run) {
  const model::Device* named = s.catalog.find_device(run.host_device);
  const bool is_said = s.hosts.size() == 1 && s.hosts.front().stated;
  const std::string host = named == nullptr ? "the host"
                           : is_said        ? std::string(named->name)
                                            : fmt::format("a host such as {}", named->name);
  if (!s.placed) {
    return ", with " + host;
  }
  const std::string where = run.n_gpu_layers >= 0
                                ? fmt::format("{:.0f} of {:.0f} layers on the device and the others on {}",
                                              run.n_gpu_layers,
                                              s.model->layers,
                                              host)
                                : "the experts on " + host;
  const std::string_view drive = run.details.storage.empty() ? "" : " and on an NVMe drive";
  return fmt::format(", with {}{}, as it does not fit", where, drive);
}

/// Each of them in several ways: `change` makes the variants of one.
template <class Change>
std::vector<Variant> each_in_ways(const std::vector<Variant>& all, const Change& change) {
  std::vector<Variant> out;
  for (const Variant& one : all) {
    for (Variant& other : change(one)) {
      out.push_back(std::move(other));
    }
  }
  return out;
}

/// Does one thing to a row and then another.
std::function<void(catalog::Run&)> then(std::function<void(catalog::Run&)> first,
                                        std::function<void(catalog::Run&)> second) {
  return [first = std::move(first), second = std::move(second)](catalog::Run& run) {
    first(run);
    second(run);
  };
}

}  // namespace

bool is_alike(std::string_view a, std::string_view b) {
  constexpr double kPlain = 16, kSame = 1;  // bits a weight: groups and publishers differ by less than one
  const double bits_a = model::bits_per_weight(a), bits_b = model::bits_per_weight(b);
  const bool other_bits = std::fabs(bits_a - bits_b) > kSame;
  return (bits_a == kPlain && bits_b == kPlain) ||
         (model::storage_class(a) == model::storage_class(b) && !other_bits);
}

bool has_usual_cache_kernel(const catalog::Run& run) {
  return model::is_one_of(run.kv_type, {"", "f16", "bf16", "f32", "q8_0", "q4_0"});
}

bool has_long_prompt(const catalog::Run& run) {
  return run.n_prompt >= kShowsDepth && !(run.depth > run.n_prompt / 2);
}

/// As stated; where the file is not said, with any that people run; where the day is not said, with a build of now or a year
/// older; where the host is not said, with each of the usual ones; where the prompt's length is not said, a benchmark's or
/// a question's.
std::vector<Variant> ok_variants(const Stated& s) {
  std::vector<Variant> out;
  if (s.run.quant.empty() && !(s.run.size_gib > 0)) {
    for (const Popular& one : popular(s)) {
      out.push_back({.what = fmt::format("as stated, the file being {}", one.quant),
                     .weight = one.weight,
                     .run = [quant = std::string(one.quant)](catalog::Run& run) { run.quant = quant; }});
    }
  } else {
    out.push_back({.what = "as stated"});
  }
  if (!s.taken.empty()) {
    out = each_in_ways(out, [&](const Variant& v) {
      std::vector<Variant> with_hosts;
      for (const catalog::Run& taken : s.taken) {
        with_hosts.push_back(v);
        with_hosts.back().what += taken_words(s, taken);
        with_hosts.back().run = then([taken](catalog::Run& run) { run = taken; }, v.run);
        if (!taken.details.storage.empty() &&
            s.model->experts > 1) {  // up to three times as fast, as check() takes it
          constexpr double kOftenUsed = 1.7, kBetween = 0.3;
          with_hosts.push_back(with_hosts.back());
          with_hosts.back().what += ", what is used often staying in memory";
          with_hosts.back().counted = kOftenUsed;
          with_hosts.back().ln_spread = kBetween;
        }
      }
      return with_hosts;
    });
  }
  if (s.open_prompt) {
    out = each_in_ways(out, [&](const Variant& v) {
      std::vector<Variant> lengths{v, v};
      lengths.back().what += fmt::format(", with a prompt of {:.0f} tokens", kQuestion);
      lengths.back().run = then(v.run, [](catalog::Run& run) { run.n_prompt = kQuestion; });
      return lengths;
    });
  }
  if (predict::is_undated(s.run)) {
    out = each_in_ways(out, [](const Variant& v) {
      std::vector<Variant> ages{v, v};
      ages.back().what += ", with a build a year old";
      ages.back().years_older = predict::kUsualBuildAge;
      return ages;
    });
  }
  return out;
}

/// Another file of the same model. Its size is what the row states (measured), or unknown (the size was derived from
/// the label).
std::vector<Variant> quant_variants(const Stated& s) {
  constexpr double kSizeWentWithLabel = 0.3;
  constexpr double kBetween = 0.03;
  std::vector<Variant> out;
  if (s.run.quant.empty()) {
    return out;
  }
  const bool sized = s.run.size_gib > 0;
  for (const Popular& other : popular(s)) {
    if (is_alike(other.quant, s.run.quant) || !reads(s, other.quant)) {
      continue;
    }
    Variant v{.what = fmt::format("the file is {}, not {}", other.quant, s.run.quant),
              .weight = other.weight * (sized ? 1 - kSizeWentWithLabel : 1),
              .ln_spread = kBetween,
              .run = [quant = std::string(other.quant)](catalog::Run& run) { run.quant = quant; }};
    if (sized) {
      out.push_back(v);
      v.weight = other.weight * kSizeWentWithLabel;
    }
    v.relabelled = true;
    v.run = [quant = std::string(other.quant)](catalog::Run& run) {
      run.quant = quant;
      run.size_gib = model::kUnknown;
    };
    out.push_back(std::move(v));
  }
  return out;
}

/// A cache of another type than the stated one, 16 bits where none is: nothing shows while it is short.
std::vector<Variant> kv_type_variants(const Stated& s) {
  constexpr Popular kOfGguf[] = {{"f16", 1}, {"q8_0", 2}, {"q4_0", 1}},
                    kOfServers[] = {{"f16", 1}, {"fp8", 1}};
  std::vector<Variant> out;
  const std::string stated = s.run.kv_type.empty() ? "f16" : s.run.kv_type;
  for (const Popular& type : s.facts.ggml ? std::span<const Popular>(kOfGguf) : kOfServers) {
    if (s.run.depth >= kShowsDepth && type.quant != stated) {
      out.push_back({.what = fmt::format("with a cache of {}, not {}", type.quant, stated),
                     .weight = type.weight,
                     .run = [name = std::string(type.quant)](catalog::Run& run) { run.kv_type = name; }});
    }
  }
  return out;
}

/// Attention without its fast kernel: default builds for CUDA and ROCm have none for most types of a cache, and do it on the
/// host's processor then.
/// Sources: llama.cpp's GGML_CUDA_FA_ALL_QUANTS (else f16, q8_0 and q4_0, keys and values alike); its issues 27109 and 28455.
/// What is left of a rate is assumed: a prompt of 512 tokens was 50 times slower there, decoding in a short cache hardly.
std::vector<Variant> attention_variants(const Stated& s) {
  struct Left {
    double prompt, decode;
  };
  constexpr Left kOnHost[] = {{0.2, 0.8}, {0.05, 0.5}, {0.02, 0.85}, {0.02, 0.2}, {0.02, 0.05}};
  constexpr double kBetween = 0.4;
  std::vector<Variant> out;
  const bool graphics = s.backend == "cuda" || s.backend == "rocm";
  if (!s.card || !s.facts.ggml || !graphics || !model::is_quantized_kv(s.run.kv_type)) {
    return out;
  }
  for (const Left& left : kOnHost) {
    out.push_back({.what = fmt::format(
                       "attention on the host's processor, as no kernel of the build takes a cache of {}",
                       s.run.kv_type),
                   .ln_spread = kBetween,
                   .counted = left.decode,
                   .prompt_counted = left.prompt});
  }
  return out;
}

/// A deeper cache than is stated. A stated prompt that is longer than that is what a server, or a chat, decodes behind:
/// weighed like all other depths together.
std::vector<Variant> depth_variants(const Stated& s) {
  constexpr double kFalls = 0.3;  // weight of a depth ~ depth^-kFalls: as of the tuning half's deep runs
  constexpr double kBetween = 0.1;
  const double stated = s.run.depth > 0 ? s.run.depth : 0;
  const double most = s.model->max_context > 0 ? s.model->max_context : 131072;
  std::vector<Variant> out;
  double others = 0;
  for (double depth = kShowsDepth; depth <= std::min(most, 131072.0); depth *= 2) {
    if (depth >= 2 * stated) {
      out.push_back({.what = fmt::format("with {:.0f} tokens in the cache, not {:.0f}", depth, stated),
                     .weight = std::pow(depth, -kFalls),
                     .ln_spread = kBetween,
                     .run = [depth](catalog::Run& run) { run.depth = run.pp_depth = depth; }});
      others += out.back().weight;
    }
  }
  if (has_long_prompt(s.run)) {
    const double depth = stated + s.run.n_prompt;
    out.push_back(
        {.what = fmt::format("behind its prompt: with {:.0f} tokens in the cache, not {:.0f}", depth, stated),
         .weight = others > 0 ? others : 1,
         .run = [depth](catalog::Run& run) { run.depth = depth; }});
  }
  return out;
}

/// k drafted tokens a step, a share a of them accepted, by a head of the model: what hardly anybody drafts without. The more are
/// drafted, the fewer of them are accepted.
/// Weights: of the runs in the tuning half of scripts/measure-diagnosis that draft, rounded.
std::vector<Variant> speculative_variants(const Stated& s) {
  struct Draft {
    double drafted, accepted, usual;
  };
  constexpr Draft kDrafts[] = {{1, 0.7, 1},
                               {1, 0.9, 2},
                               {2, 0.5, 1},
                               {2, 0.7, 3},
                               {2, 0.9, 4},
                               {3, 0.5, 2},
                               {3, 0.7, 4},
                               {3, 0.9, 4},
                               {5, 0.3, 0.5},
                               {5, 0.5, 2.5},
                               {5, 0.7, 2},
                               {5, 0.9, 2},
                               {7, 0.3, 2},
                               {7, 0.5, 1},
                               {7, 0.7, 1},
                               {7, 0.9, 0.5}};
  constexpr double kBetween = 0.15;
  std::vector<Variant> out;
  const bool before_drafts = !s.run.engine_date.empty() && s.run.engine_date < "2024";
  if (catalog::drafts(s.run) || before_drafts) {
    return out;
  }
  for (const auto& [drafted, accepted, usual] : kDrafts) {
    out.push_back(
        {.what = fmt::format("{:.0f} tokens drafted a step, {:.0f} % accepted", drafted, 100 * accepted),
         .weight = usual,
         .ln_spread = kBetween,
         .run = [drafted = drafted, accepted = accepted](catalog::Run& run) {
           run.speculative = model::Drafting::mtp;
           run.spec_tokens = drafted;
           run.acceptance = accepted;
         }});
  }
  return out;
}

/// B streams reported as one, or one of B whose number a server's row leaves out; or, of B stated streams, the rate of
/// one for all or of all for one. Of several cards each may hold the model.
std::vector<Variant> aggregate_variants(const Stated& s) {
  constexpr double kFalls = 0.5;  // weight of B streams ~ B^-kFalls: small batches are tried more often,
  constexpr double kServed = 64;  // but servers with any up to kServed, and beyond with ~ 1/B,
  constexpr double kTwo = 0.3;    // and two seldom: the runs of the tuning half of scripts/measure-diagnosis
  constexpr double kOneOfThem = 0.2;  // rarer: servers are praised by the sum (assumed)
  constexpr double kCopies = 0.5;     // rarer than one model on all cards (assumed)
  constexpr double kBetween = 0.2;
  if (s.run.concurrency > 1) {
    const bool aggregate = s.run.rate == catalog::StatedRate::aggregate;
    return {{.what = fmt::format(
                 "the rate of {} {:.0f} streams", aggregate ? "one of" : "all", s.run.concurrency),
             .run = [aggregate](catalog::Run& run) {
               run.rate = aggregate ? catalog::StatedRate::stream : catalog::StatedRate::aggregate;
             }}};
  }
  std::vector<Variant> out;
  const auto add = [&](double weight, std::string what, std::function<void(catalog::Run&)> run) {
    out.push_back({.what = std::move(what), .weight = weight, .ln_spread = kBetween, .run = std::move(run)});
  };
  const double most = s.facts.paged_cache ? 4096 : 256;  // that people measure with
  for (double streams = 2; streams <= most; streams *= 2) {
    const double usual = s.facts.paged_cache ? std::min(1.0, kServed / streams) : std::pow(streams, -kFalls);
    const double weight = streams == 2 ? kTwo * usual : usual;
    add(weight, fmt::format("the rate of {:.0f} streams together", streams), [streams](catalog::Run& run) {
      run.concurrency = streams;
      run.rate = catalog::StatedRate::aggregate;
    });
    if (!s.facts.paged_cache) {
      continue;
    }
    add(kOneOfThem * weight,
        fmt::format("the rate of one of {:.0f} streams", streams),
        [streams](catalog::Run& run) {
          run.concurrency = streams;
          run.rate = catalog::StatedRate::stream;
        });
    const bool unequal = s.run.device.find('+') != std::string::npos;
    if (one_would_do(s) && !unequal) {
      add(kCopies * weight,
          fmt::format("the rate of {0:.0f} streams together, {1:.0f} on each of {2:.0f} copies of the model",
                      streams * s.devices,
                      streams,
                      s.devices),
          [all = streams * s.devices](catalog::Run& run) {
            run.concurrency = all;
            run.replicas = run.n_devices;
            run.n_devices = 1;
            run.split = model::Split::none;
            run.rate = catalog::StatedRate::aggregate;
          });
    }
  }
  return out;
}

/// The prompt's rate. Its length is the stated one, else what benchmarks take.
std::vector<Variant> prefill_variants(const Stated& s) {
  constexpr double kBetween = 0.1;
  std::vector<Variant> out;
  const bool stated = s.run.n_prompt > 0;
  for (const double tokens : {512.0, 2048.0, 128.0}) {
    out.push_back(
        {.what = fmt::format("the rate of a prompt of {:.0f} tokens", stated ? s.run.n_prompt : tokens),
         .weight = tokens == 512 ? 2.0 : 1.0,
         .ln_spread = stated ? 0 : kBetween,
         .run =
             [tokens, stated](catalog::Run& run) {
               if (!stated) {
                 run.n_prompt = tokens;
               }
               run.pp_tps = run.tg_tps;  // a prefill figure is counted where there is one
             },
         .figure = model::FigureKind::prefill,
         .anyhow = true});
    if (stated) {
      break;
    }
  }
  return out;
}

}  // namespace tokroof::judge
