#include "cli/spellings.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <span>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "catalog/catalog.hpp"
#include "catalog/host.hpp"
#include "catalog/input_error.hpp"
#include "catalog/name_resolver.hpp"
#include "catalog/names.hpp"
#include "catalog/text.hpp"
#include "cli/said_rate.hpp"
#include "formats/commands/command_line.hpp"
#include "model/drafting.hpp"
#include "model/names.hpp"

namespace tokroof::cli {
namespace {

struct Spelling {
  std::string_view typed;      ///< one of them
  std::string_view own;        ///< the first of these that the verb has
  std::string_view with = {};  ///< what it says besides, where that is not said
};

/// Those that help and completions show.
constexpr auto kShown = std::to_array<Spelling>({
    {"-ngl", "--n-gpu-layers"},
    {"-ub", "--ubatch-size"},
    {"-sm", "--split-mode"},
    {"-fa", "--flash-attn"},
    {"-ctk", "--kv-type"},
    {"-ncmoe", "--n-cpu-moe"},
    {"-ot", "--override-tensor"},
    {"-ts", "--tensor-split"},
    {"--streams", "--concurrency"},
});

/// Those of other programs.
constexpr auto kOthers = std::to_array<Spelling>({
    {"--gpu|--card", "--device|--devices"},
    {"--gpus|--num-gpus", "--n-devices"},
    {"--device", "--devices"},
    {"-tp|--tp|--tensor-parallel-size", "--n-devices", "--split-mode=tensor"},
    {"--pipeline-parallel-size|-pp", "--pipeline-parallel"},
    {"--data-parallel-size|-dp", "--replicas"},
    {"--enable-expert-parallel|-ep", "--expert-parallel"},
    {"--isl|--input-len|--random-input-len", "--n-prompt"},
    {"--osl|--output-len|--random-output-len", "--n-gen"},
    {"--qps|--rps", "--request-rate"},
    {"-c|--ctx|--num-ctx|--num_ctx|--n-ctx|--ctx-size|--context-size", "--context|--max-model-len"},
    {"--context", "--max-model-len"},
    {"--max-model-len", "--context"},
    {"--depth", "--n-depth"},
    {"-q|--quantization", "--quant"},
    {"--kv-cache-dtype|--cache-type-k", "--kv-type"},
    {"--ram|--memory", "--host-memory-gib"},
    {"--budget", "--budget-usd"},
    {"--max-watts", "--max-power-w"},
    {"--sort|--sort-by", "--by"},
    {"--users|--max-concurrency|-np", "--concurrency"},
    {"--tok/s|--tokens-per-second", "--tps"},
    {"-cmoe|--cpu-moe", "--override-tensor=exps=CPU"},
});

/// Names that an option's value may be, of several words.
bool is_known(std::string_view option, const std::string& name) {
  const catalog::NameResolver& names = catalog::Catalog::bundled().names();
  if (model::is_one_of(option, {"-m", "--model"})) {
    const catalog::NameMatch match = names.model(name).match;
    return !match.slug.empty() && !match.leaves_words;
  }
  if (option == "--quant") {
    return !names.quant(name).slug.empty();
  }
  const std::vector<catalog::NamedDevices> devices = names.devices(name);
  return model::all_of(
      devices, [](const catalog::NamedDevices& d) { return !d.match.slug.empty() && !d.match.lacks_words; });
}

class OwnWordsOf {
 public:
  OwnWordsOf(const std::vector<std::string>& typed, const Command& verb) : typed_(typed), verb_(verb.name()) {
    for (const OptionHelp& option : verb.options()) {
      own_.insert(option.short_names.begin(), option.short_names.end());
      own_.insert(option.long_names.begin(), option.long_names.end());
      if (option.takes_value) {
        with_value_.insert(option.short_names.begin(), option.short_names.end());
        with_value_.insert(option.long_names.begin(), option.long_names.end());
      }
    }
  }

