#pragma once
#include <atomic>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/catalog.hpp"
#include "catalog/device_names.hpp"
#include "catalog/model_names.hpp"
#include "catalog/quant_names.hpp"
#include "catalog/run.hpp"

namespace tokroof::catalog {

/// One kind of card in "2x3090" or "3090+4090".
struct NamedDevices {
  std::string typed;
  NameMatch match;
  double count = 1;
  std::string link = {};                   ///< that the name says they are joined by: "2x RTX 3090 NVLink"
  double power_limit_w = model::kUnknown;  ///< that the name says: "RTX 3090 @ 250W"
  bool of_machine = false;  ///< the count is that of a machine by its name, of which a run may use fewer
  std::string host =
      {};  ///< the processor that the name says beside it, as typed: "RTX 3090 + Ryzen 9 7950X 64GB"
};

/// A model, and the storage type that its name holds ("bartowski/Qwen3-32B-GGUF:Q4_K_M").
struct NamedModel {
  NameMatch match;
  std::string quant;              ///< empty: the name holds none
  std::string unread_quant = {};  ///< that it holds, and that is not known: "-w6a6"
};

/// The one place where names as people write them become entries of the catalog: options, tables, pastes, command lines,
/// the page and Python all ask it (Catalog::names()).
class NameResolver {
 public:
  explicit NameResolver(const CatalogData& data) : catalog_(data) {}

  /// No other has it: what a thread remembers is of one resolver, and of its catalog.
  [[nodiscard]] std::uint64_t id() const { return id_; }

  // The indexes, built when first needed: the catalog's own names need none, and building takes a millisecond.
  [[nodiscard]] const DeviceNames& device_names() const;
  [[nodiscard]] const ModelNames& model_names() const;

  [[nodiscard]] NameMatch device(std::string_view typed, double memory_gib = model::kUnknown) const;
  /// Devices with their counts; those that were not found have no slug. At least one.
  [[nodiscard]] std::vector<NamedDevices> devices(std::string_view typed,
                                                  double memory_gib = model::kUnknown) const;
  /// Whether all of a name is devices, though it may leave open which.
  [[nodiscard]] bool are_devices(std::string_view typed) const;
  /// The same for a name typed by hand, which may have a letter wrong.
  [[nodiscard]] std::vector<NamedDevices> typed_devices(std::string_view typed) const;
  /// The device of a name that names one; null: none, or several.
  [[nodiscard]] const model::Device* one_device(std::string_view typed) const;
  /// `parameters` (kUnknown: not said) must be about those of the model; an `engine` may have names of its own for some.
  [[nodiscard]] NamedModel model(std::string_view typed,
                                 double parameters = model::kUnknown,
                                 std::string_view engine = {}) const;
  /// What the library of an engine gives by a name without a tag; no slug: it has none, or not this name.
  [[nodiscard]] NameMatch library_default(std::string_view typed, std::string_view engine) const;
  /// The same for a name typed by hand, which may have a letter wrong.
  [[nodiscard]] NamedModel typed_model(std::string_view typed, std::string_view engine = {}) const;
  [[nodiscard]] NameMatch quant(std::string_view typed) const;

  /// Cards with so much memory, some of them, by their price at launch.
  [[nodiscard]] std::vector<std::string> cards_with(double gib) const;

  // The same, for names that must be known: throw InputError (unknown-name) with what they may stand for, or the nearest.
  [[nodiscard]] NameMatch need_device(std::string_view typed, const std::string& where) const;
  [[nodiscard]] std::vector<NamedDevices> need_devices(std::string_view typed,
                                                       const std::string& where) const;
  /// Of a text that names a model which only its maker runs, "chatgpt": that it is so; "": none is named.
  [[nodiscard]] std::string closed_model(std::string_view text) const;
  [[nodiscard]] NamedModel need_model(std::string_view typed,
                                      const std::string& where,
                                      std::string_view engine = {}) const;
  [[nodiscard]] NameMatch need_quant(std::string_view typed, const std::string& where) const;
  /// The slug of a drive, or the rate that is stated in place of a name.
  [[nodiscard]] std::string need_drive(std::string_view typed, const std::string& where) const;

 private:
  [[nodiscard]] NameMatch with_memory_behind(std::string_view typed, double memory_gib) const;
  [[nodiscard]] NameMatch with_unit_behind(std::string_view typed, double memory_gib, bool of_cards) const;
  [[nodiscard]] std::vector<NamedDevices> linked(std::string_view plain, double memory_gib) const;
  [[nodiscard]] bool says_more(std::string_view plain) const;
  [[nodiscard]] std::vector<NamedDevices> beside_host(std::string_view plain,
                                                      double memory_gib,
                                                      bool surely = false) const;
  [[nodiscard]] std::vector<NamedDevices> found_in(std::string_view typed,
                                                   const std::vector<DeviceNames::Apart>& readings,
                                                   double memory_gib) const;
  [[nodiscard]] NameMatch named_twice(std::string_view typed, double memory_gib) const;
  [[nodiscard]] std::vector<NamedDevices> without_remarks(std::string_view plain, double memory_gib) const;
  [[nodiscard]] std::vector<NamedDevices> counted_list(std::string_view plain, double memory_gib) const;
  [[nodiscard]] bool joins_devices(std::string_view plain,
                                   std::string_view separator,
                                   double memory_gib) const;
  void offer_graphics(NameMatch& processor, std::string_view typed) const;
  [[nodiscard]] bool is_card(const NameMatch& match) const;
  [[nodiscard]] NamedDevices counted(std::string_view typed, double memory_gib) const;
  [[nodiscard]] std::vector<NamedDevices> joined_devices(std::string_view plain,
                                                         std::string_view separator,
                                                         double memory_gib) const;

  Catalog catalog_;  ///< before what refers to it
  static inline std::atomic<std::uint64_t> made_{0};
  std::uint64_t id_ = ++made_;
  mutable std::once_flag devices_once_, models_once_;
  mutable std::optional<DeviceNames> devices_;
  mutable std::optional<ModelNames> models_;
};

/// How many, given how many are stated (kUnknown: none are).
double count_of(const NamedDevices& named, double stated);

/// Writes devices that were all found into a run: one with its count, or unequal ones joined by '+'. False: the run
/// states another number of them.
bool take_devices(const std::vector<NamedDevices>& named, Run& run);
/// States of a run the host that was found, and what its name says of sockets and memory, "2x EPYC 7763, DDR4-2933":
/// where the run does not say it.
void take_host(const Catalog& catalog, const NamedDevices& named, Run& run);

/// "'4090' is taken as rtx-4090"; why, and what else it may be, behind it.
std::string taken_as(std::string_view typed, const NameMatch& match);

/// "h100-sxm 80 GB 3352 GB/s".
std::string device_with_memory(const model::Device& device);

}  // namespace tokroof::catalog
