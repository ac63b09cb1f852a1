#pragma once
#include <string>
#include <vector>

#include "catalog/run.hpp"

namespace tokroof::formats {

/// A figure as the file of a tool gives it: names are still as typed, what the file does not say is empty.
/// What has no column, but helps to find out what a name stands for or what a cell is to be, stands beside the run.
struct ImportedRun {
  catalog::Run run;
  std::vector<std::string>
      model_names;  ///< more that is said of the model, surest first: file, "llama 8B Q4_0"
  double parameters = model::kUnknown;
  double memory_gib = model::kUnknown;  ///< of one device
  double card_share = model::kUnknown;  ///< of the model, the rest being on the host: 0 to 1
  double whole_batch_s =
      model::kUnknown;         ///< all tokens of all sequences, prompt included: the rate follows from n_gen
  bool needs_streams = false;  ///< a stream's rate beside others, which is none of one alone
  bool is_said = false;        ///< by a sentence, which is a row even where its rate is not to be judged
  bool names_are_slugs = false;  ///< from a table of our own
};

/// What a tool measured of one stream alone.
inline ImportedRun one_stream_of(std::string_view engine = "") {
  ImportedRun figure;
  figure.run.engine = engine;
  catalog::set_one_stream(figure.run);
  return figure;
}

}  // namespace tokroof::formats
