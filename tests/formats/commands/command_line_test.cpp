#include "formats/commands/command_line.hpp"
#include "formats/commands/shell_words.hpp"

#include <algorithm>
#include <cmath>
#include <sstream>
#include <tuple>

#include <fmt/format.h>
#include <catch2/catch.hpp>

#include "catalog/catalog.hpp"
#include "catalog/input_error.hpp"
#include "catalog/name_resolver.hpp"
#include "tests/unlike.hpp"

namespace tokroof::test {
namespace {

formats::CommandLineReading read(const std::string& text, catalog::Question own = {}) {
  std::istringstream in(text);
  std::vector<std::string> words;
  for (std::string word; in >> word;) words.push_back(word);
  return formats::read_command_line(catalog::Catalog::bundled(), words, std::move(own));
}

bool notes_say(const formats::CommandLineReading& r, std::string_view part) {
  return std::any_of(r.notes.begin(), r.notes.end(), [&](const std::string& n) {
    return n.find(part) != std::string::npos;
  });
}

std::string where_of(const std::string& text) {
  try {
    read(text);
  } catch (const catalog::InputError& error) {
    return error.where + ": " + error.message;
  }
  return "";
}

TEST_CASE("llama-bench's options mean what they mean to it", "[predict][command_line]") {
  const formats::CommandLineReading r = read(
      "./build/bin/llama-bench -m Meta-Llama-3.1-8B-Instruct-Q4_K_M.gguf -ngl 99 -sm row -fa 1 -d 4096 -p "
      "1024 -n 64 "
      "-ctk q8_0 -ctv q8_0 -t 8 -r 3 -o md");
  const catalog::Run& run = r.question.run;
  CHECK(test::unlike(run,
                     "engine=llama.cpp model=llama-3.1-8b quant=Q4_K_M ngl=99 split=row fa=1 "
                     "depth=4096") == "");
  CHECK(run.n_prompt == 1024);
  CHECK(test::unlike(run, "n_gen=64 kv_type=q8_0 threads=8") == "");
  CHECK(notes_say(r, "-r 3 changes nothing"));
  CHECK(notes_say(r, "is taken as llama-3.1-8b at Q4_K_M"));
  CHECK(r.assumed.size() == 2);
}

TEST_CASE("llama.cpp counts the output matrices as a layer on the device", "[formats][command_line]") {
  const auto layers = [](std::string_view count) {
    return read(fmt::format("llama-server -m llama-3.1-8b -ngl {}", count)).question.run.n_gpu_layers;
  };
  CHECK(layers("33") == 33);  // all of it
  CHECK(layers("32") == 31);
  CHECK(layers("20") == 20);
  CHECK(layers("0") == 0);
  CHECK(notes_say(read("llama-server -m llama-3.1-8b -ngl 32"), "leaves one of the 32 layers on the host"));
  CHECK(!notes_say(read("llama-server -m llama-3.1-8b -ngl 33"), "on the host"));
  catalog::Question own;
  own.run.n_gpu_layers = 16;
  CHECK(read("llama-server -m llama-3.1-8b -ngl 32", own).question.run.n_gpu_layers == 16);
}

TEST_CASE("llama.cpp computes at most a batch at once", "[formats][command_line]") {
  const auto micro_batch = [](std::string_view options) {
    return read(fmt::format("llama-bench -m llama-3.1-8b {}", options)).question.run.micro_batch;
  };
  CHECK(std::isnan(micro_batch("")));
  CHECK(micro_batch("-ub 1024") == 1024);
  CHECK(micro_batch("-ub 4096") == 2048);
  CHECK(micro_batch("-b 4096 -ub 4096") == 4096);
  CHECK(micro_batch("-ub 2048 -b 512") == 512);
  CHECK(micro_batch("-b 256") == 256);
  CHECK(notes_say(read("llama-bench -m llama-3.1-8b -ub 4096"), "-ub 4096 is cut to 2048"));
}

TEST_CASE("a file's storage type that tokroof's own option overrules is told", "[formats][command_line]") {
  catalog::Question own;
  own.run.quant = "Q8_0";
  CHECK(notes_say(read("llama-bench -m Qwen3-8B-Q4_K_M.gguf", own), "its Q4_K_M is overruled"));
  CHECK(!notes_say(read("llama-bench -m Qwen3-8B-Q8_0.gguf", own), "overruled"));
}

TEST_CASE("of several values the first is predicted, and said", "[predict][command_line]") {
  const formats::CommandLineReading r = read("llama-bench -m llama-3.1-8b -d 0,4096,8192 -p 512,2048");
  CHECK(r.question.run.depth == 0);
  CHECK(r.question.run.n_prompt == 512);
  CHECK(notes_say(r, "-d 0,4096,8192: of several values the first"));
}

TEST_CASE("experts on the host", "[predict][command_line]") {
  CHECK(read("llama-bench -m qwen3-30b-a3b -ncmoe 12").question.run.details.n_cpu_moe == 12);
  CHECK(read("llama-server -m qwen3-30b-a3b --cpu-moe").question.run.details.n_cpu_moe > 1000);
  CHECK(read("llama-server -m qwen3-30b-a3b -ot exps=CPU").question.run.details.override_tensor ==
        "exps=CPU");
  CHECK(read("llama-server -m qwen3-30b-a3b -ts 3,1").question.run.details.tensor_split == "3,1");
}

TEST_CASE("every -ot counts, in its order", "[predict][command_line]") {
  const auto patterns = [](const std::string& command, catalog::Question own = {}) {
    return read(command, std::move(own)).question.run.details.override_tensor;
  };
  CHECK(patterns("llama-cli -m qwen3-30b-a3b -ot up_exps=CPU -ot attn=CUDA1,down_exps=CPU") ==
        "up_exps=CPU,attn=CUDA1,down_exps=CPU");
  CHECK(patterns("koboldcpp --model qwen3-30b-a3b --overridetensors up=CPU --overridetensors down=CPU") ==
        "up=CPU,down=CPU");
  const char* tests = "llama-bench -m qwen3-30b-a3b -ot up=CPU;down=CPU -ot gate=CPU";
  CHECK(patterns(tests) == "up=CPU,down=CPU");
  CHECK(notes_say(read(tests), "-ot gate=CPU: of several values the first is predicted"));
  catalog::Question own;
  own.run.details.override_tensor = "exps=CPU";
  CHECK(patterns("llama-cli -m qwen3-30b-a3b -ot up=CPU -ot down=CPU", own) == "exps=CPU");
}

TEST_CASE("of an option that is given twice the last counts, and no option of tokroof's is blamed",
          "[predict][command_line]") {
  const formats::CommandLineReading r = read("llama-server -m qwen3-8b -ngl 10 -ctv q8_0 -ngl 20 -ctk q4_0");
  CHECK(test::unlike(r.question.run, "ngl=20 kv_type=q4_0") == "");
  CHECK(notes_say(r, "-ngl 20 takes the place of 10"));
  CHECK(!notes_say(r, "tokroof's own option"));
  CHECK(read("llama-bench -m qwen3-8b -d 0 -d 4096").question.run.depth == 0);
  CHECK(notes_say(read("llama-cli -m qwen3-8b -m llama-3.1-8b"), "is ignored: qwen3-8b is named before it"));
}

TEST_CASE("llama-server: slots, flash attention with and without a value, what it ignores",
          "[predict][command_line]") {
  const formats::CommandLineReading r = read(
      "llama-server -hf unsloth/Qwen3-30B-A3B-GGUF:UD-Q4_K_XL -np 4 -c 32768 -fa -ngl 99 --port 8080 "
      "--jinja");
  CHECK(test::unlike(r.question.run, "model=qwen3-30b-a3b quant=UD-Q4_K_XL concurrency=4 fa=1 ngl=99") == "");
  CHECK(r.question.run.details.max_model_len == 8192);  // of each slot
  CHECK(read("llama-server -m llama-3.1-8b -fa off -ngl 10").question.run.flash_attention == false);
  CHECK(read("llama-server -m llama-3.1-8b -fa auto").question.run.flash_attention.empty());
  const formats::CommandLineReading drafted =
      read("llama-server -m llama-3.1-8b -md llama-3.2-1b --draft-max 8");
  CHECK(test::unlike(drafted.question.run, "speculative=draft spec_tokens=8") == "");
}

TEST_CASE("vllm serve: how the model is spread, stored and cached", "[predict][command_line]") {
  const formats::CommandLineReading r = read(
      "vllm serve Qwen/Qwen3-32B --tensor-parallel-size 4 --quantization awq --max-num-seqs 64 "
      "--kv-cache-dtype fp8_e5m2 --gpu-memory-utilization 0.95 --enforce-eager");
  const catalog::Run& run = r.question.run;
  CHECK(test::unlike(run,
                     "engine=vllm model=qwen3-32b n_devices=4 split=tensor quant=AWQ kv_type=fp8 "
                     "concurrency= max_num_seqs=64 gpu_memory_utilization=0.95 eager=1") == "");
  catalog::Question busy;
  busy.run.concurrency = 100;
  CHECK(read("vllm serve Qwen/Qwen3-32B --max-num-seqs 64", busy).question.run.concurrency == 100);
  CHECK(read("vllm serve Qwen/Qwen3-32B --max-model-len 32k").question.run.details.max_model_len == 32000);
  CHECK(read("vllm serve Qwen/Qwen3-32B --max-model-len 32K").question.run.details.max_model_len == 32768);
  CHECK(
      std::isnan(read("vllm serve Qwen/Qwen3-32B --max-model-len auto").question.run.details.max_model_len));
  CHECK(read("vllm serve qwen3-32b -pp 2").question.run.split == model::Split::pipeline);
  CHECK(read("vllm serve qwen3-32b -dp 2").question.run.replicas == 2);
  CHECK(read("python3 -m vllm.entrypoints.openai.api_server --model qwen3-32b --tensor_parallel_size=2")
            .question.run.n_devices == 2);
  const catalog::Run bench =
      read("vllm bench latency --model qwen3-32b --batch-size 8 --input-len 1024 --output-len 256")
          .question.run;
  CHECK(bench.concurrency == 8);
  CHECK(bench.n_prompt == 1024);
  CHECK(bench.n_gen == 256);
}

TEST_CASE("SGLang, MLX and Ollama", "[predict][command_line]") {
  const catalog::Run s =
      read("python -m sglang.launch_server --model-path Qwen/Qwen3-32B --tp 2 --quantization fp8")
          .question.run;
  CHECK(test::unlike(s, "engine=sglang n_devices=2 quant=FP8") == "");
  const catalog::Run m =
      read("mlx_lm.generate --model mlx-community/Qwen3-8B-4bit --max-tokens 256 --kv-bits 8").question.run;
  CHECK(test::unlike(m, "engine=mlx model=qwen3-8b quant=MLX-Q4 n_gen=256 kv_type=q8_0") == "");
  const formats::CommandLineReading o = read(
      "OLLAMA_FLASH_ATTENTION=1 OLLAMA_KV_CACHE_TYPE=q8_0 ollama run llama3.1:8b-instruct-q4_K_M --verbose");
  CHECK(test::unlike(o.question.run, "engine=ollama model=llama-3.1-8b quant=Q4_K_M fa=1 kv_type=q8_0") ==
        "");
  CHECK(read("ollama run gpt-oss:20b").question.run.quant == "MXFP4");
  CHECK(read("ollama run gemma3:27b").question.run.model == "gemma-3-27b");
  CHECK(read("ollama run llama3.2").question.run.model == "llama-3.2-3b");
  CHECK(read("ollama run phi").question.run.model == "phi-2");  // its tag, whatever people mean by the word
  CHECK(read("CUDA_VISIBLE_DEVICES=0,1 llama-bench -m llama-3.1-8b").question.run.n_devices == 2);
}

formats::CommandLineReading line(const std::string& text) {
  return formats::read_command_line(catalog::Catalog::bundled(), {text}, {});
}

TEST_CASE("an empty word is no name", "[predict][command_line]") {
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"3090", ""}, {"card", "", "q4_k_m"}, {"", "llama-3.1-8b"}}) {
    CHECK_THROWS_AS(formats::read_command_line(catalog::Catalog::bundled(), words, {}), catalog::InputError);
  }
}

