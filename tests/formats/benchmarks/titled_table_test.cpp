// Tables that people keep themselves: whatever they call their columns, and in whatever order they stand.
#include <algorithm>
#include <cmath>
#include <random>
#include <set>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <catch2/catch.hpp>
#include "formats/benchmarks/table_titles.hpp"
#include "tests/formats/benchmarks/imported.hpp"
#include "tests/seed.hpp"
#include "tests/unlike.hpp"
#include "tests/words.hpp"

using namespace tokroof;
using namespace tokroof::test;

namespace {

std::vector<std::string> said(const Imported& file) {
  std::vector<std::string> out;
  for (const catalog::Problem& p : file.problems) out.push_back(p.where + ": " + p.message);
  return out;
}

formats::TableTitle title(std::string_view text) {
  return formats::table_title(catalog::Catalog::bundled().data().column_titles, text);
}

}  // namespace

TEST_CASE("a title says which rate its column holds", "[import][table]") {
  for (const std::string& text :
       test::words("tok/s|t/s|TPS|Tokens/sec|tokens per second|Generation (tok/s)|decode|"
                   "decode_tps|Eval rate|TG (t/s)|avg output tok/s|Speed [tok/s]|tg128")) {
    CAPTURE(text);
    CHECK(title(text).is_rate);
    CHECK(title(text).column == "tg_tps");
  }
  for (const char* text :
       {"pp", "Prompt tok/s", "prefill speed", "Prompt processing (t/s)", "pp512", "pp_tps"}) {
    CAPTURE(text);
    CHECK(title(text).is_rate);
    CHECK(title(text).column == "pp_tps");
  }
  CHECK(title("TPOT (ms)").time_unit_s == 1e-3);
  CHECK(title("ms per token").time_unit_s == 1e-3);
  CHECK(title("seconds per token").time_unit_s == 1);
  CHECK(title("System throughput (tok/s)").rate == catalog::StatedRate::aggregate);
  CHECK(title("tok/s/user").rate == catalog::StatedRate::stream);
  CHECK(title("tok/s per user").rate == catalog::StatedRate::stream);
  CHECK(title("tg64 @ d4096").test.depth == 4096);
}

TEST_CASE("a title that is no rate names a column or nothing", "[import][table]") {
  CHECK(title("Graphics Card").column == "device");
  CHECK(title("Prompt tokens").column == "n_prompt");
  CHECK(title("Output tokens").column == "n_gen");
  CHECK(title("Power (W)").column == "power_w");
  CHECK(title("Batch_Size").column == "concurrency");
  for (const char* text : {"price", "generation", "prompt", "tokens", "total tokens/s/USD", "", "score"}) {
    CAPTURE(text);
    CHECK(title(text).column.empty());
  }
}

TEST_CASE("a table of one's own is read, and what is not read of it is said", "[import][table]") {
  const Imported got = imported(
      "GPU,Model,Quant,Context,Prompt (tok/s),Generation (tok/s),Colour\n"
      "2x RTX 3090,Llama 3.3 70B,Q4_K_M,8k,\"1,210\",17.2 ± 0.1,red\n"
      "RTX 4090,Llama 3.1 8B,Q4_K_M,,n/a,35-45,blue\n"
      "RTX 4090,Llama 3.1 8B,Q4_K_M,,n/a,OOM,blue\n"
      "RTX 4090,Llama 3.1 8B,Q4_K_M,,n/a\n");
  REQUIRE(got.rows.size() == 2);
  CHECK(test::unlike(got.rows[0],
                     "device=rtx-3090 n_devices=2 model=llama-3.3-70b depth=8192 pp_tps=1210 "
                     "tg_tps=17.2 tg_std=0.1") == "");
  CHECK(got.rows[1].tg_tps == 40);
  CHECK(got.rows[1].line == 3);
  CHECK(said(got) == std::vector<std::string>{"sample:1: columns that are not read: Colour",
                                              "sample:4: 'OOM' is no rate",
                                              "sample:5: has 5 cells, the header has 7"});
}

TEST_CASE("every column of a test at a depth of its own is a row", "[import][table]") {
  const Imported got = imported(
      "| Device | Model | tg128 | pp512 | tg128 @ d4096 |\n|---|---|---|---|---|\n"
      "| rtx-4090 | llama-3.1-8b-Q4_K_M | 145 | 10500 | 120 |\n");
  REQUIRE(got.rows.size() == 2);
  CHECK(got.rows[0].pp_tps == 10500);
  CHECK(got.rows[0].n_prompt == 512);
  CHECK(test::unlike(got.rows[0], "tg_tps=145 depth=0") == "");
  CHECK(test::unlike(got.rows[1], "tg_tps=120 depth=4096 quant=Q4_K_M pp_tps=") == "");
}

