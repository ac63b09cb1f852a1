#include <CLI/CLI.hpp>
#include "predict/cli/session.hpp"
namespace tokroof::cli { void add_list(CLI::App&, Session&) {} }
