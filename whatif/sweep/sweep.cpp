#include "whatif/sweep/sweep.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <memory>
#include <string>

#include "catalog/input_error.hpp"
#include "model/names.hpp"
#include "whatif/sweep/setup.hpp"

namespace tokroof::whatif {
namespace {

constexpr std::size_t kNone = std::numeric_limits<std::size_t>::max();

/// Lengths that a set-up is asked for; every other axis makes a set-up of its own.
constexpr std::array<std::string_view, 3> kLengths{"n_prompt", "n_gen", "n_depth"};

/// The place of the least number.
std::uint64_t smallest(const Axis& axis) {
  std::uint64_t least = 0;
  for (std::uint64_t i = 1; i < axis.size(); ++i) {
    least = axis.number(i) < axis.number(least) ? i : least;
  }
  return least;
}

}  // namespace

/// Set-ups are made when they are first needed and kept while the axes after the lengths run through them.
class Sweeper::Setups {
 public:
  Setups(const SweepModel& model, const Product& product, const SweepOptions& options)
      : model_(model),
        product_(product),
        options_(options),
        columns_(product),
        asked_(product.base),
        stated_(product.axes.size(), kNone) {
    std::uint64_t again = 1;  // how many take turns while the first of the lengths stays
    bool after = false;
    for (const Axis& axis : product.axes) {
      const auto* length = std::find(kLengths.begin(), kLengths.end(), axis.option().key);
      lengths_.push_back(length == kLengths.end() ? kNone
                                                  : static_cast<std::size_t>(length - kLengths.begin()));
      smallest_.push_back(
          model::is_one_of(axis.option().key, {"n_devices", "host_memory_gib"}) ? smallest(axis) : 0);
      after = after || length != kLengths.end();
      if (after && length == kLengths.end()) {
        again = std::min(again * std::min(axis.size(), kMostKept), kMostKept);
      }
    }
    kept_.resize(again);
  }

  [[nodiscard]] const Product& product() const { return product_; }

  /// Which of the lengths an axis is; kNone: none.
  [[nodiscard]] std::size_t length(std::size_t axis) const { return lengths_[axis]; }

  Setup& at(const std::vector<std::uint64_t>& places) {
    std::uint64_t key = 0, named = 0;  // of the set-up, and of all but its streams
    double concurrency = model::kUnknown;
    for (std::size_t i = 0; i < places.size(); ++i) {
      if (lengths_[i] != kNone) {
        continue;
      }
      const Axis& axis = product_.axes[i];
      key = key * axis.size() + places[i];
      if (axis.option().key == "concurrency") {
        concurrency = axis.number(places[i]);
      } else {
        named = named * axis.size() + places[i];
      }
    }
    Kept& kept = kept_[key % kept_.size()];
    if (!kept.setup || kept.key != key) {
      if (!named_ || named != named_key_) {
        named_ = std::make_shared<NamedSetup>(model_, columns_, asked(places), options_, file(places));
        named_key_ = named;
      }
      kept = {key, std::make_unique<Setup>(named_, concurrency)};
      kept.setup->cells().id = ++made_;
    }
    return *kept.setup;
  }

 private:
  static constexpr std::uint64_t kMostKept = 256;

  /// What the combination at these places states, but for the lengths.
  predict::Asked& asked(const std::vector<std::uint64_t>& places) {
    for (std::size_t i = 0; i < places.size(); ++i) {
      if (lengths_[i] == kNone && stated_[i] != places[i]) {
        product_.axes[i].state(asked_, places[i]);
        stated_[i] = places[i];
      }
    }
    return asked_;
  }

  /// A file that is not stated is the same at every size of a machine: what people would run on the smallest, so that rows
  /// can be compared. Empty: it is stated.
  const std::string& file(std::vector<std::uint64_t> places) {
    std::uint64_t key = 1;  // of the set-up but for its numbers
    for (std::size_t i = 0; i < places.size(); ++i) {
      const Axis& axis = product_.axes[i];
      if (axis.option().key == "quant") {
        return file_;
      }
      if (axis.option().is_number()) {
        places[i] = smallest_[i];
      } else {
        key = key * axis.size() + places[i];
      }
    }
    if (product_.base.question.run.quant.empty() && key != file_key_) {
      file_key_ = key;
      file_.clear();
      try {
        file_ = model_.complete(product_.asked(places).question).run.quant;
      } catch (const catalog::InputError&) {  // said in its row
      }
    }
    return file_;
  }

  struct Kept {
    std::uint64_t key = 0;
    std::unique_ptr<Setup> setup;
  };
  const SweepModel& model_;
  const Product& product_;
  SweepOptions options_;
  SweepColumns columns_;
  predict::Asked asked_;               ///< with the values of stated_
  std::vector<std::uint64_t> stated_;  ///< the place on each axis
  std::vector<std::size_t> lengths_;
  std::vector<std::uint64_t>
      smallest_;  ///< of the axes that size a machine: the place of the least; of others the first
  std::vector<Kept> kept_;
  std::shared_ptr<NamedSetup> named_;  ///< the last one
  std::uint64_t named_key_ = 0;
  std::string file_;
  std::uint64_t file_key_ = 0;
  std::uint64_t made_ = 0;
};

Sweeper::Sweeper(const SweepModel& model, const Product& product, const SweepOptions& options)
    : setups_(std::make_unique<Setups>(model, product, options)) {}
Sweeper::~Sweeper() = default;
Sweeper::Sweeper(Sweeper&&) noexcept = default;

bool Sweeper::rows(RowRange range, const TakeRow& take) {
  Setups& setups = *setups_;
  const std::vector<Axis>& axes = setups.product().axes;
  std::vector<std::uint64_t> places = setups.product().places(range.begin);
  std::array<double, kLengths.size()> lengths;
  const auto set_length = [&](std::size_t axis) {
    if (setups.length(axis) != kNone) {
      lengths[setups.length(axis)] = axes[axis].number(places[axis]);
    }
  };
  lengths.fill(model::kUnknown);
  for (std::size_t i = 0; i < axes.size(); ++i) {
    set_length(i);
  }
  Setup* setup = nullptr;
  for (std::uint64_t row = range.begin; row < range.end; ++row) {
    if (setup == nullptr) {
      setup = &setups.at(places);
    }
    if (!take(row, setup->cells(), setup->at(lengths[0], lengths[1], lengths[2]))) {
      return false;
    }
    for (std::size_t i = axes.size(); i-- > 0;) {  // the next combination: the last axis first
      places[i] = places[i] + 1 < axes[i].size() ? places[i] + 1 : 0;
      set_length(i);
      setup = setups.length(i) == kNone ? nullptr : setup;
      if (places[i] != 0) {
        break;
      }
    }
  }
  return true;
}

void sweep(const SweepModel& model,
           const Product& product,
           RowRange range,
           const SweepOptions& options,
           const TakeRow& take) {
  Sweeper(model, product, options).rows(range, take);
}

}  // namespace tokroof::whatif
