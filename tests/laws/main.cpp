// A search for questions whose answers break a law (laws.cpp). Every run draws others; the seed that it prints repeats it.
//
//     tokroof_laws_tests [--seed S] [--first I] [--questions N] [--workers N] [--show N]
//     tokroof_laws_tests --emit [...]     questions with their answers, printed as --json prints them, as JSON Lines
//
// TOKROOF_LAWS_SEED, TOKROOF_LAWS_QUESTIONS and TOKROOF_LAWS_WORKERS say the same where no argument can.
#include <algorithm>
#include <cstdlib>
#include <map>
#include <numeric>
#include <random>
#include <stdexcept>
#include <thread>
#include <vector>

#include <fmt/format.h>

#include "catalog/number.hpp"
#include "tests/laws/draw.hpp"
#include "tests/laws/laws.hpp"
#include "tests/laws/shrink.hpp"

using namespace tokroof;
using namespace tokroof::laws;

namespace {

/// Varied questions that are asked for each drawn one: most of the time goes there.
constexpr std::size_t kVariedLaws = 4;
/// From so many questions on, every law must have been reached, and most questions answered.
constexpr std::uint64_t kManyQuestions = 20000;
constexpr std::uint64_t kEnoughForEveryLaw = 200000;  // some apply to one question in ten thousand
constexpr double kLeastAnswered = 0.6;

struct Options {
  std::uint64_t seed = 0, first = 0, questions = kManyQuestions, workers = 1, show = 3;
  bool emit = false;
};

std::uint64_t whole(const std::string& name, const std::string& text) {
  const auto value = catalog::parse_number(text);
  if (!value || !(*value >= 0) || *value != std::floor(*value)) {
    throw std::runtime_error(fmt::format("{} takes a whole number, not '{}'", name, text));
  }
  return static_cast<std::uint64_t>(*value);
}

Options options_from(int count, char** arguments) {
  Options o;
  // 32 bits: short enough to be typed.
  o.seed = std::random_device{}();
  const auto from_environment = [](const char* name, std::uint64_t& value) {
    if (const char* text = std::getenv(name)) {
      value = whole(name, text);
    }
  };
  from_environment("TOKROOF_LAWS_SEED", o.seed);
  from_environment("TOKROOF_LAWS_QUESTIONS", o.questions);
  from_environment("TOKROOF_LAWS_WORKERS", o.workers);
  const std::map<std::string, std::uint64_t*> numbers{{"--seed", &o.seed},
                                                      {"--first", &o.first},
                                                      {"--questions", &o.questions},
                                                      {"--workers", &o.workers},
                                                      {"--show", &o.show}};
  for (int i = 1; i < count; ++i) {
    const std::string name = arguments[i];
    const auto number = numbers.find(name);
    if (name == "--emit") {
      o.emit = true;
    } else if (number != numbers.end() && i + 1 < count) {
      *number->second = whole(name, arguments[++i]);
    } else {
      throw std::runtime_error(fmt::format("unknown argument '{}'", name));
    }
  }
  o.workers = std::max<std::uint64_t>(o.workers, 1);
  return o;
}

/// A question that broke a law, by its number: it is drawn again to be shown.
struct Found {
  std::uint64_t question = 0;
  double size = 0;
};

/// How one law fared.
struct Tally {
  std::uint64_t judged = 0, broken = 0;
  std::vector<Found> worst;  ///< the furthest off first

  void add(const Found& found, std::size_t kept) {
    const auto at =
        std::find_if(worst.begin(), worst.end(), [&](const Found& f) { return f.size < found.size; });
    worst.insert(at, found);
    worst.resize(std::min(worst.size(), kept));
  }
};

struct Result {
  std::uint64_t asked = 0, answered = 0;
  std::vector<Tally> laws = std::vector<Tally>(tokroof::laws::laws().size());

