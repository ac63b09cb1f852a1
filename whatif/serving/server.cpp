#include "whatif/serving/server.hpp"

#include <algorithm>
#include <cmath>
#include <deque>
#include <utility>

namespace tokroof::whatif {
namespace {

/// A request, waiting or running.
struct Sequence {
  Sequence(const ServedRequest& r, double ready) : request(r), ready_s(ready) { read_anew(); }

  ServedRequest request;
  double ready_s;  ///< it reaches the scheduler
  std::size_t place = 0;
  std::size_t group = 0;
  double to_read = 0;  ///< of the prompt, and of what was generated before it was put back
  double tokens = 0;   ///< in the cache
  double generated = 0;
  double first_s = 0, last_s = 0;  ///< tokens

  void read_anew() {
    to_read = request.prompt + generated;
    tokens = request.cached;
  }
  [[nodiscard]] bool decodes() const { return to_read == 0; }
  [[nodiscard]] double left() const { return request.answer - generated; }
  /// For which there must be room: what it reads and the next token.
  [[nodiscard]] double room_tokens() const { return tokens + to_read + 1; }
  [[nodiscard]] double most_tokens() const { return request.cached + request.prompt + request.answer; }
};

/// Steps that run alike are taken together, up to so many, or up to such a share of the tokens that a sequence holds: times
/// are taken in their middle.
constexpr double kMostSteps = 64, kMostGrowth = 1.0 / 32;

class Server {
 public:
  Server(const StepTimes& times,
         const ServerRules& rules,
         std::span<const ServedRequest> requests,
         const NextRequest& next)
      : times_(times),
        rules_(rules),
        next_(next),
        token_bytes_(rules.held_bytes(1) - rules.held_bytes(0)),
        groups_(static_cast<std::size_t>(std::max(rules.groups, 1.0))) {
    for (const ServedRequest& request : requests) {
      receive(request);
    }
  }

  ServerLog run() {
    while (!waiting_.empty() || !running_.empty()) {
      admit();
      if (running_.empty()) {
        now_s_ = std::max(now_s_, waiting_.front().ready_s);
        continue;
      }
      step();
    }
    log_.end_s = now_s_;
    return std::move(log_);
  }

 private:
  /// The host takes one request after the other.
  void receive(const ServedRequest& request) {
    received_s_ = std::max(received_s_, request.at_s) + rules_.request_host_s;
    waiting_.emplace_back(request, received_s_);
  }

  void admit() {
    while (!waiting_.empty() && waiting_.front().ready_s <= now_s_ &&
           static_cast<double>(running_.size()) < rules_.most_sequences) {
      const double bytes = room_bytes(waiting_.front());
      if (!running_.empty() && held_bytes_ + bytes > rules_.cache_bytes) {
        return;
      }
      running_.push_back(waiting_.front());
      running_.back().place = take_place();
      running_.back().group = idlest_group();
      held_bytes_ += bytes;
      waiting_.pop_front();
    }
  }

  /// That has the least to read, of those the one with the fewest sequences.
  [[nodiscard]] std::size_t idlest_group() const {
    if (groups_ == 1) {
      return 0;
    }
    std::vector<std::pair<double, double>> busy(groups_);
    for (std::size_t i = 0; i + 1 < running_.size(); ++i) {
      busy[running_[i].group].first += running_[i].to_read;
      busy[running_[i].group].second += 1;
    }
    return static_cast<std::size_t>(std::min_element(busy.begin(), busy.end()) - busy.begin());
  }

  std::size_t take_place() {
    if (static_cast<double>(places_) < rules_.most_sequences) {
      return places_++;
    }
    const std::size_t place = free_.front();
    free_.pop_front();
    return place;
  }

  struct Chunk {
    double tokens = 0;              ///< as if each group that reads had as many as the one with the most
    double prompts = 0;             ///< that they are of; of several groups: groups that read
    double attended = 0;            ///< by one of them, on average: prompts do not attend to one another
    std::vector<Sequence*> read{};  ///< to their end
  };

