#include <cstdio>
#include <cstring>
#include <exception>
#include <iostream>

#include <CLI/CLI.hpp>

#include "predict/cli/help.hpp"
#include "predict/cli/session.hpp"

namespace {

using namespace tokroof;

/// Usage errors as JSON when --json was asked for, wherever it stood.
bool wants_json(int argc, char** argv) {
  for (int i = 1; i < argc; ++i) {
    if (std::strcmp(argv[i], "--json") == 0) {
      return true;
    }
  }
  return false;
}

}  // namespace

int main(int argc, char** argv) {
  cli::Session session(std::cout);
  CLI::App app{"How fast should this model run on this machine, and is this number right?", "tokroof"};
  app.require_subcommand(1);
  cli::show_examples_first(app);
  cli::add_predict(app, session);
  cli::add_capacity(app, session);
  cli::add_check(app, session);
  cli::add_audit(app, session);
  cli::add_diagnose(app, session);
  cli::add_evaluate(app, session);
  cli::add_fit(app, session);
  cli::add_calibrate(app, session);
  cli::add_import(app, session);
  cli::add_accuracy(app, session);
  cli::add_list(app, session);
  cli::add_explain(app, session);
  cli::add_rank(app, session);
  cli::add_sweep(app, session);
  cli::add_machine(app, session);
  cli::add_completions(app, session);
  cli::add_man(app, session);
  try {
    app.parse(cli::with_long_names(argc, argv));
  } catch (const CLI::Success& request) {  // --help
    return app.exit(request);
  } catch (const CLI::ParseError& error) {
    if (wants_json(argc, argv)) {
      session.usage_error(error.what());
    } else {
      app.exit(error);
    }
    return cli::kBadInput;
  } catch (const InputError& error) {
    session.report(error);
  } catch (const std::exception& error) {
    session.refuse("cannot-model", error.what());
  }
  return session.status;
}