TEST_CASE("what stands in front of a program", "[predict][command_line]") {
  const formats::CommandLineReading r = line(
      "cd build && sudo -E CUDA_VISIBLE_DEVICES=0,1 numactl --interleave=all nice -n 5 ./llama-bench \\\n"
      "  -m \"qwen3-8b\" -ngl 99 > log.txt 2>&1 &");
  CHECK(test::unlike(r.question.run, "model=qwen3-8b ngl=99 n_devices=2") == "");
  CHECK(notes_say(r, "numactl --interleave=all is ignored"));
  CHECK(notes_say(r, "is left out: one command is predicted"));
  CHECK(line("ExecStart=/usr/bin/llama-server -m qwen3-8b -np 3").question.run.concurrency == 3);
  CHECK(line("bash -c 'cd /x && llama-server -m qwen3-8b'").question.run.engine == "llama.cpp");
  CHECK(line("conda run -n e --no-capture-output python -m sglang.launch_server --model-path qwen3-8b")
            .question.run.engine == "sglang");
  const formats::CommandLineReading var = line("M=qwen3-8b llama-cli -m $M -ngl ${N:-20} -t $THREADS");
  CHECK(test::unlike(var.question.run, "model=qwen3-8b ngl=20") == "");
  CHECK(notes_say(var, "-t $THREADS is ignored: a variable"));
  CHECK(where_of("llama-cli -m $MODEL").find("stands for a model that the line does not say") !=
        std::string::npos);
}

