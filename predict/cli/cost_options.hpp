#pragma once

namespace CLI {
class App;
}

namespace tokroof {
struct CostQuestion;
}

namespace tokroof::cli {

/// Options of power and prices under one heading.
void add_cost_options(CLI::App& command, CostQuestion& question);

}  // namespace tokroof::cli
