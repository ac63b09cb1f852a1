#include "formats/pages/sentence_bytes.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "catalog/names.hpp"
#include "catalog/number.hpp"
#include "catalog/text.hpp"
#include "formats/mentions/page_words.hpp"
#include "model/names.hpp"
#include "model/rates.hpp"

namespace tokroof::formats {
namespace {

constexpr const char* kUnsaid = "of what these bytes are, is not said";

class SentenceBytes {
 public:
  SentenceBytes(const SourceText& sentence,
                const SentenceNames& names,
                std::size_t i,
                ClaimCollector& collector)
      : sentence_(sentence),
        names_(names),
        i_(i),
        quantity_(names.quantities()[i]),
        said_(names.around(i)),
        collector_(collector) {}

  void read() {
    Subject subject = names_.subject_for(i_, false);
    subject.method = training_method(names_.lower());
    const bool on_disk = has_one_word(first_part(names_.behind(i_)), "on disk");
    if (on_disk && subject.model.empty() && names_.named_for(i_, MentionKind::device) == nullptr) {
      const Subject context = names_.subject_for(i_, true);
      subject.model = context.model;  // "The Q4_K_M file is 18 GB on disk"
      subject.quant = subject.quant.empty() ? context.quant : subject.quant;
    }
    if (is_room(subject)) {
      subject.method = kRoom;
      take(subject);
    } else if (const char* why = of_something_else(subject); why != nullptr) {
      leave(why);
    } else if (is_of_model(subject)) {
      const bool file = names_.follows_model(i_) || !subject.method.empty() || !says_run_memory(said_);
      subject.method = file ? subject.method : memory_method(said_);
      if (!file) {
        subject.context = context_tokens(names_.lower());
      }
      take(subject);
    } else {
      of_device(std::move(subject));
    }
  }

 private:
  void take(const Subject& subject) { collector_.figure(sentence_, quantity_, Metric::memory, subject); }
  void leave(const char* why) { collector_.not_understood(sentence_, quantity_, why); }

  /// What the sentence says before the figure.
  [[nodiscard]] std::string_view said_first() const {
    return catalog::trimmed(names_.between(0, quantity_.begin));
  }

  /// Directly behind the figure, or before it.
  [[nodiscard]] bool next_is(std::initializer_list<std::string_view> words) const {
    constexpr std::size_t kNext = 8;
    return has_one_word(names_.behind(i_, kNext), words);
  }

  /// "24 GB of GDDR6X": what a device has.
  [[nodiscard]] bool next_is_type() const {
    constexpr std::size_t kNext = 14;
    return has_one_word(first_part(names_.behind(i_, kNext)),
                        {"gddr5", "gddr5x", "gddr6", "gddr6x", "gddr7", "hbm2", "hbm2e", "hbm3", "hbm3e"});
  }

  [[nodiscard]] bool next_is_device_memory() const {
    return next_is_type() || next_is({"vram", "of vram", "unified"});
  }

  /// Neither what a device has nor what a model takes; null: one of them.
  [[nodiscard]] const char* of_something_else(const Subject& subject) const {
    constexpr std::size_t kVerb = 24;
    if (is_of_host(subject)) {
      return "of the host's memory";
    }
    const bool file = !subject.model.empty() && has_one_word(names_.behind(i_), "on disk");
    if (!file && has_one_word(said_, "disk")) {
      return "of another memory, or of a part of it";
    }
    const std::string of_it =  // "Q5_K_M (about 22 GB) with room left"
        names_.follows_model(i_) ? std::string(first_part(names_.behind(i_))) : said_;
    if (!next_is_type() &&
        has_one_word(of_it, "ssd|cache|kv|overhead|headroom|download|nvme|storage|free|left|swap|to spare")) {
      return "of another memory, or of a part of it";
    }
    if (is_of_tokens()) {
      return "of a cache";
    }
    if (is_term()) {
      return "a part of a sum";
    }
    if (catalog::trimmed(names_.behind(i_)).starts_with("out of")) {  // "14.5 GB out of 16 GB"
      return "in use, of what is not said";
    }
    if (next_is({"target", "goal"})) {
      return "what is aimed at";
    }
    if (has_one_word(names_.behind(i_), {"per token", "a token", "reads/token"})) {
      return "of what is read for a token";
    }
    if (is_divisor() || names_.is_of_active() ||
        has_one_word(said_, "active")) {  // of a mixture not all of it
      return "of what is read for a token";
    }
    if (subject.model.empty()) {
      return nullptr;
    }
    if (says_training(names_.lower()) && subject.method.empty()) {
      return "of a training whose method is not said";
    }
    if (is_beside_model()) {
      return "a bound, a remainder, or of another storage type";
    }
    const bool fits_into = has_one_word(names_.before(i_, kVerb), {"fit", "fits", "fitting", "into"}) &&
                           !(has_it(subject) && leads_to_device());  // "fits on an 80GB H100"
    return fits_into || next_is({"card", "cards", "gpu", "gpus"}) ? kUnsaid : nullptr;  // "8 GB cards: 7B"
  }