TEST_CASE("of several streams the rate is that of all unless the title says otherwise", "[import][table]") {
  const std::string rows = "\nh100-sxm,llama-3.1-70b,FP8,64,1200\nh100-sxm,llama-3.1-70b,FP8,1,60\n";
  const Imported unsaid = imported("device,model,quant,users,tok/s" + rows);
  REQUIRE(unsaid.rows.size() == 2);
  CHECK(unsaid.rows[0].rate == catalog::StatedRate::aggregate);
  REQUIRE(unsaid.problems.size() == 1);
  CHECK(unsaid.problems[0].where == "sample:2");
  const Imported each = imported("device,model,quant,users,tok/s/user" + rows);
  REQUIRE(each.rows.size() == 2);
  CHECK(each.rows[0].rate == catalog::StatedRate::stream);
  CHECK(each.problems.empty());
}

TEST_CASE("words with commas are no table, and a table ends with its last row", "[import][table]") {
  CHECK(imported("The speed, in our model, was good\nwe ran it, twice, on a card\n").rows.empty());
  const Imported got =
      imported("gpu,model,tps\nrtx-4090,llama-3.1-8b,120\n\nIn all, it was fast, and warm\n");
  CHECK(got.rows.size() == 1);
  CHECK(got.problems.empty());
}

TEST_CASE("a table that follows another has columns of its own", "[import][table]") {
  const Imported got = imported(
      "gpu,model,tok/s\nrtx-4090,llama-3.1-8b,145\n"
      "gpu,model,tok/s\nrtx-3090,llama-3.1-8b,110\n"
      "model,tok/s,gpu\nllama-3.1-8b,100,m3-ultra-80c\n");
  REQUIRE(got.rows.size() == 3);
  CHECK(got.rows[1].tg_tps == 110);
  CHECK(test::unlike(got.rows[2], "device=m3-ultra-80c tg_tps=100") == "");
  CHECK(got.problems.empty());
}

TEST_CASE("whatever a table's columns are called and however they are separated, its runs are the same",
          "[import][table][property]") {
  const unsigned seed = seed_of_run();
  CAPTURE(seed);
  std::mt19937 random(seed);
  const auto one_of = [&](const std::vector<std::string>& all) { return all[random() % all.size()]; };
  const std::vector<std::string> devices = {"rtx-4090", "rtx-3090", "m4-max-40c", "h100-sxm", "rx-7900-xtx"};
  const std::vector<std::string> models = {"llama-3.1-8b", "qwen3-32b", "gemma-3-12b", "gpt-oss-20b"};
  const std::vector<std::string> quants = {"Q4_K_M", "Q8_0", "Q6_K"};
  constexpr int kTables = 300;
  for (int table = 0; table < kTables; ++table) {
    struct Column {
      std::string title;
      std::vector<std::string> cells;
    };
    const std::string separator = one_of({",", "\t", ";", " | "});
    const bool comma = separator == ";" && random() % 2 == 0;
    const auto number = [&](double x) {
      std::string text = fmt::format("{}", x);
      std::replace(text.begin(), text.end(), '.', comma ? ',' : '.');
      return text;
    };
    std::vector<catalog::Run> runs(1 + random() % 5);
    std::vector<Column> columns = {
        {one_of({"GPU", "Device", "card", "Hardware", "GPU name"}), {}},
        {one_of({"Model", "LLM", "model name"}), {}},
        {one_of({"Quant", "quantization", "Precision", "File type"}), {}},
        {one_of({"depth", "Context (tokens)", "ctx"}), {}},
        {one_of({"tok/s", "Decode (t/s)", "generation speed", "TPS", "Eval rate", "tg"}), {}},
        {one_of({"Prompt tok/s", "Prefill (tokens per second)", "pp", "Prompt processing speed"}), {}},
        {one_of({"Colour", "who", "#"}), {}}};
    for (catalog::Run& run : runs) {
      run.device = one_of(devices);
      run.model = one_of(models);
      run.quant = one_of(quants);
      run.depth = static_cast<double>(random() % 9 * 1000);
      run.tg_tps = static_cast<double>(10 + random() % 2000) / 8;
      run.pp_tps = static_cast<double>(100 + random() % 5000) / 4;
      const std::vector<std::string> cells = {
          run.device, run.model, run.quant, number(run.depth), number(run.tg_tps), number(run.pp_tps), "x"};
      for (std::size_t c = 0; c < columns.size(); ++c) {
        columns[c].cells.push_back(cells[c]);
      }
    }
    std::shuffle(columns.begin(), columns.end(), random);
    const bool bars = separator == " | ";
    const auto line = [&](const auto& cell_of) {
      std::vector<std::string> cells;
      for (const Column& column : columns) {
        cells.push_back(cell_of(column));
      }
      const std::string joined = fmt::format("{}", fmt::join(cells, separator));
      return bars ? "| " + joined + " |\n" : joined + "\n";
    };
    std::string text = line([](const Column& c) { return c.title; });
    if (bars) {
      text += line([](const Column&) { return std::string("---"); });
    }
    for (std::size_t row = 0; row < runs.size(); ++row) {
      text += line([&](const Column& c) { return c.cells[row]; });
    }
    CAPTURE(text);
    const Imported got = imported(text);
    REQUIRE(got.rows.size() == runs.size());
    CHECK(got.problems.size() == 1);  // the column that nobody knows
    for (std::size_t row = 0; row < runs.size(); ++row) {
      CHECK(got.rows[row].device == runs[row].device);
      CHECK(got.rows[row].model == runs[row].model);
      CHECK(got.rows[row].quant == runs[row].quant);
      CHECK(got.rows[row].depth == runs[row].depth);
      CHECK(got.rows[row].tg_tps == runs[row].tg_tps);
      CHECK(got.rows[row].pp_tps == runs[row].pp_tps);
    }
  }
}

