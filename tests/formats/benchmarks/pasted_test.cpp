// What people paste of outputs: without the frame, the outer bars or the start, beside lines that say what it is of.
#include <algorithm>
#include <cmath>
#include <string>

#include <catch2/catch.hpp>
#include "tests/formats/benchmarks/imported.hpp"

using namespace tokroof;
using namespace tokroof::test;
using catalog::StatedRate;

namespace {

catalog::Run only_row(const std::string& text) {
  const Imported file = imported(text);
  CAPTURE(text);
  REQUIRE(file.rows.size() == 1);
  return file.rows.front();
}

bool says(const Imported& file, std::string_view words) {
  return std::any_of(file.problems.begin(), file.problems.end(), [&](const auto& problem) {
    return problem.message.find(words) != std::string::npos;
  });
}

}  // namespace

TEST_CASE("a rate beside the number of its streams is of all of them", "[import][plain]") {
  const catalog::Run stated = only_row(
      "A100 80GB, Llama-2-7B\nconcurrency: 32, input_tokens: 1, output_tokens: 512\nthroughput: 1500.5 "
      "token/s\n");
  CHECK(stated.rate == StatedRate::aggregate);
  CHECK(stated.concurrency == 32);
  const catalog::Run below = only_row("Output speed: 300.5 tokens/s\nbatch size: 8\n");
  CHECK(below.rate == StatedRate::aggregate);
  CHECK(below.concurrency == 8);
  const catalog::Run alone = only_row("batch size: 1\nGeneration speed: 41 tokens/s\n");
  CHECK(alone.rate == StatedRate::stream);
  CHECK(alone.concurrency == 1);
}

TEST_CASE("the rate of many requests whose number at a time is not said is of all, of an unknown number",
          "[import][plain]") {
  for (const char* text :
       {"Scenario : Offline\nTokens per second: 20500.25\n",
        "Scenario : Server\nCompleted samples per second : 9.5\nCompleted tokens per second: 1200.5\n",
        "token throughput (completion token): 2100.5 token/s\n"
        "token throughput (prompt + completion token): 4400.5 token/s\n",
        "Completed requests: 500\nOutput throughput: 1800 tokens/s\n"}) {
    const catalog::Run run = only_row(text);
    CHECK(run.rate == StatedRate::aggregate);
    CHECK(std::isnan(run.concurrency));
  }
}

TEST_CASE("vLLM's figures of 2024 have their units behind them, and a time per token", "[import][serving]") {
  const catalog::Run run = only_row(
      "Successful requests: 500\nBenchmark duration: 50.5 s\nTotal input tokens: 100000\n"
      "Total generated tokens: 90000\nRequest throughput: 9.9 requests/s\nInput token throughput: 1980.2 "
      "tokens/s\n"
      "Output token throughput: 1782.2 tokens/s\nMean TTFT: 200.5 ms\nMean TPOT: 55.5 ms\nMedian TPOT: 50 "
      "ms\n");
  CHECK(run.rate == StatedRate::stream);
  CHECK(run.tg_tps == Approx(20));
  CHECK(run.concurrency > 50);
  CHECK(run.n_gen == 180);
}

TEST_CASE("a server's rate of tokens and the time of one say how many streams decode", "[import][serving]") {
  const catalog::Run run = only_row(
      "Successful requests: 500\nRequest throughput: 9.9 requests/s\nOutput token throughput: 1782.2 "
      "tokens/s\n"
      "Median TPOT: 50 ms\n");
  CHECK(run.tg_tps == Approx(20));
  CHECK(run.concurrency == Approx(89.11));
}

TEST_CASE("what vLLM shows of a list of prompts is of all of them", "[import][vllm]") {
  const catalog::Run run = only_row(
      "Processed prompts: 100%|###| 800/800 [00:50<00:00, 16.00it/s, est. speed input: 3200.00 toks/s, "
      "output: "
      "3200.00 toks/s]\n");
  CHECK(run.rate == StatedRate::aggregate);
  CHECK(run.tg_tps == 3200);
  CHECK(run.n_gen == 200);
  CHECK(std::isnan(run.concurrency));
}