  /// "32 GB (there) + 48 GB (new)": of which devices each of them is, is not said; not "RTX 3090 24 GB + RTX 3060 12 GB".
  [[nodiscard]] bool is_term() const {
    const auto adds = [&](std::size_t k) {
      if (k + 1 >= names_.quantities().size() || names_.quantities()[k + 1].unit != quantity_.unit)
        return false;
      std::string_view gap = names_.between(names_.quantities()[k].end, names_.quantities()[k + 1].begin);
      gap = catalog::trimmed(gap);
      if (gap.starts_with('('))
        gap = catalog::trimmed(gap.substr(std::min(gap.find(')'), gap.size() - 1) + 1));
      return gap == "+";
    };
    return adds(i_) || (i_ > 0 && adds(i_ - 1));
  }

  /// "273 GB/s / 1.7 GB = 160 tok/s"
  [[nodiscard]] bool is_divisor() const {
    return i_ > 0 && unit_fits(Metric::bandwidth, names_.quantities()[i_ - 1].unit) &&
           model::is_one_of(catalog::trimmed(names_.before(i_)), {"/", "÷", "/ ~", "÷ ~"});
  }

  /// "Leaving 3 GB", "blows past 12 GB", "drops from 141 GB to 42", "on 24 GB, Qwen3 32B": not what the model takes.
  [[nodiscard]] bool is_beside_model() const {
    constexpr std::size_t kVerb = 16;
    const std::string_view said = names_.before(i_, kVerb);
    const bool bound = has_one_word(
        said, {"leaving", "leaves", "leave", "past", "exceed", "exceeds", "exceeding", "beyond", "outgrows"});
    const std::string_view behind = catalog::trimmed(names_.behind(i_));
    constexpr std::size_t kClause = 32;
    const bool any_smaller =
        has_one_word(names_.before(i_, kClause), {"anything", "everything", "whatever"}) &&
        has_one_word(names_.before(i_, kClause), {"under", "below", "up to", "smaller than"});
    const bool was = catalog::trimmed(names_.before(i_)).ends_with(" from") &&
                     (behind.starts_with("to") || behind.starts_with("down to"));
    const Mention* model = names_.named_for(i_, MentionKind::model);
    const bool led = !next_is_type() && model != nullptr &&
                     names_.named_for(i_, MentionKind::device) == nullptr && model->begin > quantity_.end &&
                     model::is_one_of(catalog::trimmed(names_.between(0, quantity_.begin)),
                                      {"on", "in", "with", "with a", "with the", "on a", "on the", "given"});
    return bound || any_smaller || was || led || next_is({"short"});
  }

