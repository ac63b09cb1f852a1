#pragma once
#include <algorithm>
#include <cstddef>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "formats/mentions/mentions.hpp"
#include "formats/pages/phase_words.hpp"
#include "formats/pages/quantities.hpp"
#include "formats/pages/subject.hpp"

namespace tokroof::formats {

/// What stands around a sentence.
struct SentenceContext {
  Subject subject;                   ///< of the headings above, and of the sentence before
  bool capped = false;               ///< the page says of some device that its power is limited
  bool sole_device = false;          ///< its device is the only one that the page's prose is about
  std::string quant_of = {};         ///< the model that its storage type was said of, by the sentence before
  bool headed = false;               ///< its device is that of a heading above, or of the page
  std::vector<Mention> rivals = {};  ///< the two devices that a heading compares, in its order
  bool rivals_in_order = false;      ///< a heading does, not the sentence before
  bool listed = false;               ///< an item of a list below a heading or line that names its device
  bool on_host = false;              ///< the sentence before tells of layers in the host's memory
  bool of_host_memory = false;       ///< the sentence before speaks of that, and gives no figure
  bool of_active = false;            ///< bytes are of the active weights, as a line above says
  bool alone = false;                ///< and no other one was named since
  bool swapped = false;              ///< its device took the place of another one, which is not named
  Phase phase = Phase::unsaid;       ///< of rates of which the sentence does not say it
  std::set<std::string> labelled_units =
      {};  ///< of figures that lines before gave behind a device's name and a colon
  bool prompt_first =
      false;  ///< "2,053 tok/s prefill / 50 tok/s decode" was said: pairs are of both, in this order
};

/// A sentence with its figures and names, and which of the names each figure goes with.
class SentenceNames {
 public:
  SentenceNames(std::string_view text, std::vector<Mention> mentions, const SentenceContext& context);

  [[nodiscard]] const std::vector<Quantity>& quantities() const { return quantities_; }
  /// Without hosts: "an RTX 3090 rig with a Ryzen 9 9950X3D".
  [[nodiscard]] const std::vector<Mention>& mentions() const { return mentions_; }
  [[nodiscard]] const std::string& lower() const { return lower_; }
  /// Sizes of memory that are parts of names ("RTX 3060 12GB"), and of which.
  [[nodiscard]] std::vector<std::pair<Quantity, const Mention*>> sizes_in_names() const;

  /// From the figure before the i-th, at most `far` bytes; to the one behind it; both.
  [[nodiscard]] std::string_view before(std::size_t i, std::size_t far = kFar) const;
  [[nodiscard]] std::string_view behind(std::size_t i, std::size_t far = kFar) const;
  [[nodiscard]] std::string around(std::size_t i, std::size_t far = kFar) const;
  /// Both, without the names of devices: the "PCIe" of an "H100 PCIe" is no link.
  [[nodiscard]] std::string around_names(std::size_t i) const;
  [[nodiscard]] std::string_view between(std::size_t begin, std::size_t end) const;

