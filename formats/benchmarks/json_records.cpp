#include "formats/benchmarks/json_records.hpp"

#include <algorithm>

#include "catalog/names.hpp"
#include "catalog/text.hpp"

namespace tokroof::formats {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_plain(char c) { return static_cast<unsigned char>(c) < 0x80 && c != '\\'; }

}  // namespace

bool JsonRecords::begins(std::string_view line) {
  const auto next = [&]() {
    while (!line.empty() && is_blank(line.front())) {
      line.remove_prefix(1);
    }
    const char c = line.empty() ? '\0' : line.front();
    line.remove_prefix(line.empty() ? 0 : 1);
    return c;
  };
  char c = next();
  while (c == '[') {
    c = next();
    if (c == '\0' || c == ']') {
      return true;
    }
  }
  if (c != '{') {
    return false;
  }
  c = next();
  return c == '"' || c == '}' || c == '\0';
}

void JsonRecords::feed(std::string_view piece, int line, bool ends_line) {
  line_ = line;
  for (const char c : piece) {
    character(c);
  }
  if (ends_line) {
    line_end();
  }
}

void JsonRecords::character(char c) {
  if (string_) {
    in_string(c);
  } else {
    outside(c);
  }
}

void JsonRecords::in_string(char c) {
  if (escape_ == 0 && c == '"') {
    string_ = cut_string_ = false;
    put(c);
    return;
  }
  // Not in the middle of a character or of an escape sequence.
  cut_string_ = cut_string_ || (++string_length_ > kLongestText && escape_ == 0 && is_plain(c));
  if (escape_ > 0) {
    escape_ = c == 'u' && escape_ == 1 && text_.ends_with('\\') ? 4 : escape_ - 1;
  } else if (c == '\\') {
    escape_ = 1;
  }
  if (!cut_string_) {
    put(c);
  }
}

void JsonRecords::outside(char c) {
  if (word_ && !is_letter(c) && c != '(' && c != ')') {
    end_word();
  }
  if (is_blank(c)) {
    return;
  }
  if (!in_record_ && !open_.empty() && last_ == '[' && c != '{' && c != '[' && c != ']') {
    open_.clear();  // a list of something else
  }
  switch (c) {
    case '{':
    case '[': open(c); break;
    case '}':
    case ']': close(c); break;
    case ',': comma(); break;
    case '"':
      string_ = in_record_;
      string_length_ = 0;
      put(c);
      break;
    default:
      if (in_record_ && !word_ && is_letter(c) && !(catalog::is_digit(text_.back()) || text_.back() == '.')) {
        word_ = true;
        word_from_ = text_.size();
      }
      put(c);
  }
  last_ = c;
}

void JsonRecords::open(char c) {
  if (in_record_) {
    const bool in_list = open_.back().kind == '[';
    if (last_ != ':' && !(in_list && (last_ == '[' || last_ == ','))) {
      fail("a JSON object ends in the middle");
    }
  }
  if (open_.size() >= kDeepest) {
    fail("nested too deeply");
    return;
  }
  if (!in_record_ && c == '{') {
    in_record_ = true;
    base_ = open_.size();
    record_line_ = line_;
    text_.clear();
  }
  const bool inside = in_record_;
  put(c);
  if (in_record_ == inside) {
    open_.push_back({c, text_.size()});
  }
}

void JsonRecords::close(char c) {
  const char expected = c == '}' ? '{' : '[';
  if (open_.empty() || open_.back().kind != expected) {
    if (in_record_) {
      fail("not valid JSON: a bracket that was not opened");
    }
    return;
  }
  if (cut_ == open_.size()) {
    cut_ = 0;
  }
  open_.pop_back();
  put(c);
  if (in_record_ && open_.size() == base_) {
    finish();
  }
}

void JsonRecords::comma() {
  if (in_record_ && cut_ == 0 && open_.back().kind == '[' &&
      text_.size() - open_.back().from > kLongestList) {
    if (text_[open_.back().from] == '{') {
      problem_(line_, "a list of objects is longer than 1 MiB: the rest of it is left out");
    }
    cut_ = open_.size();
  }
  put(',');
}

void JsonRecords::finish() {
  in_record_ = false;
  word_ = false;
  one_a_line_ = one_a_line_ || (base_ == 0 && record_line_ == line_);
  nlohmann::json object;
  try {
    object = nlohmann::json::parse(text_);
  } catch (const nlohmann::json::exception& error) {
    const std::string text = error.what();  // "[json...] parse error at line 1, column 5: what is wrong"
    const std::size_t colon = text.find(": ");
    problem_(record_line_, "not valid JSON: " + (colon == std::string::npos ? text : text.substr(colon + 2)));
    return;
  }
  take_(object, record_line_);
}

void JsonRecords::fail(const std::string& reason) {
  problem_(record_line_, reason);
  open_.resize(std::min(base_, open_.size()), Bracket{});
  in_record_ = string_ = cut_string_ = word_ = false;
  escape_ = 0;
  cut_ = 0;
  last_ = ',';
}

void JsonRecords::put(char c) {
  if (!in_record_ || cut_ > 0) {
    return;
  }
  text_.push_back(c);
  if (text_.size() > kLongestRecord) {
    fail("a JSON object longer than 16 MiB");
  }
}

void JsonRecords::end_word() {
  word_ = false;
  const std::string word =
      catalog::lower_case(std::string_view(text_).substr(std::min(word_from_, text_.size())));
  if (word.starts_with("nan") || word.starts_with("inf")) {
    text_.resize(word_from_);
    if (text_.ends_with('-')) {
      text_.pop_back();
    }
    text_ += "null";
  }
}

void JsonRecords::line_end() {
  if (string_) {
    fail("a line ends in the middle of text");
  } else if (in_record_ && one_a_line_ && base_ == 0) {
    fail("the line ends in the middle of a JSON object");
  } else {
    character(' ');
  }
}

void JsonRecords::end() {
  if (in_record_) {
    fail("the file ends in the middle of a JSON object");
  }
  open_.clear();
}

}  // namespace tokroof::formats
