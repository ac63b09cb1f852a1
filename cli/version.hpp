#pragma once

namespace tokroof::cli {

class Session;

/// Of the program, of the data that it holds, and of the fit: what a report of an error should say.
void print_version(Session& session, bool as_json);

}  // namespace tokroof::cli
