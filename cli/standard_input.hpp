#pragma once

namespace tokroof::cli {

/// Whether something was piped or redirected into the program: a file with contents, or a pipe in which there is something
/// within two seconds. A terminal, and a pipe that another program left open and empty, are nothing.
bool is_piped_into();

}  // namespace tokroof::cli
