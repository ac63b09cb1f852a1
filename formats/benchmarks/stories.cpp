#include "formats/benchmarks/stories.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "catalog/text.hpp"
#include "formats/benchmarks/sentence_words.hpp"

namespace tokroof::formats {
namespace {

/// A part of a text, and what it says by itself.
struct Part {
  std::string text;
  int line = 0;
  bool heads = false;  ///< "On the 4090:": what follows is of it
  Sentence own{};
};

bool has_rate(const catalog::Run& run) { return run.pp_tps > 0 || run.tg_tps > 0; }
bool is_rated(const Part& part) { return has_rate(part.own.run); }

/// One tells of a prompt, the other of its answer.
bool are_phases(const catalog::Run& a, const catalog::Run& b) {
  return (a.pp_tps > 0) != (b.pp_tps > 0) && (a.tg_tps > 0) != (b.tg_tps > 0);
}

/// The parts between any of these, each with what ends it.
std::vector<std::string> split_behind(std::string_view text, std::initializer_list<std::string_view> joints) {
  std::vector<std::string> out;
  std::size_t begin = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    for (const std::string_view joint : joints) {
      if (text.substr(at).starts_with(joint)) {
        out.emplace_back(text.substr(begin, at + joint.size() - begin));
        begin = at + joint.size();
        at = begin - 1;
        break;
      }
    }
  }
  out.emplace_back(text.substr(begin));
  std::erase_if(out, [](const std::string& part) { return catalog::trimmed(part).empty(); });
  return out;
}

class StoryReader {
 public:
  StoryReader(const catalog::Catalog& catalog, const catalog::Run& given)
      : catalog_(catalog), given_(given) {}

  Stories read(const TextLines& lines) {
    for (const auto& [text, line] : unwrapped(lines)) {
      for (std::string& sentence : split_behind(text, {". ", "? ", "! ", "; ", "\xE3\x80\x82"})) {
        add_sentence(std::move(sentence), line);
      }
    }
    join_phases();
    const auto figures = std::count_if(parts_.begin(), parts_.end(), is_rated);
    if (figures < 2) {
      return {};
    }
    for (const bool engine_behind : {true, false}) {  // "12 t/s, but 34 in vLLM" is of another
      if (Stories listed = told(engine_behind); !listed.empty()) {
        return listed;
      }
    }
    return whole();
  }

 private:
  /// A long line of prose goes on in the next.
  static TextLines unwrapped(const TextLines& lines) {
    TextLines out;
    for (const auto& [text, line] : lines) {
      const bool goes_on = !out.empty() && goes_on_behind(out.back().first, text) && out.back().second < line;
      if (goes_on) {
        out.back().first += " " + text;
      } else {
        out.emplace_back(text, line);
      }
    }
    return out;
  }

  Part part_of(std::string text, int line) const {
    Part part{std::move(text), line};
    part.heads = catalog::trimmed(part.text).ends_with(':');
    part.own = read_sentence(catalog_, part.text);
    return part;
  }

  /// "8B: 40 t/s, 70B: 5 t/s": clauses, where each has a rate of its own; those without one are of the next.
  void add_sentence(std::string sentence, int line) {
    std::vector<Part> clauses;
    std::string held;
    for (const std::string& clause :
         split_behind(sentence, {", ", " vs ", " versus ", " while ", " whereas ", " - "})) {
      Part part = part_of(held + clause, line);
      held = is_rated(part) ? "" : part.text;
      if (is_rated(part)) {
        clauses.push_back(std::move(part));
      }
    }
    if (clauses.size() < 2) {
      parts_.push_back(part_of(std::move(sentence), line));
      return;
    }
    clauses.back() = held.empty() ? std::move(clauses.back()) : part_of(clauses.back().text + held, line);
    std::move(clauses.begin(), clauses.end(), std::back_inserter(parts_));
  }

  /// "prefill 214 t/s, generation 16 t/s": of one run.
  void join_phases() {
    for (std::size_t i = 0; i + 1 < parts_.size();) {
      const Part &a = parts_[i], &b = parts_[i + 1];
      if (!is_rated(a) || !is_rated(b) || !are_phases(a.own.run, b.own.run)) {
        ++i;
        continue;
      }
      parts_[i] = part_of(a.text + "\n" + b.text, a.line);
      parts_.erase(parts_.begin() + static_cast<std::ptrdiff_t>(i) + 1);
    }
  }

  static bool names_device(const Sentence& s) { return !s.run.device.empty() || !s.near_devices.empty(); }
  static bool names_model(const Sentence& s) { return !s.run.model.empty() || !s.near_models.empty(); }

  /// The names that a run shares with the one beside it.
  static void take_names(const Sentence& own, const catalog::Run& beside, catalog::Run& context) {
    if (!names_device(own) && (context.device.empty() || context.device == beside.device)) {
      context.device = beside.device;
      context.n_devices = context.n_devices > 0 ? context.n_devices : beside.n_devices;
      context.host_device = context.host_device.empty() ? beside.host_device : context.host_device;
    }
    if (!names_model(own) && context.model.empty()) {
      context.model = beside.model;
      context.quant = context.quant.empty() ? beside.quant : context.quant;
    }
    context.engine = context.engine.empty() ? beside.engine : context.engine;
  }