  /// "128 KB per token, so 32k tokens need 4 GB", "KV cache of Llama 3.1 8B: ...": what a context takes, not the weights.
  [[nodiscard]] bool is_of_tokens() const {
    if (has_one_word(said_, {"weights", "weigh", "weighs", "file", "files", "total", "altogether"}) ||
        has_one_word(names_.before(i_), {"model", "model's", "itself"}) ||
        (!is_needed() && names_.named_for(i_, MentionKind::device) != nullptr)) {
      return false;
    }
    const std::string_view start = names_.between(0, quantity_.begin);
    const bool each = has_one_word(start, {"per token", "a token", "each token", "every token", "/token"}) &&
                      has_one_word(start, {"kb", "kib", "mb", "mib", "kilobytes", "megabytes", "bytes"});
    return each || opens_with_cache(start) || takes_tokens(names_.before(i_)) ||
           for_tokens(names_.behind(i_));
  }

  /// "The KV cache of Llama 3.1 8B", not "without the KV cache".
  static bool opens_with_cache(std::string_view start) {
    constexpr std::size_t kMostBefore = 3;
    const std::vector<PageWord> words = page_words(start);
    for (std::size_t i = 0; i < words.size() && i <= kMostBefore; ++i) {
      if (model::is_one_of(words[i].text, {"cache", "kv-cache", "cached"})) return true;
      if (model::is_one_of(words[i].text,
                           {"without", "beyond", "besides", "beside", "plus", "excluding", "with"})) {
        return false;
      }
    }
    return false;
  }

  static bool counts_tokens(std::string_view word) {
    return model::is_one_of(word, {"tokens", "context", "token"});
  }

  /// "32k tokens need", "a context of 32k takes about"
  static bool takes_tokens(std::string_view before) {
    const std::vector<PageWord> words = page_words(before);
    const auto is_verb = [](const PageWord& word) {
      return model::is_one_of(word.text,
                              "need|needs|take|takes|use|uses|require|requires|cost|costs|add|adds|occupy|"
                              "occupies|consume|consumes|are|is|fill|fills|want|wants|eat|eats");
    };
    for (std::size_t i = words.size(); i-- > 1;) {
      if (!is_verb(words[i])) continue;
      const bool of_number =
          i > 2 && words[i - 2].text == "of" && catalog::is_digit(words[i - 1].text.front());
      return counts_tokens(words[i - 1].text) || (of_number && counts_tokens(words[i - 3].text));
    }
    return false;
  }

  /// "for 32k tokens"
  static bool for_tokens(std::string_view behind) {
    const std::vector<PageWord> words = page_words(behind);
    return words.size() > 2 && words[0].text == "for" && catalog::is_digit(words[1].text.front()) &&
           counts_tokens(words[2].text);
  }

  /// "RTX 4090, 64 GB RAM", "128 GB of system memory"; not "the RTX 4090 has 24 GB of RAM".
  [[nodiscard]] bool is_of_host(const Subject& subject) const {
    if (says_host_memory(said_)) {
      return !next_is({"vram"});
    }
    const model::Device* card = collector_.catalog().find_device(subject.device);
    const Mention* device = names_.named_for(i_, MentionKind::device);
    const std::string_view said = device != nullptr
                                      ? catalog::trimmed(names_.between(device->end, quantity_.begin))
                                      : std::string_view();
    const bool has_it = model::is_one_of(said, {"has", "have", "comes with", "offers", "'s", "’s", "got"});
    constexpr double kShown = 0.025;
    const bool own = card != nullptr && std::fabs(quantity_.low / card->memory_gib - 1) < kShown;
    if (card == nullptr || model::unified_memory(*card)) return false;
    const bool labelled = catalog::trimmed(names_.before(i_)).ends_with("ram:");  // "RAM: 64 GB, GPU: ..."
    return card->kind == model::DeviceKind::gpu ? !has_it && !own && next_is({"ram"})
                                                : labelled || next_is({"ram", "of ram"});
  }

  /// "16 GB is enough for 32B"
  [[nodiscard]] bool is_enough() const {
    constexpr std::size_t kVerb = 24;
    const Mention* model = names_.named_for(i_, MentionKind::model);
    const bool runs = model != nullptr &&
                      model->begin > quantity_.begin &&  // "With 24 GB you can run 32B at Q4"
                      has_one_word(names_.behind(i_, kVerb), {"run", "runs", "fit", "fits"});
    return runs || has_one_word(names_.behind(i_), {"enough", "holds", "hold", "handles"});
  }

