#include "formats/benchmarks/printed_line.hpp"

#include <cmath>
#include <string>
#include <vector>

#include <catch2/catch.hpp>
#include "formats/benchmarks/bench_spec.hpp"
#include "formats/benchmarks/command_line.hpp"
#include "formats/benchmarks/llama_command.hpp"

using namespace tokroof;

namespace {

std::vector<std::string> plain(const std::vector<std::string>& lines) {
  formats::PrintedLine printed;
  std::vector<std::string> out;
  for (const std::string& line : lines) {
    out.emplace_back(printed.plain(line));
  }
  return out;
}

}  // namespace

TEST_CASE("printed numbers of any country", "[import][numbers]") {
  CHECK(formats::printed_number("50.29") == 50.29);
  CHECK(formats::printed_number("50,29 tok/s") == 50.29);
  CHECK(formats::printed_number("1,614.79") == 1614.79);
  CHECK(formats::printed_number("1.614,79") == 1614.79);
  CHECK(formats::printed_number("12,345") == 12345);
  CHECK(formats::printed_number("4,110,623,430") == 4110623430);
  CHECK(formats::printed_number("0,345") == 0.345);
  CHECK(formats::printed_number("1234,567") == 1234.567);
  CHECK(formats::printed_number("24,24,24,23") == 24);  // a list
  CHECK(formats::printed_number("512, batch_size=8") == 512);
  CHECK(formats::printed_number("2.3129E+15") == 2.3129e15);
  CHECK(formats::printed_number("-3.5 ms") == -3.5);
  CHECK(std::isnan(formats::printed_number("N/A")));
  CHECK(std::isnan(formats::printed_number(",5")));
  CHECK(formats::printed_thousandths("430,339") == 430.339);
  CHECK(formats::printed_thousandths("2,902.166") == 2902.166);
  CHECK(formats::printed_thousandths("32.480 tokens") == 32.48);
}

TEST_CASE("lines are freed from what was put around them", "[import][text]") {
  CHECK(plain({"> | a |", ">> b", "> > c", ">>> python"}) ==
        std::vector<std::string>{"| a |", "b", "c", ">>> python"});
  CHECK(plain({"  1\tfirst", "  2\t", "  3\t> third"}) == std::vector<std::string>{"first", "", "third"});
  CHECK(plain({"112: one", "113: two", "115: gap", "116: x"}) ==
        std::vector<std::string>{"one", "two", "115: gap", "116: x"});
  CHECK(plain({"text", "2: no number of a line"}) ==
        std::vector<std::string>{"text", "2: no number of a line"});
  CHECK(plain({"- eval rate: 5", "-- Model: x", "** Position"}) ==
        std::vector<std::string>{"eval rate: 5", "-- Model: x", "** Position"});
  CHECK(plain({"\x1B[32m1\xC2\xA0GB\x1B[0m", "2026-03-02T18:04:05.1Z x", "2026-03-02T18:04:05,x"}) ==
        std::vector<std::string>{"1 GB", "x", "2026-03-02T18:04:05,x"});
  CHECK(plain({"\tone", "\ta\tb"}) == std::vector<std::string>{"one", "\ta\tb"});
}

TEST_CASE("what llama-bench calls a test", "[import][text]") {
  CHECK(formats::bench_test_of("tg 128").generated == 128);
  const formats::BenchTest mixed = formats::bench_test_of("pp512+tg64 @ d4096");
  CHECK(mixed.prompt == 512);
  CHECK(mixed.generated == 64);
  CHECK(mixed.depth == 4096);
  const formats::BenchTest fork = formats::bench_test_of("tg64@pp2048");
  CHECK(fork.is_fork);
  CHECK(fork.prompt == 0);
  CHECK(fork.generated == 64);
  CHECK(fork.depth == 2048);
  CHECK(formats::bench_test_of("tg32 @ d16384 (c8)").streams == 8);
  CHECK(formats::mean_and_deviation("16.24").first == 16.24);
  CHECK(formats::mean_and_deviation("**16.24** \xC3\x82\xC2\xB1 0.02").second == 0.02);
  CHECK(std::isnan(formats::mean_and_deviation("n/a").first));
}

TEST_CASE("commands above an output", "[import][text]") {
  formats::CommandLine command;
  CHECK(command.take("$ ./bin/llama-bench.exe -m 'a b.gguf' --n-gen=64 \\", {"llama-bench"}));
  CHECK(command.take("   -ngl 99", {"llama-bench"}));
  CHECK_FALSE(command.take("next line", {"llama-bench"}));
  CHECK(command.option({"-m", "--model"}) == "a b.gguf");
  CHECK(command.option({"--n-gen"}) == "64");
  CHECK(command.option({"-ngl"}) == "99");
  CHECK_FALSE(command.take("the llama-bench tool is quick", {"llama-bench"}));
  CHECK_FALSE(command.take("uvx llama-benchy --pp 5", {"llama-bench"}));
  CHECK(command.take("llama-bench -m x.gguf -m y.gguf", {"llama-bench"}));
  CHECK(command.option({"-m"}).empty());

  formats::LlamaCommand llama;
  CHECK(llama.take(R"(llama-server -m C:\models\x-Q4_0.gguf --cpu-moe)"));
  CHECK(llama.model() == "x-Q4_0.gguf");
  formats::ImportedRun figure;
  llama.add_to(figure);
  CHECK(figure.run.placement == catalog::StatedPlacement::experts_on_host);
  CHECK(llama.take("llama-server -m $MODEL -ncmoe 4"));
  CHECK(llama.model().empty());
}
