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

/// What a text refers to, or the form that it has to have. Where there may be several, '|' separates them.
enum class Refers {
  nothing,
  device,
  devices,
  model,
  link,
  storage,
  storage_rule,
  engine,
  engine_family,
  model_family,
  split,
  backend,
  month,
  numbered,
  assignment,
  column,
  title,
  pattern,
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
  Refers refers = Refers::nothing;
  std::span<const std::string_view> choices = {};  ///< a text that is one of these

  [[nodiscard]] FieldRule rule() const { return {key, required, unit, low, high}; }
};

/// In the order of the members.
template <class T>
std::span<const Field<T>> fields_of();

/// Types of entries, each with the table of its fields in fields.cpp.
// clang-format off
#define TOKROOF_ENTRY_TYPES(X) \
  X(model::Device, kDeviceFields) X(model::Architecture, kArchitectureFields) \
  X(StorageType, kStorageTypeFields) X(Recipe, kRecipeFields) X(AllReduceTime, kAllReduceFields) \
  X(Carrier, kCarrierFields) X(model::Engine, kEngineFields) X(EngineSplit, kEngineSplitFields) \
  X(PromptOverlap, kPromptOverlapFields) X(PromptKernel, kPromptKernelFields) \
  X(BenchmarkFormat, kBenchmarkFormatFields) X(ColumnTitles, kColumnTitlesFields) \
  X(ModelType, kModelTypeFields) X(GgufArchitecture, kGgufArchitectureFields) \
  X(EnginePlacement, kEnginePlacementFields) X(EngineCommand, kEngineCommandFields) \
  X(EngineFormat, kEngineFormatFields) X(EngineModels, kEngineModelsFields) \
  X(EngineFileTypes, kEngineFileTypesFields) X(VendorBackends, kVendorBackendsFields) \
  X(UsableMemory, kUsableMemoryFields) X(StreetPrice, kStreetPriceFields) \
  X(PciDevice, kPciDeviceFields) X(ProcessorClass, kProcessorClassFields) X(Link, kLinkFields) \
  X(Alias, kAliasFields) X(SharedName, kSharedNameFields) X(NameWords, kNameWordsFields) \
  X(ServerSlots, kServerSlotsFields) X(PrefixCached, kPrefixCachedFields) \
  X(SourceFacts, kSourceFactsFields) X(OffloadHost, kOffloadHostFields) \
  X(LaunchSpeed, kLaunchSpeedFields) X(SocCpu, kSocCpuFields)
// clang-format on

// NOLINTBEGIN(bugprone-macro-parentheses): a type in parentheses is none
#define TOKROOF_DECLARE(Type, table) \
  template <>                        \
  std::span<const Field<Type>> fields_of();
TOKROOF_ENTRY_TYPES(TOKROOF_DECLARE)
#undef TOKROOF_DECLARE
// NOLINTEND(bugprone-macro-parentheses)

/// Spellings of the enumerations in the JSON files, in the order of their values.
inline constexpr std::string_view kDeviceKinds[] = {
    "gpu", "apu", "soc", "cpu", "accelerator", "system", "storage"};
inline constexpr std::string_view kExactness[] = {"exact", "shape", "approximate", "conditional"};

}  // namespace tokroof::catalog