  /// What parts without a rate say; of a device or a model that the run names itself, what belongs to another.
  static catalog::Run without_others(catalog::Run context, const Sentence& own) {
    if (names_device(own)) {
      const catalog::Run none;
      context.device.clear();
      context.n_devices = none.n_devices;
      context.split = none.split;
      context.interconnect.clear();
    }
    if (names_model(own)) {
      context.model.clear();
    }
    return context;
  }

  static std::string set_up(const catalog::Run& run) {
    return fmt::format("{} {} {} {} {} {} {} {} {} {} {} {} {} {} {} {} {}",
                       run.n_devices,
                       run.device,
                       run.host_device,
                       run.model,
                       run.quant,
                       run.engine,
                       run.backend,
                       run.split.text(),
                       run.threads,
                       run.speculative.text(),
                       run.kv_type,
                       run.depth,
                       run.concurrency,
                       run.n_gpu_layers,
                       run.placement.text(),
                       run.details.override_tensor,
                       run.details.n_cpu_moe);
  }

  /// What all parts without a rate say together, but for headings among the figures.
  [[nodiscard]] std::string said_of_all() const {
    std::string out;
    bool figures = false;
    for (const Part& part : parts_) {
      figures = figures || is_rated(part);
      out += is_rated(part) || (figures && part.heads) ? "" : part.text + "\n";
    }
    return out;
  }

  /// Every figure as a run, if each tells of another.
  [[nodiscard]] Stories told(bool engine_behind) const {
    const std::string of_all = said_of_all();
    if (of_all.size() >= kLongestSentence) {
      return {};
    }
    const Sentence context = of_all.empty() ? Sentence{} : read_sentence(catalog_, of_all);
    std::vector<const Part*> rated;
    std::vector<catalog::Run> around;
    catalog::Run heading = context.run;
    for (const Part& part : parts_) {
      if (is_rated(part)) {
        rated.push_back(&part);
        around.push_back(without_others(heading, part.own));
      } else if (part.heads && !rated.empty()) {
        heading = without_others(heading, part.own);
        take_names(Sentence{}, part.own.run, heading);
      }
    }
    Stories out;
    for (std::size_t i = 0; i < rated.size(); ++i) {
      for (std::size_t before = i; before-- > 0;) {
        take_names(rated[i]->own, rated[before]->own.run, around[i]);
      }
      for (std::size_t behind = i + 1; behind < rated.size(); ++behind) {
        catalog::Run names = rated[behind]->own.run;
        names.engine = engine_behind ? names.engine : "";
        take_names(rated[i]->own, names, around[i]);
      }
      out.emplace_back(read_sentence(catalog_, rated[i]->text, given_, around[i]), rated[i]->line);
    }
    std::set<std::string> set_ups;
    for (const auto& [story, line] : out) {
      const bool is_new = set_ups.insert(set_up(story.run)).second;
      if (!is_new || (story.run.device.empty() && story.run.model.empty()) || !has_rate(story.run)) {
        return {};
      }
    }
    const auto bare = std::count_if(rated.begin(), rated.end(), [](const Part* part) {
      return set_up(part->own.run) == set_up({});  // "1.5 t/s, while LM Studio has 65"
    });
    if (bare > 1) {
      return {};
    }
    out.front().first.remarks.insert(
        out.front().first.remarks.end(), context.remarks.begin(), context.remarks.end());
    return out;
  }

  /// The lines of a longer text that each say all.
  [[nodiscard]] Stories whole() const {
    Stories out;
    for (const Part& part : parts_) {
      if (is_rated(part) && !(part.own.run.device.empty() && part.own.run.model.empty())) {
        Sentence story = read_sentence(catalog_, part.text, given_);
        if (!story.run.device.empty() && !story.run.model.empty()) {
          out.emplace_back(std::move(story), part.line);
        }
      }
    }
    return out.size() < 2 ? Stories{} : out;
  }

  const catalog::Catalog& catalog_;
  const catalog::Run& given_;
  std::vector<Part> parts_;
};

}  // namespace

Stories stories_of(const catalog::Catalog& catalog, const TextLines& lines, const catalog::Run& given) {
  return StoryReader(catalog, given).read(lines);
}

std::vector<Sentence> read_sentences(const catalog::Catalog& catalog,
                                     std::string_view text,
                                     const catalog::Run& given) {
  std::vector<Sentence> out;
  for (auto& [story, line] : stories_of(catalog, {{std::string(text), 1}}, given)) {
    out.push_back(std::move(story));
  }
  return out.empty() ? std::vector{read_sentence(catalog, text, given)} : out;
}

}  // namespace tokroof::formats