TEST_CASE("containers stand for their program", "[predict][command_line]") {
  const formats::CommandLineReading r = line(
      "docker run --rm --gpus '\"device=2,3\"' -v /m:/m -e HF_TOKEN=x -p 1:1 "
      "vllm/vllm-openai:v0.9 --model Qwen/Qwen3-32B -tp 2");
  CHECK(test::unlike(r.question.run, "engine=vllm n_devices=2") == "");
  CHECK(notes_say(r, "of the container change nothing here"));
  CHECK(line("docker run ghcr.io/ggml-org/llama.cpp:server-cuda -m /models/Qwen3-8B-Q4_K_M.gguf -fa on")
            .question.run.flash_attention == true);
  CHECK(line("docker run ghcr.io/ggml-org/llama.cpp:full --bench -m Qwen3-8B-Q4_K_M.gguf -d 512")
            .question.run.depth == 512);
  CHECK(line("docker exec -it o ollama run llama3.1:8b").question.run.engine == "ollama");
  const formats::CommandLineReading seen = line("CUDA_VISIBLE_DEVICES=0,1 vllm serve qwen3-8b");
  CHECK(std::isnan(seen.question.run.n_devices));
  CHECK(notes_say(seen, "uses one device"));
  CHECK(notes_say(line("OLLAMA_IGPU_ENABLE=1 ollama run llama3.2"), "--backend vulkan says"));
}

TEST_CASE("abbreviations, negative forms, parts, ranges, shares", "[predict][command_line]") {
  const formats::CommandLineReading r =
      read("vllm serve qwen3-32b --tensor-parallel 4 --speculative-config.method mtp --unheard-of 3");
  CHECK(r.question.run.n_devices == 4);
  CHECK(notes_say(r, "--tensor-parallel is taken as --tensor-parallel-size"));
  CHECK(r.question.run.speculative == model::Drafting::mtp);
  CHECK(notes_say(r, "--unheard-of 3 is not known"));
  CHECK(notes_say(read("vllm serve qwen3-8b --no-enable-chunked-prefill"), "what is off"));
  CHECK(read("vllm serve --unheard-of 3 qwen3-8b").question.run.model == "qwen3-8b");
  CHECK(read("llama-bench -m qwen3-8b -ngl 10-30+5").question.run.n_gpu_layers == 10);
  CHECK(read("llama-bench -m qwen3-8b -ts 3/1").question.run.n_devices == 2);
  CHECK(read("llama-batched-bench -m qwen3-8b -npp 512 -ntg 64 -npl 8").question.run.concurrency == 8);
  const catalog::Run kobold =
      read("koboldcpp.py --model qwen3-8b --usecublas normal 0 mmq --gpulayers 20 --quantkv 1").question.run;
  CHECK(test::unlike(kobold, "ngl=20 kv_type=q8_0") == "");
  CHECK(read("vllm serve qwen3-8b -tp=2").question.run.n_devices == 2);
  CHECK(read("llama-cli -hf ggml-org/gemma-3-4b-it-GGUF -hff gemma-3-4b-it-Q8_0.gguf").question.run.quant ==
        "Q8_0");
  CHECK(read("koboldcpp --model qwen3-8b --tensor_split 3 1").question.run.n_devices == 2);
  CHECK(line("echo hi | ollama run llama3.1:8b").question.run.model == "llama-3.1-8b");
  CHECK(where_of("ollama serve").find("runs no model") != std::string::npos);
  CHECK(read("trtllm-serve qwen3-8b --tp_size 2 --max_batch_size 8").question.run.n_devices == 2);
}

TEST_CASE("a server's command line says on how many machines its devices are", "[formats][command-line]") {
  const auto each = [](const char* command) { return line(command).question.run.machine_devices; };
  CHECK(each("sglang.launch_server --model deepseek-ai/DeepSeek-R1 --tp 16 --nnodes 4 --node-rank 0") == 4);
  CHECK(each("vllm serve Qwen/Qwen3-32B -tp 4 -pp 2 --nnodes 2") == 4);
  CHECK(each("vllm serve Qwen/Qwen3-32B -tp 2 -n 2") == 1);
  CHECK(each("trtllm-serve Qwen/Qwen3-32B --tp_size 8 --gpus_per_node 4") == 4);
  CHECK(std::isnan(each("trtllm-serve Qwen/Qwen3-32B --tp_size 8 --gpus_per_node 8")));
  CHECK(std::isnan(each("vllm serve Qwen/Qwen3-32B -tp 8 --nnodes 1")));
  const auto odd = line("vllm serve Qwen/Qwen3-32B -tp 8 --nnodes 3");
  CHECK(std::isnan(odd.question.run.machine_devices));
  CHECK(odd.notes.back() == "8 devices on 3 machines is ignored: not so many each");
}

TEST_CASE("a launcher says on how many machines a server's devices are", "[formats][command-line]") {
  const auto each = [](const std::string& launcher) {
    return line((launcher + " vllm serve Qwen/Qwen3-32B -tp 8").c_str()).question.run.machine_devices;
  };
  CHECK(each("srun -N 2 --gpus-per-node=4") == 4);
  CHECK(each("srun --nodes=4 --ntasks-per-node 1") == 2);
  CHECK(each("srun -p h100 --gres=gpu:h100:2 --time 1:00:00") == 2);
  CHECK(each("mpirun -np 8 -H node-1:4,node-2:4 -x NCCL_DEBUG=INFO") == 4);
  CHECK(each("mpirun -np 8 --map-by ppr:4:node") == 4);
  CHECK(each("torchrun --nnodes=2 --nproc-per-node=4 --rdzv_backend c10d -m") == 4);
  CHECK(std::isnan(each("srun -N 1 --gpus-per-node 8")));
  CHECK(std::isnan(each("srun --ntasks-per-node=1")));  // a server's one process has all devices
  CHECK(std::isnan(each("mpirun -np 8 -H node-12")));
  CHECK(std::isnan(each("srun --mpi=pmix -n 8")));
  const catalog::Run macs =
      line("mlx.launch --hosts 10.0.0.1,10.0.0.2 --backend jaccl -- mlx_lm.generate --model qwen3-32b")
          .question.run;
  CHECK(test::unlike(macs, "n_devices=2 engine=mlx") == "");
}