TEST_CASE("GPUs beside GPU counts them, in either order", "[import][table]") {
  for (const char* text :
       {"GPU,GPUs,model,quant,engine,tok/s\nRTX 3090,2,Llama 3.3 70B,Q4_K_M,llama.cpp,16\n",
        "GPUs,GPU,model,quant,engine,tok/s\n2,RTX 3090,Llama 3.3 70B,Q4_K_M,llama.cpp,16\n"}) {
    CAPTURE(text);
    const Imported file = imported(text);
    REQUIRE(file.rows.size() == 1);
    CHECK(test::unlike(file.rows[0], "device=rtx-3090 n_devices=2") == "");
  }
}

TEST_CASE("figures that name no device are of the one that a line beside them names", "[import]") {
  const std::string rate =
      "eval count:           841 token(s)\neval duration:        29.087918042s\neval rate:            28.91 "
      "tokens/s\n";
  const std::string run = "$ ollama run gemma3:27b --verbose\n\ntotal duration:       29.461042583s\n" + rate;
  for (const std::string& text : {run + "\nGPU: RTX 3090\n", "# My RTX 3090\n\n" + run}) {
    CAPTURE(text);
    const Imported file = imported(text);
    REQUIRE(file.rows.size() == 1);
    CHECK(file.rows[0].device == "rtx-3090");
  }
  CHECK(imported("# 4x H100\n" + run).rows.at(0).n_devices == 4);
  CHECK(imported("Namespace(host='127.0.0.1', port=8000)\n" + run).rows.at(0).device.empty());
  CHECK(imported("RTX 3090 or RTX 4090?\n" + run).rows.at(0).device.empty());
  CHECK(imported(run + "\nRTX 3090\nthe 4090 is another machine\n").rows.at(0).device.empty());
}

TEST_CASE("figures that name no model are of the one that a line beside them names", "[import]") {
  const std::string answer =
      "CtxLimit:640/4096, Amt:128/128, Init:0.01s, Process:0.41s (1234.50T/s), Generate:3.10s (41.29T/s), "
      "Total:3.52s\n";
  const Imported named = imported("Running Qwen3 8B Q4_K_M on my 3060\n" + answer);
  REQUIRE(named.rows.size() == 1);
  CHECK(test::unlike(named.rows[0], "model=qwen3-8b quant=Q4_K_M") == "");
  CHECK(imported(answer + "\n(Qwen3 8B)\n").rows.at(0).model == "qwen3-8b");
  CHECK(imported("Qwen3 8B or Gemma 3 12B?\n" + answer).rows.at(0).model.empty());
  CHECK(imported("a 70B at home\n" + answer).rows.at(0).model.empty());
}

TEST_CASE("a rate alone on a line is one of the machine and the model that other lines name", "[import]") {
  for (const char* line :
       {"25.31 tok/sec", "Tokens/sec: 25.31", "Generation speed: 25.31 tokens per second", "~25.31 t/s"}) {
    CAPTURE(line);
    const Imported file = imported(std::string("Gemma 3 12B Q4_K_M on a MacBook Pro M3 Max\n") + line + "\n");
    REQUIRE(file.rows.size() == 1);
    CHECK(file.rows[0].tg_tps == Approx(25.31));
    CHECK(test::unlike(file.rows[0], "device=m3-max-40c model=gemma-3-12b") == "");
  }
  for (const char* line : {"Prompt: 512 tokens", "25.31", "10 users: 25.31 t/s", "0 tok/s"}) {
    CAPTURE(line);
    CHECK(imported(std::string(line) + "\n").rows.empty());
  }
}

