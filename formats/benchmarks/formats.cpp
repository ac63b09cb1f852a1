#include "formats/benchmarks/formats.hpp"

#include "formats/benchmarks/llama_log.hpp"

namespace tokroof::formats {
namespace {

/// Lines of a log that only say what the figures after them are of.
class LlamaLogLines : public Format {
 public:
  [[nodiscard]] const LlamaLog& log() const { return log_; }
  [[nodiscard]] std::string_view name() const override { return "llama.cpp log"; }
  bool take_line(std::string_view text, int /*line*/, Rows& /*rows*/) override { return log_.take(text); }

 private:
  LlamaLog log_;
};

}  // namespace

Formats all_formats(const catalog::Catalog& catalog) {
  auto lines = std::make_unique<LlamaLogLines>();
  const LlamaLog& log = lines->log();
  Formats out;
  add_llama_bench(out);
  add_llama_benchy(out);
  add_llama_bench_markdown(out, log);
  add_batched_bench(out, log);
  add_llama_timings(out, log);
  add_llama_server(out);
  add_ollama(out);
  add_ollama_bench(out);
  add_vllm(out);
  add_sglang(out);
  add_sglang_batch_server(out);
  add_server_log(out);
  add_serving_text(out);
  add_genai_perf(out);
  add_localscore(out);
  add_mlx(out);
  add_koboldcpp(out, log);
  add_exllama(out);
  add_tabby_api(out);
  add_trtllm_bench(out);
  add_inferencex(out);
  add_evalscope(out);
  add_text_generation_webui(out);
  add_lm_studio(out);
  add_described(out, catalog);
  add_runs_table(out);
  add_titled_table(out, catalog);
  add_plain_rate(out);
  out.push_back(std::move(lines));
  return out;
}

}  // namespace tokroof::formats