TEST_CASE("a program behind a launcher is that program, not part of a name", "[formats][command-line]") {
  for (const char* launcher : {"uv run", "uvx", "uv run --with vllm", "accelerate launch", "pipx run"}) {
    CAPTURE(launcher);
    const catalog::Run run = line(fmt::format("{} vllm serve Qwen/Qwen3-8B", launcher).c_str()).question.run;
    CHECK(test::unlike(run, "engine=vllm model=qwen3-8b") == "");
  }
  CHECK(where_of("someprogram vllm serve Qwen/Qwen3-8B").find("'someprogram' is no program") !=
        std::string::npos);
}

TEST_CASE("names in full and weights that are published packed", "[predict][command_line]") {
  const catalog::Run whole = read("vllm serve deepseek-ai/DeepSeek-R1 -tp 8").question.run;
  CHECK(whole.model == "deepseek-r1-671b");
  CHECK(whole.quant == "FP8 block 128x128");
  CHECK(read("ollama run deepseek-r1").question.run.model == "deepseek-r1-0528-qwen3-8b");
  CHECK(read("vllm serve openai/gpt-oss-120b").question.run.quant == "MXFP4");
  CHECK(read("llama-server -hf ggml-org/gpt-oss-20b-GGUF").question.run.quant == "MXFP4");
  const formats::CommandLineReading shared =
      read("sglang.launch_server --model deepseek-ai/DeepSeek-V3 --tp 8 --dp 8 --enable-dp-attention");
  CHECK(test::unlike(shared.question.run, "replicas= n_devices=8") == "");
  CHECK(read("vllm serve deepseek-ai/DeepSeek-V3 -dp 8 --enable-expert-parallel").question.run.n_devices ==
        8);
  CHECK(read("vllm serve qwen3-8b -dp 8 --enable-expert-parallel").question.run.replicas == 8);
}

TEST_CASE("sizes of tensor, pipeline, data and expert parallelism make one layout",
          "[predict][command_line]") {
  const auto layout = [](const char* command) {
    const catalog::Run run = read(command).question.run;
    return std::tuple(run.n_devices,
                      run.pipeline_parallel,
                      run.data_parallel_attention,
                      run.expert_parallel,
                      run.split.text());
  };
  const auto is = [&](const char* command, double devices, double stages, double groups, bool experts) {
    const auto [n, p, d, e, split] = layout(command);
    INFO(command);
    CHECK(n == devices);
    CHECK((p > 1 ? p : 1) == stages);
    CHECK((d > 1 ? d : 1) == groups);
    CHECK(e == experts);
    CHECK(split == "tensor");
  };
  is("vllm serve llama-3.1-405b -tp 8 -pp 2", 16, 2, 1, false);
  is("vllm serve llama-3.1-405b -pp 2 -tp 8", 16, 2, 1, false);
  is("vllm serve deepseek-ai/DeepSeek-V3 -tp 8 -ep", 8, 1, 1, true);
  is("vllm serve deepseek-ai/DeepSeek-V3 -tp 2 -dp 8 -ep", 16, 1, 8, true);
  is("vllm serve deepseek-ai/DeepSeek-V3 -dp 8", 8, 1, 8, false);
  is("sglang.launch_server --model deepseek-ai/DeepSeek-V3 --tp 8 --dp 8 --enable-dp-attention",
     8,
     1,
     8,
     false);
  is("sglang.launch_server --model deepseek-ai/DeepSeek-V3 --tp 16 --dp 4 --enable-dp-attention --ep-size 16",
     16,
     1,
     4,
     true);
  is("sglang.launch_server --model qwen3-32b --tp 4 --dp 2 --enable-dp-attention", 4, 1, 1, false);
  CHECK(read("sglang.launch_server --model deepseek-ai/DeepSeek-V3 --tp 8 --dp 2").question.run.replicas ==
        2);
}

TEST_CASE("a benchmark of a server says how many requests it sends, and how", "[predict][command_line]") {
  const std::string command =
      "vllm bench serve --model qwen3-8b --random-input-len 1000 --random-output-len 100 --num-prompts 500";
  const auto sent = [&](const char* further) {
    const formats::CommandLineReading r = read((command + further).c_str());
    return std::tuple(r.requests, r.request_rate_per_s, r.question.run.concurrency);
  };
  const auto [requests, rate, at_once] = sent(" --request-rate inf");
  CHECK(requests == 500);
  CHECK(std::isnan(rate));
  CHECK(at_once == 500);
  CHECK(std::get<2>(sent(" --max-concurrency 64")) == 64);
  CHECK(std::get<1>(sent(" --request-rate 8")) == 8);
  CHECK(std::isnan(std::get<2>(sent(" --request-rate 8"))));
}

TEST_CASE("devices that tokroof's own option states are all of a command's copies",
          "[predict][command_line]") {
  catalog::Question own;
  own.run.n_devices = 8;
  const catalog::Run run =
      read("vllm serve deepseek-ai/DeepSeek-V3 -tp 1 -dp 8 --enable-expert-parallel", own).question.run;
  CHECK(test::unlike(run, "n_devices=8 data_parallel_attention=8") == "");
}

TEST_CASE("a limit of sequences is of each copy of vLLM, and of all attention groups of SGLang",
          "[predict][command_line]") {
  CHECK(
      read("vllm serve deepseek-ai/DeepSeek-V3 -dp 8 --max-num-seqs 32").question.run.details.max_num_seqs ==
      256);
  CHECK(read("sglang.launch_server --model deepseek-ai/DeepSeek-V3 --tp 8 --dp 8 --enable-dp-attention "
             "--max-running-requests 256")
            .question.run.details.max_num_seqs == 256);
}

