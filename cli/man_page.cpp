#include "cli/man_page.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace tokroof::cli {
namespace {

/// Text of a roff line: no escape, hyphen or quotation mark of roff's own, no control character at its start.
std::string roff(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '\\': out += "\\e"; break;
      case '-': out += "\\-"; break;
      case '\'': out += "\\(aq"; break;
      case '^': out += "\\(ha"; break;
      case '~': out += "\\(ti"; break;
      case '`': out += "\\(ga"; break;
      case '"': out += "\\(dq"; break;
      default: out += c;
    }
  }
  return out.starts_with('.') ? "\\&" + out : out;
}

std::string bold(std::string_view text) { return "\\fB" + roff(text) + "\\fR"; }
std::string italic(std::string_view text) { return "\\fI" + roff(text) + "\\fR"; }

/// Prose in lines of at most 80 bytes, which is how roff is written.
std::string prose(std::string_view text) {
  constexpr std::size_t kMost = 80;
  const std::string all = roff(text);
  std::string out, line;
  for (std::size_t from = 0; from < all.size();) {
    const std::size_t end = std::min(all.find(' ', from), all.size());
    const std::string word = all.substr(from, end - from);
    if (!line.empty() && line.size() + 1 + word.size() > kMost) {
      out += line + "\n";
      line.clear();
    }
    line += (line.empty() ? (word.starts_with('.') ? "\\&" : "") : " ") + word;
    from = end + 1;
  }
  return out + line;
}

constexpr const char* kEnd = R"(.SH EXIT STATUS
.TP
0
Done.
.TP
1
Done, and \fB\-\-strict\fR (\fB\-\-verify\fR of \fBfit\fR) was given
and something deviates.
.TP
2
Bad input or usage.
.TP
3
It cannot be modelled, or does not fit in memory.
.PP
With \fB\-\-json\fR an error is a document on standard output,
with the same exit status.
.SH ENVIRONMENT
.TP
\fBNO_COLOR\fR
If it is set and not empty, text is not coloured, unless
\fB\-\-color always\fR asks for it.
.TP
\fBTERM\fR
Text is not coloured on a terminal that is \fBdumb\fR.
)";

std::string entry(const OptionFacts& option) {
  std::string names;
  for (const std::string& name : option.names()) {
    names += (names.empty() ? "" : ", ") + bold(name);
  }
  if (names.empty()) {
    names = italic(option.positional);
  } else if (option.takes_value) {
    names += " " + italic(option.type.empty() ? "VALUE" : option.type);
    names += option.positional.empty() ? "" : ", " + italic(option.positional);
  }
  std::string help = option.help + (option.help.ends_with('?') ? "" : ".");
  if (option.completes == Completes::words && option.help.find(option.words.back()) == std::string::npos) {
    help += fmt::format(" One of: {}.", fmt::join(option.words, ", "));
  }
  if (option.takes_value && !option.default_text.empty()) {
    help += fmt::format(" Default: {}.", option.default_text);
  }
  return fmt::format(".TP\n{}{}\n{}\n", names, option.many ? " ..." : "", prose(help));
}

/// "  text" lines of an example are set as they are, headings in capitals become paragraphs.
std::string examples(std::string_view text) {
  std::string out;
  bool verbatim = false;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    const bool heading = !line.starts_with(' ');
    if (heading == verbatim) {
      out += heading ? ".EE\n" : ".EX\n";
      verbatim = !verbatim;
    }
    out += heading ? fmt::format(".PP\n{}\n", bold(line)) : roff(line) + "\n";
  }
  return out + (verbatim ? ".EE\n" : "");
}

/// Groups of options that several verbs share stand at the first of them.
class SharedGroups {
 public:
  std::string of_verb(const VerbFacts& verb) {
    std::vector<std::pair<std::string, std::string>> groups;  // name, entries; in the order of the help
    for (const OptionFacts& option : verb.options) {
      auto group =
          std::find_if(groups.begin(), groups.end(), [&](const auto& g) { return g.first == option.group; });
      if (group == groups.end()) {
        group = groups.insert(groups.end(), {option.group, ""});
      }
      group->second += entry(option);
    }
    std::string out;
    for (const auto& [name, entries] : groups) {
      const auto [first, is_new] = first_.emplace(entries, verb.name);
      out += fmt::format(".PP\n{}:", bold(name));
      out += is_new ? "\n" + entries : fmt::format(" as of {}.\n", bold(first->second));
    }
    return out;
  }

 private:
  std::map<std::string, std::string> first_;  ///< entries of a group: the verb that has them
};

}  // namespace

std::string man_page(std::string_view what_it_does,
                     std::string_view version,
                     std::string_view date,
                     std::span<const VerbFacts> verbs) {
  std::string out = fmt::format(
      ".\\\" Written by: tokroof man\n.TH TOKROOF 1 \"{}\" \"tokroof {}\" \"User Commands\"\n"
      ".SH NAME\ntokroof \\- how fast a language model decodes on a machine\n"
      ".SH SYNOPSIS\n\\fBtokroof\\fR \\fIVERB\\fR [\\fIOPTION\\fR...]\n.br\n"
      "\\fBtokroof\\fR \\fIVERB\\fR \\fB\\-\\-help\\fR\n"
      ".SH DESCRIPTION\n{}\n.PP\nThe verbs:\n",
      date,
      version,
      roff(what_it_does));
  for (const VerbFacts& verb : verbs) {
    out += fmt::format(".TP\n{}\n{}\n", bold(verb.name), prose(verb.help));
  }
  out += ".PP\nThe result is on standard output, everything else on standard error.\n.SH VERBS\n";
  SharedGroups groups;
  for (const VerbFacts& verb : verbs) {
    out += fmt::format(".SS tokroof {}\n{}\n{}{}",
                       roff(verb.name),
                       prose(verb.help),
                       examples(verb.examples),
                       groups.of_verb(verb));
  }
  return out + kEnd;
}

nlohmann::json man_json(std::string_view version, std::span<const VerbFacts> verbs) {
  using nlohmann::json;
  json out = {{"version", version}, {"verbs", json::array()}};
  for (const VerbFacts& verb : verbs) {
    json options = json::array();
    for (const OptionFacts& o : verb.options) {
      options.push_back({{"names", o.names()},
                         {"positional", o.positional.empty() ? json(nullptr) : json(o.positional)},
                         {"group", o.group},
                         {"type", o.takes_value ? json(o.type) : json(nullptr)},
                         {"default", o.default_text.empty() ? json(nullptr) : json(o.default_text)},
                         {"words", o.words},
                         {"names_of", o.names_of.empty() ? json(nullptr) : json(o.names_of)},
                         {"required", o.required},
                         {"many", o.many},
                         {"help", o.help}});
    }
    out["verbs"].push_back(
        {{"name", verb.name}, {"help", verb.help}, {"examples", verb.examples}, {"options", options}});
  }
  return out;
}

}  // namespace tokroof::cli
