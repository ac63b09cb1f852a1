#pragma once
#include "whatif/serving/service.hpp"
#include "whatif/serving/step_times.hpp"

namespace tokroof::whatif {

/// Factors of the predicted times.
struct Pace {
  double decode = 1, prompt = 1;
};

/// The replicas of a predicted set-up under the traffic of a service.
class Simulation {
 public:
  /// Throws InputError (cannot-model) where one request has no room.
  Simulation(const catalog::Catalog& catalog,
             const predict::Fitted& fitted,
             const catalog::Run& run,
             const predict::Prediction& p,
             const Service& service);

  /// With every step as long as the pace has it. `find_most`: the highest rate that meets the objectives, too.
  ServiceFigures figures(Pace pace, bool find_most = true);

  /// What a replica decodes on average, with its interval.
  [[nodiscard]] predict::Prediction typical_decoding(const LogFigures& figures) const;
  /// Sequences that a replica has in flight on average, one at least.
  [[nodiscard]] double typical_sequences(const LogFigures& figures) const;
  /// A step of one sequence at the beginning of its answer, as physics allows it.
  [[nodiscard]] double least_step_s() const;

 private:
  /// Requests that one replica answers as fast as it can.
  struct Drained {
    LogFigures figures;  ///< of all replicas
    double clients = 1;
  };

  [[nodiscard]] StepTimes times();
  [[nodiscard]] StepTimes reading_times();
  [[nodiscard]] Objectives objectives() const;
  [[nodiscard]] std::uint64_t seed() const { return static_cast<std::uint64_t>(service_.traffic.seed); }
  [[nodiscard]] bool hands_over() const { return !service_.kv_link.empty(); }
  [[nodiscard]] double most_in_flight(const RequestShape& shape) const;

  ServerLog ask_anew(const std::vector<ServedRequest>& stream, std::size_t clients, const StepTimes& times);
  LogFigures benchmark(double clients);
  LogFigures asking_anew();
  Drained drained(const RequestShape& shape, const StepTimes& times, double clients);
  Drained most_answered();
  LogFigures arriving(double rate_per_s, const Drained& most);
  ServerLog one_replica(double rate_per_s, std::size_t requests);
  /// A request whose prompt one of the replicas has read that do no more than that.
  struct Read {
    ServedRequest request;  ///< as the next server has it; at_s: it is read
    std::size_t reader = 0;
  };
  std::vector<Read> read_elsewhere(const std::vector<ServedRequest>& all);
  std::vector<ServerLog> handed_over(double rate_per_s, std::size_t requests);
  double most_meeting(const Drained& most);

  const Service& service_;
  double replicas_;
  PredictedSteps steps_;
  ServerRules rules_;
  std::function<double(double tokens)> transfer_s_;  ///< of a prompt's cache, from one replica to another
  double link_latency_s_ = 0;
  double readers_busy_share_ = 0;  ///< in the last simulation with replicas that read prompts only
  Pace pace_;
};

}  // namespace tokroof::whatif
