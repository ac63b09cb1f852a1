#pragma once
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "formats/benchmarks/imported_run.hpp"

namespace tokroof::formats {

/// What the log of llama.cpp and of its tools says before their figures: devices, file, type, size, layers on the
/// device. A new list of devices, a new file replaces the old.
class LlamaLog {
 public:
  /// True if the line said something of this kind.
  bool take(std::string_view line);
  /// Fills the cells that are empty.
  void add_to(ImportedRun& figure) const;
  /// Only the machine: for tables that say everything else themselves.
  void add_machine_to(ImportedRun& figure) const;
  /// The devices that a backend has named, of "CUDA", "ROCm,Vulkan" or "Vulkan0/Vulkan1".
  [[nodiscard]] std::vector<std::string> devices_of(std::string_view backends) const;
  /// The same without graphics within the processor, which llama.cpp leaves idle where there is a card.
  [[nodiscard]] std::vector<std::string> cards_of(std::string_view backends) const;
  /// "b6712", or empty.
  [[nodiscard]] const std::string& build() const { return build_; }

 private:
  bool take_device(std::string_view line);
  bool take_registered_device(std::string_view text);
  void start_list(const std::string& backend);
  void add_device(double number, std::string_view name);
  bool take_model(std::string_view line);
  bool take_options(std::string_view line);

  std::map<std::string, std::vector<std::string>> devices_;  ///< of each backend
  std::set<std::string, std::less<>> integrated_;            ///< names of graphics within a processor
  std::string backend_, file_, arch_, type_, general_name_, file_type_, build_, kv_type_, host_;
  catalog::Said<bool> flash_attention_;
  double parameters_ = model::kUnknown, size_gib_ = model::kUnknown, layers_on_gpu_ = model::kUnknown;
  double memory_gib_ = model::kUnknown, threads_ = model::kUnknown;
  bool is_using_ = false;  ///< within a list of the devices that a model is put on
};

/// Names of devices of one machine as one: equal ones counted, others joined by " + ".
void set_devices(const std::vector<std::string>& names, ImportedRun& figure);

/// "cuda" of "CUDA", "CUDA,RPC" or "BLAS,Metal"; "cpu" where no other is named; empty for none.
std::string backend_of_text(std::string_view backends);

/// "8.03 B", "361.82 M", "1.5 T": 10^9 parameters.
double parameters_b_of(std::string_view text);
/// "4.58 GiB", "361.82 MiB".
double gib_of(std::string_view text);

}  // namespace tokroof::formats
