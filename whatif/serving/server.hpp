#pragma once
#include <functional>
#include <limits>
#include <span>
#include <vector>

#include "whatif/serving/request_stream.hpp"

namespace tokroof::whatif {

/// How long the steps of one server take.
struct StepTimes {
  std::function<double(double sequences, double tokens)>
      decode_s;  ///< so many, with so many tokens each in the cache
  std::function<double(double tokens, double attended, double prompts)>
      prompt_s;  ///< reads so many of so many prompts, which attend to so many on average
  double sampled_s =
      0;  ///< a sequence's next token, on the host, one sequence after the other; drafts are sampled there, too
};

/// What its scheduler goes by.
struct ServerRules {
  bool prompts_beside_steps =
      true;  ///< a step decodes and reads a chunk; else prompts first, and their group does not decode
  double step_tokens = 2048;  ///< that a step takes: those of each sequence that decodes, the rest of prompts
  double answered =
      1;  ///< tokens that a step adds to a sequence that decodes: with drafts, those that are accepted, too
  double verified = 1;  ///< tokens that it takes of such a sequence: with drafts, those that are drafted, too
  double groups =
      1;  ///< of data-parallel attention, each with its share of step_tokens and its own sequences
  double stages = 1;          ///< of a pipeline, which work on several chunks at once
  double request_host_s = 0;  ///< until a request reaches the scheduler, one after the other
  double most_sequences = std::numeric_limits<double>::infinity();
  bool joins_neighbours_only =
      false;  ///< a pass over the weights takes sequences whose places are neighbours
  bool reserves_answers =
      false;  ///< one starts only where there is room for its whole answer, and is never preempted
  double cache_bytes = std::numeric_limits<double>::infinity();  ///< room for caches
  std::function<double(double tokens)> held_bytes;               ///< of a sequence with so many tokens
};

struct Answered {
  ServedRequest request;
  double first_s = 0, done_s = 0;  ///< first and last token

  [[nodiscard]] double ttft_s() const { return first_s - request.at_s; }
  [[nodiscard]] double latency_s() const { return done_s - request.at_s; }
  /// Mean time between its tokens; 0 of a single one.
  [[nodiscard]] double token_s() const {
    return request.answer > 1 ? (done_s - first_s) / (request.answer - 1) : 0;
  }
};

/// The same time between two tokens of one sequence, so many times over.
struct Gap {
  double at_s = 0;
  double seconds = 0;
  double count = 0;
};

struct ServerLog {
  std::vector<Answered> answered;  ///< in the order of their last token
  std::vector<Gap> gaps;
  double end_s = 0;
  double sequence_seconds = 0;                       ///< integral of the sequences in flight
  double reading_seconds = 0, decoding_seconds = 0;  ///< of its steps; else it waits for requests
  double preempted = 0;                              ///< sequences that were put back for want of room
};

/// Asks anew when one is answered; nothing: no more.
using NextRequest = std::function<const ServedRequest*(double now_s)>;

/// A server with continuous batching, step by step. Its host receives one request after the other, each in request_host_s. Each step
///
///   admits      waiting requests in their order, while there is a place and room for their prompt's cache
///   reads       prompts in their order, up to step_tokens; of data-parallel attention each group its own ones, its share of them
///   decodes     every sequence whose prompt is read (where prompts go first, none of a group that reads): a token, with drafts
///               as many as are accepted on average, which are taken to come one after the other
///   lasts       prompt_s(tokens read, tokens that these attend to on average, prompts), of a pipeline the part for which a chunk
///               holds up the others, + decode_s(sequences, their mean depth)
///               + sampled_s for each token that comes; where only neighbours are joined, decode_s of each row of them
///   puts back   the youngest sequence where the caches outgrow their room; it is read anew later
///
/// The first token comes, alone, with the step that reads the last of the prompt; where another server has read it, with the first that
/// decodes. A new sequence takes a place that was never used, else the one that has been free for longest.
/// Source: Yu et al., Orca (OSDI 2022), iteration-level scheduling; Kwon et al., PagedAttention (SOSP 2023), preemption by
/// recomputing; Agrawal et al., Sarathi-Serve (OSDI 2024), chunks. That both parts of a mixed step add up is measured: on public
/// tables of servers no more than 13 % of a prompt hides behind decoding.
/// Ignores: how much the tokens that are accepted vary from step to step; time between steps in which nothing runs, the network, the tokenizer; what attention takes to pass over other
/// sequences' tokens in a cache that they share.
ServerLog serve(const StepTimes& times,
                const ServerRules& rules,
                std::span<const ServedRequest> requests,
                const NextRequest& next = {});

}  // namespace tokroof::whatif