TEST_CASE("a rate stands behind times and counts of its line", "[import][plain]") {
  CHECK(only_row("Time for inference 1: 2.50 sec total, 80.21 tokens/sec\n").tg_tps == 80.21);
  CHECK(only_row("Response generated in 8.00 seconds, 1000 tokens, 125.00 tokens/second\n").tg_tps == 125);
  CHECK(only_row("Average: 41.5 tokens/sec\n").tg_tps == 41.5);
  CHECK(only_row("Generation throughput: 41.5 tokens/secs\n").tg_tps == 41.5);
  const catalog::Run batch = only_row(
      "[ INFO ] [Average] P[0] Input token size: 64, 1st token latency: 90.5 ms/8tokens, 2nd token latency: "
      "40.00 "
      "ms/8tokens, 2nd tokens throughput: 200.00 tokens/s\n");
  CHECK(batch.concurrency == 8);
  CHECK(batch.rate == StatedRate::aggregate);
  CHECK(imported("I waited 8 seconds, 3090, 41 tokens/s\n").rows.empty());
}

TEST_CASE("a table that was copied without its outer bars is read", "[import][llama-bench]") {
  const catalog::Run run = only_row(
      "model | size | params | backend | ngl | test | t/s\n-- | -- | -- | -- | -- | -- | --\n"
      "qwen3 8B Q4_K - Medium | 4.68 GiB | 8.19 B | CUDA | 99 | tg 64 | 110.06 ± 0.66\n");
  CHECK(run.engine == "llama.cpp");
  CHECK(run.tg_tps == 110.06);
  CHECK(run.size_gib == Approx(4.68));
  const catalog::Run own = only_row("GPU | Model | tok/s\n--- | --- | ---\nRTX 3090 | Qwen3-8B | 88.5\n");
  CHECK(own.device == "rtx-3090");
  CHECK(own.tg_tps == 88.5);
}

TEST_CASE("a table of llama-bench whose cells are parted by tabs is its own", "[import][llama-bench]") {
  const catalog::Run run = only_row(
      "model\tsize\tparams\tbackend\tngl\ttest\tt/s\n"
      "qwen3 8B Q4_K - Medium\t4.68 GiB\t8.19 B\tCUDA\t99\tpp512\t4100.5 ± 0.66\n"
      "qwen3 8B Q4_K - Medium\t4.68 GiB\t8.19 B\tCUDA\t99\ttg128\t120.5 ± 0.66\n");
  CHECK(run.engine == "llama.cpp");
  CHECK(run.pp_tps == 4100.5);
  CHECK(run.size_gib == Approx(4.68));
}

TEST_CASE("the options of the command above timings are the run's", "[import][llama]") {
  const std::string timings =
      "       eval time =   1000.00 ms /   50 tokens (   20.00 ms per token,    50.00 tokens per second)\n";
  const catalog::Run run = only_row(
      "$ ./llama-server -m qwen3-32b-Q4_K_M.gguf -ngl 40 -ctk q8_0 -ctv q8_0 -fa on -t 6 --spec-type "
      "draft-mtp\n" +
      timings);
  CHECK(run.n_gpu_layers == 40);
  CHECK(run.kv_type == "q8_0");
  CHECK(run.flash_attention == true);
  CHECK(run.threads == 6);
  CHECK(run.speculative == model::Drafting::mtp);
  CHECK(only_row("2x RTX 3090\n$ ./llama-cli -m qwen3-32b-Q4_K_M.gguf -sm row\n" + timings).split ==
        model::Split::row);
  const catalog::Run told = only_row(
      "$ ./llama-cli -m qwen3-32b-Q4_K_M.gguf -ngl 99 -fa\nload_tensors: offloaded 32/65 layers to GPU\n" +
      timings);
  CHECK(told.n_gpu_layers == 32);  // the log says what became of it
  CHECK(told.flash_attention == true);
}

TEST_CASE("ollama ps says where the model is", "[import][ollama]") {
  const auto text = [](const char* processor) {
    return std::string(
               "RTX 4090\nNAME ID SIZE PROCESSOR CONTEXT UNTIL\nllama3.1:8b    a951a23b46a1    6 GB    ") +
           processor +
           "    8192       4 minutes from now\n$ ollama run llama3.1:8b --verbose\neval rate:            "
           "8.50 tokens/s\n";
  };
  CHECK(only_row(text("100% CPU")).n_gpu_layers == 0);
  CHECK(only_row(text("100% GPU")).placement == catalog::StatedPlacement::devices);
  CHECK(only_row(text("75%/25% CPU/GPU")).n_gpu_layers == 8);
}