TEST_CASE("a table may be headed by models or by devices, where it says that its figures are rates",
          "[import][table]") {
  const std::string bare =
      "| GPU | Llama 3.1 8B Q4_K_M | Qwen3 32B Q4_K_M |\n|---|---|---|\n| RTX 4090 | 131 | 38 |\n| RTX 3060 "
      "12GB | 52 | - |\n";
  const std::string titled =
      "| GPU | Llama 3.1 8B Q4_K_M (tok/s) | Qwen3 32B Q4_K_M (tok/s) |\n|---|---|---|\n| RTX 4090 | 131 | "
      "38 |\n| RTX 3060 12GB | 52 | - |\n";
  const std::string in_cells =
      "| GPU | Llama 3.1 8B Q4_K_M | Qwen3 32B Q4_K_M |\n|---|---|---|\n| RTX 4090 | 131 t/s | 38 t/s |\n| "
      "RTX 3060 12GB | 52 t/s | - |\n";
  const std::string by_model =
      "Model,Quant,RTX 4090 (tok/s),RTX 3060 12GB (tok/s)\nLlama 3.1 8B,Q4_K_M,131,52\nQwen3 "
      "32B,Q4_K_M,38,\n";
  for (const std::string& text : {"## Results (tokens per second)\n" + bare,
                                  "All figures are tok/s.\n\n" + bare,
                                  titled,
                                  in_cells,
                                  by_model}) {
    CAPTURE(text);
    std::set<std::string> seen;
    for (const catalog::Run& run : imported(text).rows) {
      seen.insert(fmt::format("{} {} {} {}", run.device, run.model, run.quant, run.tg_tps));
    }
    CHECK(seen == std::set<std::string>{"rtx-4090 llama-3.1-8b Q4_K_M 131",
                                        "rtx-4090 qwen3-32b Q4_K_M 38",
                                        "rtx-3060-12gb llama-3.1-8b Q4_K_M 52"});
  }
  CHECK(imported(bare).rows.empty());
  CHECK(imported("Prompt processing, tokens/s\n" + bare).rows.at(0).pp_tps == 131);
}

TEST_CASE("prose without any table is read line by line", "[import]") {
  const Imported file = imported(
      "Some figures of mine.\n3090 gets 110 t/s on llama 3 8b q4\n4090 gets 150 t/s on llama 3 8b q4\nwhat a "
      "card!\n");
  REQUIRE(file.rows.size() == 2);
  CHECK(file.rows[0].device == "rtx-3090");
  CHECK(file.rows[1].tg_tps == 150);
  CHECK(file.rows[1].line == 3);
  const Imported table =
      imported("3090 gets 110 t/s on llama 3 8b q4\nGPU,model,quant,tok/s\nRTX 4090,Llama 3 8B,Q4_K_M,150\n");
  CHECK(table.rows.size() == 1);
}

TEST_CASE("a table without a column of devices or models is of those that stand around it",
          "[import][table]") {
  const Imported file = imported(
      "RTX 5080, Qwen3.5-35B-A3B\n\n|Config|Quant|tok/s|\n|:-|:-|:-|\n|-ot exps=CPU|Q8_0|35.7|\n"
      "|--n-cpu-moe 24 --fit on|Q4_K_M|69.6|\n");
  REQUIRE(file.rows.size() == 2);
  for (const catalog::Run& run : file.rows) {
    CHECK(test::unlike(run, "device=rtx-5080 model=qwen3.5-35b-a3b") == "");
    CHECK_FALSE(run.placement.empty());
  }
  CHECK(file.rows[0].placement == catalog::StatedPlacement::experts_on_host);
  CHECK(file.rows[1].details.n_cpu_moe == 24);
  CHECK(fmt::format("{}", fmt::join(said(file), "|")).find("'--fit on' is not read") != std::string::npos);

  const Imported in_cells = imported(
      "RTX 5080\n| What | tok/s |\n|---|---|\n| Qwen3 8B Q8_0 | 90 |\n"
      "| Qwen3 8B and Llama 3.1 8B | 91 |\n");
  REQUIRE(in_cells.rows.size() == 1);
  CHECK(test::unlike(in_cells.rows[0], "model=qwen3-8b quant=Q8_0") == "");
  CHECK(imported("| Step | Speed |\n|---|---|\n| 1 | 90 |\n").rows.empty());
}

