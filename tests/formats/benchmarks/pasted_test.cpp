// What people paste of outputs: without the frame, the outer bars or the start, beside lines that say what it is of.
#include <algorithm>
#include <cmath>
#include <string>

#include <fmt/format.h>

#include <catch2/catch.hpp>
#include "formats/benchmarks/given_cells.hpp"
#include "tests/formats/benchmarks/imported.hpp"
#include "tests/unlike.hpp"
#include "tests/words.hpp"

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

TEST_CASE("a number behind a flag is no card, and a fork's command is heard as vLLM's", "[import][serving]") {
  constexpr const char* kWindow =
      "INFO 01-02 10:00:00 loggers.py:118] Engine 000: Avg prompt throughput: 0.0 tokens/s, Avg generation "
      "throughput: 42.1 tokens/s, Running: 1 reqs, Waiting: 0 reqs\n";
  for (const char* command :
       {"vllm serve Qwen/Qwen3-14B-AWQ --max-model-len 5000 -tp 2 --enforce-eager",
        "vllm serve Qwen/Qwen3-14B-AWQ --max-model-len=4000 -tp 2 --enforce-eager",
        "aphrodite run Qwen/Qwen3-14B-AWQ --max-model-len 4096 -tp 2 --enforce-eager"}) {
    const catalog::Run run = only_row(fmt::format("2x RTX 3060 12GB\n{}\n{}", command, kWindow));
    CAPTURE(command);
    CHECK(test::unlike(run, "device=rtx-3060-12gb n_devices=2 model=qwen3-14b eager=1") == "");
  }
  CHECK(only_row(fmt::format("my 4090 and its RTX 5000 sibling\n{}", kWindow)).device.empty());
}

TEST_CASE("a mixture's size is in the name that llama-bench prints, where its params are left out",
          "[import][llama-bench]") {
  const std::pair<const char*, const char*> kNames[] = {
      {"qwen3moe 30B.A3B Q8_0", "qwen3-30b-a3b"},
      {"qwen35moe 35B.A3B Q4_K - Medium", "qwen3.6-35b-a3b"},
      {"qwen3next 80B.A3B Q4_K - Medium", "qwen3-next-80b-a3b"},
      {"glm4moe 106B.A12B Q4_K - Medium", "glm-4.5-air"},
      {"deepseek2 671B Q2_K - Medium", "deepseek-v3"},
      {"llama 7B Q4_0", "llama-2-7b"},
      {"nosuch 7B Q4_0", "nosuch 7B Q4_0"}};
  for (const auto& [typed, model] : kNames) {
    CAPTURE(typed);
    CHECK(only_row(fmt::format("| model | size | backend | test | t/s |\n| --- | ---: | --- | ---: | ---: |\n"
                               "| {} | 30.25 GiB | Metal | tg128 | 76.31 ± 0.06 |\n",
                               typed))
              .model == model);
  }
}

TEST_CASE("a rate beside the number of its streams is of all of them", "[import][plain]") {
  const catalog::Run stated = only_row(
      "A100 80GB, Llama-2-7B\nconcurrency: 32, input_tokens: 1, output_tokens: 512\nthroughput: 1500.5 "
      "token/s\n");
  CHECK(test::unlike(stated, "rate=aggregate concurrency=32") == "");
  const catalog::Run below = only_row("Output speed: 300.5 tokens/s\nbatch size: 8\n");
  CHECK(test::unlike(below, "rate=aggregate concurrency=8") == "");
  const catalog::Run alone = only_row("batch size: 1\nGeneration speed: 41 tokens/s\n");
  CHECK(test::unlike(alone, "rate=stream concurrency=1") == "");
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
    CHECK(test::unlike(run, "rate=aggregate concurrency=") == "");
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
  CHECK(test::unlike(run, "rate=aggregate tg_tps=3200 n_gen=200 concurrency=") == "");
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
  CHECK(test::unlike(batch, "concurrency=8 rate=aggregate") == "");
  CHECK(imported("I waited 8 seconds, 3090, 41 tokens/s\n").rows.empty());
}