  void add(const Result& other, std::size_t kept) {
    asked += other.asked;
    answered += other.answered;
    for (std::size_t i = 0; i < laws.size(); ++i) {
      laws[i].judged += other.laws[i].judged;
      laws[i].broken += other.laws[i].broken;
      for (const Found& found : other.laws[i].worst) {
        laws[i].add(found, kept);
      }
    }
  }
};

Case drawn(const Options& o, std::uint64_t number, Door& door) {
  Dice dice(o.seed, number);
  Question question = draw(dice);
  json answer = door.answer("predict", question);
  return {std::move(question), std::move(answer), &door};
}

/// Of the dice that a law varies a question with.
std::uint64_t vary_seed(const Options& o, std::uint64_t number, std::size_t law) {
  return Dice(o.seed ^ (law + 1), number).next();
}

void judge_question(const Options& o, std::uint64_t number, Door& door, Result& result) {
  const Case asked = drawn(o, number, door);
  ++result.asked;
  if (!asked.answered()) {
    return;
  }
  ++result.answered;
  const auto all = tokroof::laws::laws();
  std::vector<std::size_t> order(all.size());
  std::iota(order.begin(), order.end(), 0);
  Dice dice(~o.seed, number);
  for (std::size_t i = order.size(); i > 1; --i) {
    std::swap(order[i - 1], order[dice.below(i)]);
  }
  std::size_t varied = 0;
  for (const std::size_t i : order) {
    if (all[i].vary != nullptr && varied >= kVariedLaws) {
      continue;
    }
    const Judged judged = judge(all[i], asked, vary_seed(o, number, i));
    Tally& tally = result.laws[i];
    tally.judged += judged.judged ? 1 : 0;
    varied += judged.judged && all[i].vary != nullptr ? 1 : 0;
    if (judged.violation) {
      ++tally.broken;
      tally.add({number, judged.violation->broken.size}, o.show);
    }
  }
}

Result search(const Options& o) {
  std::vector<Result> results(o.workers);
  std::vector<std::thread> workers;
  for (std::uint64_t w = 0; w < o.workers; ++w) {
    workers.emplace_back([&o, &result = results[w], w] {
      Door door;
      for (std::uint64_t i = w; i < o.questions; i += o.workers) {
        judge_question(o, o.first + i, door, result);
      }
    });
  }
  Result all;
  for (std::uint64_t w = 0; w < o.workers; ++w) {
    workers[w].join();
    all.add(results[w], o.show);
  }
  return all;
}

void show(const Options& o, std::size_t law_number, const Found& found) {
  const Law& law = tokroof::laws::laws()[law_number];
  Door door;
  const std::uint64_t seed = vary_seed(o, found.question, law_number);
  const Judged judged = judge(law, drawn(o, found.question, door), seed);
  if (!judged.violation) {
    fmt::print("  question {}: not found again\n", found.question);
    return;
  }
  const Violation small = shrink(law, *judged.violation, seed);
  fmt::print("  {}\n    {}\n", small.broken.figures, shell_command("predict", small.asked.question));
  if (law.vary != nullptr) {
    fmt::print("    {}\n", shell_command(law.verb, small.varied.question));
  }
  fmt::print("    as drawn: {} (--seed {} --first {} --questions 1)\n",
             judged.violation->broken.figures,
             o.seed,
             found.question);
}

/// Prints what was found; whether all is well.
bool report(const Options& o, const Result& result) {
  const auto all = tokroof::laws::laws();
  std::uint64_t judged = 0, broken = 0;
  bool well = true;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const Tally& tally = result.laws[i];
    judged += tally.judged;
    broken += tally.broken;
    if (tally.broken > 0) {
      fmt::print("BROKEN {} of {}: {}\n", tally.broken, tally.judged, all[i].name);
      for (const Found& found : tally.worst) {
        show(o, i, found);
      }
    } else if (tally.judged == 0 && result.asked >= kEnoughForEveryLaw) {
      fmt::print("NEVER REACHED: {}\n", all[i].name);
      well = false;
    }
  }
  const double share =
      static_cast<double>(result.answered) / std::max(1.0, static_cast<double>(result.asked));
  if (share < kLeastAnswered && result.asked >= kManyQuestions) {
    fmt::print("TOO FEW ANSWERED: the draw should be of questions that have an answer\n");
    well = false;
  }
  fmt::print("{} questions, {:.1f} % answered; {} laws judged {} times, broken {} times (--seed {})\n",
             result.asked,
             100 * share,
             all.size(),
             judged,
             broken,
             o.seed);
  return well && broken == 0;
}

void emit(const Options& o) {
  Door door;
  for (std::uint64_t i = 0; i < o.questions; ++i) {
    const Case c = drawn(o, o.first + i, door);
    const json line = {{"hardware", hardware_text(c.question)},
                       {"words", words("predict", c.question, "own.json")},
                       {"question", c.question.options},
                       {"answer", c.answer.dump(2, ' ', false, json::error_handler_t::replace)}};
    fmt::print("{}\n", line.dump());
  }
}

}  // namespace

int main(int count, char** arguments) {
  try {
    const Options o = options_from(count, arguments);
    if (o.emit) {
      emit(o);
      return 0;
    }
    return report(o, search(o)) ? 0 : 1;
  } catch (const std::exception& error) {
    fmt::print(stderr, "tokroof_laws_tests: {}\n", error.what());
    return 2;
  }
}
