#pragma once
#include <cmath>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "catalog/engines.hpp"
#include "catalog/machine_layout.hpp"
#include "catalog/name_resolver.hpp"
#include "catalog/names.hpp"
#include "predict/request.hpp"

namespace tokroof::predict {

[[noreturn]] inline void wrong_usage(const std::string& option, const std::string& message) {
  throw catalog::InputError("usage", message, option);
}

[[noreturn]] inline void unknown_name(const std::string& option,
                                      std::string_view what,
                                      std::string_view name,
                                      std::span<const std::string_view> known) {
  throw catalog::InputError("unknown-name",
                            fmt::format("unknown {} '{}'", what, name),
                            option,
                            catalog::nearest_names(name, known));
}

/// One step of complete() a member; the order of the calls is the order in which they depend on each other.
class Completion {
 public:
  Completion(const catalog::Catalog& catalog, const Fitted& fitted, catalog::Question&& question)
      : catalog_(catalog), fitted_(fitted) {
    constexpr std::size_t kUsualDefaults = 24;
    out_.run = std::move(question.run);
    out_.assumed.reserve(kUsualDefaults);
  }

  Request done();

 private:
  catalog::Run& run() { return out_.run; }

  /// The value as stated, or the default, which is then listed.
  void fill(double& value, const char* name, double otherwise) {
    if (std::isnan(value)) {
      value = otherwise;
      out_.assume(name, otherwise);
    }
  }

  const model::Device& device_named(const catalog::NamedDevices& named);
  void take_memory(const catalog::NamedDevices& named, const model::Device& device);
  const model::Device& take_sockets(const model::Device& processor, double count);
  void take_link(const catalog::NamedDevices& named);
  void name_cards(const std::vector<catalog::NamedDevices>& named);
  void name_devices();
  void name_device_or_set();
  void cap_power();
  void name_os();
  void check_unified_memory();
  void expand_system(const model::Device& system, double count);
  void choose_engine();
  std::string meant_quant() const;
  void name_engine();
  std::vector<std::string_view> common_backends();
  std::vector<std::string_view> engine_backends_among(std::vector<std::string_view> able,
                                                      const model::Engine* engine);
  std::string usual_backend_of_all(std::span<const std::string_view> able, const model::Engine* engine);
  void choose_backend(const model::Engine* engine);
  void check_cores(const model::Engine* engine);
  void name_model();
  void check_size();
  void name_quant();
  [[nodiscard]] std::string usual_file();
  void name_counted_quant();
  void take_mlx_type();
  void check_format();
  void check_model();
  bool weights_are_known();
  void name_kv_type();
  void name_host();
  void explain_memory_alone();
  bool name_host_by_memory();
  void check_channels(const model::Device& host);
  void place();
  void override_tensors();
  void spread();
  void check_layout(const model::Parallel& parallel, model::Split split);
  void name_link(double joined);
  void join(double stages, model::Split split);
  void join_in_a_machine(double stages);
  void check_machine(double together);
  void join_machines(const catalog::MachineLayout& layout);
  void leave_out_network();
  void split_shares();
  void fill_workload();
  void speculate();
  void name_launches();
  void fill_rest();
  void say_acceptance();
  void check_context();

  const catalog::Catalog& catalog_;
  const Fitted& fitted_;
  Request out_;
  /// Part of the model is on the host.
  [[nodiscard]] bool host_works() const { return !out_.run.placement.empty() || out_.run.n_gpu_layers >= 0; }

  std::vector<const model::Device*> devices_;  ///< each kind once
  std::vector<double> caps_w_;                 ///< of each name of a device
  std::vector<const model::Device*> cards_;    ///< of a set: each card
  bool host_named_ = false;                    ///< by name or by its memory
  const model::Architecture* model_ = nullptr;
  bool on_cpu_ = false;
  std::string build_date_;  ///< of the engine: as stated, or as new as the newest
};

}  // namespace tokroof::predict