  /// Prompt tokens of this step, taken off what is to be read. Prompts that are read first come whole while they fit.
  Chunk read_prompts(const std::vector<Sequence*>& decoding) {
    room_.assign(groups_, rules_.step_tokens / static_cast<double>(groups_));
    for (const Sequence* s : decoding) {
      room_[s->group] -= rules_.prompts_beside_steps ? rules_.verified : 0;
    }
    for (double& left : room_) {
      left = std::max(left, 1.0);
    }
    Chunk chunk;
    read_.assign(groups_, 0);
    double all = 0;
    for (Sequence& s : running_) {
      const double tokens = std::min(s.to_read, room_[s.group]);
      if (s.decodes() || tokens <= 0) {
        continue;
      }
      chunk.attended += tokens * (s.tokens + tokens / 2);
      all += tokens;
      ++chunk.prompts;
      s.tokens += tokens;
      s.to_read -= tokens;
      room_[s.group] -= tokens;
      read_[s.group] += tokens;
      if (s.decodes()) {
        chunk.read.push_back(&s);
      }
    }
    if (all > 0) {
      chunk.attended /= all;
    }
    if (groups_ == 1) {
      chunk.tokens = all;
      return chunk;
    }
    chunk.prompts = static_cast<double>(
        std::count_if(read_.begin(), read_.end(), [](double tokens) { return tokens > 0; }));
    chunk.tokens = chunk.prompts * *std::max_element(read_.begin(), read_.end());
    return chunk;
  }

  /// Of the time of a chunk, what it holds up the others: the stages of a pipeline work on the next chunks and on sequences
  /// that decode, meanwhile.
  [[nodiscard]] double pipelined_share(std::size_t decoding) const {
    double to_read = 0;
    for (const Sequence& s : running_) {
      to_read += s.to_read;
    }
    const double passes = std::ceil(to_read / rules_.step_tokens) + static_cast<double>(decoding);
    return 1 / std::clamp(passes, 1.0, rules_.stages);
  }

  /// Steps that can be taken as one: none of them ends a sequence, meets a request that could start, or fills the cache.
  [[nodiscard]] double equal_steps(const std::vector<Sequence*>& decoding, double step_s) {
    double steps = INFINITY;
    for (const Sequence* s : decoding) {
      const double alike = std::max(kMostSteps, std::floor(kMostGrowth * s->tokens));
      const double to_end = std::ceil(s->left() / rules_.answered);
      steps = std::min(steps, s->last_s == now_s_ ? std::min(to_end, alike) : 1.0);
    }
    if (!waiting_.empty() && static_cast<double>(running_.size()) < rules_.most_sequences) {
      const double until = waiting_.front().ready_s - now_s_;
      // One that has come already waits for room, which only an answer makes.
      steps = until > 0 ? std::min(steps, std::ceil(until / step_s)) : steps;
    }
    return std::clamp(steps_with_room(static_cast<double>(decoding.size()), steps), 1.0, steps);
  }

  /// A sequence takes no more for a further token than for its first: windows only fill.
  [[nodiscard]] double steps_with_room(double sequences, double wanted) {
    const auto steps = [&] {
      return std::floor((rules_.cache_bytes - held_bytes_) / (sequences * rules_.answered * token_bytes_));
    };
    const bool limited = std::isfinite(rules_.cache_bytes) && !rules_.reserves_answers;
    if (limited && steps() < wanted) {
      count_held();
    }
    return limited ? steps() : wanted;
  }

  /// Those whose prompt is read, in the order of their places where that counts.
  std::vector<Sequence*> all_decoding() {
    std::vector<Sequence*> out;
    for (Sequence& s : running_) {
      if (s.decodes()) {
        out.push_back(&s);
      }
    }
    if (rules_.joins_neighbours_only) {
      std::sort(
          out.begin(), out.end(), [](const Sequence* a, const Sequence* b) { return a->place < b->place; });
    }
    return out;
  }

  /// A step of each, with so many tokens more in the cache than now.
  [[nodiscard]] double decode_s(const std::vector<Sequence*>& sequences, double further) const {
    double seconds = 0, count = 0, tokens = 0;
    for (std::size_t i = 0; i < sequences.size(); ++i) {
      ++count;
      tokens += sequences[i]->tokens + further;
      const bool last = i + 1 == sequences.size();
      if (last || (rules_.joins_neighbours_only && sequences[i + 1]->place != sequences[i]->place + 1)) {
        seconds += times_.decode_s(count, tokens / count);
        count = tokens = 0;
      }
    }
    return seconds;
  }

  void step() {
    std::vector<Sequence*> answering = all_decoding();
    std::size_t decoding = answering.size();
    const double share = rules_.stages > 1 ? pipelined_share(answering.size()) : 1;
    const Chunk chunk = read_prompts(answering);
    double steps = 1, first_s = 0, step_s = 0, reading_s = 0;
    if (chunk.tokens > 0) {
      reading_s = share * times_.prompt_s(chunk.tokens, chunk.attended, chunk.prompts);
      first_s = reading_s;
      if (!rules_.prompts_beside_steps) {
        std::erase_if(answering, [&](const Sequence* s) { return read_[s->group] > 0; });
      }
      first_s += decode_s(answering, 0);
      decoding = answering.size();
      answering.insert(answering.end(), chunk.read.begin(), chunk.read.end());
      first_s += sampled_s(answering);
    } else {
      const double sampled = sampled_s(answering);
      steps = equal_steps(answering, decode_s(answering, 0) + sampled);
      first_s = step_s = decode_s(answering, (steps - 1) / 2 * rules_.answered) + sampled;
    }
    log_.reading_seconds += reading_s;
    log_.decoding_seconds += first_s - reading_s + (steps - 1) * step_s;
    emit(answering, decoding, first_s, steps, step_s);
    finish();
    make_room();
  }