  /// The name that goes with the i-th figure; null: none, or it is not to be told.
  [[nodiscard]] const Mention* named_for(std::size_t i, MentionKind kind) const;
  /// All that goes with it. `rate`: a model that the sentence does not name may stand in its context.
  [[nodiscard]] Subject subject_for(std::size_t i, bool rate) const;
  /// The i-th figure is what running a machine costs; in the span that its unit says, if any.
  [[nodiscard]] bool is_bill(std::size_t i) const { return bill_ == static_cast<int>(i); }
  /// A model or its storage type stands directly before the figure.
  [[nodiscard]] bool follows_model(std::size_t i) const;
  /// The phase of the i-th figure, which is a rate.
  [[nodiscard]] Phase phase_for(std::size_t i) const;
  [[nodiscard]] bool has_one_rate() const {
    return std::count_if(quantities_.begin(), quantities_.end(), [](const Quantity& q) {
             return q.unit == "tok/s";
           }) == 1;
  }
  /// "预读 3500 t/s, 110 t/s": two rates of one model on one device that are so far apart may be of a prompt and of its answer,
  /// whatever words say so.
  [[nodiscard]] bool is_far_above_another(std::size_t i) const;
  /// "Went from 35 t/s to 110 t/s": the i-th figure is what was before.
  [[nodiscard]] bool begins_change(std::size_t i) const;
  /// "1,792 GB/s (up from 1,008 GB/s)": the i-th figure is what was before, of no device that is named.
  [[nodiscard]] bool is_former(std::size_t i) const;
  /// "Upgraded to an RTX 3090", "replaced my GTX 1080 Ti with an RTX 3090": another device is in its place now.
  [[nodiscard]] bool tells_swap() const { return swap().now != nullptr; }
  /// The i-th figure and the next are rates with a stroke between them.
  [[nodiscard]] bool is_pair(std::size_t i) const { return pair_at(i).has_value(); }
  /// "2,053 tok/s prefill / 50 tok/s decode" stands in it.
  [[nodiscard]] bool has_pair_of_phases() const;
  /// "RTX 3090: 24 GB, 936 GB/s": a device's name is the label of the i-th figure.
  [[nodiscard]] bool is_labelled_with_device(std::size_t i) const;
  /// It names a model that the catalog does not know.
  [[nodiscard]] bool has_unknown_model() const { return unknown_model_; }
  /// A device between two figures; null: none.
  [[nodiscard]] const Mention* mention_between(std::size_t first, std::size_t second) const;
  /// Whether the page limits the power of its devices.
  [[nodiscard]] bool is_capped() const { return context_.capped; }
  /// "It needs 50 % CPU offload. Expect 12 tok/s": it names no other model, device or storage type.
  [[nodiscard]] bool is_on_host() const { return context_.on_host && mentions_.empty(); }
  /// "And your DDR5? Maybe 80 GB/s."
  [[nodiscard]] bool is_of_host_memory() const { return context_.of_host_memory && mentions_.empty(); }
  [[nodiscard]] bool is_of_active() const { return context_.of_active; }
  /// The device of a heading or of the page, where the sentence names none: empty: there is none.
  [[nodiscard]] Subject device_of_context() const;
  /// The same, whatever the sentence names.
  [[nodiscard]] Subject headed_by() const;
  /// The one device that the sentences before tell of, where this one names none.
  [[nodiscard]] Subject device_told_before() const;
  /// "The RTX 3090 and the RTX 4090 do 35 tok/s": the i-th figure is of two.
  [[nodiscard]] bool is_of_two(std::size_t i) const;
  /// "The A and the B both have 256 GB/s": of the i-th figure, which is of the second, the first device; null: it is of one.
  [[nodiscard]] const Mention* first_of_both(std::size_t i) const;
  /// The model that the sentences before tell of, where they tell of one.
  [[nodiscard]] Subject model_of_context() const {
    return context_.subject.many_models ? Subject{} : context_.subject;
  }
  /// The last mention of a kind that begins before a place; null: none.
  [[nodiscard]] const Mention* last_before(std::size_t place, MentionKind kind) const;
  /// One that the sentence is about: nothing is compared with it.
  [[nodiscard]] bool has_device() const;
  /// The names but for devices that something is compared with.
  [[nodiscard]] std::vector<Mention> told_of() const;
  /// What the sentence is about.
  [[nodiscard]] Subject subject() const { return subject_of(told_of()); }

  /// "vs the P40", "than RTX 3090", "3x the 4060", "as an A100": what something is compared with.
  [[nodiscard]] bool is_compared(const Mention& mention) const;
  /// It, or one of that name before it: "as fast as the RTX 4090, and runs what the 4090 runs".
  [[nodiscard]] bool is_compared_anywhere(const Mention& mention) const;

 private:
  static constexpr std::size_t kFar = 60;

