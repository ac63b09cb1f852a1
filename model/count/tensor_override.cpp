#include "model/count/tensor_override.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <iterator>
#include <regex>
#include <set>
#include <utility>

#include "model/count/file_type_recipe.hpp"
#include "model/count/quantization.hpp"
#include "model/count/tensor_list.hpp"
#include "model/names.hpp"
#include "model/time/shares.hpp"
#include "model/units.hpp"

namespace tokroof::model {
namespace {

/// ECMAScript, as llama.cpp takes it. GNU's default matcher backtracks, which takes exponential time for "(.*)*x": its
/// other one does not (and knows no back-references, which no list of tensors needs).
std::regex compiled(const std::string& pattern) {
#ifdef __GLIBCXX__
  return std::regex(pattern, std::regex_constants::ECMAScript | std::regex_constants::__polynomial);
#else
  return std::regex(pattern);
#endif
}

/// A number after a backslash. The library reads one of any length into a long before it refuses the reference.
bool refers_back(std::string_view pattern) {
  for (std::size_t i = 0; i + 1 < pattern.size(); ++i) {
    if (pattern[i] == '\\') {
      ++i;
      if (pattern[i] >= '1' && pattern[i] <= '9') {
        return true;
      }
    }
  }
  return false;
}

/// How many states its automaton has, about: what stands in braces multiplies. The library recurses over them.
bool is_too_large(std::string_view pattern) {
  constexpr double kMostStates = 4000;
  constexpr int kDeepest = 50;
  double states = static_cast<double>(pattern.size());
  int depth = 0;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    depth += pattern[i] == '(' ? 1 : pattern[i] == ')' ? -1 : 0;
    if (pattern[i] == '{') {
      double most = 1, number = 0;
      for (; i < pattern.size() && pattern[i] != '}'; ++i) {
        const bool digit = pattern[i] >= '0' && pattern[i] <= '9';
        number = digit ? 10 * number + (pattern[i] - '0') : 0;
        most = std::max(most, number);
      }
      states *= most;
    }
    if (depth > kDeepest || !(states <= kMostStates)) {
      return true;
    }
  }
  return states > kMostStates;
}

constexpr int kNoPattern = -1;

int first_match(const std::vector<std::regex>& patterns, const std::string& name) {
  const auto found = std::find_if(
      patterns.begin(), patterns.end(), [&](const std::regex& p) { return std::regex_search(name, p); });
  return found == patterns.end() ? kNoPattern : static_cast<int>(found - patterns.begin());
}

/// Of every tensor the first pattern that matches some part of its name. Matching takes a hundred times as long as the
/// rest of counting, and a question counts its tensors several times: the last answer is kept.
std::vector<int> first_matches(const std::vector<TensorOverride>& overrides,
                               const std::vector<Tensor>& tensors) {
  if (overrides.empty()) {
    return std::vector<int>(tensors.size(), kNoPattern);
  }
  struct Known {
    std::vector<std::string> asked;  ///< patterns, then names
    std::vector<int> matches;
  };
  thread_local Known last;
  std::vector<std::string> asked;
  asked.reserve(overrides.size() + tensors.size());
  for (const TensorOverride& o : overrides) {
    asked.push_back('/' + o.pattern);  // no name begins so
  }
  for (const Tensor& t : tensors) {
    asked.push_back(tensor_name(t));
  }
  if (asked != last.asked) {
    std::vector<std::regex> patterns;
    patterns.reserve(overrides.size());
    for (const TensorOverride& o : overrides) {
      patterns.push_back(compiled(o.pattern));
    }
    last.matches.clear();
    for (auto name = asked.begin() + static_cast<std::ptrdiff_t>(overrides.size()); name != asked.end();
         ++name) {
      last.matches.push_back(first_match(patterns, *name));
    }
    last.asked = std::move(asked);
  }
  return last.matches;
}

/// Bytes of every tensor; elements where no recipe says more.
std::vector<double> sizes(const Scenario& s, const std::vector<Tensor>& tensors) {
  std::vector<double> out;
  out.reserve(tensors.size());
  const auto type = file_type_named(file_type_of(s.model->slug, s.quant));
  if (!type) {
    for (const Tensor& t : tensors) {
      out.push_back(t.elements);
    }
    return out;
  }
  const std::vector<GgmlType> types = storage_types(*s.model, tensors, *type, QuantizeOptions{});
  for (std::size_t i = 0; i < tensors.size(); ++i) {
    out.push_back(stored_bytes(types[i], tensors[i].elements));
  }
  return out;
}

double share(double part, double whole) { return whole > 0 ? std::min(part / whole, 1.0) : 0.0; }

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), [](unsigned char c) {
    return static_cast<char>(std::tolower(c));
  });
  return out;
}

/// What the devices have beside the weights that are no routed experts; a tenth stays for the cache and for buffers.
double room_for_experts(const Scenario& s, const Work& w) {
  constexpr double kForWeights = 0.9;
  double gib = s.parts.empty() ? s.n_devices * s.device.memory_gib : 0;
  for (const DevicePart& part : s.parts) {
    gib += part.device.memory_gib;
  }
  return std::fmax(kForWeights * gib * kGib - (w.file_bytes - w.stored_expert_bytes() - w.table_bytes), 0.0);
}

}  // namespace