TEST_CASE("a table that was copied without its outer bars is read", "[import][llama-bench]") {
  const catalog::Run run = only_row(
      "model | size | params | backend | ngl | test | t/s\n-- | -- | -- | -- | -- | -- | --\n"
      "qwen3 8B Q4_K - Medium | 4.68 GiB | 8.19 B | CUDA | 99 | tg 64 | 110.06 ± 0.66\n");
  CHECK(test::unlike(run, "engine=llama.cpp tg_tps=110.06") == "");
  CHECK(run.size_gib == Approx(4.68));
  const catalog::Run own = only_row("GPU | Model | tok/s\n--- | --- | ---\nRTX 3090 | Qwen3-8B | 88.5\n");
  CHECK(test::unlike(own, "device=rtx-3090 tg_tps=88.5") == "");
}

TEST_CASE("a file that holds a tied embedding twice is the model that it names", "[import][llama-bench]") {
  const catalog::Run run = only_row(
      "| model | size | params | backend | ngl | test | t/s |\n| - | - | - | - | - | - | - |\n"
      "| qwen3 0.6B Q8_0 | 761.24 MiB | 751.63 M | CUDA | 99 | tg128 | 400.00 ± 0.50 |\n");
  CHECK(run.model == "qwen3-0.6b");
}

TEST_CASE("a table of llama-bench whose cells are parted by tabs is its own", "[import][llama-bench]") {
  const catalog::Run run = only_row(
      "model\tsize\tparams\tbackend\tngl\ttest\tt/s\n"
      "qwen3 8B Q4_K - Medium\t4.68 GiB\t8.19 B\tCUDA\t99\tpp512\t4100.5 ± 0.66\n"
      "qwen3 8B Q4_K - Medium\t4.68 GiB\t8.19 B\tCUDA\t99\ttg128\t120.5 ± 0.66\n");
  CHECK(test::unlike(run, "engine=llama.cpp pp_tps=4100.5") == "");
  CHECK(run.size_gib == Approx(4.68));
}

TEST_CASE("the options of the command above timings are the run's", "[import][llama]") {
  const std::string timings =
      "       eval time =   1000.00 ms /   50 tokens (   20.00 ms per token,    50.00 tokens per second)\n";
  const catalog::Run run = only_row(
      "$ ./llama-server -m qwen3-32b-Q4_K_M.gguf -ngl 40 -ctk q8_0 -ctv q8_0 -fa on -t 6 --spec-type "
      "draft-mtp\n" +
      timings);
  CHECK(test::unlike(run, "ngl=40 kv_type=q8_0 fa=1 threads=6 speculative=mtp") == "");
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
  CHECK(test::unlike(run, "n_devices=2 split=rpc") == "");
}

TEST_CASE("the command of mlx_lm.benchmark says the batch", "[import][mlx]") {
  const catalog::Run run = only_row(
      "mlx_lm.benchmark --model mlx-community/Qwen3-8B-4bit -p 128 -g 128 -b 16\n"
      "Averages: prompt_tps=900.5, generation_tps=300.5, peak_memory=46.8\n");
  CHECK(test::unlike(run, "concurrency=16 rate=aggregate") == "");
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
  CHECK(test::unlike(run, "includes_prefill=0 pp_tps=4500.5 tg_tps=130.5 depth=1024") == "");
}