TEST_CASE("a batch smaller than a micro-batch caps it, and tells set-ups apart", "[import][llama-bench]") {
  const Imported file = imported(
      "| model | size | params | backend | ngl | n_batch | test | t/s |\n"
      "| --- | --- | --- | --- | --- | --- | --- | --- |\n"
      "| qwen3 8B Q4_K - Medium | 4.68 GiB | 8.19 B | CUDA | 99 | 8 | pp512 | 600.5 ± 0.5 |\n"
      "| qwen3 8B Q4_K - Medium | 4.68 GiB | 8.19 B | CUDA | 99 | 2048 | tg128 | 110.5 ± 0.5 |\n");
  REQUIRE(file.rows.size() == 2);
  CHECK(file.rows[0].micro_batch == 8);
  CHECK(std::isnan(file.rows[1].micro_batch));
}

TEST_CASE("devices behind RPC are counted", "[import][llama-bench]") {
  const catalog::Run run = only_row(
      "| model | size | params | backend | ngl | dev | test | t/s |\n| --- | --- | --- | --- | --- | --- | "
      "--- | --- |\n"
      "| qwen3 8B Q4_K - Medium | 4.68 GiB | 8.19 B | CUDA,RPC | 99 | RPC0/RPC1 | tg128 | 47.5 ± 0.5 |\n");
  CHECK(run.n_devices == 2);
  CHECK(run.split == model::Split::rpc);
}

TEST_CASE("the command of mlx_lm.benchmark says the batch", "[import][mlx]") {
  const catalog::Run run = only_row(
      "mlx_lm.benchmark --model mlx-community/Qwen3-8B-4bit -p 128 -g 128 -b 16\n"
      "Averages: prompt_tps=900.5, generation_tps=300.5, peak_memory=46.8\n");
  CHECK(run.concurrency == 16);
  CHECK(run.rate == StatedRate::aggregate);
}

TEST_CASE(
    "a column of streams has many names, and a rate of the whole time beside a time per token is no other "
    "run",
    "[import][table]") {
  const catalog::Run run = only_row(
      "| GPU | Model | ISL | OSL | Concur | TPOT (ms) | Tok/s |\n|---|---|---|---|---|---|---|\n"
      "| H100 SXM | Llama-3.1-8B | 2048 | 128 | 16 | 10.0 | 1400.5 |\n");
  CHECK(run.concurrency == 16);
  CHECK(run.tg_tps == Approx(100));
  CHECK(run.rate == StatedRate::stream);
}

TEST_CASE("prompt and generation that have columns of their own are one run of two rates",
          "[import][table]") {
  const catalog::Run run = only_row(
      "Running on RTX 4090, llama-3.1-8b Q4_K_M\n| test | pp t/s | tg t/s |\n| ---: | ---: | ---: |\n"
      "| pp1024+tg16 | 4500.5 | 130.5 |\n");
  CHECK_FALSE(run.includes_prefill);
  CHECK(run.pp_tps == 4500.5);
  CHECK(run.tg_tps == 130.5);
  CHECK(run.depth == 1024);
}

TEST_CASE("a processor is the device of a run on it", "[import][names]") {
  const catalog::Run table = only_row(
      "AMD Ryzen 9 5950X\n| model | size | params | backend | threads | test | t/s |\n| --- | --- | --- | "
      "--- | --- | --- | --- |\n"
      "| qwen3 8B Q4_K - Medium | 4.68 GiB | 8.19 B | CPU | 16 | tg128 | 8.5 ± 0.1 |\n");
  CHECK(table.device.find("5950x") != std::string::npos);
  CHECK(only_row("i9-13900K\n$ ollama run llama3.1:8b --verbose\neval rate:            8.50 tokens/s\n")
            .device.find("13900k") != std::string::npos);
  const catalog::Run card = only_row(
      "i9-13900K, RTX 4090\n$ ollama run llama3.1:8b --verbose\neval rate:            88.50 tokens/s\n");
  CHECK(card.device == "rtx-4090");
  const catalog::Run llamafile = only_row(
      "| cpu_info | model_filename | size | test | t/s |\n| ---: | ---: | ---: | ---: | ---: |\n"
      "| AMD Ryzen 9 5950X 16-Core Processor (znver3) | Mistral-7b-instruct-v0.2.BF16 | 13.49 GiB | tg16 | "
      "3.50 |\n");
  CHECK(llamafile.engine == "llamafile");
  CHECK(llamafile.device.find("5950x") != std::string::npos);
}

