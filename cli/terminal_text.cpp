#include "cli/terminal_text.hpp"

#include <string_view>

#include "answers/colour.hpp"

namespace tokroof::cli {

TerminalText::~TerminalText() {
  pass(held_.size());
  stream_.rdbuf(behind_);
}

bool TerminalText::pass(std::size_t bytes) {
  const std::string shown = answers::for_terminal(std::string_view(held_).substr(0, bytes));
  held_.erase(0, bytes);
  return behind_->sputn(shown.data(), static_cast<std::streamsize>(shown.size())) ==
         static_cast<std::streamsize>(shown.size());
}

int TerminalText::overflow(int c) {
  const char byte = traits_type::to_char_type(c);
  return traits_type::eq_int_type(c, traits_type::eof()) || xsputn(&byte, 1) == 1 ? traits_type::not_eof(c)
                                                                                  : traits_type::eof();
}

std::streamsize TerminalText::xsputn(const char* text, std::streamsize size) {
  const std::string_view added(text, static_cast<std::size_t>(size));
  const std::size_t last = added.rfind('\n');
  const std::size_t complete = last == std::string_view::npos ? 0 : held_.size() + last + 1;
  held_ += added;
  return complete == 0 || pass(complete) ? size : 0;
}

int TerminalText::sync() { return pass(held_.size()) && behind_->pubsync() == 0 ? 0 : -1; }

}  // namespace tokroof::cli