TEST_CASE("a processor is the device of a run on it", "[import][names]") {
  const catalog::Run table = only_row(
      "AMD Ryzen 9 5950X\n| model | size | params | backend | threads | test | t/s |\n| --- | --- | --- | "
      "--- | --- | --- | --- |\n"
      "| qwen3 8B Q4_K - Medium | 4.68 GiB | 8.19 B | CPU | 16 | tg128 | 8.5 ± 0.1 |\n");
  CHECK(table.device.find("5950x") != std::string::npos);
  CHECK(only_row("RTX 3090\n`ollama run --verbose llama3.1:8b`\neval rate:            118.73 tokens/s\n")
            .model == "llama-3.1-8b");
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
  CHECK(test::unlike(two, "device=rtx-5090 n_devices=2") == "");
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
  CHECK(test::unlike(run, "device=rx-7900-xtx n_devices=1") == "");
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

TEST_CASE("what follows the timings of llama.cpp is of the next run", "[import][timings]") {
  const std::string block =
      "eval time =    1000.00 ms /   100 runs   (   10.00 ms per token,   100.00 tokens per second)\n"
      "total time =    1100.00 ms /   100 tokens\n";
  const Imported commands = imported("$ ./llama-cli -m Llama-3.1-8B-Q4_K_M.gguf -ngl 99\n" + block +
                                     "$ ./llama-cli -m Qwen3-14B-Q4_K_M.gguf -ngl 20\n" + block);
  REQUIRE(commands.rows.size() == 2);
  CHECK(test::unlike(commands.rows[0], "model=llama-3.1-8b ngl=99") == "");
  CHECK(test::unlike(commands.rows[1], "model=qwen3-14b ngl=20") == "");
  const Imported machines =
      imported("RTX 3090, Llama-3.1-8B Q4_K_M\n" + block + "\nM2 Max, Qwen3-14B Q4_K_M\n" + block +
               "\nSomebody with a GTX 1660 gets less.\n");
  REQUIRE(machines.rows.size() == 2);
  CHECK(test::unlike(machines.rows[0], "device=rtx-3090 model=llama-3.1-8b") == "");
  CHECK(machines.rows[1].device.starts_with("m2-max"));
  CHECK(machines.rows[1].model == "qwen3-14b");
}

TEST_CASE("where a card is spoken of, the processor beside it is not the device", "[import][plain]") {
  const std::string figures = "ollama run llama3.1:8b --verbose\neval rate:            83.7 tokens/s\n";
  CHECK(only_row("CPU: Ryzen 7 5800X3D\nGPU: RX9070XT\n" + figures).device == "rx-9070-xt");
  CHECK(only_row("CPU: Ryzen 7 5800X3D\nGPU: Foo 9000\n" + figures).device.empty());
  CHECK(only_row("CPU: Ryzen 7 5800X3D\nGPU: none\n" + figures).device == "ryzen-7-5800x3d");
  const catalog::Run layers = only_row(
      "Ryzen 7 5800X3D\n./llama-cli -m Llama-3.1-8B-Q4_K_M.gguf -ngl 99\n"
      "eval time =    1000.00 ms /   100 runs   (   10.00 ms per token,   100.00 tokens per second)\n");
  CHECK(layers.device.empty());
}

TEST_CASE("a rate below words of reading prompts is one of prompts", "[import][plain]") {
  const catalog::Run heading = only_row("RTX 3090, Llama 3.1 8B Q4_K_M, prompt processing:\n4200 tok/s\n");
  CHECK(test::unlike(heading, "pp_tps=4200 tg_tps=") == "");
  CHECK(only_row("My prompt: tell me a joke\n42 tok/s\n").tg_tps == 42);
}

TEST_CASE("the rates of prompt and generation on a line or on two are one run's", "[import][plain]") {
  for (const std::string& text : test::words("pp512: 4200 t/s\ntg128: 120 t/s\n|PP: 4200 t/s, TG: 120 t/s\n|"
                                             "- decode 120 tok/s, prefill 4200 tok/s\n|"
                                             "prompt processing: 4200 tok/s\ngeneration: 120 tok/s\n")) {
    const catalog::Run run = only_row(text);
    CHECK(test::unlike(run, "pp_tps=4200 tg_tps=120") == "");
  }
  CHECK(only_row("prompt eval: 812.5 tokens/s\n").pp_tps == 812.5);
  const Imported headed = imported("### Prompt processing\n4200 tok/s\n### Generation\n120 tok/s\n");
  REQUIRE(headed.rows.size() == 2);
  CHECK(headed.rows[0].pp_tps == 4200);
  CHECK(headed.rows[1].tg_tps == 120);
}

TEST_CASE("several cards may be said with a sign of multiplication", "[import][plain]") {
  const std::string figures = "\nollama run llama3.3:70b --verbose\neval rate:            17.9 tokens/s\n";
  for (const std::string& cards :
       test::words("GPU: RTX 3090 * 2|RTX 3090 ×2|RTX 3090 × 2|2 × RTX 3090|x2 RTX 3090|"
                   "RTX 3090 x2|RTX 3090 (x2)|RTX3090*2|2 RTX 3090s|2 GPUs (RTX 3090)")) {
    const catalog::Run run = only_row(cards + figures);
    CHECK(test::unlike(run, "device=rtx-3090 n_devices=2") == "");
  }
  CHECK(!(only_row("RTX 3090 * 64 GB RAM" + figures).n_devices > 1));
}

TEST_CASE("the runs of obench are Ollama's, and their average is none", "[import][ollama]") {
  const Imported file = imported(
      "GPU: RTX 3090\nRunning benchmark 2 times using model: deepseek-r1\n\n"
      "| Run | Eval Rate (Tokens/Second) |\n|---|---|\n| 1 | 89.1 tokens/s |\n| 2 | 91.1 tokens/s |\n"
      "|**Average Eval Rate**| 90.1 tokens/second |\n\nThe end.\n| GPU | Model | tok/s |\n|---|---|---|\n"
      "| RTX 4090 | Qwen3-8B | 130 |\n");
  REQUIRE(file.rows.size() == 3);
  CHECK(test::unlike(file.rows[0], "engine=ollama model=deepseek-r1-0528-qwen3-8b") == "");
  CHECK(file.rows[2].tg_tps == 130);
}

TEST_CASE("the load of a serving benchmark may stand above its frame, the cards in the server's command",
          "[import][serving]") {
  const std::string figures =
      "============ Serving Benchmark Result ============\nSuccessful requests:                     100\n"
      "Total input tokens:                      20000\nTotal generated tokens:                  10000\n"
      "Median TPOT (ms):                        20.00\n==================================================\n";
  const catalog::Run above =
      only_row("Traffic request rate: inf\nMaximum request concurrency: 30\n" + figures);
  CHECK(above.concurrency == 30);
  const catalog::Run cards = only_row(
      "python -m vllm.entrypoints.openai.api_server --model Qwen/Qwen2.5-32B-Instruct-AWQ "
      "--tensor-parallel-size 4\npython benchmark_serving.py --backend vllm --max-concurrency 30\n" +
      figures);
  CHECK(test::unlike(cards, "n_devices=4 concurrency=30") == "");
  const catalog::Run typed = only_row(
      "vllm serve Qwen/Qwen2.5-32B-Instruct --quantization fp8\nvllm bench serve --max-concurrency 30\n" +
      figures);
  CHECK(typed.quant == "fp8");
  const Imported unknown = imported(figures);
  CHECK(unknown.rows.empty());
  CHECK(says(unknown, "how many streams ran at once"));
}

TEST_CASE("what starts another server ends the log of the one before", "[import][server_log]") {
  const auto line = [](const std::string& rate) {
    return "INFO 05-19 10:13:21 Engine 000: Avg prompt throughput: 0.0 tokens/s, Avg generation "
           "throughput: " +
           rate + " tokens/s, Running: 1 reqs, Waiting: 0 reqs";
  };
  const Imported commands = imported("$ vllm serve Qwen/Qwen3-14B-AWQ\n" + line("86.5") +
                                     "\n$ vllm serve Qwen/Qwen3-8B-AWQ\n" + line("146.5") + "\n");
  REQUIRE(commands.rows.size() == 2);
  CHECK(commands.rows[0].model == "qwen3-14b");
  CHECK(commands.rows[1].model == "qwen3-8b");
  const Imported machines = imported("RTX 3090, Qwen3-14B AWQ\n" + line("66.5") +
                                     "\n\nRTX 4090, Qwen3-14B AWQ\n" + line("86.5") + "\n");
  REQUIRE(machines.rows.size() == 2);
  CHECK(machines.rows[0].device == "rtx-3090");
  CHECK(machines.rows[1].device == "rtx-4090");
  const Imported joined = imported(line("0.0") + " (pid=1) " + line("66.5") + "\n");
  REQUIRE(joined.rows.size() == 1);
  CHECK(joined.rows[0].tg_tps == 66.5);
}

TEST_CASE("the command of a server says how it drafts, and whether it is eager", "[import][server_log]") {
  const std::string line =
      "INFO 05-19 10:13:21 Engine 000: Avg prompt throughput: 0.0 tokens/s, Avg generation throughput: 66.5 "
      "tokens/s, Running: 1 reqs, Waiting: 0 reqs\n";
  for (const auto& [options, way] :
       {std::pair{"--speculative-config '{\"method\":\"mtp\",\"num_speculative_tokens\":2}'",
                  model::Drafting::mtp},
        {"--speculative_config '{\"method\": \"ngram\"}'", model::Drafting::ngram},
        {"--speculative-config '{\"model\": \"some/draft\"}'", model::Drafting::draft}}) {
    CHECK(only_row("vllm serve Qwen/Qwen3-32B " + std::string(options) + "\n" + line).speculative == way);
  }
  CHECK(only_row("vllm serve Qwen/Qwen3-32B --enforce-eager\n" + line).eager == true);
  CHECK(only_row("vllm serve Qwen/Qwen3-32B\n" + line).eager.empty());
}

TEST_CASE("what a server says of its requests now and then is a row a request", "[import][timings]") {
  const auto line = [](const char* task, const char* tokens, const char* rate) {
    return fmt::format("slot print_timing: id  0 | task {} | n_decoded = {}, tg = {} t/s, tg_3s = 1.0 t/s\n",
                       task,
                       tokens,
                       rate);
  };
  CHECK(only_row(line("0", "1000", "12.5")).tg_tps == Approx(12.5));
  const Imported both =
      imported(line("7", "100", "19.0") + line("8", "50", "18.0") + line("7", "200", "20.0"));
  REQUIRE(both.rows.size() == 2);
  CHECK(both.rows[0].tg_tps == Approx(20));
  CHECK(test::unlike(both.rows[0], "n_gen=200 concurrency=2") == "");
  CHECK(both.rows[1].concurrency == 2);
  const Imported one_by_one =
      imported(line("7", "100", "19.0") + line("7", "200", "20.0") + line("8", "50", "18.0"));
  REQUIRE(one_by_one.rows.size() == 2);
  CHECK(one_by_one.rows[1].concurrency == 1);
}

TEST_CASE("the device of a test says its backend, of a build for several", "[import][llama-bench]") {
  const catalog::Run run = only_row(
      "| model | size | params | backend | ngl | dev | test | t/s |\n| --- | --- | --- | --- | --- | --- | "
      "--- | --- |\n"
      "| llama 8B Q4_K - Medium | 4.58 GiB | 8.03 B | ROCm,Vulkan | 99 | Vulkan0 | tg128 | 42.14 |\n");
  CHECK(run.backend == "vulkan");
}

TEST_CASE("KoboldCpp's line without an amount, and TabbyAPI's on three lines, are whole", "[import]") {
  const catalog::Run kobold = only_row(
      "CtxLimit: 1590/4096, Process:0.50s (0.5ms/T = 2000.00T/s), Generate:4.00s (8.0ms/T = 125.00T/s), "
      "Total:4.50s (111.1T/s)\n");
  CHECK(test::unlike(kobold, "tg_tps=125 n_gen=500") == "");
  const catalog::Run tabby = only_row(
      "INFO:     Metrics (ID: b0da): 2195 tokens\ngenerated in 646.81 seconds (Queue: 0.0 s, Process: 0 "
      "cached "
      "tokens and 1180 new tokens at\n438.2 T/s, Generate: 5.82 T/s, Context: 1180 tokens)\n");
  CHECK(tabby.tg_tps == 5.82);
}

TEST_CASE("a figure with its deviation before the unit is a rate, and a heading's Q6 a storage type",
          "[import][plain]") {
  CHECK(only_row("Throughput : 47.89 ± 1.07 tokens/s\n").tg_tps == 47.89);
  CHECK(only_row("# Llama 3.1 8B Q6, RTX 4090\nGeneration speed: 93 tokens per second\n").quant == "Q6_K");
}

TEST_CASE("llama-sweep-bench is ik_llama.cpp's unless a line above says that it was ported", "[import]") {
  const std::string table =
      "|    PP |     TG |   N_KV |   T_PP s | S_PP t/s |   T_TG s | S_TG t/s |\n|--|--|--|--|--|--|--|\n"
      "|   512 |    128 |      0 |    0.5 |  1000.0 |    2.0 |    64.0 |\n";
  CHECK(only_row(table).engine == "ik_llama.cpp");
  CHECK(only_row("# mainline llama.cpp/master + port-sweep-bench\n" + table).engine == "llama.cpp");
}

TEST_CASE("ollama ps below a run says where the model was, too", "[import][ollama]") {
  const std::string run =
      "$ ollama run llama3.1:8b-instruct-q8_0 --verbose\neval count:           521 token(s)\n"
      "eval duration:        30.38s\neval rate:            17.15 tokens/s\n";
  const std::string processes =
      "$ ollama ps\nNAME                        ID              SIZE      PROCESSOR          UNTIL\n"
      "llama3.1:8b-instruct-q8_0   b158ded76fa0    10 GB     {}    4 minutes from now\n";
  const std::string both = fmt::format(fmt::runtime(processes), "37%/63% CPU/GPU");
  CHECK(only_row(run + both).n_gpu_layers == 20);
  CHECK(only_row(both + run).n_gpu_layers == 20);
  CHECK(only_row(run + fmt::format(fmt::runtime(processes), "100% CPU")).n_gpu_layers == 0);
  CHECK(std::isnan(only_row(run).n_gpu_layers));
}

TEST_CASE("llama-bench's names of common models are known by the number of parameters",
          "[import][llama_bench]") {
  const std::pair<const char*, const char*> kNames[] = {
      {"qwen2 32B Q4_K - Medium | 18.48 GiB | 32.76 B", "qwen2.5-32b"},
      {"mistral3 24B Q4_K - Medium | 13.34 GiB | 23.57 B", "mistral-small-3.1-24b"},
      {"command-r 35B Q4_K - Medium | 20.04 GiB | 34.98 B", "command-r-35b"},
      {"nemotron_h_moe 31B.A3.5B Q4_K - Medium | 22.88 GiB | 31.58 B", "nemotron-3-nano-30b-a3b"}};
  for (const auto& [typed, model] : kNames) {
    CAPTURE(typed);
    CHECK(only_row(
              fmt::format("| model | size | params | backend | ngl | test | t/s |\n"
                          "| --- | --- | --- | --- | --- | --- | --- |\n| {} | CUDA | 99 | tg128 | 32.42 |\n",
                          typed))
              .model == model);
  }
}

TEST_CASE("the lines of a post are one text, whose figure is of what other lines name", "[import][post]") {
  const catalog::Run run = only_row("GPU: RTX 3090\nModel: Llama 3 8B Q4_K_M\nI get 20 tok/s\n");
  CHECK(test::unlike(run, "device=rtx-3090 model=llama-3-8b quant=Q4_K_M tg_tps=20") == "");
  const catalog::Run beside = only_row(
      "4090 runs qwen3 8b at 110 t/s, which is slow\n\nThe file is a Q8_0, with 16k of context set up\n");
  CHECK(test::unlike(beside, "quant=Q8_0 tg_tps=110") == "");
}

TEST_CASE("lines that each say all are rows of their own", "[import][post]") {
  const Imported both =
      imported("RTX 3090 llama 3 8b q4: 120 t/s\nsome words\nRTX 4090 llama 3 8b q4: 140 t/s\n");
  REQUIRE(both.rows.size() == 2);
  CHECK(both.rows[0].device == "rtx-3090");
  CHECK(both.rows[1].tg_tps == 140);
}

TEST_CASE("figures listed below a heading are of what it names", "[import][post]") {
  const Imported cards = imported("Llama 3 8B Q4_K_M on llama.cpp:\nRTX 3090: 120 t/s\nRTX 4090: 150 t/s\n");
  REQUIRE(cards.rows.size() == 2);
  CHECK(test::unlike(cards.rows[1], "device=rtx-4090 model=llama-3-8b engine=llama.cpp") == "");
  const Imported models =
      imported("My RTX 3090 with Ollama:\nLlama 3 8B Q4_K_M 120 t/s\nQwen3 32B Q4_K_M 30 t/s\n");
  REQUIRE(models.rows.size() == 2);
  CHECK(models.rows[0].device == "rtx-3090");
  CHECK(models.rows[1].model == "qwen3-32b");
}

TEST_CASE("clauses that each have a figure of their own are runs of their own", "[import][post]") {
  const Imported engines = imported(
      "Llama 3.1 8B q4_k_m on a 7800XT. Ollama has 1.5 tokens/s, while LM Studio can reach 65 tokens/s.\n");
  REQUIRE(engines.rows.size() == 2);
  CHECK(engines.rows[0].engine == "ollama");
  CHECK(engines.rows[1].engine == "lm-studio");
  CHECK(engines.rows[1].tg_tps == 65);
  CHECK(engines.rows[1].model == "llama-3.1-8b");
  const Imported shared = imported("Qwen3-32B Q4_K_M 13 t/s vs Llama3.3 70b Q5_K_S 7 t/s in vllm, 4x 3090\n");
  REQUIRE(shared.rows.size() == 2);
  CHECK(shared.rows[0].device == "rtx-3090");
  CHECK(shared.rows[0].n_devices == 4);
  CHECK(shared.rows[0].engine == "vllm");
  CHECK(shared.rows[1].model == "llama-3.3-70b");
  const Imported threads = imported("phi4 14b Q4_K_M in ollama: 16 threads = 0.8 t/s, 7 threads = 6.5 t/s\n");
  REQUIRE(threads.rows.size() == 2);
  CHECK(threads.rows[1].threads == 7);
  const Imported drafts = imported("RTX 5090, Qwen3.8-27B Q6_K: 61.9 tok/s baseline, 130 tok/s with MTP\n");
  REQUIRE(drafts.rows.size() == 2);
  CHECK(drafts.rows[0].tg_tps == 61.9);
  CHECK(drafts.rows[1].speculative == model::Drafting::mtp);
}

TEST_CASE(
    "a prompt's rate and that of its answer are of one run, and so is one figure said of one set-up twice",
    "[import][post]") {
  const catalog::Run phases = only_row("Strix Halo, qwen3 8b q8_0: prefill 214 t/s, generation 16.1 t/s\n");
  CHECK(phases.pp_tps == 214);
  CHECK(phases.tg_tps == 16.1);
  CHECK(only_row("My 3090 gets 40 t/s on llama 3 8b q4. I expected 60 t/s.\n").tg_tps == 40);
}

TEST_CASE("a text that names no device is no post, unless an option does", "[import][post]") {
  constexpr const char* kText = "I run llama 3 8b q4 here\nand it gives 40 t/s\n";
  CHECK(imported(kText).rows.empty());
  catalog::Run given;
  given.device = "rtx-3090";
  std::vector<catalog::Run> rows;
  formats::RunImport import(
      catalog::Catalog::bundled(), given, [&](catalog::Run&& run) { rows.push_back(std::move(run)); });
  std::istringstream in(kText);
  import.read_stream(in, "post");
  REQUIRE(rows.size() == 1);
  CHECK(rows.front().device == "rtx-3090");
  CHECK(rows.front().model == "llama-3-8b");
}

TEST_CASE("the one figure of a log is of the model that words above it tell by its size", "[import][post]") {
  const catalog::Run run = only_row(
      "llama.cpp 13B q4_0 model, on a P40:\n"
      "llama_print_timings:        eval time = 51600.83 ms /   131 runs   (  393.90 ms per token,     2.54 "
      "tokens per second)\n");
  CHECK(test::unlike(run, "device=p40 model=llama-2-13b quant=Q4_0") == "");
}

TEST_CASE("columns that say prefill and generation are rates where their cells have the unit",
          "[import][table]") {
  const catalog::Run run = only_row(
      "RTX 3090, Qwen3-8B Q4_K_M\n\n| Scenario | Prefill | Generation |\n|---|---|---|\n"
      "| Short | 450.6 t/s | 60.6 t/s |\n");
  CHECK(test::unlike(run, "pp_tps=450.6 tg_tps=60.6") == "");
  CHECK(
      imported("| Card | Prefill | Generation |\n|---|---|---|\n| RTX 3090 | yes | Ampere |\n").rows.empty());
}

TEST_CASE("what an option says of experts' places holds for rows that are silent", "[import]") {
  catalog::Run given, run;
  given.expert_parallel = true;
  formats::fill_from(catalog::Catalog::bundled(), given, run);
  CHECK(run.expert_parallel);
}

TEST_CASE("a label of a short prompt does not make its generation one of prompts", "[import][table]") {
  const catalog::Run run = only_row(
      "| GPU | Model | Case | Prefill (t/s) | Decode (t/s) |\n|---|---|---|---|---|\n"
      "| RTX 3090 | Qwen3-8B | short | 450 | 60 |\n");
  CHECK(run.tg_tps == 60);
  const catalog::Run bare = only_row(
      "RTX 3090, Qwen3-8B Q4_K_M\n\n| Scenario | Prefill | Generation |\n|---|---|---|\n"
      "| Short prompt (201 tok) | 450.6 t/s | 60.6 t/s |\n");
  CHECK(test::unlike(bare, "pp_tps=450.6 tg_tps=60.6") == "");
}