TEST_CASE("tokroof's own options overrule the command line, and that is said", "[predict][command_line]") {
  catalog::Question own;
  own.run.depth = 100;
  own.run.model = "qwen3-8b";
  const formats::CommandLineReading r = read("llama-bench -m llama-3.1-8b -d 4096", own);
  CHECK(test::unlike(r.question.run, "depth=100 model=qwen3-8b") == "");
  CHECK(notes_say(r, "-d 4096 is overruled"));
  CHECK(notes_say(r, "llama-3.1-8b is overruled"));
}

TEST_CASE("what is not known is an error or ignored aloud, never silent", "[predict][command_line]") {
  CHECK(where_of("").find("which program") != std::string::npos);
  CHECK(where_of("llama-bnech -m x").find("llama-bnech") != std::string::npos);
  CHECK(where_of("llama-bench -m llama-3.1-8b -ngl many").find("llama-bench -ngl: 'many' is not a number") ==
        0);
  CHECK(where_of("llama-bench -m llama-3.1-8b -d -5").find("llama-bench -d") == 0);
  CHECK(where_of("llama-bench -m llama-3.1-8b -d").find("a value is missing") != std::string::npos);
  CHECK(where_of("llama-bench -m llama-3.1-8b -fa maybe").find("none of on, off, auto") != std::string::npos);
  CHECK(where_of("llama-bench -m llama-3.1-8b -fa yes").find("none of on, off, auto") != std::string::npos);
  CHECK(where_of("llama-bench -m no-such-thing.gguf").find("there is no file") != std::string::npos);
  CHECK(where_of("llama-bench -ngl 99").find("names no model") != std::string::npos);
  CHECK(where_of("llama-bench stray -m llama-3.1-8b").find("'stray'") != std::string::npos);
  CHECK(where_of("vllm serve qwen3-32b qwen3-8b").find("behind the model") != std::string::npos);
  const formats::CommandLineReading r = read("llama-bench -m llama-3.1-8b --n-gpu-layer 20");
  CHECK(std::isnan(r.question.run.n_gpu_layers));
  CHECK(notes_say(r, "--n-gpu-layer 20 is not known (nearest: --n-gpu-layers) and ignored"));
}

TEST_CASE("options that have tokens drafted are obeyed, whatever a program calls them") {
  const auto drafts = [](const std::string& command) {
    const catalog::Run run = read(command).question.run;
    return fmt::format("{} {:g}", run.speculative.text(), run.spec_tokens);
  };
  CHECK(drafts("llama-server -m qwen3-8b --draft-max 16 -md qwen3-0.6b") == "draft 16");
  CHECK(drafts("llama-server -m qwen3-8b -md f --spec-type draft-mtp --spec-draft-n-max 2") == "mtp 2");
  CHECK(drafts("vllm serve qwen3-8b --speculative-model [ngram] --num-speculative-tokens 4") == "ngram 4");
  CHECK(drafts("vllm serve qwen3-8b --speculative-config "
               "{\"method\":\"eagle3\",\"model\":\"x\",\"num_speculative_tokens\":3}") == "eagle 3");
  CHECK(drafts("vllm serve qwen3-8b --speculative-config.method=mtp "
               "--speculative-config.num_speculative_tokens 1") == "mtp 1");
  CHECK(drafts("sglang.launch_server --model-path qwen3-8b --speculative-algorithm NEXTN "
               "--speculative-num-draft-tokens 4") == "mtp 3");
  CHECK(drafts("mlx_lm.generate --model qwen3-8b --draft-model qwen3-0.6b --num-draft-tokens 3") ==
        "draft 3");
  CHECK(drafts("llama-server -m qwen3-8b --draft-max 16") == " nan");
  CHECK(drafts("vllm serve qwen3-8b --speculative-config {\"method\":\"medusa\"}") == " nan");
  CHECK(drafts("llama-server -m qwen3-8b -md f --draft-max 0") == " nan");
}

TEST_CASE("what a question says of drafts goes before its command line") {
  catalog::Question own;
  own.run.speculative = model::Drafting::none;
  CHECK(read("llama-server -m qwen3-8b -md f", own).question.run.speculative == model::Drafting::none);
  own.run.speculative = model::Drafting::eagle;
  own.run.spec_tokens = 2;
  const catalog::Run run = read("llama-server -m qwen3-8b -md f --draft-max 8", own).question.run;
  CHECK(test::unlike(run, "speculative=eagle spec_tokens=2") == "");
}

TEST_CASE("a benchmark's prompt is in the cache while it generates, but for llama-bench's",
          "[predict][command_line]") {
  const auto depth = [](const std::string& command, catalog::Question own = {}) {
    return read(command, std::move(own)).question.run.depth;
  };
  CHECK(depth("vllm bench serve --model qwen3-32b --random-input-len 4096 --random-output-len 1024") == 4096);
  CHECK(depth("vllm bench latency --model qwen3-32b --input-len 1024") == 1024);
  CHECK(depth("sglang.bench_serving --model qwen3-32b --random-input 2048 --max-concurrency 8") == 2048);
  CHECK(depth("llama-batched-bench -m qwen3-8b -npp 512,1024 -ntg 64 -npl 8") == 512);
  CHECK(depth("mlx_lm.benchmark --model qwen3-8b -p 1024 -g 128") == 1024);
  CHECK(std::isnan(depth("llama-bench -m qwen3-8b -p 1024 -n 64")));
  CHECK(std::isnan(depth("vllm serve qwen3-32b --max-model-len 4096")));
  catalog::Question own;
  own.run.depth = 0;
  CHECK(depth("vllm bench latency --model qwen3-32b --input-len 1024", own) == 0);
}

TEST_CASE("OLLAMA_CONTEXT_LENGTH reserves a context", "[predict][command_line]") {
  const auto room = [](const std::string& command) {
    return read(command).question.run.details.max_model_len;
  };
  CHECK(room("OLLAMA_CONTEXT_LENGTH=65536 ollama run qwen3:14b") == 65536);
  CHECK(room("OLLAMA_NUM_PARALLEL=4 OLLAMA_CONTEXT_LENGTH=8192 ollama run qwen3:14b") ==
        8192);  // of each slot
  CHECK(std::isnan(room("OLLAMA_CONTEXT_LENGTH=0 ollama run qwen3:14b")));
}