TEST_CASE("what a row is called may say that its rate is none of decode", "[import][table]") {
  for (const char* head : {"RTX 3090, qwen3-8b\n\n| Run | tok/s |\n|---|---|\n",
                           "RTX 3090, qwen3-8b\n\n| Test | tok/s |\n|---|---|\n"}) {
    const Imported file = imported(head + std::string("| prompt processing | 3500 |\n| generation | 110 |\n"
                                                      "| 8 users | 600 |\n"));
    CAPTURE(head);
    REQUIRE(file.rows.size() == 1);
    CHECK(test::unlike(file.rows[0], "pp_tps=3500 tg_tps=110") == "");
    CHECK(fmt::format("{}", fmt::join(said(file), "|")).find("'8 users' is, is not read") !=
          std::string::npos);
  }
}

TEST_CASE("a cell of devices may say the set-up, and what of it is not read is said", "[import][table]") {
  const Imported file = imported(
      "| Setup | Model | t/s |\n|---|---|---|\n| 2x 3090 tensor parallel | Llama 3.3 70B Q4_K_M | 29 |\n"
      "| 3090 (PL 250W) | Llama 3.1 8B Q4_K_M | 102 |\n| 3090 @ x4 | Llama 3.1 8B Q4_K_M | 110 |\n"
      "| 3090, -ot exps=CPU, DDR4-3200 | gpt-oss-120b | 22 |\n| 4090 (8 users, vLLM) | Qwen3-14B AWQ | 480 "
      "|\n");
  REQUIRE(file.rows.size() == 5);
  CHECK(test::unlike(file.rows[0], "n_devices=2 split=tensor quant=Q4_K_M") == "");
  CHECK(file.rows[1].power_w == 250);
  CHECK_FALSE(file.rows[2].n_devices > 1);
  CHECK(file.rows[2].interconnect == "pcie4x4");
  CHECK(file.rows[3].device == "rtx-3090");
  CHECK(file.rows[3].placement == catalog::StatedPlacement::experts_on_host);
  CHECK(test::unlike(file.rows[4], "concurrency=8 engine=vllm") == "");
  CHECK(fmt::format("{}", fmt::join(said(file), "|")).find("the host's memory is not read") !=
        std::string::npos);
}

TEST_CASE("a model's cell with blanks keeps its storage type", "[import][table]") {
  for (const char* cell : {"Llama 3.1 8B Q4_K_M", "Llama-3.1-8B-Q4_K_M.gguf", "Llama 3.1 8B (Q4_K_M)"}) {
    const Imported rows = imported(fmt::format("GPU,Model,tok/s\nRTX 3090,{},112\n", cell));
    const Imported cards =
        imported(fmt::format("| Model | RTX 3090 (t/s) |\n|---|---|\n| {} | 112 |\n", cell));
    CAPTURE(cell);
    REQUIRE(rows.rows.size() == 1);
    REQUIRE(cards.rows.size() == 1);
    CHECK(rows.rows[0].quant == "Q4_K_M");
    CHECK(cards.rows[0].quant == "Q4_K_M");
  }
}

TEST_CASE("a rate that another column repeats as a time or of each stream counts once", "[import][table]") {
  const Imported file = imported(
      "| GPU | Model | Concurrency | TPOT (ms) | Tput User (TPS) | Tput Decode (TPS) "
      "|\n|---|---|---|---|---|---|\n"
      "| RTX 4090 | Qwen3 8B | 32 | 8.4 | 119.0 | 3808.1 |\n| RTX 4090 | Qwen3 8B | 1 | 8.4 | 60 | 61 |\n");
  std::vector<double> rates;
  for (const catalog::Run& run : file.rows) rates.push_back(std::round(run.tg_tps));
  CHECK(rates == std::vector<double>{119, 119, 60});
}

TEST_CASE("options do not make a line of a log a sentence", "[import]") {
  catalog::Run given;
  given.device = "rtx-3090";
  given.model = "qwen3-32b";
  const auto rows_with_options = [&](const std::string& text) {
    std::vector<catalog::Run> rows;
    formats::RunImport import(
        catalog::Catalog::bundled(), given, [&](catalog::Run&& run) { rows.push_back(std::move(run)); });
    std::istringstream in(text);
    import.read_stream(in, "sample");
    return rows;
  };
  CHECK(rows_with_options("INFO: read 11926 tokens in 16.4 seconds\nnow at 727.64 T/s, and so on\n").empty());
  CHECK(rows_with_options("my 3090 gets 30 t/s\n").size() == 1);
}

TEST_CASE("columns of a table may say the host's memory, its size, its rate and its channels",
          "[import][table]") {
  const Imported file = imported(
      "| CPU model | Device | Model | RAM | Channels | tok/s |\n|---|---|---|---|---|---|\n"
      "| | EPYC 7763 | Qwen3 8B | 256 GB | 4 | 12 |\n| | EPYC 7763 | Qwen3 8B | 64GB DDR4-2666 | 8 | 12 |\n"
      "| | EPYC 7763 | Qwen3 8B | 5.2 GB | | 12 |\n");
  REQUIRE(file.rows.size() == 3);
  CHECK(test::unlike(file.rows[0], "host_memory_gib=256 host_channels=4") == "");
  CHECK(file.rows[1].details.host_memory_mts == 2666);
  CHECK(std::isnan(file.rows[2].details.host_memory_gib));  // what the model took
}