  /// "A 70B Q4 model fits in 24 GB of VRAM": the room that it is said to need no more than. A device that is named is
  /// judged itself.
  [[nodiscard]] bool is_room(const Subject& subject) const {
    constexpr std::size_t kVerb = 16;
    const std::string_view said = names_.before(i_, kVerb);
    return leads_to_room(said) && names_.named_for(i_, MentionKind::device) == nullptr &&
           !subject.model.empty() && !subject.quant.empty() && quantity_.low == quantity_.high &&
           !is_hedged(names_.lower());
  }

  [[nodiscard]] bool is_needed() const { return !is_enough() && says_use_of_memory(said_); }

  /// "4-bit quantization: 16-18 GB", "Size: 8-11 GB", "Model weights: 18 GB": a line whose label says so.
  [[nodiscard]] bool is_labelled_file(const Subject& subject) const {
    constexpr std::size_t kLongestLabel = 40;
    const std::size_t colon = names_.lower().find(':');
    if (colon > std::min(quantity_.begin, kLongestLabel)) return false;
    const std::string_view label = names_.between(0, colon);
    const std::string_view gap = catalog::trimmed(names_.between(colon + 1, quantity_.begin));
    const bool next = model::is_one_of(gap, {"", "~", "about", "around", "≈", "roughly", "approximately"});
    const bool file = has_one_word(
        label, {"size", "file size", "model size", "weights", "model weights", "on disk", "download size"});
    const bool stored = !subject.quant.empty() && names_.named_for(i_, MentionKind::quant) != nullptr &&
                        names_.named_for(i_, MentionKind::quant)->end <= colon;
    return next && (file || stored);
  }

  /// "VRAM usage: ~4.7 GB": a line whose label says so, and that names nothing.
  [[nodiscard]] bool is_labelled_use() const {
    const std::string_view start = said_first();
    const std::size_t colon = start.find(':');
    return names_.mentions().empty() && colon != std::string_view::npos &&
           model::is_one_of(
               catalog::trimmed(start.substr(0, colon)),
               "vram usage|vram used|vram use|vram consumption|vram footprint|memory usage|memory used|"
               "memory use|memory footprint|gpu memory usage|gpu memory used|ram usage|ram used");
  }

  /// "results in a file size of 243 GB", "this file is 75 GB", "reduces the model size to 190 GB"
  [[nodiscard]] bool tells_file() const {
    return has_one_word(names_.before(i_),
                        "file size|this file is|the file is|model size to|model size is|model size was|"
                        "footprint to|vram usage to|memory usage to|memory use to|"
                        "compresses the model to|weights of this model");
  }

  /// "The FP8 version drops to 70 GB"
  [[nodiscard]] bool tells_shrinking() const {
    const std::string_view said = catalog::trimmed(names_.before(i_));
    return catalog::ends_with_one_of(
        said.substr(0, said.find_last_not_of("~≈ ") + 1),
        "compresses it to|drops to|drops it to|shrinks to|shrinks it to|comes down to|"
        "goes down to|falls to");
  }

  /// The device, or one that shares its name, has as much, or so many of it have together.
  [[nodiscard]] bool has_it(const Subject& subject) const {
    const auto has = [&](const std::string& slug) {
      const model::Device* d = collector_.catalog().find_device(slug);
      const double all = d != nullptr && subject.n_devices > 1 ? subject.n_devices * d->memory_gib : 0;
      return d != nullptr && (d->memory_gib == quantity_.low || all == quantity_.low);
    };
    return has(subject.device) || std::any_of(subject.variants.begin(), subject.variants.end(), has);
  }

  /// "128 tok/s on 8B Q4, 24 GB VRAM" of a device that has 24 GB.
  [[nodiscard]] bool is_own(const Subject& subject) const {
    const bool next = next_is({"vram", "ram", "of ram", "of vram", "of memory"});
    return next && catalog::trimmed(names_.before(i_)).ends_with(',') && has_it(subject) && !is_needed();
  }