TEST_CASE("an image's tag says the backend, and a build that is not dated is said",
          "[predict][command_line]") {
  const auto backend = [](const std::string& image) {
    return line("docker run " + image + " llama-server -m qwen3-8b").question.run.backend;
  };
  CHECK(backend("ghcr.io/ggml-org/llama.cpp:server-vulkan") == "vulkan");
  CHECK(backend("ghcr.io/ggml-org/llama.cpp:server-cuda13-b7000") == "cuda");
  CHECK(backend("ghcr.io/ggml-org/llama.cpp:full-rocm") == "rocm");
  CHECK(backend("ghcr.io/ggml-org/llama.cpp:light-intel") == "sycl");
  CHECK(backend("docker.io/kyuz0/intel-b70-ai-toolboxes:vulkan-radv") == "vulkan");  // before the name
  CHECK(backend("rocm/vllm:latest") == "rocm");
  CHECK(backend("lmsysorg/sglang:v0.5.7-rocm700-mi30x") == "rocm");
  CHECK(backend("vllm/vllm-openai:v0.11.0") == "");
  CHECK(backend("ghcr.io/ggml-org/llama.cpp:server-musa") == "");
  const auto says = [](const std::string& image, std::string_view part) {
    return notes_say(line("docker run " + image + " vllm serve qwen3-8b"), part);
  };
  CHECK(says("vllm/vllm-openai:v0.5.3.post1", "when v0.5.3.post1 was released is not known"));
  CHECK(says("ghcr.io/ggml-org/llama.cpp:server-cuda-b4719", "when b4719 was released"));
  CHECK(says("ghcr.io/ggml-org/llama.cpp:server-musa", "musa is not predicted"));
  CHECK(says("ghcr.io/ggml-org/llama.cpp:server", "an image for the processor alone"));
  CHECK(!says("rocm/pytorch:rocm-6.4.4", "was released"));
  catalog::Question own;
  own.run.backend = "cuda";
  own.run.engine_date = "2024-07-01";
  const formats::CommandLineReading r =
      read("docker run ghcr.io/ggml-org/llama.cpp:server-vulkan-b4719 -m qwen3-8b", own);
  CHECK(r.question.run.backend == "cuda");
  CHECK(!notes_say(r, "was released"));
}

TEST_CASE("MLX runs a repository as it was published, where its name says no fewer bits",
          "[predict][command_line]") {
  const auto quant = [](const std::string& model) {
    return read("mlx_lm.generate --model " + model).question.run.quant;
  };
  CHECK(quant("Qwen/Qwen3-4B") == "BF16");
  CHECK(quant("openai/gpt-oss-20b") == "MXFP4");
  CHECK(quant("mlx-community/Qwen3-4B-8bit") == "MLX-Q8");
}

TEST_CASE("packed weights stay packed whatever --dtype says", "[predict][command_line]") {
  const auto quant = [](const std::string& options) {
    return read("vllm serve " + options).question.run.quant;
  };
  CHECK(quant("--dtype half --model Qwen/Qwen3-32B-AWQ") == "AWQ");
  CHECK(quant("Qwen/Qwen3-32B --dtype half --quantization gptq") == "GPTQ");
  CHECK(quant("openai/gpt-oss-120b --dtype bfloat16") == "MXFP4");
  CHECK(quant("Qwen/Qwen3-32B --dtype half") == "F16");
}

TEST_CASE("a model with its MTP head is that model, with a note", "[predict][command_line]") {
  const formats::CommandLineReading file = read("llama-server -m Qwen3.6-35B-A3B-MTP-UD-Q4_K_XL.gguf");
  CHECK(test::unlike(file.question.run, "model=qwen3.6-35b-a3b quant=UD-Q4_K_XL") == "");
  CHECK(notes_say(file, "with its head that drafts tokens (MTP)"));
  CHECK(file.question.run.speculative.empty());
  const formats::CommandLineReading whole =
      read("llama-server -hf unsloth/Qwen3.6-35B-A3B-MTP-GGUF:UD-Q4_K_XL --spec-type draft-mtp");
  CHECK(test::unlike(whole.question.run, "model=qwen3.6-35b-a3b speculative=mtp") == "");
  CHECK(where_of("llama-server -m MTP-Q4_K_M.gguf").find("no model of that name") != std::string::npos);
}

TEST_CASE("a file whose name says only its type is named by its folder", "[predict][command_line]") {
  const catalog::Run run = read("llama-cli -m /mnt/models/Llama-2-7b-hf/ggml-model-q4_0.gguf").question.run;
  CHECK(test::unlike(run, "model=llama-2-7b quant=Q4_0") == "");
  const catalog::Run deeper = read("llama-cli -m Qwen3-8B-GGUF/Q6_K/model-00001-of-00002.gguf").question.run;
  CHECK(test::unlike(deeper, "model=qwen3-8b quant=Q6_K") == "");
  CHECK(where_of("llama-cli -m qwen3-8b/my-own.gguf").find("no model of that name") != std::string::npos);
}

TEST_CASE("koboldcpp's kernels are a backend, with a row split and a cache on the host",
          "[predict][command_line]") {
  catalog::Question own;
  own.run.device = "rx-7900-xtx";
  const formats::CommandLineReading amd =
      read("koboldcpp --model qwen3-8b --usecublas lowvram rowsplit", own);
  CHECK(test::unlike(amd.question.run, "backend=rocm split=row") == "");
  CHECK(notes_say(amd, "--usecublas lowvram is ignored: a cache in the host's memory"));
  CHECK(read("koboldcpp --model qwen3-8b --usevulkan 0", own).question.run.backend == "vulkan");
  own.run.device = "rtx-3090";
  CHECK(read("koboldcpp --model qwen3-8b --usecuda", own).question.run.backend == "cuda");
  CHECK(read("koboldcpp --model qwen3-8b --usecublas").question.run.backend == "");
}

TEST_CASE("lms load: a context, a share of the layers, MLX's files", "[predict][command_line]") {
  const catalog::Run run =
      read("lms load openai/gpt-oss-20b --gpu max --context-length 16384 --identifier mine -y").question.run;
  CHECK(test::unlike(run, "engine=lm-studio quant=MXFP4 max_model_len=16384 ngl=") == "");
  CHECK(read("lms load lmstudio-community/Qwen3-14B-GGUF --gpu 0.5").question.run.n_gpu_layers == 20);
  CHECK(read("lms load qwen3-14b --gpu off").question.run.n_gpu_layers == 0);
  CHECK(read("lms load mlx-community/Qwen3-8B-4bit").question.run.engine == "mlx");
}