  OwnWords read() {
    for (at_ = 0; at_ < typed_.size(); ++at_) {
      if (typed_[at_] == "--") {
        name_words();
        out_.words.insert(out_.words.end(), typed_.begin() + static_cast<std::ptrdiff_t>(at_), typed_.end());
        break;
      }
      add(typed_[at_]);
    }
    if (has("--request-rate") && !is_stated("--request-rate")) {
      take_request_rate(out_, with_value_);
    }
    return std::move(out_);
  }

 private:
  [[nodiscard]] bool has(std::string_view option) const {
    return own_.contains(std::string(option.substr(0, option.find('='))));
  }

  /// "predict 3090 -- llama-bench ...": words in front of another program's are a device, a model and a storage type.
  void name_words() {
    std::size_t end = 1;
    while (is_value(end)) {
      ++end;
    }
    if (end == 1 || !has("--device")) {
      return;
    }
    const std::vector<std::string> words(typed_.begin() + 1,
                                         typed_.begin() + static_cast<std::ptrdiff_t>(end));
    catalog::Run named;
    if (const std::string device = joined(1, end); is_known("--device", device)) {
      named.device = device;
    } else if (const auto read = formats::read_names(catalog::Catalog::bundled(), words, {})) {
      named = read->question.run;
    } else {
      return;
    }
    const auto first = out_.words.begin() + 1;
    out_.words.erase(first, first + static_cast<std::ptrdiff_t>(words.size()));
    for (const auto& [option, name] : {std::pair<std::string, const std::string&>{"--device=", named.device},
                                       {"--model=", named.model},
                                       {"--quant=", named.quant}}) {
      if (!name.empty()) out_.words.push_back(option + name);
    }
  }

  void add(std::string word) {
    const std::string name = word.substr(0, word.find('='));
    if (take_card_memory(name) || take_host_memory(name)) {
      return;
    }
    // llama.cpp's own options of several letters have one dash or two
    const auto is_typed = [&](std::string_view one) {
      return name == one ||
             (name.starts_with("--") && !one.starts_with("--") && one.size() > 2 && name.substr(1) == one);
    };
    if (repeats_the_key_type(name)) {
      ++at_;
      return;
    }
    if (take_draft_model(name)) {
      return;
    }
    for (const std::span<const Spelling> spellings : {std::span<const Spelling>(kShown), {kOthers}}) {
      for (const Spelling& s : spellings) {
        if (!model::any_word(s.typed, is_typed) || own_.contains(name)) {
          continue;
        }
        for (const std::string_view own : catalog::split_at(s.own, '|')) {
          if (has(own)) {
            word.replace(0, name.size(), own);
            take_besides(s, name, own);
            out_.words.push_back(std::move(word));
            return add_value();
          }
        }
      }
    }
    out_.words.push_back(std::move(word));
    add_value();
  }

  /// "--vram 24": of a device whose memory the options may limit; else it names no card, and those with so much are told.
  bool take_card_memory(const std::string& name) {
    if (!model::is_one_of(name, {"--vram", "--vram-gb", "--gpu-memory", "--gpu-mem"}) ||
        own_.contains(name) || !is_value(at_ + 1) || !(has("--device") || has("--devices"))) {
      return false;
    }
    const double gib = catalog::leading_number(typed_[at_ + 1]);
    if (names_device() && has("--gpu-memory-gib")) {
      out_.words.push_back(fmt::format("--gpu-memory-gib={}", gib));
      ++at_;
      return true;
    }
    std::vector<std::string> shown;
    for (const std::string& card : catalog::Catalog::bundled().names().cards_with(gib)) {
      shown.push_back("--device " + card);
    }
    throw catalog::InputError(
        "usage",
        fmt::format("{:g} GB do not say how fast a card is: name it{}",
                    gib,
                    shown.empty() ? ", as in --device rtx-3090" : "; cards with so much:"),
        name,
        shown);
  }