  /// What a model takes. A model of the context is meant where the sentence says a storage type and no device.
  [[nodiscard]] bool is_of_model(Subject& subject) const {
    if (names_.follows_model(i_) && !subject.quant.empty() && subject.model.empty() &&
        names_.named_for(i_, MentionKind::device) == nullptr) {
      subject.model = names_.subject_for(i_, true).model;  // "Drop to a 4-bit quant (~35 GB)"
    }
    if (names_.follows_model(i_) && !subject.model.empty()) {  // "Llama 3.1 8B Q8 (~9 GB)"
      return true;
    }
    if (is_labelled_use()) {
      const Subject context = names_.subject_for(i_, true);
      subject.model = context.model;
      subject.quant = subject.quant.empty() ? context.quant : subject.quant;
      subject.stored_anyhow = true;
      return !subject.model.empty();
    }
    const std::string_view start = said_first();
    const bool room =
        start.empty() || start.ends_with(" on") || start.ends_with(" on a");  // "Q3 on 16 GB VRAM"
    const Mention* model = names_.named_for(i_, MentionKind::model);
    const bool before_model = model != nullptr && model->begin > quantity_.end;
    const bool memory = (room || before_model) && next_is({"vram", "ram", "of ram", "of vram", "of memory"});
    const bool pooled = next_is({"pooled", "together", "combined"});  // "two of them give 24 GB together"
    const Mention* beside = names_.named_for(i_, MentionKind::device);
    const bool bracketed =  // "needs 405 GB, so 8x A100 80GB (640 GB)"
        beside != nullptr && beside->end <= quantity_.begin && has_it(subject) &&
        catalog::trimmed(names_.between(beside->end, quantity_.begin)) == "(";
    const bool unified = next_is({"unified"}) || catalog::trimmed(names_.before(i_)).ends_with(" unified");
    if (is_enough() || ((memory || pooled) && !is_needed()) || unified || next_is_type() ||
        leads_to_bandwidth() || is_own(subject) || bracketed) {
      subject.model.clear();  // "16 GB VRAM (RTX 4080 / RTX 5080): Mistral Small 24B"
    }
    const bool names_device = names_.named_for(i_, MentionKind::device) != nullptr;
    const bool goes_on = is_needed() || has_one_word(names_.before(i_), {"it is", "it's", "it’s", "that is"});
    const bool the_model = has_one_word(names_.lower(), {"the model", "this model"}) &&
                           has_one_word(names_.behind(i_), "of weights");
    const bool of_file = tells_file() || (tells_shrinking() && !subject.quant.empty()),
               labelled = of_file || is_labelled_file(subject);
    if (((goes_on && (the_model || !subject.quant.empty())) || labelled) && subject.model.empty() &&
        !names_device) {
      const Subject context = names_.subject_for(i_, true);
      subject.model = context.model;
      subject.quant = labelled && !subject.quant.empty() ? subject.quant : context.quant;
    }
    return !subject.model.empty() && (is_needed() || of_file || !names_device);
  }