TEST_CASE("a table of prompts' rates is known by its heading or by a column of phases", "[import][table]") {
  const std::string table = "| GPU | Model | t/s |\n|---|---|---|\n| RTX 3090 | Llama 2 7B Q4_0 | ";
  const Imported headed =
      imported("### Prompt processing\n" + table + "4200 |\n\n### Token generation\n" + table + "120 |\n");
  REQUIRE(headed.rows.size() == 2);
  CHECK(test::unlike(headed.rows[0], "pp_tps=4200 tg_tps=") == "");
  CHECK(headed.rows[1].tg_tps == 120);
  CHECK(imported("7B pp 512:\n" + table + "4200 |\n").rows.at(0).pp_tps == 4200);
  const Imported timed = imported(
      "7B pp 512:\n| GPU | Model | ms/t | t/s |\n|---|---|---|---|\n| RTX 3090 | Llama 2 7B | 0.25 | 4000 "
      "|\n");
  REQUIRE(timed.rows.size() == 1);
  CHECK(timed.rows[0].pp_tps == Approx(4000));
  CHECK(std::isnan(timed.rows[0].tg_tps));
  CHECK(imported("The prompt: tell me a joke.\n" + table + "120 |\n").rows.at(0).tg_tps == 120);
  const Imported phases = imported(
      "gpu,model,phase,tok/s\nRTX 3090,Llama 3.1 8B,prefill,4200\nRTX 3090,Llama 3.1 8B,decode,120\n");
  REQUIRE(phases.rows.size() == 1);
  CHECK(test::unlike(phases.rows[0], "pp_tps=4200 tg_tps=120") == "");
}

TEST_CASE("the type of a cache in a model's cell is none of its weights", "[import][table]") {
  for (const char* cell :
       {"Qwen3-32B Q4_K_M (KV q8_0)", "Qwen3-32B Q4_K_M, q8 KV cache", "Qwen3-32B Q4_K_M KV q8_0"}) {
    const Imported file =
        imported("| GPU | Model | tok/s |\n|---|---|---|\n| RTX 3090 | " + std::string(cell) + " | 32 |\n");
    REQUIRE(file.rows.size() == 1);
    CHECK(test::unlike(file.rows[0], "model=qwen3-32b quant=Q4_K_M kv_type=q8_0") == "");
  }
}

TEST_CASE("a title says the depth of its test in any way that people write it", "[import][table]") {
  for (const char* title :
       {"tg128@16k", "tg128 @ 16384", "tg128 d16384", "tg128 (d=16384)", "tg128 16k", "tg128 @ d16384"}) {
    CAPTURE(title);
    const Imported file = imported("| GPU | Model | " + std::string(title) +
                                   " |\n|---|---|---|\n| RTX 3090 | Qwen3-8B Q4_K_M | 60 |\n");
    REQUIRE(file.rows.size() == 1);
    CHECK(file.rows[0].depth == 16384);
  }
  CHECK(
      imported("| GPU | Model | tg128 run 2 |\n|---|---|---|\n| RTX 3090 | Qwen3-8B | 60 |\n").rows.empty());
}

TEST_CASE("an engine's cell may name its version", "[import][table]") {
  for (const char* engine : {"vLLM v0.6.3", "vLLM (0.6.3)", "vllm 0.6.3"}) {
    const Imported file =
        imported(std::string("GPU,model,quant,engine,tok/s\nH100 SXM,Llama 3.1 8B,FP8,") + engine + ",150\n");
    CAPTURE(engine);
    REQUIRE(file.rows.size() == 1);
    CHECK(file.rows[0].engine == "vllm");
    CHECK(file.rows[0].engine_version.find("0.6.3") != std::string::npos);
  }
}

