// SGLang's bench_one_batch_server: one batch sent to a server; its JSON Lines, and what it prints of each batch. The rate
// of output is of all streams, from the first token of the last of them on.
#include <map>
#include <utility>

#include <nlohmann/json.hpp>

#include "formats/benchmarks/csv.hpp"
#include "formats/benchmarks/formats.hpp"
#include "formats/benchmarks/printed_line.hpp"
#include "formats/benchmarks/sglang_batch.hpp"

namespace tokroof::formats {
namespace {

using nlohmann::json;

void put_batch(const Record& r, int line, Rows& rows) {
  ImportedRun figure = sglang_batch(r);
  catalog::Run& run = figure.run;
  run.pp_tps = r.number("input_throughput");
  run.tg_tps = run.n_gen == 1 ? model::kUnknown : r.number("output_throughput");
  if (const double length = r.number("acc_length"); length > 1) {
    run.speculative = model::Drafting::draft;
  }
  rows.row(std::move(figure), line);
}

const std::map<std::string_view, const char*> kPrinted = {{"batch size", "batch_size"},
                                                          {"input_len", "input_len"},
                                                          {"output_len", "output_len"},
                                                          {"input throughput", "input_throughput"},
                                                          {"output throughput", "output_throughput"},
                                                          {"acc_length", "acc_length"}};

class SglangBatchServer : public Format {
 public:
  [[nodiscard]] std::string_view name() const override { return "SGLang bench_one_batch_server"; }

  bool take_record(const Record& r, int line, Rows& rows) override {
    if (!r.has_all({"batch_size", "input_len", "output_len", "latency", "output_throughput"})) {
      return false;
    }
    put_batch(r, line, rows);
    return true;
  }

  bool take_line(std::string_view text, int line, Rows& rows) override {
    if (text.find("Warmup Begin ====") != std::string_view::npos ||
        text.find("Warmup End ") != std::string_view::npos) {
      end(rows);
      is_warm_up_ = text.find("Begin") != std::string_view::npos;
      return true;
    }
    const std::size_t colon = text.find(": ");
    const auto key = kPrinted.find(catalog::trimmed(text.substr(0, colon)));
    if (colon == std::string_view::npos || key == kPrinted.end()) {
      return line_ > 0 &&
             (text.starts_with("latency:") || text.starts_with("ttft:") || text.starts_with("last_"));
    }
    if (key->first == "batch size") {
      end(rows);
      line_ = line;
    } else if (line_ == 0) {
      return false;
    }
    fields_[key->second] = printed_number(text.substr(colon + 1));
    return key->first != "batch size";  // which others say, too
  }
  void end(Rows& rows) override {
    const Record r(fields_);
    const bool complete = r.has("input_throughput") || r.has("output_throughput");
    if (line_ > 0 && complete && !is_warm_up_) {
      put_batch(r, line_, rows);
    } else if (line_ > 0 && !is_warm_up_ && fields_.size() > 1) {
      rows.problem(line_, "a batch of bench_one_batch_server without its rates");
    }
    line_ = 0;
    fields_ = json::object();
  }

 private:
  json fields_ = json::object();
  int line_ = 0;
  bool is_warm_up_ = false;
};

}  // namespace

void add_sglang_batch_server(Formats& formats) { formats.push_back(std::make_unique<SglangBatchServer>()); }

}  // namespace tokroof::formats
