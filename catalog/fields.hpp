#pragma once
#include <limits>
#include <span>
#include <string_view>
#include <variant>

#include "catalog/entries.hpp"
#include "model/architecture.hpp"
#include "model/device.hpp"
#include "model/engine.hpp"

namespace tokroof::catalog {

inline constexpr double kNoLimit = std::numeric_limits<double>::infinity();

/// What a key's value must be.
struct FieldRule {
  std::string_view key;
  bool required = false;
  double unit = 1;  ///< member = value of the key x unit
  double low = 0;   ///< range of the key's value
  double high = kNoLimit;
};

/// One key of a JSON catalog: where it goes, its unit and its range. Reader, checks, the embedded copy and
/// the tests all follow these tables, so a key is declared in one place.
template <class T>
struct Field {
  using Member = std::variant<double T::*,
                              std::string_view T::*,
                              bool T::*,
                              model::DeviceKind T::*,
                              Exactness T::*,
                              model::Split T::*,
                              std::span<const double> T::*,
                              std::span<const AllReduceTime> T::*,
                              std::span<const Carrier> T::*,
                              std::span<const ServerSlots> T::*,
                              std::span<const PrefixCached> T::*>;
  std::string_view key;
  std::string_view name;  ///< of the member
  Member member;
  bool required = false;
  double unit = 1;
  double low = 0;
  double high = kNoLimit;

  [[nodiscard]] FieldRule rule() const { return {key, required, unit, low, high}; }
};

/// In the order of the members.
template <class T>
std::span<const Field<T>> fields_of();

template <>
std::span<const Field<model::Device>> fields_of();
template <>
std::span<const Field<model::Architecture>> fields_of();
template <>
std::span<const Field<StorageType>> fields_of();
template <>
std::span<const Field<Recipe>> fields_of();
template <>
std::span<const Field<AllReduceTime>> fields_of();
template <>
std::span<const Field<Carrier>> fields_of();
template <>
std::span<const Field<model::Engine>> fields_of();
template <>
std::span<const Field<EngineSplit>> fields_of();
template <>
std::span<const Field<PromptOverlap>> fields_of();
template <>
std::span<const Field<PromptKernel>> fields_of();
template <>
std::span<const Field<EnginePlacement>> fields_of();
template <>
std::span<const Field<BenchmarkFormat>> fields_of();
template <>
std::span<const Field<ColumnTitles>> fields_of();
template <>
std::span<const Field<ModelType>> fields_of();
template <>
std::span<const Field<GgufArchitecture>> fields_of();
template <>
std::span<const Field<EngineFormat>> fields_of();
template <>
std::span<const Field<EngineFileTypes>> fields_of();
template <>
std::span<const Field<VendorBackends>> fields_of();
template <>
std::span<const Field<UsableMemory>> fields_of();
template <>
std::span<const Field<StreetPrice>> fields_of();
template <>
std::span<const Field<EngineCommand>> fields_of();
template <>
std::span<const Field<PciDevice>> fields_of();
template <>
std::span<const Field<ProcessorClass>> fields_of();
template <>
std::span<const Field<Link>> fields_of();
template <>
std::span<const Field<Alias>> fields_of();
template <>
std::span<const Field<SharedName>> fields_of();
template <>
std::span<const Field<NameWords>> fields_of();
template <>
std::span<const Field<ServerSlots>> fields_of();
template <>
std::span<const Field<PrefixCached>> fields_of();
template <>
std::span<const Field<SourceFacts>> fields_of();
template <>
std::span<const Field<OffloadHost>> fields_of();
template <>
std::span<const Field<LaunchSpeed>> fields_of();
template <>
std::span<const Field<SocCpu>> fields_of();

/// Spellings of the enumerations in the JSON files, in the order of their values.
inline constexpr std::string_view kDeviceKinds[] = {
    "gpu", "apu", "soc", "cpu", "accelerator", "system", "storage"};
inline constexpr std::string_view kExactness[] = {"exact", "shape", "approximate", "conditional"};

}  // namespace tokroof::catalog