TEST_CASE("a slip in the word that makes a device another one leaves it open", "[import][names]") {
  const std::string run =
      "\nllama-cli -m qwen3-32b-Q4_K_M.gguf\n"
      "       eval time =   1000.00 ms /   50 tokens (   20.00 ms per token,    50.00 tokens per second)\n";
  CHECK(only_row("M2 Utra" + run).device.empty());
  CHECK(only_row("M2 Ultra" + run).device.starts_with("m2-ultra"));
  const catalog::Run two = only_row("2x 5090" + run);
  CHECK(two.device == "rtx-5090");
  CHECK(two.n_devices == 2);
}

TEST_CASE("of which variants a device was chosen is said", "[import][names]") {
  CHECK(says(imported("Mac Studio M1 Ultra\n| ctx | prefill t/s |\n|---|---|\n| 2048 | 225.5 |\n"),
             " of that name"));
}

TEST_CASE("KoboldCpp until 2024 gives times per token", "[import][koboldcpp]") {
  const catalog::Run run =
      only_row("Processing:40.0s (80.0ms/T), Generation:100.0s (200.0ms/T), Total:140.0s (3.57T/s)\n");
  CHECK(run.engine == "koboldcpp");
  CHECK(run.pp_tps == Approx(12.5));
  CHECK(run.tg_tps == Approx(5));
  CHECK(run.n_prompt == 500);
  CHECK(run.n_gen == 500);
}

TEST_CASE("a request of llama-server that has not ended has the rate it showed last", "[import][llama]") {
  const catalog::Run run = only_row(
      "1.34.507.301 I slot print_timing: id  0 | task 0 | n_gen =   3000, tg =  47.50 t/s, tg_3s =  61.32 "
      "t/s\n"
      "1.37.555.369 I slot print_timing: id  0 | task 0 | n_gen =   3150, tg =  48.50 t/s, tg_3s =  57.74 "
      "t/s\n");
  CHECK(run.tg_tps == Approx(48.5));
  CHECK(run.n_gen == 3150);
}

TEST_CASE("graphics within the processor are left idle beside a card", "[import][llama-bench]") {
  const catalog::Run run = only_row(
      "ggml_vulkan: Found 2 Vulkan devices:\n"
      "ggml_vulkan: 0 = AMD Radeon RX 7900 XTX (RADV NAVI31) (radv) | uma: 0 | fp16: 1 | warp size: 64\n"
      "ggml_vulkan: 1 = AMD Radeon Graphics (RADV RAPHAEL_MENDOCINO) (radv) | uma: 1 | fp16: 1 | warp size: "
      "32\n"
      "| model | size | params | backend | ngl | test | t/s |\n| --- | --- | --- | --- | --- | --- | --- |\n"
      "| qwen3 8B Q4_K - Medium | 4.68 GiB | 8.19 B | Vulkan | 99 | tg128 | 111.5 ± 0.5 |\n");
  CHECK(run.device == "rx-7900-xtx");
  CHECK(run.n_devices == 1);
  CHECK(run.notes.find("RAPHAEL") != std::string::npos);
}

TEST_CASE("the weights of ktransformers are those of its GGUF", "[import][ollama]") {
  const catalog::Run run = only_row(
      "python3 -m ktransformers.local_chat --model_path DeepSeek-R1-GGUF/DeepSeek-R1-BF16 --gguf_path "
      "DeepSeek-R1-GGUF/DeepSeek-R1-UD-IQ1_S --cpu_infer 30\neval rate:            2.50 tokens/s\n");
  CHECK(run.engine == "ktransformers");
  CHECK(run.quant.find("IQ1_S") != std::string::npos);
}

TEST_CASE("trtllm-bench's report says whether experts are kept whole", "[import][trtllm]") {
  CHECK(only_row("= PYTORCH BACKEND\nModel:   deepseek-ai/DeepSeek-R1\nTP Size:                4\nPP Size:   "
                 "             1\n"
                 "EP Size:                4\nTotal Output Throughput (tokens/sec):             7500.5\n")
            .expert_parallel);
}