HostTensors tensors_on_host(const Scenario& s) {
  const std::vector<Tensor> tensors = tensor_list(*s.model);
  const std::vector<double> bytes = sizes(s, tensors);
  const std::vector<int> matches = first_matches(s.overrides, tensors);
  const double first = s.layers_on_gpu < s.model->layers ? s.model->layers - s.layers_on_gpu : 0;
  double experts = 0, experts_here = 0, read = 0, read_here = 0, stored = 0, stored_here = 0;
  std::set<std::pair<int, bool>> blocks;
  for (std::size_t i = 0; i < tensors.size(); ++i) {
    const Tensor& t = tensors[i];
    if (t.layer >= 0 && t.layer < first) {
      continue;
    }
    const bool expert = is_expert(t.category);
    const bool on_host = matches[i] != kNoPattern
                             ? s.overrides[static_cast<std::size_t>(matches[i])].on_host
                             : expert && s.experts_on_host && s.experts_on_host->holds(t.layer);
    const double here = on_host ? bytes[i] : 0;
    if (expert) {
      experts += bytes[i];
      experts_here += here;
    } else if (!is_table(t.category, t.read_share)) {
      stored += bytes[i];
      stored_here += here;
      read += bytes[i] * t.read_share;
      read_here += here * t.read_share;
    }
    if (here > 0 && t.read_share > 0) {
      blocks.emplace(t.layer, t.part.starts_with("ffn"));
    }
  }
  HostTensors out{.expert_share = share(experts_here, experts),
                  .dense_share = share(read_here, read),
                  .stored_share = share(stored_here, stored),
                  .crossings = static_cast<double>(blocks.size())};
  for (std::size_t i = 0; i < s.overrides.size(); ++i) {
    if (!holds(matches, static_cast<int>(i))) {
      out.unmatched.push_back(s.overrides[i].pattern);
    }
  }
  return out;
}

void place_tensors(const Scenario& s, Step& step) {
  if ((s.overrides.empty() && !s.experts_on_host) || s.cpu_only) {
    return;
  }
  const HostTensors on_host = tensors_on_host(s);
  Work& w = step.work;
  Conditions& how = step.how;
  how.experts_on_host = w.mixture && on_host.expert_share > 0;
  how.host_expert_share = how.experts_on_host ? on_host.expert_share : 0;
  how.keeps_popular_experts = s.facts.caches_experts;
  if (how.keeps_popular_experts && how.experts_on_host) {
    const double held = room_for_experts(s, w) / w.stored_expert_bytes();
    how.host_expert_share = std::clamp(1 - held, 0.0, how.host_expert_share);
  }
  how.host_tensor_share = on_host.dense_share;
  how.host_tensor_bytes =
      std::max(w.file_bytes - w.stored_expert_bytes() - w.table_bytes, 0.0) * on_host.stored_share;
  how.host_tensor_crossings = on_host.crossings - w.moe_layers * host_experts(how);
}

std::vector<double> expert_shares(const Scenario& s) {
  const std::vector<Tensor> tensors = tensor_list(*s.model);
  const std::vector<double> bytes = sizes(s, tensors);
  std::vector<double> out(static_cast<std::size_t>(s.model->layers), 0.0);
  double all = 0;
  for (std::size_t i = 0; i < tensors.size(); ++i) {
    const auto block = static_cast<std::size_t>(std::max(tensors[i].layer, 0));
    if (is_expert(tensors[i].category) && block < out.size()) {
      out[block] += bytes[i];
      all += bytes[i];
    }
  }
  for (double& block : out) {
    block = share(block, all);
  }
  return out;
}

std::string parse_overrides(std::string_view text, std::vector<TensorOverride>& out) {
  while (!text.empty()) {
    const std::size_t comma = std::min(text.find(','), text.size());
    const std::string_view one = text.substr(0, comma);
    text.remove_prefix(std::min(comma + 1, text.size()));
    const std::size_t equals = one.rfind('=');
    if (equals == std::string_view::npos || equals == 0 || equals + 1 == one.size()) {
      return "'" + std::string(one) + "' is not PATTERN=BUFFER, such as ffn_.*_exps=CPU";
    }
    const std::string buffer = lower(one.substr(equals + 1));
    constexpr std::string_view kBuffers[] = {
        "cpu", "cuda", "rocm", "hip", "vulkan", "metal", "mtl", "sycl", "cann", "musa", "opencl", "rpc"};
    if (std::none_of(std::begin(kBuffers), std::end(kBuffers), [&](std::string_view known) {
          return buffer.starts_with(known);
        })) {
      return "'" + std::string(one.substr(equals + 1)) + "' is no buffer: CPU, or a device such as CUDA0";
    }
    TensorOverride o{.pattern = std::string(one.substr(0, equals)), .on_host = buffer.starts_with("cpu")};
    if (refers_back(o.pattern)) {
      return "'" + o.pattern.substr(0, 40) + "' refers back to a group, which no list of tensors needs";
    }
    if (is_too_large(o.pattern)) {
      return "'" + o.pattern.substr(0, 40) + "...' is too long a pattern";
    }
    try {
      compiled(o.pattern);
    } catch (const std::regex_error& error) {
      return "'" + o.pattern + "' is not a regular expression: " + error.what();
    }
    out.push_back(std::move(o));
  }
  return "";
}

}  // namespace tokroof::model
