#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "formats/mentions/mentions.hpp"
#include "model/device.hpp"

namespace tokroof::formats {

/// The method of a figure that is of all memory that a model takes, not of its file alone.
inline constexpr const char* kRunMemory = "run";
/// Of one that is of the memory that a model is said to need: more than it takes is no mistake.
inline constexpr const char* kNeeded = "needed";
/// Of one that is of the memory that a model is said to fit in.
inline constexpr const char* kRoom = "room";
/// Of a rate that bandwidth over bytes makes: "a theoretical maximum".
inline constexpr const char* kCeiling = "ceiling";
/// Of a rate with drafts: a step may yield several tokens, of how many is not said.
inline constexpr const char* kDrafted = "drafted";
/// Of a rate of a model that lies partly in the memory of a host, which is not named.
inline constexpr const char* kOffloaded = "offloaded";
/// Of a ratio of two devices: of what they have, not of their rates.
inline constexpr std::string_view kBandwidth = "bandwidth", kMemory = "memory";
/// Of a price: of the whole machine around the device.
inline constexpr const char* kMachine = "machine";
/// Of a bandwidth that was reached: what is specified is no less.
inline constexpr const char* kAchieved = "achieved";

/// "rtx-3090+rtx-3060-12gb": several cards of one machine, each by its name.
inline bool is_set(std::string_view device) { return device.find('+') != std::string_view::npos; }

/// What figures are of, as far as it is said.
struct Subject {
  std::string device, model, quant, engine;
  std::string precision, method;      ///< of a figure, as claims tables have them
  std::string device_typed;           ///< the device's name as it is written
  std::vector<std::string> variants;  ///< devices that share this name, where there are several
  double n_devices = model::kUnknown;
  double memory_mts = 0;              ///< of a processor that is the device; 0: as specified
  double n_prompt = model::kUnknown;  ///< of a time to the first token
  double context = model::kUnknown;   ///< of a rate: tokens, full or not
  /// Of rates: how many answers at a time what stands around them speaks of; 0: several, of how many is not said.
  double streams = model::kUnknown;
  double parallel = model::kUnknown;  ///< "TP=2": of so many devices
  double nodes = model::kUnknown;     ///< "two-node": of so many machines
  bool each = false;                  ///< the rate is that of each of them
  std::optional<bool> drafts;         ///< whether answers are drafted, as what stands around says
  bool many_devices = false;          ///< several are named: none is meant alone
  bool many_models = false;
  bool many_counts = false;      ///< the page has it once and several times: how many are meant, must be said
  bool of_other_device = false;  ///< the model was said of another device
  bool stored_anyhow = false;  ///< of memory of the model in a table's row: it need not say how it is stored

  /// What `other` says takes the place of what is said here.
  void take(const Subject& other);
  /// Of how many streams and with which drafts the rates of a text, and those that follow it, are.
  void take_running(std::string_view lower);
};

/// What a text names: a device, a model, a storage type, an engine, where each is one.
Subject subject_of(std::span<const Mention> mentions);

/// What the headings above a place say, and what the page says of all of its figures.
class PageContext {
 public:
  void heading(int level, Subject subject, bool leads_in);
  /// A block that is no heading has been read: what a line with a colon led in ends with it.
  void block(bool is_item);
  /// The only device and the only model that the page is about: where nothing nearer names one.
  void sole(const Subject& device, const Subject& model);
  /// "GPU: RTX 3090" below "Hardware": the machine of what follows, where nothing nearer names another.
  void machine(const Subject& device);
  /// "Model: Qwen3-32B Q4_K_M", "Config: TP=2": said of what follows, up to the next heading of its level.
  void setup(const Subject& subject);
  /// "All figures are for Llama 7B Q4_K_M": where nothing nearer says it.
  void method(const Subject& subject);
  [[nodiscard]] Subject subject() const;

 private:
  struct Heading {
    int level = 0;
    Subject subject;
    bool leads_in = false, led_in = false;
  };
  std::vector<Heading> headings_;
  Subject method_;
};

}  // namespace tokroof::formats
