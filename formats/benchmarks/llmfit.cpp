// llmfit: files of its community (means only) and the answer of its bench. Neither says how the weights are stored.
#include <utility>

#include "formats/benchmarks/formats.hpp"

namespace tokroof {
namespace {

class Llmfit : public Format {
 public:
  [[nodiscard]] std::string_view name() const override { return "llmfit"; }

  bool take_record(const Record& r, int line, Rows& rows) override {
    if (r.has("schemaVersion") && r.at("tool").text("name") == "llmfit") {
      return take_community(r, line, rows);
    }
    if (!r.has_all({"model", "provider", "summary"}) || !r.at("summary").has("avg_tps")) {
      return false;
    }
    const Record summary = r.at("summary");
    put(r.text("model"),
        r.text("provider"),
        summary.number("avg_tps"),
        summary.number("avg_output_tokens"),
        {},
        line,
        rows);
    return true;
  }

 private:
  static bool take_community(const Record& r, int line, Rows& rows) {
    const auto results = r.json().find("results");
    if (results == r.json().end() || !results->is_array()) {
      rows.problem(line, "llmfit's results are no list");
      return true;
    }
    const Record hardware = r.at("hardware");
    for (const nlohmann::json& entry : *results) {
      const Record result(entry);
      Run machine;
      machine.device = hardware.text("hardwareName");
      machine.n_devices = hardware.number("gpuCount");
      machine.host = hardware.text("cpu");
      put(result.text("model"),
          result.text("provider"),
          result.number("avgTps"),
          result.number("avgOutputTokens"),
          machine,
          line,
          rows);
    }
    return true;
  }

  static void put(const std::string& model,
                  const std::string& engine,
                  double rate,
                  double generated,
                  const Run& machine,
                  int line,
                  Rows& rows) {
    ImportedRun figure;
    figure.run = machine;
    figure.run.engine = engine;
    figure.run.model = model;
    figure.run.n_gen = generated;
    figure.run.concurrency = 1;
    figure.run.rate = "stream";
    figure.run.tg_tps = rate;
    rows.row(std::move(figure), line);
  }
};

}  // namespace

void add_llmfit(Formats& formats) { formats.push_back(std::make_unique<Llmfit>()); }

}  // namespace tokroof