TEST_CASE("a title of rates may say statistic, load, engine or storage type beside the unit",
          "[import][table]") {
  const auto row = [](const std::string& title) {
    const Imported file =
        imported("| GPU | Model | " + title + " |\n|---|---|---|\n| RTX 3090 | Qwen3-8B | 60 |\n");
    CAPTURE(title);
    REQUIRE(file.rows.size() == 1);
    CHECK((file.rows[0].tg_tps == 60 || file.rows[0].pp_tps == 60));
    return file.rows[0];
  };
  for (const char* title :
       {"tok/s (median of 5)", "Avg. Decode (t/s)", "gen steady t/s", "t/s ± std", "tok/s (n=3)"}) {
    CHECK(row(title).tg_tps == 60);
  }
  CHECK(row("tok/s @ 8k").depth == 8192);
  CHECK(row("32k ctx tok/s").depth == 32768);
  CHECK(row("8 users tok/s").concurrency == 8);
  CHECK(row("tok/s (bs=1)").concurrency == 1);
  CHECK(row("Single-stream tok/s").rate == catalog::StatedRate::stream);
  CHECK(row("vLLM tok/s").engine == "vllm");
  CHECK(row("Q8_0 (tok/s)").quant == "Q8_0");
  CHECK(row("prompt-proc tok/s").pp_tps == 60);
  CHECK(imported("| GPUs | Model | split-mode | tok/s |\n|---|---|---|---|\n| 4x RTX 3090 | Qwen3-8B | `-sm "
                 "row` (tensor) | 60 |\n")
            .rows.at(0)
            .split == model::Split::row);
  CHECK(imported("| GPU | Model | 1024 tok/s |\n|---|---|---|\n| RTX 3090 | Qwen3-8B | 60 |\n").rows.empty());
}

TEST_CASE("tables that a program drew with lines, or aligned with blanks, are tables", "[import][table]") {
  for (const char* text :
       {"┌──────────┬──────────┬───────┐\n│ GPU      │ Model    │ tok/s │\n├──────────┼──────────┼───────┤\n"
        "│ RTX 3090 │ Qwen3-8B │ 110   │\n└──────────┴──────────┴───────┘\n",
        "┏━━━━━━━━━━┳━━━━━━━━━━┳━━━━━━━┓\n┃ GPU      ┃ Model    ┃ tok/s ┃\n┡━━━━━━━━━━╇━━━━━━━━━━╇━━━━━━━┩\n"
        "│ RTX 3090 │ Qwen3-8B │ 110   │\n└──────────┴──────────┴───────┘\n",
        "+----------+----------+-------+\n| GPU      | Model    | tok/s |\n+==========+==========+=======+\n"
        "| RTX 3090 | Qwen3-8B | 110   |\n+----------+----------+-------+\n",
        " GPU      | Model    | tok/s \n----------+----------+-------\n RTX 3090 | Qwen3-8B |   110 \n",
        "GPU       Model     tok/s\nRTX 3090  Qwen3-8B  110\n"}) {
    CAPTURE(text);
    const Imported file = imported(text);
    REQUIRE(file.rows.size() == 1);
    CHECK(test::unlike(file.rows[0], "device=rtx-3090 model=qwen3-8b tg_tps=110") == "");
    CHECK(file.problems.empty());
  }
}

TEST_CASE("a table may have a metric a row, or its unit in the corner", "[import][table]") {
  const Imported one = imported(
      "RTX 4090, Phi-2 Q4_0\n| Metric | Value |\n|---|---|\n| Prompt Processing Throughput (tps) | 9259.5 |\n"
      "| Token Generation Throughput (tps) | 219.5 |\n");
  REQUIRE(one.rows.size() == 1);
  CHECK(test::unlike(one.rows[0], "pp_tps=9259.5 tg_tps=219.5 device=rtx-4090") == "");
  const Imported two = imported(
      "### Qwen3-4B\n| Metric | RTX 5070 Ti | RTX 4090 |\n|---|---|---|\n| TTFT | 12 ms | 10 ms |\n| decode "
      "tok/s | 81.5 | "
      "97.5 |\n");
  REQUIRE(two.rows.size() == 2);
  CHECK(test::unlike(two.rows[1], "device=rtx-4090 tg_tps=97.5") == "");
  const Imported corner =
      imported("| tok/s | RTX 3090 | RTX 4090 |\n|---|---|---|\n| Llama 3.1 8B Q4_K_M | 110 | 140 |\n");
  REQUIRE(corner.rows.size() == 2);
  CHECK(test::unlike(corner.rows[1], "device=rtx-4090 model=llama-3.1-8b quant=Q4_K_M") == "");
}

TEST_CASE("titles of llama-bench's tests say what their cells are, whatever stands around the table",
          "[import][table]") {
  const Imported file = imported(
      "Qwen3-8B Q4_K_M on RTX 3090\n| Backend | pp512 | tg128 |\n|---|---|---|\n| Vulkan | 2000 | 62.5 |\n");
  REQUIRE(file.rows.size() == 1);
  CHECK(test::unlike(file.rows[0], "backend=vulkan pp_tps=2000 tg_tps=62.5") == "");
}