  void of_device(Subject subject) {
    if (const Subject before = names_.device_told_before();
        subject.device.empty() && !subject.many_devices && next_is_device_memory() && has_it(before)) {
      subject = before;  // "All of the 192 GB of HBM3e is one memory", of the device that has as much
    }
    const model::Device* card = collector_.catalog().find_device(subject.device);
    const bool has_it = this->has_it(subject);  // "has 936 GB/s and 24 GB"
    const bool beside = is_beside_device();
    constexpr std::size_t kBehind = 30, kBefore = 12;
    const bool own_memory = has_it && next_is({"vram", "of vram"});  // "24 GB VRAM unlocks larger models"
    const bool of_it = has_it && (beside || has_one_word(said_, "used"));  // "I use a 12 GB 4070"
    const bool most = has_one_word(names_.before(i_, kBefore + kBefore),
                                   {"maxes out at", "tops out at", "caps out at", "max out at"});
    const std::string_view start = said_first();
    const bool of_any = start.ends_with(" a gpu with") || start.ends_with(" a card with") ||
                        start.ends_with(" any gpu with") || start.ends_with(" gpus with");
    const bool reckoned =  // "30GB model / 2 GPUs = 15GB per GPU"
        !has_it && start.ends_with('=') && has_one_word(names_.behind(i_, kBefore), {"per gpu", "per card"});
    const bool any_card =  // "that does not fit on a 24 GB card"
        names_.named_for(i_, MentionKind::device) == nullptr &&
        (next_is({"card", "cards", "gpu", "gpus"}) ||
         catalog::begins_with_one_of(catalog::trimmed(names_.behind(i_)), "vram gpu|vram card")) &&
        (start.ends_with(" a") || start.ends_with(" an") || start.ends_with(" any") ||
         start.ends_with(" most")) &&
        !has_one_word(start, {"it's a", "it’s a", "it is a", "this is a", "that's a", "that’s a", "is a"});
    const bool supposed =  // "if you have 8 GB of VRAM"
        names_.named_for(i_, MentionKind::device) == nullptr &&
        (start.ends_with("you have") || start.ends_with("you only have") || start.ends_with("you’ve got") ||
         start.ends_with("you've got") || start.ends_with("your gpu has") ||
         start.ends_with("your card has"));
    const bool of_machine =  // "on an H100 or a 128GB Mac"
        !has_it && next_is({"mac", "macs", "laptop", "pc"});
    const bool of_other_version =
        !has_it && next_is({"version", "variant", "edition"});  // "not the 8 GB version"
    const bool room =  // "for jobs that cannot fit in 16 GB", not "fits in the 24 GB of the RTX 4090"
        !has_it && leads_to_room(names_.before(i_));
    const bool other =
        of_any || any_card || supposed || reckoned || room || of_other_version || of_machine ||
        (!beside && !own_memory && !most &&
         has_one_word(names_.behind(i_, kBehind), {"model", "models", "of context"})) ||
        (!is_owned() && has_one_word(names_.before(i_, kBefore),
                                     {"more than", "at least", "than", "exceed", "exceeds", "beyond"}));
    const bool shown =  // "~31 GB" in a line below the name: what a card has, nobody rounds
        quantity_.approximate && !has_it && names_.named_for(i_, MentionKind::device) == nullptr;
    const bool in_pair =  // "more VRAM (141 GB vs 80 GB)"
        i_ > 0 && names_.quantities()[i_ - 1].unit == quantity_.unit &&
        model::is_one_of(catalog::trimmed(names_.before(i_)), {"vs", "vs.", "versus"});
    const bool had = in_pair || says_device_memory() || beside || has_it || most || is_beside_bandwidth() ||
                     leads_to_bandwidth() || goes_on_in_list();
    const std::string_view kind = first_part(names_.behind(i_, kBehind));
    const bool of_others = has_one_word(names_.lower(), {"apple", "mac", "macs", "macbook"}) ||
                           has_one_word(kind, {"boxes", "box", "machines", "systems"});
    const bool unified = of_others && has_one_word(kind, {"unified", "unified-memory"}) && card != nullptr &&
                         !model::unified_memory(*card);
    if (unified || (is_needed() && !of_it) || other || shown || !had) {
      leave(kUnsaid);
    } else if (quantity_.low < quantity_.high && card != nullptr && !model::unified_memory(*card)) {
      leave("of several devices, or in part");
    } else {
      subject.model.clear();
      take(subject);
      if (const Mention* first = names_.first_of_both(i_)) {
        subject.device = first->slug;
        subject.variants = first->variants;
        take(subject);
      }
    }
  }

  /// "76% more than the H100's 80 GB"
  [[nodiscard]] bool is_owned() const {
    const std::string_view before = catalog::trimmed(names_.before(i_));
    return is_beside_device() && (before.ends_with("'s") || before.ends_with("’s"));
  }

  [[nodiscard]] bool leads_to_device() const {
    const Mention* device = names_.named_for(i_, MentionKind::device);
    return device != nullptr && device->begin >= quantity_.end &&
           catalog::trimmed(names_.between(quantity_.end, device->begin)).empty();
  }

