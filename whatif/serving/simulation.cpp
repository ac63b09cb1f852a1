#include "whatif/serving/simulation.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "catalog/input_error.hpp"
#include "catalog/link_rates.hpp"
#include "model/count/kv_cache.hpp"
#include "model/count/layer_counts.hpp"
#include "model/count/memory.hpp"
#include "model/time/speculation.hpp"
#include "predict/estimate.hpp"

namespace tokroof::whatif {
namespace {

constexpr double kAny = std::numeric_limits<double>::infinity();

/// Requests of a service that are simulated: at least so many, and some for each sequence in flight.
constexpr double kLeastRequests = 1000, kRequestsPerSequence = 4, kMostRequests = 8000;
/// Chunks of prompts that are simulated: fewer requests where each has many.
constexpr double kMostChunks = 1e5;
/// Of those, between these shares the service is watched: it neither fills nor drains.
constexpr double kWatchedFrom = 0.2, kWatchedTo = 0.9;
/// Sequences in flight beyond which a server is not driven to find the most it can answer.
constexpr double kMostClients = 1024;
/// Gaps between the requests of one of many replicas are sums of so many exponential ones at most: nearly even.
constexpr double kMostStride = 100;

/// Every `stride`-th, from `first` on.
std::vector<ServedRequest> in_turn(const std::vector<ServedRequest>& all,
                                   std::size_t first,
                                   std::size_t stride) {
  std::vector<ServedRequest> out;
  for (std::size_t i = first; i < all.size(); i += stride) {
    out.push_back(all[i]);
  }
  return out;
}

/// Tokens, not as a sample of requests has them: a short one is off by chance.
double mean_answer(const RequestShape& shape, const LogFigures& figures) {
  return shape.answer * (1 - figures.left_out_share);
}

void scale(double replicas, LogFigures& figures) {
  figures.requests_per_s *= replicas;
  figures.output_tps *= replicas;
  figures.in_flight *= replicas;
}

}  // namespace

Simulation::Simulation(const catalog::Catalog& catalog,
                       const predict::Fitted& fitted,
                       const catalog::Run& run,
                       const predict::Prediction& p,
                       const Service& service)
    : service_(service),
      replicas_(p.scenario.replicas),
      steps_(catalog, fitted, run, service.shape.cached + 2 * (service.shape.prompt + service.shape.answer)) {
  const model::Scenario& s = p.scenario;
  const model::FlightLaw flight = model::flight_law(s, p.step, kAny);
  const model::KvLaw kv = model::kv_law(s, model::layer_counts(*s.model));
  rules_.prompts_beside_steps = service.prompts_beside_steps;
  rules_.reserves_answers = service.reserves_answers;
  rules_.step_tokens = service.step_tokens;
  rules_.groups = s.parallel.groups;
  rules_.stages =
      s.facts.ggml ? 1 : p.step.how.prompt_stages;  // ggml's work on parts of one chunk, not on several
  rules_.request_host_s = 1e-3 * s.facts.request_host_ms;
  if (p.step.work.drafted > 0) {
    const predict::Binding binding = predict::bind(fitted, p.step, model::FigureKind::decode);
    rules_.answered = model::tokens_per_step(p.step, binding.coefficients);
    rules_.verified = 1 + p.step.work.drafted;
  }
  rules_.most_sequences = service.most_sequences;
  rules_.joins_neighbours_only = service.joins_neighbours_only;
  rules_.cache_bytes = flight.room_bytes;
  rules_.held_bytes = [kv, flight](double tokens) {
    return model::kv_cache(kv, tokens).held_bytes * flight.copies + flight.state_bytes;
  };
  if (rules_.held_bytes(service.shape.at_end()) > rules_.cache_bytes) {
    throw catalog::InputError("cannot-model", "the memory has no room for the cache of one request");
  }
  if (hands_over()) {
    const model::LinkRates link =
        catalog::link_rates(catalog, service.kv_link, "", s.device, model::kUnknown, 2);
    link_latency_s_ = link.latency_s;
    // Of a latent cache, which every device of a tensor split holds whole, one copy is handed over.
    transfer_s_ = [kv, flight, link](double tokens) {
      return (model::kv_cache(kv, tokens).held_bytes + flight.state_bytes) / link.bytes_per_s;
    };
  }
}

StepTimes Simulation::times() {
  return {[this](double sequences, double tokens) {
            return pace_.decode * rules_.answered * steps_.decode_s(sequences, tokens);
          },
          [this](double tokens, double attended, double prompts) {
            return pace_.prompt * steps_.prompt_s(tokens, attended, prompts);
          },
          service_.sampled_s * rules_.answered};
}

/// Of a replica that reads prompts only.
StepTimes Simulation::reading_times() {
  StepTimes out = times();
  out.decode_s = [](double, double) { return 0.0; };
  return out;
}

Objectives Simulation::objectives() const {
  const auto or_any = [](double x) { return std::isnan(x) ? kAny : x; };
  return {or_any(service_.traffic.ttft_slo_s), or_any(service_.traffic.itl_slo_s)};
}

double Simulation::typical_sequences(const LogFigures& f) const {
  return std::max(std::round(f.in_flight / replicas_), 1.0);
}

predict::Prediction Simulation::typical_decoding(const LogFigures& f) const {
  return steps_.decoding(typical_sequences(f), service_.shape.half_way());
}

double Simulation::least_step_s() const {
  return 1 / steps_.decoding(1, service_.shape.cached + service_.shape.prompt).decode.limit_tps;
}

/// Sequences that one replica takes at once.
double Simulation::most_in_flight(const RequestShape& shape) const {
  const double each = rules_.held_bytes(shape.half_way());
  const double room = each > 0 ? rules_.cache_bytes / each : kAny;
  return std::clamp(std::floor(std::fmin(room, rules_.most_sequences)), 1.0, kMostClients);
}

/// The requests of so many clients, who ask anew as soon as they are answered.
ServerLog Simulation::ask_anew(const std::vector<ServedRequest>& stream,
                               std::size_t clients,
                               const StepTimes& times) {
  std::size_t asked = std::min(clients, stream.size());
  const std::span first = std::span(stream).first(asked);
  return serve(
      times, rules_, first, [&](double) { return asked < stream.size() ? &stream[asked++] : nullptr; });
}

/// So many clients of one replica, watched between their first round and their last.
Simulation::Drained Simulation::drained(const RequestShape& shape, const StepTimes& times, double clients) {
  const auto first = static_cast<std::size_t>(clients);
  const double count = std::clamp(kRequestsPerSequence * clients, 200.0, kMostRequests);
  std::vector<ServedRequest> stream = request_stream(shape, kAny, static_cast<std::size_t>(count), 1, seed());
  if (stream.size() < 3 * first) {
    throw catalog::InputError("cannot-model",
                              fmt::format("{} clients of one replica are more than is simulated", first));
  }
  for (std::size_t i = 0; i < first; ++i) {  // they are met in the midst of their answers
    stream[i].answer = std::max(std::round(stream[i].answer * (static_cast<double>(i) + 0.5) / clients), 1.0);
  }
  const std::vector<ServerLog> logs{ask_anew(stream, first, times)};
  const std::vector<Answered>& done = logs[0].answered;
  Drained out{log_figures(logs, {done[first - 1].done_s, done[done.size() - first].done_s}, objectives()),
              clients};
  out.figures.output_tps = out.figures.requests_per_s * mean_answer(shape, out.figures);
  scale(replicas_, out.figures);
  return out;
}

/// A benchmark of clients that start together and end after a number of requests.
LogFigures Simulation::benchmark(double clients) {
  const double count = std::ceil(service_.traffic.requests / replicas_);
  const std::vector<ServedRequest> stream =
      request_stream(service_.shape, kAny, static_cast<std::size_t>(count), 1, seed());
  const std::vector<ServerLog> logs{ask_anew(stream, static_cast<std::size_t>(clients), times())};
  LogFigures out = log_figures(logs, {0, logs[0].end_s}, objectives());
  scale(replicas_, out);
  return out;
}

/// Clients that ask anew, for as long as it takes.
LogFigures Simulation::asking_anew() {
  const double clients = std::max(std::round(service_.clients / replicas_), 1.0);
  return std::isnan(service_.traffic.requests) ? drained(service_.shape, times(), clients).figures
                                               : benchmark(clients);
}

/// What the replicas answer at most.
Simulation::Drained Simulation::most_answered() {
  const RequestShape& shape = service_.shape;
  if (!hands_over()) {
    return drained(shape, times(), most_in_flight(shape));
  }
  RequestShape answers = shape, prompts = shape;
  answers.cached += shape.prompt;
  answers.prompt = 0;
  prompts.answer = 1;
  Drained written = drained(answers, times(), most_in_flight(answers));
  const Drained read = drained(prompts, reading_times(), most_in_flight(prompts));
  const double readers = service_.traffic.prefill_replicas;
  const double read_per_s = read.figures.requests_per_s / replicas_ * readers;
  // Each replica has a link of its own, which carries one cache at a time.
  const double carried_per_s = std::fmin(readers, replicas_) / transfer_s_(shape.cached + shape.prompt);
  const double share = std::fmin(std::fmin(read_per_s, carried_per_s) / written.figures.requests_per_s, 1.0);
  readers_busy_share_ = share * written.figures.requests_per_s / read_per_s;
  written.figures.requests_per_s *= share;
  written.figures.output_tps *= share;
  return written;
}

/// Requests that come by themselves, so many a second to all replicas.
LogFigures Simulation::arriving(double rate_per_s, const Drained& most) {
  const bool ends = !std::isnan(service_.traffic.requests);
  const double most_per_s = most.figures.requests_per_s;
  if (!ends && rate_per_s >= most_per_s) {
    LogFigures grows = most.figures;  // steps are as full as they get, and the queue grows for ever
    grows.ttft = grows.latency = Percentiles{};
    grows.met_share = 0;
    return grows;
  }
  const double in_flight = most.clients * rate_per_s / most_per_s;
  const double steady = std::clamp(kRequestsPerSequence * in_flight, kLeastRequests, kMostRequests);
  const double chunks = std::max(service_.shape.prompt / service_.step_tokens, 1.0);
  const double count =
      std::ceil(ends ? service_.traffic.requests / replicas_ : std::min(steady, kMostChunks / chunks));
  const auto requests = static_cast<std::size_t>(count);
  const std::vector<ServerLog> logs =
      hands_over() ? handed_over(rate_per_s, requests) : std::vector{one_replica(rate_per_s, requests)};
  const double last_s = count * replicas_ / rate_per_s;
  Window window{kWatchedFrom * last_s, kWatchedTo * last_s};
  if (ends) {
    window = {0, 0};
    for (const ServerLog& log : logs) {
      window.to_s = std::max(window.to_s, log.end_s);
    }
  }
  LogFigures figures = log_figures(logs, window, objectives());
  if (!hands_over()) {
    scale(replicas_, figures);
  }
  if (!ends) {  // what keeps up answers what comes: the window's own count is off by chance
    figures.requests_per_s = rate_per_s;
    figures.output_tps = rate_per_s * mean_answer(service_.shape, figures);
  }
  return figures;
}

ServerLog Simulation::one_replica(double rate_per_s, std::size_t requests) {
  const double stride = std::min(replicas_, kMostStride);
  const std::vector<ServedRequest> stream = request_stream(
      service_.shape, rate_per_s * stride / replicas_, requests, static_cast<std::size_t>(stride), seed());
  return serve(times(), rules_, stream);
}

/// The requests once their prompts are read, in turn, by others than answer them; the first of them first.
std::vector<Simulation::Read> Simulation::read_elsewhere(const std::vector<ServedRequest>& all) {
  const auto readers = static_cast<std::size_t>(service_.traffic.prefill_replicas);
  std::vector<Read> out;
  double busy_s = 0, end_s = 0;
  for (std::size_t i = 0; i < readers; ++i) {
    std::vector<ServedRequest> own = in_turn(all, i, readers);
    for (ServedRequest& r : own) {
      r.answer = 1;
    }
    const ServerLog log = serve(reading_times(), rules_, own);
    busy_s += log.reading_seconds;
    end_s = std::max(end_s, log.end_s);
    for (const Answered& a : log.answered) {
      ServedRequest r = all[a.request.number];
      r.cached += r.prompt;
      r.prompt = 0;
      r.at_s = a.done_s;
      out.push_back({r, i});
    }
  }
  readers_busy_share_ = busy_s / (end_s * static_cast<double>(readers));
  std::sort(
      out.begin(), out.end(), [](const Read& a, const Read& b) { return a.request.at_s < b.request.at_s; });
  return out;
}

std::vector<ServerLog> Simulation::handed_over(double rate_per_s, std::size_t requests_of_one) {
  const auto writers = static_cast<std::size_t>(replicas_);
  const std::vector<ServedRequest> all =
      request_stream(service_.shape, rate_per_s, requests_of_one * writers, 1, seed());
  std::vector<double> reader_free_s(static_cast<std::size_t>(service_.traffic.prefill_replicas));
  std::vector<std::vector<ServedRequest>> handed(writers);
  std::size_t next = 0;
  for (const Read& read : read_elsewhere(all)) {
    std::vector<ServedRequest>& writers_own = handed[next++ % writers];
    const double writer_free_s = writers_own.empty() ? 0 : writers_own.back().at_s - link_latency_s_;
    double& free_s = reader_free_s[read.reader];
    free_s = std::max({read.request.at_s, free_s, writer_free_s}) + transfer_s_(read.request.cached);
    writers_own.push_back(read.request);
    writers_own.back().at_s = free_s + link_latency_s_;
  }
  std::vector<ServerLog> logs;
  for (std::size_t i = 0; i < std::min(writers, next); ++i) {
    logs.push_back(serve(times(), rules_, handed[i]));
    for (Answered& a : logs.back().answered) {
      a.request.at_s = all[a.request.number].at_s;
    }
  }
  return logs;
}

/// The highest rate at which enough requests meet the objectives.
double Simulation::most_meeting(const Drained& most) {
  constexpr int kHalvings = 7;  // within a hundredth of what it can answer
  double low = 0, high = most.figures.requests_per_s;
  for (int i = 0; i < kHalvings; ++i) {
    const double middle = (low + high) / 2;
    (arriving(middle, most).met_share >= kMetShare ? low : high) = middle;
  }
  return low;
}

ServiceFigures Simulation::figures(Pace pace, bool find_most) {
  pace_ = pace;
  const predict::Traffic& traffic = service_.traffic;
  const Drained most = most_answered();
  const bool asks_anew = service_.clients > 0;
  ServiceFigures out;
  static_cast<LogFigures&>(out) = asks_anew ? asking_anew() : arriving(traffic.request_rate_per_s, most);
  out.prefill_busy_share = hands_over() ? readers_busy_share_ : 0;
  out.most_per_s = std::max(most.figures.requests_per_s, out.requests_per_s);  // by chance it answered more
  if (find_most && !asks_anew && service_.has_objectives()) {
    out.most_per_s_meeting = most_meeting(most);
  }
  return out;
}

}  // namespace tokroof::whatif
