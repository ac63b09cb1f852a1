#include "catalog/json_file.hpp"

#include <iterator>

#include "catalog/input_file.hpp"

namespace tokroof::catalog {
namespace {

using nlohmann::json;

/// Hands the text to the parser one character at a time and counts lines on the way.
struct CountingIterator {
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  const char* at = nullptr;
  int* line = nullptr;

  reference operator*() const { return *at; }
  CountingIterator& operator++() {
    *line += *at == '\n' ? 1 : 0;
    ++at;
    return *this;
  }
  bool operator==(const CountingIterator& other) const { return at == other.at; }
  bool operator!=(const CountingIterator& other) const { return at != other.at; }
};

/// Builds the document as the library's own handler does, and notes the line of every value by its pointer.
class LineHandler : public nlohmann::json_sax<json> {
 public:
  LineHandler(JsonFile& file, const int& line, std::vector<Problem>& problems)
      : file_(file), line_(line), problems_(problems), builder_(file.document, false) {}

  bool null() override { return value() && builder_.null(); }
  bool boolean(bool v) override { return value() && builder_.boolean(v); }
  bool number_integer(number_integer_t v) override { return value() && builder_.number_integer(v); }
  bool number_unsigned(number_unsigned_t v) override { return value() && builder_.number_unsigned(v); }
  bool number_float(number_float_t v, const string_t& s) override {
    return value() && builder_.number_float(v, s);
  }
  bool string(string_t& v) override { return value() && builder_.string(v); }
  bool binary(binary_t& v) override { return value() && builder_.binary(v); }
  bool start_object(std::size_t n) override { return value() && open(false) && builder_.start_object(n); }
  bool start_array(std::size_t n) override { return value() && open(true) && builder_.start_array(n); }
  bool end_object() override { return close() && builder_.end_object(); }
  bool end_array() override { return close() && builder_.end_array(); }

  bool key(string_t& name) override {
    path_.resize(frames_.back().path_size);
    path_ += '/' + name;
    if (!file_.lines.emplace(path_, line_).second) {
      problems_.push_back(
          {file_.name + ':' + std::to_string(line_) + ':' + name, "key '" + name + "' is repeated", {}});
    }
    return builder_.key(name);
  }

  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception& error) override {
    std::string text = error.what();  // "[json...] parse error at line 3, column 5: what is wrong"
    const std::size_t colon = text.find(": ");
    text = colon == std::string::npos ? text : text.substr(colon + 2);
    problems_.push_back({file_.name + ':' + std::to_string(line_), "not valid JSON: " + text, {}});
    return false;
  }

 private:
  struct Frame {
    bool array = false;
    std::size_t next = 0;       ///< index of the next element of an array
    std::size_t path_size = 0;  ///< of the pointer to the container
  };

  bool value() {
    if (!frames_.empty() && frames_.back().array) {
      path_.resize(frames_.back().path_size);
      path_ += '/' + std::to_string(frames_.back().next++);
      file_.lines.emplace(path_, line_);
    }
    return true;
  }
  bool open(bool array) {
    constexpr std::size_t kDeepest =
        16;  // pointers grow with the depth: hostile nesting would fill the memory
    if (frames_.size() == kDeepest) {
      problems_.push_back({file_.name + ':' + std::to_string(line_), "nested too deeply", {}});
      return false;
    }
    frames_.push_back({array, 0, path_.size()});
    return true;
  }
  bool close() {
    frames_.pop_back();
    return true;
  }

  JsonFile& file_;
  const int& line_;
  std::vector<Problem>& problems_;
  nlohmann::detail::json_sax_dom_parser<json> builder_;
  std::vector<Frame> frames_;
  std::string path_;
};

}  // namespace

std::string JsonFile::where(std::string pointer) const {
  std::string last = pointer.substr(pointer.rfind('/') + 1);
  last = last.find_first_not_of("0123456789") == std::string::npos
             ? ""
             : ':' + last;  // an index tells nobody anything
  while (!pointer.empty()) {
    const auto found = lines.find(pointer);
    if (found != lines.end()) {
      return name + ':' + std::to_string(found->second) + last;
    }
    pointer.resize(pointer.rfind('/'));
  }
  return name + ":1";
}

JsonFile parse_json(const std::string& text,
                    const std::string& name,
                    std::vector<Problem>& problems,
                    int first_line) {
  JsonFile file;
  file.name = name;
  int line = first_line;
  LineHandler handler(file, line, problems);
  const CountingIterator first{text.data(), &line};
  const CountingIterator last{text.data() + text.size(), &line};
  if (!json::sax_parse(first, last, &handler)) {
    file.document = nullptr;
  }
  return file;
}

JsonFile read_json(const std::filesystem::path& path, std::vector<Problem>& problems) {
  try {
    return parse_json(read_text(path, kMostCatalogBytes), path.string(), problems);
  } catch (const InputError& error) {
    problems.push_back({error.where, error.message, {}});
    return {path.string(), nullptr, {}};
  }
}

}  // namespace tokroof::catalog