  [[nodiscard]] bool is_beside_device() const {
    constexpr std::size_t kBeside = 8;
    const Mention* device = names_.named_for(i_, MentionKind::device);
    const std::string_view gap = device != nullptr && device->end <= quantity_.begin
                                     ? catalog::trimmed(names_.between(device->end, quantity_.begin))
                                     : std::string_view();
    if (model::is_one_of(
            gap,
            "configuration with|config with|version with|variant with|model with|macbook air with|"
            "macbook pro with|mac mini with|mac studio with|imac with|laptop with|mini with|studio with|"
            "box with|system with|machine with|gpu with|card with|that has|which has|has only|has just|"
            "only has|comes with|ships with")) {
      return true;
    }
    return device != nullptr &&
           (device->begin < quantity_.begin ? names_.between(device->end, quantity_.begin)
                                            : names_.between(quantity_.end, device->begin))
                   .size() < kBeside;
  }

  /// "800 GB/s and up to 256 GB", "$3,999 for 96 GB" of a device that is named.
  [[nodiscard]] bool is_beside_bandwidth() const {
    if (i_ == 0 || names_.named_for(i_, MentionKind::device) == nullptr) return false;
    const Quantity& last = names_.quantities()[i_ - 1];
    const std::string_view gap = catalog::trimmed(names_.between(last.end, quantity_.begin));
    if (last.unit == "USD" && gap == "for") return true;
    return unit_fits(Metric::bandwidth, last.unit) &&
           model::is_one_of(gap, {",", "and", "and up to", "with", "with up to", ", up to", "on up to"});
  }

  /// "24 GB, 1,008 GB/s, 128 tok/s on Llama 3.1 8B"
  [[nodiscard]] bool leads_to_bandwidth() const {
    if (i_ + 1 == names_.quantities().size()) return false;
    const Quantity& next = names_.quantities()[i_ + 1];
    return unit_fits(Metric::bandwidth, next.unit) &&
           model::is_one_of(catalog::trimmed(names_.between(quantity_.end, next.begin)),
                            {",", "/", "and", "at", "with", "·", "|"});
  }

  /// "Comes with 36 GB, 48 GB or 64 GB": what is said of the first is said of all.
  [[nodiscard]] bool goes_on_in_list() const {
    const auto follows = [&](std::size_t k) {
      const Quantity& last = names_.quantities()[k - 1];
      return unit_fits(Metric::memory, last.unit) &&
             model::is_one_of(catalog::trimmed(names_.between(last.end, names_.quantities()[k].begin)),
                              {",", "or", "and", ", or", ", and", "/"});
    };
    std::size_t first = i_;
    while (first > 0 && follows(first)) --first;
    const bool leads = i_ + 1 < names_.quantities().size() && follows(i_ + 1);
    return (first < i_ || leads) && has_one_word(names_.before(first),
                                                 "comes with|come with|comes in|ships with|configurations|"
                                                 "configuration|options|sold with|memory|vram");
  }

  [[nodiscard]] bool says_device_memory() const {
    return has_one_word(said_,
                        "vram|memory|unified|gddr5|gddr5x|gddr6|gddr6x|gddr7|hbm|hbm2|hbm2e|hbm3|hbm3e|"
                        "pool|gpu|card|lpddr5x");
  }

  const SourceText& sentence_;
  const SentenceNames& names_;
  std::size_t i_;
  const Quantity& quantity_;
  std::string said_;  ///< around the figure
  ClaimCollector& collector_;
};

}  // namespace

void read_bytes(const SourceText& sentence,
                const SentenceNames& names,
                std::size_t i,
                ClaimCollector& collector) {
  SentenceBytes(sentence, names, i, collector).read();
}

void read_sizes_in_names(const SourceText& sentence, const SentenceNames& names, ClaimCollector& collector) {
  for (const auto& [size, device] : names.sizes_in_names()) {
    Subject subject;
    subject.device = device->slug;
    subject.device_typed = device->typed;
    subject.variants = device->variants;
    collector.figure(sentence, size, Metric::memory, subject);
  }
}

}  // namespace tokroof::formats