  /// "--ram ddr5-6000", "--ram 64gb-ddr5-6000": the rate of the host's memory; without a host it is the host.
  bool take_host_memory(const std::string& name) {
    const bool asked =
        model::is_one_of(name, {"--ram", "--memory"}) && !own_.contains(name) && is_value(at_ + 1);
    const auto memory = asked && catalog::contains(catalog::lower_case(typed_[at_ + 1]), "ddr")
                            ? catalog::parse_host_memory(typed_[at_ + 1])
                            : std::nullopt;
    if (!memory || !has("--host")) {
      return false;
    }
    if (!is_stated("--host")) {
      out_.words.push_back("--host=" + typed_[at_ + 1]);
    } else {
      const auto state = [&](std::string_view option, double value) {
        if (value > 0 && has(option)) out_.words.push_back(fmt::format("{}={}", option, value));
      };
      state("--host-memory-mts", memory->mts);
      state("--host-channels", memory->channels);
      state("--host-memory-gib", memory->gib);
    }
    ++at_;
    return true;
  }

  /// "--draft-model NAME": that a smaller model drafts.
  bool take_draft_model(const std::string& name) {
    if (!model::is_one_of(name, {"--draft-model", "--model-draft", "-md", "--speculative-model"}) ||
        own_.contains(name) || !has("--speculative") || !is_value(at_ + 1)) {
      return false;
    }
    if (!is_stated("--speculative")) {
      out_.words.emplace_back("--speculative=draft");
    }
    ++at_;
    return true;
  }

  /// The typed words from one to another.
  [[nodiscard]] std::string joined(std::size_t begin, std::size_t end) const {
    return fmt::format("{}",
                       fmt::join(typed_.begin() + static_cast<std::ptrdiff_t>(begin),
                                 typed_.begin() + static_cast<std::ptrdiff_t>(end),
                                 " "));
  }

  /// Where the longest name of an option ends that begins at a word and has `least` words or more; `at`: there is none.
  [[nodiscard]] std::size_t end_of_name(std::string_view option, std::size_t at, std::size_t least) const {
    constexpr std::size_t kMostWords = 6;
    std::size_t end = at;
    while (end < at + kMostWords && is_value(end)) {
      ++end;
    }
    while (end >= at + least && !is_known(option, joined(at, end))) {
      --end;
    }
    return end < at + least ? at : end;
  }

  /// "--gpu 3090 4090": values of a list that blanks part; 0: they are no such list. How many words it takes.
  [[nodiscard]] std::size_t list_behind(const std::string& option, std::string& list) const {
    const bool of_names = model::is_one_of(option, {"--device", "--devices", "--model", "-m", "--quant"});
    const bool takes_lists = verb_ == "sweep" || option == "--devices";
    if (!takes_lists || !with_value_.contains(option) ||
        model::is_one_of(option, {"--link", "--tensor-split", "--override-tensor", "-ot", "-ts"})) {
      return 0;
    }
    std::size_t at = at_ + 1, values = 0;
    while (is_value(at)) {
      const std::size_t end = of_names ? end_of_name(option == "--devices" ? "--device" : option, at, 1)
                              : catalog::is_digit(typed_[at].front()) ? at + 1
                                                                      : at;
      if (end == at) {
        break;
      }
      list += (list.empty() ? "" : ",") + joined(at, end);
      ++values;
      at = end;
    }
    return values > 1 ? at - at_ - 1 : 0;
  }

  /// "-ctk q8_0 -ctv q8_0": one type of keys and values, which --kv-type is.
  [[nodiscard]] bool repeats_the_key_type(const std::string& name) const {
    if (!model::is_one_of(name, {"-ctv", "--cache-type-v"}) || !is_value(at_ + 1) || !has("--kv-type")) {
      return false;
    }
    for (std::size_t i = 0; i + 1 < typed_.size(); ++i) {
      if (model::is_one_of(typed_[i], {"-ctk", "--cache-type-k", "--kv-type"}) &&
          typed_[i + 1] == typed_[at_ + 1]) {
        return true;
      }
    }
    return false;
  }

