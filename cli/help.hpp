#pragma once
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace tokroof::cli {

/// Shows a command's examples before its options: they are its footer, and what a reader looks for first.
/// To be called before subcommands are added, which take the form over.
void show_examples_first(CLI::App& app);

/// llama-bench's spellings of several letters after one dash, which CLI11 would take for flags of one letter each:
/// -ngl 20 is --n-gpu-layers 20. What follows a "--" is left alone. In the order that CLI::App::parse takes: last first.
std::vector<std::string> with_long_names(int argc, const char* const* argv);

/// llama-bench's spelling of a long name: "-ngl" of "--n-gpu-layers"; "": there is none.
std::string llama_bench_spelling(const std::string& long_name);

}  // namespace tokroof::cli
