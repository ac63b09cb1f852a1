#pragma once
#include "formats/benchmarks/format.hpp"

namespace tokroof::formats {

// One file a tool: formats/benchmarks/<tool>.cpp, which adds its formats. Used by all_formats() only.
void add_llama_bench(Formats& formats);
void add_llama_bench_markdown(Formats& formats, const LlamaLog& log);
void add_llama_benchy(Formats& formats);
void add_batched_bench(Formats& formats, const LlamaLog& log);
void add_llama_timings(Formats& formats, const LlamaLog& log);
void add_llama_server(Formats& formats);
void add_ollama(Formats& formats);
void add_ollama_bench(Formats& formats);
void add_vllm(Formats& formats);
void add_sglang(Formats& formats);
void add_sglang_batch_server(Formats& formats);
void add_serving_text(Formats& formats);
void add_server_log(Formats& formats);
void add_genai_perf(Formats& formats);
void add_localscore(Formats& formats);
void add_mlx(Formats& formats);
void add_koboldcpp(Formats& formats, const LlamaLog& log);
void add_exllama(Formats& formats);
void add_tabby_api(Formats& formats);
void add_trtllm_bench(Formats& formats);
void add_inferencex(Formats& formats);
void add_evalscope(Formats& formats);
void add_text_generation_webui(Formats& formats);
void add_lm_studio(Formats& formats);
void add_plain_rate(Formats& formats);
void add_described(Formats& formats, const catalog::Catalog& catalog);
void add_runs_table(Formats& formats);
void add_titled_table(Formats& formats, const catalog::Catalog& catalog);

}  // namespace tokroof::formats
