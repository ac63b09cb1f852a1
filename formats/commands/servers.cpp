#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "catalog/engines.hpp"
#include "catalog/names.hpp"
#include "catalog/text.hpp"
#include "catalog/usual_quant.hpp"
#include "formats/commands/command_reading.hpp"
#include "formats/commands/drafting.hpp"
#include "model/count/quantization.hpp"

namespace tokroof::formats {
namespace {

void pipeline_parallel(CommandReading& r, const std::string& v) { r.pipeline_parallel = r.number(v, 1, 1e5); }
void data_parallel(CommandReading& r, const std::string& v) { r.data_parallel = r.number(v, 1, 1e5); }
void machines(CommandReading& r, const std::string& v) { r.machines = r.number(v, 1, 1e5); }
void machine_devices(CommandReading& r, const std::string& v) { r.machine_devices = r.number(v, 1, 1e5); }
void expert_parallel(CommandReading& r, const std::string& /*v*/) { r.whole_experts = true; }
void expert_devices(CommandReading& r, const std::string& v) { r.whole_experts = r.number(v, 1, 1e5) > 1; }
void attention_parallel(CommandReading& r, const std::string& /*v*/) { r.shares_devices = true; }

/// A server loads a repository as it is: the published type where the name says no other, whether it fits or not.
void take_published_type(CommandReading& r) {
  const model::Architecture* model = r.catalog().find_model(r.run().model);
  const model::Engine& engine = catalog::engine_facts(r.catalog(), r.run().engine);
  if (r.run().quant.empty() && model != nullptr && engine.checkpoints) {
    r.run().quant = catalog::usual_quant(engine, *model, model::kUnknown);
    if (!r.compute_type.empty() && model::bits_per_weight(r.run().quant) >= 16) {
      r.run().quant = r.compute_type;  // --dtype leaves packed weights as they are
      return;
    }
    r.assume("quant", r.run().quant);
  }
}

/// How many of the devices a machine holds, where there are several.
void settle_machines(CommandReading& r, double devices) {
  const double each = r.machines > 1 ? devices / r.machines : r.machine_devices;
  if (std::isnan(each)) {
    return;
  }
  if (std::floor(each) != each) {
    r.note(fmt::format("{:g} devices on {:g} machines is ignored: not so many each", devices, r.machines));
  } else if (each < devices) {
    r.set(r.run().machine_devices, each);
  }
}

/// What several sizes mean together. Copies of vLLM share the experts of a mixture; SGLang's attention is on the
/// tensor-parallel devices, or its copies are whole.
void settle_parallel(CommandReading& r) {
  catalog::Run& run = r.run();
  const model::Architecture* model = r.catalog().find_model(run.model);
  const bool mixture = model != nullptr && model->experts > 1;
  double devices = run.n_devices > 1 ? run.n_devices : 1;
  const bool all_stated = devices > 1 && !r.has_read(&run.n_devices);  // by tokroof's own option
  const auto times = [&](double parts) { devices *= all_stated ? 1 : parts; };
  if (mixture && r.data_parallel > 1 && (r.shares_devices || r.program().starts_with("vllm"))) {
    times(r.shares_devices ? 1 : r.data_parallel);
    run.data_parallel_attention = r.data_parallel;
    if (!catalog::engine_facts(r.catalog(), run.engine).groups_share_limits) {
      run.details.max_num_seqs *= r.data_parallel;
    }
  } else if (r.data_parallel > 1 && !r.shares_devices) {
    r.set(run.replicas, r.data_parallel);
  } else if (r.data_parallel > 1 && !mixture) {
    r.note(fmt::format("{:g} groups of attention: {} has no experts to share, and is split by tensors",
                       r.data_parallel,
                       run.model));
  }
  if (r.pipeline_parallel > 1 && devices == 1) {
    run.split = model::Split::pipeline;
  } else if (r.pipeline_parallel > 1) {
    run.pipeline_parallel = r.pipeline_parallel;
  }
  times(r.pipeline_parallel > 1 ? r.pipeline_parallel : 1);
  if (devices == 1) {
    return;
  }
  run.n_devices = devices;
  if (run.split.empty()) {
    run.split = model::Split::tensor;
  }
  run.expert_parallel = r.whole_experts && mixture;
  settle_machines(r, devices);
}
void quantization(CommandReading& r, const std::string& v) {
  const std::string name = catalog::lower_case(v);
  const bool marlin = name.ends_with("_marlin");
  const std::string plain = marlin ? name.substr(0, name.size() - 7) : name;
  if (plain == "awq" || plain == "gptq" || plain == "fp8" || plain == "mxfp4" || plain == "nvfp4") {
    r.set(r.run().quant, catalog::upper_case(plain));
  } else if (plain == "bitsandbytes") {
    r.set(r.run().quant, "INT4");
    r.note("bitsandbytes weights are counted as INT4");
  } else if (plain == "modelopt" || plain == "modelopt_fp8" || plain == "w8a8_fp8" || plain == "ptpc_fp8" ||
             plain == "fbgemm_fp8") {
    r.set(r.run().quant, "FP8");
  } else if (plain == "modelopt_fp4" || plain == "w4afp8" || plain == "petit_nvfp4") {
    r.set(r.run().quant, "NVFP4");
  } else if (plain == "w8a8_int8" || plain == "experts_int8") {
    r.set(r.run().quant, "INT8");
  } else {
    r.note(fmt::format("{} {} is not known and ignored; --quant names a storage type", r.option(), v));
  }
}
void type(CommandReading& r, const std::string& v) {
  const std::string name = catalog::lower_case(v);
  if (name == "bfloat16") r.compute_type = "BF16";
  if (name == "float16" || name == "half") r.compute_type = "F16";
  if (name == "float32" || name == "float") r.compute_type = "F32";
}
/// "32768", "32k" (1000), "32K" (1024); "auto" and -1 leave it open.
void longest_sequence(CommandReading& r, const std::string& v) {
  if (v == "auto" || v == "-1") {
    return;
  }
  const double unit = v.ends_with('k') ? 1e3 : v.ends_with('K') ? 1024 : 1;
  const double tokens = unit * r.number(unit > 1 ? v.substr(0, v.size() - 1) : v, 1e-3, kMostCount);
  r.set(r.run().details.max_model_len, std::floor(tokens));
}
/// So many of the weights stream from the host's memory.
void cpu_offload(CommandReading& r, const std::string& v) {
  if (r.number(v, 0, kMostCount) > 0) {
    r.run().details.spill = true;
    r.note(
        fmt::format("{} {} is taken as --spill: only what the devices have no room for is read over the link",
                    r.option(),
                    v));
  }
}
void eager(CommandReading& r, const std::string& /*v*/) { r.set(r.run().eager, true); }
void most_graphs(CommandReading& r, const std::string& v) {
  if (v == "0") {
    eager(r, v);
  }
}

void served_model(CommandReading& r, const std::string& word, std::size_t index) {
  const bool serves = r.program() == "trtllm-serve" && word == "serve" && index == 0;
  if (serves || word == "throughput" || word == "latency") {  // verbs of trtllm-bench
    return;
  }
  if (index > 0 && !r.run().model.empty()) {
    r.fail(fmt::format("'{}' stands behind the model", word));
  }
  r.name_model(word);
}

void sent_requests(CommandReading& r, const std::string& v) { r.reading().requests = r.number(v, 1, 1e6); }
void sent_per_s(CommandReading& r, const std::string& v) {
  if (v != "inf") r.reading().request_rate_per_s = r.number(v, 1e-6, 1e6);
}

/// A benchmark without a rate sends all at once, or as many as may run.
void settle_requests(CommandReading& r) {
  const CommandLineReading& sent = r.reading();
  if (sent.requests > 0 && std::isnan(sent.request_rate_per_s) && std::isnan(r.run().concurrency)) {
    r.set(r.run().concurrency, sent.requests);
  }
}

void server_finish(CommandReading& r) {
  settle_parallel(r);
  settle_requests(r);
  take_published_type(r);
}

// Text Generation Inference
/// Of all devices that it sees, unless told otherwise.
void shards(CommandReading& r, const std::string& v) {
  const double n = r.number(v, 1, 1e5);
  r.set(r.run().n_devices, n);
  if (n > 1) r.set(r.run().split, model::Split::tensor);
}
void sharded(CommandReading& r, const std::string& v) {
  if (v == "false") shards(r, "1");
}
/// Without a kind bitsandbytes has 8 bits here.
void tgi_quantization(CommandReading& r, const std::string& v) {
  if (v == "bitsandbytes" || v == "eetq") {
    r.set(r.run().quant, "INT8");
  } else if (v.starts_with("bitsandbytes-")) {
    quantization(r, "bitsandbytes");
  } else {
    quantization(r, v == "marlin" ? "gptq" : v);
  }
}
void fewest_sequences(CommandReading& r, const std::string& v) {
  r.most_sequences = std::fmin(r.most_sequences, r.number(v, 1, 1e6));
}
void speculate(CommandReading& r, const std::string& v) {
  means_draft_tokens(r, v);
  r.drafting = r.drafting.value_or(model::Drafting::ngram);
}
void tgi_finish(CommandReading& r) {
  r.at(r.program(), "--max-concurrent-requests");
  if (!std::isnan(r.most_sequences)) r.set(r.run().details.max_num_seqs, r.most_sequences);
  server_finish(r);
}

// LMDeploy
void quant_policy(CommandReading& r, const std::string& v) {
  if (const double bits = r.number(v, 0, 1e3); bits != 0) means_kv_bits(r, bits, v);
}
void model_format(CommandReading& r, const std::string& v) {
  if (v != "hf" && v != "llama" && v != "layout") quantization(r, v);
}

// MLC
/// "tensor_parallel_shards=2;max_num_sequence=4"
void mlc_overrides(CommandReading& r, const std::string& v) {
  constexpr std::pair<std::string_view, void (*)(CommandReading&, const std::string&)> kMeanings[] = {
      {"tensor_parallel_shards", means_tensor_parallel},
      {"pipeline_parallel_stages", pipeline_parallel},
      {"max_num_sequence", means_most_streams},
      {"context_window_size", longest_sequence},
      {"prefill_chunk_size", means_micro_batch},
      {"gpu_memory_utilization", means_memory_share},
      {"spec_draft_length", means_draft_tokens}};
  for (const std::string_view part : catalog::split_at(v, ';')) {
    const std::size_t equals = part.find('=');
    const auto* found = std::find_if(std::begin(kMeanings), std::end(kMeanings), [&](const auto& known) {
      return known.first == part.substr(0, equals);
    });
    if (found != std::end(kMeanings) && equals != std::string_view::npos) {
      found->second(r, std::string(part.substr(equals + 1)));
    } else if (!part.empty()) {
      r.note(fmt::format("{} {} changes nothing here", r.option(), part));
    }
  }
}
/// "cuda", "vulkan:0", "auto".
void mlc_device(CommandReading& r, const std::string& v) {
  const std::string name = v.substr(0, v.find(':'));
  if (catalog::is_backend(name)) {
    r.set(r.run().backend, name);
  } else if (name != "auto") {
    r.note(fmt::format("{} {} is ignored: --backend names what is predicted", r.option(), v));
  }
}
void mlc_drafts(CommandReading& r, const std::string& v) {
  if (v != "disable") means_draft_way(r, v);
}

/// -1: prompts come whole.
void chunk_size(CommandReading& r, const std::string& v) { means_micro_batch(r, v == "-1" ? "1000000" : v); }

// clang-format off
constexpr CommandOption kVllm[] = {
    {"--model", kValue, means_model},
    {"-tp|--tensor-parallel-size", kValue, means_tensor_parallel}, {"-pp|--pipeline-parallel-size", kValue, pipeline_parallel},
    {"-dp|--data-parallel-size", kValue, data_parallel},
    {"-q|--quantization", kValue, quantization}, {"--dtype", kValue, type}, {"--kv-cache-dtype", kValue, means_kv_type},
    {"--max-num-seqs", kValue, means_most_streams}, {"--max-concurrency", kValue, means_streams}, {"--batch-size", kValue, means_streams},
    {"--input-len|--random-input-len", kValue, means_prompt}, {"--output-len|--random-output-len", kValue, means_generated},
    {"--speculative-model", kValue, means_draft_model}, {"--num-speculative-tokens", kValue, means_draft_tokens}, {"--speculative-config", kValue, means_draft_config},
    {"--cpu-offload-gb", kValue, cpu_offload}, {"--enforce-eager", kFlag, eager},
    {"--gpu-memory-utilization", kValue, means_memory_share}, {"--max-model-len", kValue, longest_sequence},
    {"-ep|--enable-expert-parallel", kFlag, expert_parallel},
    {"--enable-prefix-caching", kMaybe, nullptr, "prompts are counted as new"},
    {"--max-num-batched-tokens", kValue, means_micro_batch},
    {"--enable-chunked-prefill", kMaybe, nullptr, "its build decides whether prompts come in chunks"},
    {"--enable-lora", kFlag, nullptr, "adapters are not counted"},
    {"--host", kValue}, {"--port", kValue}, {"--api-key", kValue}, {"--served-model-name", kMany}, {"--seed", kValue},
    {"--trust-remote-code", kFlag}, {"--download-dir", kValue}, {"--tokenizer", kValue}, {"--revision", kValue},
    {"--load-format", kValue}, {"--chat-template", kValue}, {"--enable-auto-tool-choice", kFlag}, {"--tool-call-parser", kValue},
    {"--reasoning-parser", kValue}, {"--disable-log-requests", kFlag}, {"--disable-log-stats", kFlag}, {"--swap-space", kValue},
    {"--block-size", kValue}, {"--distributed-executor-backend", kValue}, {"--num-prompts", kValue, sent_requests}, {"--request-rate", kValue, sent_per_s},
    {"--dataset-name", kValue}, {"--dataset-path", kValue}, {"--backend", kValue}, {"--base-url", kValue}, {"--endpoint", kValue},
    {"--save-result", kFlag}, {"--result-filename", kValue}, {"--output-json", kValue}, {"--num-iters", kValue},
    {"--num-iters-warmup", kValue}, {"--ignore-eos", kFlag}, {"--no-enable-prefix-caching", kFlag}, {"--compilation-config", kValue},
    {"-O|-O0|-O1|-O2|-O3", kMaybe}, {"--generation-config", kValue},
    {"-dcp|--decode-context-parallel-size|-pcp|--prefill-context-parallel-size", kValue, nullptr, "attention is counted as split by tensors"},
    {"-asc|--async-scheduling|--no-async-scheduling", kFlag}, {"--all2all-backend|--attention-backend|--mm-encoder-tp-mode|--mamba-backend|--moe-backend", kValue},
    {"--enable-eplb|--enable-dbo|--disable-custom-all-reduce|--enable-sleep-mode|--enable-log-requests|--disable-uvicorn-access-log", kFlag},
    {"--kv-transfer-config|--kv-cache-memory-bytes|--kv-offloading-size|--num-gpu-blocks-override|--kv-cache-metrics", kValue},
    {"--language-model-only|--skip-mm-profiling|--disable-cascade-attn|--enable-reasoning|--disable-sliding-window|--calculate-kv-scales", kFlag},
    {"--lora-modules", kMany, nullptr, "adapters are not counted"}, {"--max-loras|--max-lora-rank|--max-cpu-loras", kValue, nullptr, "adapters are not counted"},
    {"--cudagraph-capture-sizes|--cuda-graph-sizes|--goodput", kMany}, {"--max-cudagraph-capture-size|--long-prefill-token-threshold", kValue},
    {"--hf-overrides|--hf-config-path|--config-format|--tokenizer-mode|--tokenizer-revision|--override-generation-config|--default-chat-template-kwargs|--chat-template-content-format|--response-role", kValue},
    {"--mm-processor-kwargs|--mm-processor-cache-gb|--allowed-local-media-path|--media-io-kwargs", kValue, nullptr, "pictures are not modelled"},
    {"--task|--runner|--convert|--max-logprobs|--max-num-partial-prefills|--scheduling-policy|--structured-outputs-config|--guided-decoding-backend|--additional-config|--root-path|--allowed-origins|--api-server-count|--tool-parser-plugin|--reasoning-parser-plugin|--plugins|--max-log-len|--logits-processors|--config|--device|--rope-scaling|--rope-theta|--stream-interval", kValue},
    {"-n|--nnodes", kValue, machines}, {"-r|--node-rank|--master-addr|--master-port|--data-parallel-size-local|-dpl|--data-parallel-address|--data-parallel-rpc-port|--data-parallel-backend|--data-parallel-start-rank|--headless", kValue},
    {"--cpu-offload-params|--max-parallel-loading-workers|--model-loader-extra-config|--safetensors-load-strategy", kValue}, {"--ray-workers-use-nsight", kFlag},
    {"--percentile-metrics|--metric-percentiles|--burstiness|--ramp-up-strategy|--num-warmups|--ready-check-timeout-sec|--extra-body|--result-dir|--label|--metadata|--random-range-ratio|--random-prefix-len|--random-batch-size|--sonnet-input-len|--sharegpt-output-len|--n|--temperature|--top-p|--top-k|--tokenizer-id|--endpoint-type|--openai-endpoint", kValue},
    {"--save-detailed|--append-result|--disable-tqdm|--profile|--use-beam-search|--disable-detokenize|--async-engine", kFlag},
 {"--uvicorn-log-level", kValue}, {"--limit-mm-per-prompt", kValue},
};

constexpr CommandOption kSglang[] = {
    {"--model-path|--model", kValue, means_model},
    {"--tp|--tp-size|--tensor-parallel-size", kValue, means_tensor_parallel}, {"--pp|--pp-size|--pipeline-parallel-size", kValue, pipeline_parallel},
    {"--dp|--dp-size|--data-parallel-size", kValue, data_parallel},
    {"--quantization", kValue, quantization}, {"--dtype", kValue, type}, {"--kv-cache-dtype", kValue, means_kv_type},
    {"--max-running-requests", kValue, means_most_streams}, {"--batch-size|--batch", kValue, means_streams}, {"--max-concurrency", kValue, means_streams},
    {"--input-len|--random-input-len|--random-input", kValue, means_prompt},
    {"--output-len|--random-output-len|--random-output", kValue, means_generated},
    {"--speculative-algorithm|--speculative-algo", kValue, means_draft_way}, {"--speculative-num-steps", kValue, means_draft_tokens},
    {"--speculative-num-draft-tokens", kValue, means_draft_tree}, {"--speculative-eagle-topk", kValue},
    {"--cpu-offload-gb", kValue, cpu_offload}, {"--disable-cuda-graph", kFlag, eager},
    {"--mem-fraction-static|--mem-fraction", kValue, means_memory_share}, {"--context-length", kValue, longest_sequence},
    {"--ep|--ep-size|--expert-parallel-size", kValue, expert_devices},
    {"--enable-dp-attention", kFlag, attention_parallel},
    {"--chunked-prefill-size", kValue, chunk_size},
    {"--torchao-config", kValue, nullptr, "--quant names a storage type"},
    {"--host", kValue}, {"--port", kValue}, {"--api-key", kValue}, {"--served-model-name", kMany}, {"--trust-remote-code", kFlag},
    {"--attention-backend", kValue}, {"--sampling-backend", kValue}, {"--schedule-policy", kValue}, {"--log-level", kValue},
    {"--tool-call-parser", kValue}, {"--reasoning-parser", kValue}, {"--enable-torch-compile", kFlag}, {"--random-seed", kValue},
    {"--num-prompts", kValue, sent_requests}, {"--request-rate", kValue, sent_per_s}, {"--dataset-name", kValue}, {"--backend", kValue}, {"--cuda-graph-max-bs", kValue}, {"--cuda-graph-bs", kMany},
    {"--dsa-prefill-backend|--dsa-decode-backend|--nsa-prefill-backend|--nsa-decode-backend|--swa-full-tokens-ratio|--disaggregation-transfer-backend|--disaggregation-bootstrap-port", kValue}, {"--enable-dsa-prefill-context-parallel", kFlag},
    {"--moe-dense-tp-size|--attn-cp-size|--moe-a2a-backend|--moe-runner-backend|--deepep-mode|--fp8-gemm-backend|--disaggregation-mode|--disaggregation-ib-device|--load-balance-method|--tool-server|--nccl-port|--page-size|--max-total-tokens|--max-prefill-tokens|--num-continuous-decode-steps|--stream-interval|--chat-template|--tokenizer-path|--load-format|--prefill-attention-backend|--decode-attention-backend|--mm-attention-backend|--grammar-backend|--hicache-ratio|--hicache-size|--base-gpu-id|--gpu-id-step|--device|--revision|--model-loader-extra-config|--json-model-override-args|--schedule-conservativeness|--mamba-scheduler-strategy|--preferred-sampling-params|--rl-on-policy-target|--log-requests-level", kValue},
    {"--disable-radix-cache|--disable-overlap-schedule|--enable-metrics|--enable-mixed-chunk|--disable-custom-all-reduce|--enable-hierarchical-cache|--enable-p2p-check|--enable-nccl-nvls|--enable-eplb|--enable-two-batch-overlap|--enable-flashinfer-allreduce-fusion|--disable-shared-experts-fusion|--enable-multimodal|--enable-mla|--show-time-cost|--log-requests|--skip-server-warmup|--disable-cuda-graph-padding|--enable-symm-mem|--enable-torch-symm-mem|--keep-mm-feature-on-device|--skip-tokenizer-init|--is-embedding|--flush-cache|--disable-stream|--disable-ignore-eos", kFlag},
    {"--speculative-draft-model-path|--speculative-draft-model|--speculative-draft", kValue, means_draft_model}, {"--max-running|--seed|--host-url|--base-url|--output-file|--random-range-ratio", kValue},
    {"--tensor-parallel", kValue, means_tensor_parallel}, {"--watchdog-timeout", kValue}, {"--dist-init-addr", kValue}, {"--nnodes", kValue, machines}, {"--node-rank", kValue},
};

constexpr CommandOption kTokenspeed[] = {
    {"--model", kValue, means_model}, {"--tp|--tensor-parallel-size|--attn-tp-size", kValue, means_tensor_parallel}, {"--data-parallel-size", kValue, data_parallel},
    {"--enable-expert-parallel", kFlag, expert_parallel}, {"--ep-size|--expert-parallel-size", kValue, expert_devices}, {"--nnodes", kValue, machines}, {"--nprocs-per-node", kValue, machine_devices},
    {"--quantization", kValue, quantization}, {"--dtype", kValue, type}, {"--kv-cache-dtype", kValue, means_kv_type},
    {"--max-num-seqs", kValue, means_most_streams}, {"--max-model-len", kValue, longest_sequence}, {"--gpu-memory-utilization", kValue, means_memory_share}, {"--enforce-eager", kFlag, eager},
    {"--speculative-config", kValue, means_draft_config}, {"--speculative-algorithm", kValue, means_draft_way}, {"--speculative-num-steps", kValue, means_draft_tokens},
    {"--speculative-num-draft-tokens", kValue, means_draft_tree}, {"--speculative-draft-model-path", kValue, means_draft_model},
    {"--chunked-prefill-size|--max-prefill-tokens", kValue, chunk_size},
    {"--enable-prefix-caching", kMaybe, nullptr, "prompts are counted as new"},
    {"--dense-tp-size|--moe-tp-size|--world-size", kValue, nullptr, "--tensor-parallel-size and --data-parallel-size are read"},
    {"--host|--port|--served-model-name|--api-key|--chat-template|--stream-interval|--tokenizer|--tokenizer-mode|--load-format|--revision|--download-dir|--hf-overrides|--kv-cache-quant-method|--quantization-param-path|--weight-version|--max-total-tokens|--block-size|--max-cudagraph-capture-size|--cudagraph-capture-sizes|--mm-encoder-tp-mode|--node-rank|--dist-init-addr|--attention-backend|--drafter-attention-backend|--moe-backend|--draft-moe-backend|--all2all-backend|--deepep-mode|--sampling-backend|--reasoning-parser|--tool-call-parser|--speculative-draft-model-quantization|--speculative-eagle-topk|--log-level", kValue},
    {"--trust-remote-code|--skip-tokenizer-init|--stream-output|--disable-prefix-caching|--disable-prefill-graph|--disable-kda-prefill-graph|--disable-cudagraph-memory-reserve|--moe-mxfp4-fp8-activation|--dp-sampling|--enable-metrics", kFlag},
};

constexpr CommandOption kTrtllm[] = {
    {"--model", kValue, means_model}, {"--tp-size|--tp", kValue, means_tensor_parallel}, {"--pp-size|--pp", kValue, pipeline_parallel},
    {"--max-batch-size", kValue, means_most_streams}, {"--concurrency", kValue, means_streams}, {"--kv-cache-dtype", kValue, means_kv_type},
    {"--ep-size|--ep", kValue, expert_devices}, {"--cluster-size", kValue},
    {"--max-seq-len", kValue, longest_sequence}, {"--max-num-tokens", kValue, means_micro_batch}, {"--max-beam-width", kValue},
    {"--kv-cache-free-gpu-memory-fraction|--free-gpu-memory-fraction|--kv-cache-free-gpu-mem-fraction", kValue, nullptr, "a share of what the weights leave; --gpu-memory-utilization is one of all"},
    {"--extra-llm-api-options|--config|--config-file", kValue, nullptr, "files of options are not read"},
    {"--backend", kValue}, {"--tokenizer", kValue}, {"--host", kValue}, {"--port", kValue}, {"--trust-remote-code", kFlag}, {"--log-level", kValue},
    {"--gpus-per-node", kValue, machine_devices},
    {"--reasoning-parser|--tool-parser|--num-postprocess-workers|--revision|--dataset|--num-requests|--engine-dir|--report-json|--model-path|--served-model-name|--server-role|--metadata-server-config-file", kValue},
    {"--warmup|--max-input-len|--target-input-len|--target-output-len", kValue}, {"--streaming|--enable-chunked-context|--no-telemetry|--grpc", kFlag},
};

constexpr CommandOption kTgi[] = {
    {"--model-id", kValue, means_model}, {"--num-shard", kValue, shards}, {"--sharded", kValue, sharded}, {"--quantize", kValue, tgi_quantization},
    {"--dtype", kValue, type}, {"--kv-cache-dtype", kValue, means_kv_type}, {"--max-total-tokens", kValue, longest_sequence},
    {"--max-concurrent-requests|--max-batch-size", kValue, fewest_sequences}, {"--max-batch-prefill-tokens", kValue, means_micro_batch},
    {"--cuda-memory-fraction", kValue, means_memory_share}, {"--speculate", kValue, speculate},
    {"--max-input-length|--max-input-tokens|--max-batch-total-tokens", kValue, nullptr, "what is read follows --n-depth"},
    {"--cuda-graphs", kValue, most_graphs},
    {"--lora-adapters", kValue, nullptr, "adapters are not counted"},
    {"--port|-p|--hostname|--revision|--validation-workers|--max-best-of|--max-stop-sequences|--max-top-n-tokens|--waiting-served-ratio|--max-waiting-tokens|--shard-uds-path|--master-addr|--master-port|--huggingface-hub-cache|--weights-cache-override|--rope-scaling|--rope-factor|--otlp-endpoint|--otlp-service-name|--cors-allow-origin|--api-key|--tokenizer-config-path|--max-client-batch-size|--payload-limit|--prefix-caching|--prometheus-port|--graceful-shutdown", kValue},
    {"--trust-remote-code|--disable-custom-kernels|--json-output|--disable-grammar-support|--enable-prefill-logprobs|--disable-usage-stats|--env", kFlag}, {"--usage-stats", kValue},
};

constexpr CommandOption kLmdeploy[] = {
    {"--model|--model-path", kValue, means_model}, {"--tp", kValue, means_tensor_parallel}, {"--dp", kValue, data_parallel}, {"--ep", kValue, expert_devices},
    {"--quant-policy", kValue, quant_policy}, {"--model-format", kValue, model_format}, {"--dtype", kValue, type}, {"--session-len", kValue, longest_sequence},
    {"--max-batch-size", kValue, means_most_streams}, {"--max-prefill-token-num", kValue, means_micro_batch}, {"--eager-mode", kFlag, eager},
    {"--nnodes", kValue, machines}, {"--node-rank", kValue},
    {"--speculative-algorithm", kValue, means_draft_way}, {"--speculative-num-draft-tokens", kValue, means_draft_tokens}, {"--speculative-draft-model", kValue, means_draft_model},
    {"--cache-max-entry-count", kValue, nullptr, "a share of what the weights leave; --gpu-memory-utilization is one of all"},
    {"--adapters", kMany, nullptr, "adapters are not counted"}, {"--vision-max-batch-size", kValue, nullptr, "pictures are not modelled"},
    {"--server-name|--server-port|--backend|--log-level|--chat-template|--model-name|--cache-block-seq-len|--rope-scaling-factor|--max-log-len|--proxy-url|--device|--communicator|--tool-call-parser|--reasoning-parser|--revision|--download-dir|--num-tokens-per-iter|--max-prefill-iters|--async|--role|--hf-overrides|--allow-terminate-by-client", kValue},
    {"--api-keys", kMany}, {"--enable-prefix-caching", kFlag, nullptr, "prompts are counted as new"}, {"--trust-remote-code|--ssl|--disable-fastapi-docs|--enable-metrics|--disable-metrics|--disable-vision-encoder|--enable-microbatch|--enable-eplb", kFlag},
};

constexpr CommandOption kMlc[] = {
    {"--overrides", kValue, mlc_overrides}, {"--device", kValue, mlc_device}, {"--speculative-mode", kValue, mlc_drafts},
    {"--mode", kValue, nullptr, "--concurrency says how many streams there are"},
    {"--model|--model-id", kValue, means_model}, {"--model-lib|--model-lib-path|--host|--port|--prefix-cache-mode|--allow-origins|--allowed-origins|--allowed-methods|--allowed-headers|--api-key", kValue},
    {"--prefill-mode", kValue}, {"--additional-models", kMany}, {"--enable-tracing|--enable-debug|--allow-credentials", kFlag},
};

constexpr CommandProgram kServerPrograms[] = {
    {"text-generation-launcher", "tgi", kTgi, nullptr, tgi_finish},
    {"lmdeploy serve api_server|lmdeploy serve gradio|lmdeploy chat", "lmdeploy", kLmdeploy, served_model, server_finish, true},
    {"mlc_llm serve|mlc_llm chat", "mlc", kMlc, served_model, settle_parallel, true},
    {"trtllm-serve|trtllm-bench throughput|trtllm-bench latency|trtllm-bench", "tensorrt-llm", kTrtllm, served_model, server_finish},
    {"tokenspeed serve", "tokenspeed", kTokenspeed, served_model, server_finish, true},
    {"vllm serve|vllm.entrypoints.api_server|vllm.entrypoints.cli.main|vllm bench serve|"
     "vllm bench throughput|vllm bench latency|vllm chat|vllm.entrypoints.openai.api_server|"
     "benchmark_serving|benchmark_throughput|benchmark_latency",
     "vllm", kVllm, served_model, server_finish, true},
    {"sglang serve|sglang.launch_server|sglang.bench_one_batch|sglang.bench_offline_throughput|"
     "sglang.bench_serving|sglang.bench_one_batch_server",
     "sglang", kSglang, served_model, server_finish, true},
};
// clang-format on

}  // namespace

std::span<const CommandProgram> server_programs() { return kServerPrograms; }

}  // namespace tokroof::formats