TEST_CASE("a cell of engines may say what the engine was built for", "[import][table]") {
  const auto row = [](const std::string& cell) {
    return imported(
               "| GPU | Model | Engine | tok/s |\n|---|---|---|---|\n| RX 7900 XTX | Qwen3-14B Q4_K_M | " +
               cell + " | 60 |\n")
        .rows.at(0);
  };
  for (const char* cell : {"llama.cpp Vulkan", "llama.cpp (Vulkan)"}) {
    CHECK(row(cell).engine == "llama.cpp");
    CHECK(row(cell).backend == "vulkan");
  }
  CHECK(imported("| GPU | Model | tok/s |\n|---|---|---|\n| RTX 3090 | Qwen3 30B-A3B MoE Q4_K_M | 60 |\n")
            .rows.at(0)
            .model == "qwen3-30b-a3b");
  CHECK(row("llama.cpp b6118").engine_version == "b6118");
  CHECK(row("ROCm (patched)").backend == "rocm");
  CHECK(row("ROCm (patched)").engine.empty());
}

TEST_CASE("columns headed by a card say whether they are of the prompt", "[import][table]") {
  for (const char* titles : {"RTX 3090 pp | RTX 3090 tg", "RTX 3090 prefill (t/s) | RTX 3090 decode (t/s)"}) {
    const Imported file = imported(
        fmt::format("| Model | {} |\n|---|---|---|\n| Llama 3.1 8B Q4_K_M | 3800 t/s | 112 t/s |\n", titles));
    CAPTURE(titles, said(file));
    REQUIRE(file.rows.size() == 1);
    CHECK(file.rows.front().pp_tps == 3800);
    CHECK(file.rows.front().tg_tps == 112);
  }
}

TEST_CASE("a cell may say of what its figure is, and in which unit", "[import][table]") {
  const auto of_cell = [](std::string_view cell) {
    return imported(fmt::format(
        "| GPU | Model | Speed |\n|---|---|---|\n| RTX 3090 | Llama 3.1 8B Q4_K_M | {} |\n", cell));
  };
  const Imported prompt = of_cell("3500 t/s (prefill)");
  REQUIRE(prompt.rows.size() == 1);
  CHECK(prompt.rows.front().pp_tps == 3500);
  CHECK_FALSE(prompt.rows.front().tg_tps > 0);
  const Imported time = of_cell("8 ms/token");
  REQUIRE(time.rows.size() == 1);
  CHECK(time.rows.front().tg_tps == 125);
  for (const char* two : {"3500 pp / 110 tg", "3500/110 t/s", "3500 pp, 110 tg"}) {
    const Imported file = of_cell(two);
    CAPTURE(two);
    CHECK(file.rows.empty());
    CHECK(fmt::format("{}", fmt::join(said(file), " ")).find("holds two rates") != std::string::npos);
  }
  for (const char* other : {"9.1 ms", "4.9 GB"}) {
    const Imported file = of_cell(other);
    CAPTURE(other);
    CHECK(file.rows.empty());
    CHECK(fmt::format("{}", fmt::join(said(file), " ")).find("is no rate") != std::string::npos);
  }
  for (const char* one : {"110 t/s", "110 ± 2 t/s", "110 (05/2024)", "~110 tok/s @ 8k", "110/105 t/s"}) {
    const Imported file = of_cell(one);
    CAPTURE(one, said(file));
    REQUIRE(file.rows.size() == 1);
    CHECK(file.rows.front().tg_tps == 110);
  }
}

TEST_CASE("a cell of devices may name the model where no column does", "[import][table]") {
  const Imported file =
      imported("| Setup | tok/s |\n|---|---|\n| 1x RTX 3090, Llama 3.1 8B Q4_K_M | 110 |\n");
  REQUIRE(file.rows.size() == 1);
  CHECK(file.rows.front().model == "llama-3.1-8b");
  CHECK(file.rows.front().quant == "Q4_K_M");
  const Imported several = imported(
      "| GPU | Model | tok/s |\n|---|---|---|\n| RTX 4090, 2x RTX 3090 | Llama 3.3 70B Q4_K_M | 17 |\n");
  REQUIRE(several.rows.size() == 1);
  CHECK(several.rows.front().device == "rtx-4090+rtx-3090+rtx-3090");
  CHECK(several.problems.empty());
}

TEST_CASE("Chinese titles of cards, models and file types are known", "[import][table]") {
  const Imported file = imported(
      "| 显卡 | 模型 | 量化 | tokens/s |\n|---|---|---|---|\n| RTX 3090 | Llama 3.1 8B | Q4_K_M | 105.3 |\n");
  CAPTURE(said(file));
  REQUIRE(file.rows.size() == 1);
  CHECK(file.problems.empty());
  CHECK(file.rows.front().device == "rtx-3090");
  CHECK(file.rows.front().quant == "Q4_K_M");
}