TEST_CASE("Text Generation Inference: shards, bits, sequences; also as its image's program",
          "[predict][command_line]") {
  const catalog::Run run =
      line(
          "docker run --gpus all -v $volume:/data ghcr.io/huggingface/text-generation-inference:1.0.2 "
          "--model-id meta-llama/Llama-2-13b-chat-hf --num-shard 2 --quantize bitsandbytes-nf4 "
          "--max-total-tokens 3072 --max-concurrent-requests 128 --max-batch-size 32 --speculate 3")
          .question.run;
  CHECK(test::unlike(run,
                     "engine=tgi model=llama-2-13b n_devices=2 split=tensor quant=INT4 "
                     "max_model_len=3072 max_num_seqs=32 speculative=ngram spec_tokens=3") == "");
  const auto tgi = [](const std::string& options) {
    return read("text-generation-launcher --model-id qwen3-8b " + options).question.run;
  };
  CHECK(tgi("--quantize bitsandbytes").quant == "INT8");
  CHECK(tgi("--sharded false").n_devices == 1);
  CHECK(tgi("").quant == "FP16");
  CHECK(
      line("CUDA_VISIBLE_DEVICES=0,1 text-generation-launcher --model-id qwen3-8b").question.run.n_devices ==
      2);
}

TEST_CASE("LMDeploy and MLC are read by what their options mean", "[predict][command_line]") {
  const catalog::Run run = read(
                               "lmdeploy serve api_server meta-llama/Llama-3.1-70B-Instruct --tp 2 "
                               "--quant-policy 8 --cache-max-entry-count 0.9 --session-len 32768")
                               .question.run;
  CHECK(test::unlike(run, "engine=lmdeploy n_devices=2 kv_type=q8_0 max_model_len=32768") == "");
  CHECK(read("lmdeploy chat qwen3-8b --model-format awq").question.run.quant == "AWQ");
  const catalog::Run mlc = read(
                               "mlc_llm serve HF://mlc-ai/Llama-3-8B-Instruct-q4f16_1-MLC --mode server "
                               "--device vulkan --overrides tensor_parallel_shards=2;max_num_sequence=4")
                               .question.run;
  CHECK(test::unlike(mlc, "engine=mlc quant=q4f16_1 backend=vulkan n_devices=2 max_num_seqs=4") == "");
  CHECK(read("mlc_llm chat qwen3-8b --speculative-mode disable").question.run.speculative.empty());
}

TEST_CASE("KTransformers keeps the experts on the host; its weights are named beside the model",
          "[predict][command_line]") {
  const formats::CommandLineReading r = read(
      "python3 ./ktransformers/local_chat.py --model_path /data/deepseek_r1/DeepSeek-R1 --gguf_path "
      "/data/DeepSeek-R1-UD-Q2_K_XL/ --cpu_infer 112 --max_new_tokens 1000 --force_think true");
  CHECK(test::unlike(r.question.run,
                     "engine=ktransformers model=deepseek-r1-671b quant=UD-Q2_K_XL threads=112 "
                     "n_gen=1000") == "");
  CHECK(r.question.run.details.n_cpu_moe > 1000);
  CHECK(notes_say(r, "keep the routed experts on the host"));
  CHECK(read("python ktransformers/server/main.py --gguf_path /m/DeepSeek-R1-Q4_K_M --cache_lens 32768")
            .question.run.details.max_model_len == 32768);
  CHECK(std::isnan(read("ktransformers.local_chat --model_path qwen3-8b").question.run.details.n_cpu_moe));
}

TEST_CASE("ExLlama's programs, and scripts that are called as others' programs", "[predict][command_line]") {
  const catalog::Run test = read(
                                "python test_inference.py -m /models/Llama-3.3-70B-Instruct-exl2-4.5bpw -p "
                                "Once -gs 20,24 -cq8 -l 8192")
                                .question.run;
  CHECK(test::unlike(test,
                     "engine=exllamav2 model=llama-3.3-70b quant=EXL2-4.5bpw n_devices=2 "
                     "kv_type=q8_0 max_model_len=8192") == "");
  const catalog::Run tabby =
      read(
          "python main.py --model-dir models --model-name Llama-3.3-70B-Instruct-4.5bpw-exl2 --max-seq-len "
          "16384 --cache-mode Q8 --tensor-parallel true")
          .question.run;
  CHECK(test::unlike(tabby, "engine=exllamav2 quant=EXL2-4.5bpw split=tensor kv_type=q8_0") == "");
  CHECK(read("python main.py --model-name turboderp/Llama-3.1-8B-Instruct-exl3").question.run.engine ==
        "exllamav3");
  CHECK(read("./main -m qwen3-8b").question.run.engine == "llama.cpp");
  CHECK(where_of("python server.py --model qwen3-8b").find("'server' is no program") != std::string::npos);
}

TEST_CASE("published names are entries of the catalog and a storage type", "[predict][command_line]") {
  struct Known {
    const char* text;
    const char* slug;
    const char* quant;
  };
  for (const Known& k : {Known{"models/Meta-Llama-3.1-8B-Instruct-Q4_K_M.gguf", "llama-3.1-8b", "Q4_K_M"},
                         {"Qwen3-30B-A3B-UD-Q4_K_XL.gguf", "qwen3-30b-a3b", "UD-Q4_K_XL"},
                         {"bartowski/Llama-3.3-70B-Instruct-GGUF:IQ2_XXS", "llama-3.3-70b", "IQ2_XXS"},
                         {"google/gemma-3-27b-it", "gemma-3-27b", ""},
                         {"openai/gpt-oss-120b", "gpt-oss-120b", ""},
                         {"models/llama-2-7b.Q4_0.gguf", "llama-2-7b", "Q4_0"},
                         {"gpt-oss-20b-mxfp4.gguf", "gpt-oss-20b", "MXFP4"},
                         {"Qwen2.5-32B-Instruct-AWQ", "qwen2.5-32b", "AWQ"},
                         {"mistralai/Mistral-7B-Instruct-v0.3", "mistral-7b-v0.3", ""},
                         {"llama3.1:70b-instruct-q8_0", "llama-3.1-70b", "Q8_0"},
                         {"mlx-community/Meta-Llama-3.1-8B-Instruct-4bit", "llama-3.1-8b", "MLX-Q4"}}) {
    INFO(k.text);
    const catalog::NamedModel found = catalog::Catalog::bundled().names().model(k.text);
    CHECK(found.match.slug == k.slug);
    CHECK(found.quant == k.quant);
  }
  CHECK(catalog::Catalog::bundled().names().model("my-own-model-9000.gguf").match.slug.empty());
  CHECK(catalog::Catalog::bundled().names().model("").match.slug.empty());
}