  void take_besides(const Spelling& s, const std::string& name, std::string_view own) {
    if (!s.with.empty() && has(s.with) && !is_stated(s.with.substr(0, s.with.find('=')))) {
      out_.words.emplace_back(s.with);
    }
    if (own == "--max-model-len") {
      out_.notes.push_back(fmt::format(
          "{} is taken as --max-model-len, room that need not be in use; --n-depth says what is", name));
    }
  }

  [[nodiscard]] bool is_stated(std::string_view option) const {
    return model::any_of(typed_, [&](const std::string& word) {
      return word == option || word.starts_with(std::string(option) + "=") ||
             (option == "--split-mode" && model::is_one_of(word, {"-sm", "--split"}));
    });
  }

  /// Whether something else than -d may say the device.
  [[nodiscard]] bool names_device() const {
    return is_stated("--device") || is_stated("--gpu") || is_stated("--card") || is_stated("--machine") ||
           (typed_.size() > 1 && is_value(1));
  }

  [[nodiscard]] bool is_value(std::size_t at) const {
    return at < typed_.size() && !typed_[at].empty() && !typed_[at].starts_with('-');
  }

  /// Whether values of a switch stand there: "on", "0,auto" of a sweep.
  [[nodiscard]] bool is_switch(std::size_t at) const {
    const auto is_state = [](std::string_view value) {
      return model::is_one_of(value, {"0", "1", "-1", "on", "off", "auto"});
    };
    if (at >= typed_.size()) {
      return false;
    }
    const std::vector<std::string_view> values = catalog::split_at(typed_[at], ',');
    return model::all_of(values, is_state);
  }

  /// "-fa" alone is on; "--device m4 max" is one name.
  void add_value() {
    const std::string option = out_.words.back();
    if (option == "--flash-attn" && !is_switch(at_ + 1)) {
      out_.words.back() += "=1";
      return;
    }
    if (with_value_.contains(option) && at_ + 1 < typed_.size() && own_.contains(typed_[at_ + 1])) {
      throw catalog::InputError(
          "usage", fmt::format("needs a value behind it: {} is the next option", typed_[at_ + 1]), option);
    }
    if (option == "-d" && has("--device") && is_value(at_ + 1) && !names_device() &&
        is_known("--device", typed_[at_ + 1])) {
      throw catalog::InputError(
          "usage",
          fmt::format("is --n-depth, tokens in the cache, and {} is a device too: which is meant?",
                      typed_[at_ + 1]),
          option,
          {"--device " + typed_[at_ + 1], "--n-depth " + typed_[at_ + 1]});
    }
    std::string list;
    if (const std::size_t words = list_behind(option, list); words > 0) {
      out_.words.push_back(std::move(list));
      at_ += words;
      return;
    }
    if (!model::is_one_of(option, {"--device", "--model", "-m", "--host", "--quant"}) || !is_value(at_ + 1)) {
      return;
    }
    if (const std::size_t end = end_of_name(option, at_ + 1, 2); end > at_ + 1) {
      out_.words.push_back(joined(at_ + 1, end));
      at_ = end - 1;
    }
  }

  const std::vector<std::string>& typed_;
  std::string verb_;
  std::set<std::string> own_, with_value_;
  OwnWords out_;
  std::size_t at_ = 0;
};

}  // namespace

OwnWords in_own_words(const std::vector<std::string>& typed, const Command& verb) {
  return OwnWordsOf(typed, verb).read();
}

std::string other_spelling(const std::string& long_name) {
  const auto* const found =
      std::find_if(kShown.begin(), kShown.end(), [&](const Spelling& s) { return s.own == long_name; });
  return found != kShown.end() ? std::string(found->typed) : "";
}

}  // namespace tokroof::cli