  void sort_quantities(std::string_view text);
  [[nodiscard]] bool shares_rate(const Quantity& number) const;
  [[nodiscard]] bool is_next_of_list(const Quantity& number) const;
  void drop_hosts();
  [[nodiscard]] bool is_host_beside(const Mention& processor) const;
  /// Of two devices, the one that was there before, and the one that is there now; null: not said.
  struct Swap {
    const Mention* old = nullptr;
    const Mention* now = nullptr;
  };
  [[nodiscard]] Swap swap() const;
  /// The words before a name, without an article.
  [[nodiscard]] std::string_view said_before(const Mention& mention) const;
  [[nodiscard]] std::size_t previous_end(std::size_t i) const;
  [[nodiscard]] std::size_t next_begin(std::size_t i) const;
  [[nodiscard]] const Mention* bracketed_behind(std::size_t i, MentionKind kind) const;
  [[nodiscard]] const Mention* led_to(std::size_t i, MentionKind kind) const;
  [[nodiscard]] bool is_second_of_pair(std::size_t i) const;
  [[nodiscard]] const Mention* rival_for(std::size_t i) const;
  [[nodiscard]] const Mention* other_of_two(std::size_t i) const;
  [[nodiscard]] bool is_led(const Mention& mention) const;
  [[nodiscard]] const Mention* owner_behind(std::size_t i) const;
  [[nodiscard]] const Mention* directly_behind(std::size_t i) const;
  [[nodiscard]] bool is_in_range(const Mention& mention) const;
  [[nodiscard]] const Mention* only_behind(std::size_t place, MentionKind kind) const;
  [[nodiscard]] bool device_before(const Mention& mention) const;
  [[nodiscard]] const Mention* paired_device(std::size_t i) const;
  [[nodiscard]] const Mention* device_for(std::size_t i) const;
  [[nodiscard]] bool is_of_unnamed(std::size_t i) const;
  /// "The H100 PCIe has 2 TB/s, the SXM 3.35 TB/s", "the V100 32GB sells for $500, the 16GB version for $200": of another one
  /// than the device before, which its name does not say whole.
  [[nodiscard]] bool is_of_other_version(std::size_t i) const;
  [[nodiscard]] bool is_of_other_version(std::string_view name, std::size_t from, std::size_t i) const;
  /// "The RTX 6000 Ada and the A6000: the Ada has 960 GB/s": the one that a part of its name stands for; null: none.
  [[nodiscard]] const Mention* named_in_part(const Mention& last, std::size_t i) const;
  /// "2 tok/s with the same model": that of the context.
  [[nodiscard]] bool is_of_same(std::size_t i) const;
  /// "1-3B models run at 100 tok/s": of sizes that are no name of a model.
  [[nodiscard]] bool is_of_unread_sizes(std::size_t i) const;
  /// "1,014 tok/s on a 104M model": of a size that the catalog does not know.
  [[nodiscard]] bool is_of_unknown_size(std::size_t i) const;
  /// A storage type stands directly before the i-th figure.
  [[nodiscard]] bool leads_to(const Mention& mention, std::size_t i) const;
  [[nodiscard]] const Mention* quant_behind(std::size_t i) const;
  [[nodiscard]] std::string paired_quant(std::size_t i) const;
  [[nodiscard]] std::string quant_for(std::size_t i, const Mention* model) const;
  [[nodiscard]] bool goes_on(std::size_t i, bool rate) const;
  /// What stands before the last colon before the i-th figure, from the figure of the label before on.
  struct Label {
    std::size_t begin = 0, end = 0;
  };
  [[nodiscard]] Label label(std::size_t i) const;
  [[nodiscard]] bool is_of_other_label(std::size_t i) const;
  /// A device that the sentence is about stands before the i-th figure, or behind it in its clause.
  [[nodiscard]] bool has_device_near(std::size_t i) const;
  /// The rate after the i-th figure; the number of figures: there is none.
  [[nodiscard]] std::size_t next_rate(std::size_t i) const;
  /// What is said of a rate behind it.
  struct SaidBehind {
    std::string_view text = {};
    bool is_label = false;   ///< it names the phase, and nothing of the next rate
    bool of_either = false;  ///< the only label between two rates
  };
  [[nodiscard]] SaidBehind said_behind(std::size_t i, bool labelled) const;
  /// What is said behind the first of a pair, before its stroke.
  [[nodiscard]] std::optional<std::string_view> pair_at(std::size_t i) const;
  /// Of a rate of a pair of which neither is said to be of the prompt or of the answer.
  [[nodiscard]] std::optional<Phase> phase_in_bare_pair(std::size_t i) const;

  std::string lower_;
  const SentenceContext& context_;
  std::vector<Mention> mentions_;
  std::vector<Quantity> quantities_, in_names_;
  bool unknown_device_ = false, unknown_model_ = false;
  int bill_ = -1;  ///< its place among the quantities
};

/// The figures of a text, of which none begins in a name: "RTX 4090 - 128 tok/s" is no range.
std::vector<Quantity> figures_beside(std::string_view text, std::span<const Mention> mentions);

/// "M4 hardware" may be an M4 Pro, too.
void drop_families(std::string_view lower, std::vector<Mention>& mentions);

/// "Llama 3.1 8B (main) + Llama 3.2 1B Q4 (draft)", "with a 0.5B draft model": what drafts is not what a rate is of.
void drop_drafting_models(std::string_view lower, std::vector<Mention>& mentions);

/// "Two of them give 24 GB", "a four-card setup": how many; 0: it is not said.
double number_of_them(std::string_view lower);

/// A comma or semicolon stands there, no "32,768".
bool parts_clauses(std::string_view text, std::size_t at);

/// Up to where another thing is told of.
std::string_view first_part(std::string_view said);

/// Names of devices that the catalog does not know: "K80", "MI25".
bool names_unknown_device(std::string_view text, std::span<const Mention> mentions);

/// A cell of a column of models holds a name that is none of these: "TinyLlama".
bool names_unknown_model(std::string_view cell, std::span<const Mention> mentions);

}  // namespace tokroof::formats