  [[nodiscard]] double sampled_s(const std::vector<Sequence*>& sequences) const {
    return times_.sampled_s * static_cast<double>(sequences.size());
  }

  /// The first of `steps` steps ends after `first_after_s`, the others each `step_s` later. Of the sequences that answer the
  /// first `decoding` did so before; those behind them have their first token.
  void emit(const std::vector<Sequence*>& answering,
            std::size_t decoding,
            double first_after_s,
            double steps,
            double step_s) {
    const double before_s = now_s_, first_s = before_s + first_after_s;
    pass(first_after_s + (steps - 1) * step_s);
    double in_turn = 0;  // tokens of sequences whose last one came with the step before
    double later = 0, all = 0;
    for (std::size_t i = 0; i < answering.size(); ++i) {
      Sequence* s = answering[i];
      const double each = i < decoding ? rules_.answered : 1;
      const double tokens = std::min(steps * each, s->left()), first = std::min(each, tokens);
      if (s->generated == 0) {
        s->first_s = first_s;
      } else if (s->last_s == before_s) {
        in_turn += first;
      } else {
        log_.gaps.push_back({first_s, (first_s - s->last_s) / each, first});
      }
      later += tokens - first;
      all += tokens;
      s->generated = tokens < s->left() ? s->generated + tokens : s->request.answer;
      s->tokens += tokens;
      s->last_s = now_s_;
    }
    held_bytes_ += rules_.reserves_answers ? 0 : all * token_bytes_;
    add_gap(first_s, first_after_s / rules_.answered, in_turn);
    add_gap(first_s, step_s / rules_.answered, later);
  }

  void add_gap(double at_s, double seconds, double count) {
    if (count > 0) {
      log_.gaps.push_back({at_s, seconds, count});
    }
  }

  void pass(double seconds) {
    log_.sequence_seconds += static_cast<double>(running_.size()) * seconds;
    now_s_ += seconds;
  }

  void finish() {
    const auto done = std::stable_partition(
        running_.begin(), running_.end(), [](const Sequence& s) { return s.left() > 0; });
    for (auto s = done; s != running_.end(); ++s) {
      free_.push_back(s->place);
      log_.answered.push_back({s->request, s->first_s, now_s_});
      if (next_) {
        if (const ServedRequest* r = next_(now_s_)) {
          ServedRequest request = *r;
          request.at_s = now_s_;
          receive(request);
        }
      }
    }
    if (done != running_.end()) {
      running_.erase(done, running_.end());
      count_held();
    }
  }

  void count_held() {
    held_bytes_ = 0;
    for (const Sequence& s : running_) {
      held_bytes_ += room_bytes(s);
    }
  }

  [[nodiscard]] double room_bytes(const Sequence& s) const {
    return rules_.held_bytes(rules_.reserves_answers ? s.most_tokens() : s.room_tokens());
  }

  void make_room() {
    if (held_bytes_ > rules_.cache_bytes) {
      count_held();
    }
    while (running_.size() > 1 && held_bytes_ > rules_.cache_bytes) {
      Sequence& youngest = running_.back();
      held_bytes_ -= room_bytes(youngest);
      youngest.read_anew();
      free_.push_back(youngest.place);
      waiting_.push_front(youngest);
      running_.pop_back();
      ++log_.preempted;
    }
  }

  const StepTimes& times_;
  const ServerRules& rules_;
  double received_s_ = 0;  ///< the last of them
  std::deque<Sequence> waiting_;
  std::vector<Sequence> running_;  ///< in the order in which they were admitted
  std::deque<std::size_t> free_;   ///< places that were used, the one that is free for longest first
  std::size_t places_ = 0;         ///< that were ever used
  const NextRequest& next_;
  double token_bytes_;  ///< of a sequence's first token
  std::size_t groups_;
  std::vector<double> room_, read_;  ///< of each group: prompt tokens that this step may read, and reads
  double now_s_ = 0;
  double held_bytes_ = 0;  ///< by the caches, at most
  ServerLog log_;
};

}  // namespace

ServerLog serve(const StepTimes& times,
                const ServerRules& rules,
                std::span<const ServedRequest> requests,
                const NextRequest& next) {
  return Server(times, rules, requests, next).run();
}

}  // namespace tokroof::whatif