TEST_CASE("a model's numbers stay with it, whichever type stands behind them", "[formats][command-line]") {
  struct Known {
    const char* words;
    const char* model;
  };
  for (const Known& k : {Known{"mi300x llama 3.1 405b fp8", "llama 3.1 405b"},
                         {"h100 llama 3.3 70b fp8", "llama 3.3 70b"},
                         {"2x3090 llama 3.3 70b awq", "llama 3.3 70b"},
                         {"4090 mistral small 24b int4", "mistral small 24b"},
                         {"3090 gemma 3 27b gptq", "gemma 3 27b"}}) {
    CAPTURE(k.words);
    const auto read = formats::read_names(catalog::Catalog::bundled(), formats::shell_words(k.words), {});
    REQUIRE(read);
    CHECK(read->question.run.model == k.model);
  }
}

TEST_CASE("command lines of engines with a few models are read", "[predict][command_line]") {
  const formats::CommandLineReading ds4 = read(
      "./ds4-server -m gguf/DeepSeek-V4-Flash-IQ2_XXS.gguf --ctx 100000 --batched-session 4 --cuda "
      "--nothink");
  CHECK(test::unlike(ds4.question.run,
                     "engine=ds4 model=deepseek-v4-flash quant=IQ2_XXS backend=cuda "
                     "max_model_len=100000 max_num_seqs=4") == "");
  CHECK(read("./ds4 --ctx 8192").question.run.model == "deepseek-v4-flash");  // its default
  CHECK(read("./ds4 --dspark --mtp-model support.gguf").question.run.speculative == model::Drafting::dspark);
  CHECK(read("./ds4 --mtp -m gguf/GLM-5.3-Flash-Q2.gguf").question.run.speculative == model::Drafting::mtp);

  const formats::CommandLineReading mlx = read(
      "mlx-serve --model mlx-community/gemma-4-e4b-it-4bit --serve --kv-quant 8 --max-concurrent 4 "
      "--ctx-size 32768");
  CHECK(test::unlike(mlx.question.run,
                     "engine=mlx-serve model=gemma-4-e4b kv_type=q8_0 max_num_seqs=4 "
                     "max_model_len=32768") == "");
  CHECK(read("mlx-serve --model models/Qwen3-4B-Q4_K_M.gguf --serve").question.run.engine == "llama.cpp");
  CHECK(read("mlx-serve run qwen3-8b").question.run.model == "qwen3-8b");

  const formats::CommandLineReading dllama = read(
      "./dllama inference --model dllama_model_llama3_1_8b_instruct_q40.m --buffer-float-type q80 --nthreads "
      "4 "
      "--steps 64 --workers 10.0.0.2:9999 10.0.0.3:9999 10.0.0.4:9999");
  CHECK(test::unlike(dllama.question.run,
                     "engine=distributed-llama model=llama-3.1-8b quant=Q4_0 n_devices=4 threads=4 "
                     "n_gen=64 backend=cpu") == "");
  CHECK(read("dllama chat --model dllama_model_qwen3_8b_q40.m --gpu-index 0").question.run.backend ==
        "vulkan");

  const formats::CommandLineReading speed = read(
      "tokenspeed serve nvidia/Kimi-K2.5-NVFP4 --tensor-parallel-size 4 --enable-expert-parallel "
      "--quantization nvfp4 "
      "--kv-cache-dtype fp8 --max-model-len 262144 --max-num-seqs 256 --speculative-algorithm EAGLE3 "
      "--speculative-num-steps 3");
  CHECK(test::unlike(speed.question.run,
                     "engine=tokenspeed model=kimi-k2.5 quant=NVFP4 n_devices=4 expert_parallel=1 "
                     "speculative=eagle spec_tokens=3") == "");

  const formats::CommandLineReading rust =
      read("mistralrs serve -m Qwen/Qwen3-4B --isq 4 --max-seqs 8 --pa-cache-type f8e4m3 --cpu");
  CHECK(test::unlike(rust.question.run,
                     "engine=mistral.rs model=qwen3-4b quant=Q4_K kv_type=fp8 max_num_seqs=8 "
                     "backend=cpu") == "");
  CHECK(read("mistralrs run gguf -m unsloth/Qwen3-4B-GGUF -f Qwen3-4B-Q6_K.gguf").question.run.quant ==
        "Q6_K");
}

}  // namespace
}  // namespace tokroof::test

TEST_CASE("words of a name that say what is done, or tell another chip, are no part of it",
          "[formats][command_line]") {
  const tokroof::catalog::Catalog& catalog = tokroof::catalog::Catalog::bundled();
  const auto named = [&](const std::vector<std::string>& words) {
    return tokroof::formats::read_names(catalog, words, {}).has_value();
  };
  CHECK(named({"4090", "qwen3.6", "27b", "q4"}));
  CHECK_FALSE(named({"4090", "qwen3.6", "27b", "mtp"}));
  CHECK_FALSE(named({"4090", "qwen3.6", "27b", "mtp", "q4"}));
  CHECK(named({"m4", "max", "llama", "8b"}));
  CHECK_FALSE(named({"m6", "pro", "llama", "8b"}));
}

TEST_CASE("options of servers that take several values leave the model alone", "[formats][command_line]") {
  const tokroof::catalog::Catalog& catalog = tokroof::catalog::Catalog::bundled();
  const auto model_of = [&](const std::vector<std::string>& words) {
    return tokroof::formats::read_command_line(catalog, words, {}).question.run.model;
  };
  CHECK(model_of(
            {"sglang.launch_server", "--cuda-graph-bs", "1", "2", "4", "--model-path", "Qwen/Qwen3-32B"}) ==
        "qwen3-32b");
  CHECK(model_of({"vllm", "serve", "Qwen/Qwen3-32B", "--served-model-name", "a", "b"}) == "qwen3-32b");
  CHECK(model_of({"vllm", "serve", "Qwen/Qwen3-32B", "--cuda-graph-sizes", "1", "2"}) == "qwen3-32b");
  CHECK(model_of({"trtllm-serve", "serve", "openai/gpt-oss-120b", "--tp_size", "4"}) == "gpt-oss-120b");
}

TEST_CASE("weights that vLLM streams from the host are a spill", "[formats][command_line]") {
  const tokroof::catalog::Catalog& catalog = tokroof::catalog::Catalog::bundled();
  const auto spills = [&](const char* gib) {
    return tokroof::formats::read_command_line(
               catalog, {"vllm", "serve", "Qwen/Qwen3-32B", "--cpu-offload-gb", gib}, {})
        .question.run.details.spill;
  };
  CHECK(spills("40"));
  CHECK_FALSE(spills("0"));
}
