#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

namespace tokroof::formats {

/// Takes JSON apart while it comes in, into the objects that stand at the top level or in lists there: one document,
/// a list of any length, JSON Lines, documents one after another. Only one object is in memory at a time.
///
/// Tolerated: NaN and Infinity, which become null (Python writes them). A list inside an object is cut after kLongestList
/// characters, text after kLongestText: nothing that is imported is that long.
/// A broken object is reported, and reading goes on with the next.
class JsonRecords {
 public:
  static constexpr std::size_t kLongestText = 1 << 16;
  static constexpr std::size_t kLongestList = 1 << 20;
  static constexpr std::size_t kLongestRecord = 1 << 24;
  static constexpr std::size_t kDeepest = 64;

  using Take = std::function<void(const nlohmann::json& object, int line)>;
  using Problem = std::function<void(int line, const std::string& reason)>;
  JsonRecords(Take take, Problem problem) : take_(std::move(take)), problem_(std::move(problem)) {}

  /// Whether a line of text can be the beginning of JSON; "[12:30:01] started" and "{what}" are none.
  static bool begins(std::string_view line);

  /// A piece of text of that line; `ends_line`: a line end follows.
  void feed(std::string_view piece, int line, bool ends_line);
  /// Neither inside an object nor inside a list: what follows may be something else.
  [[nodiscard]] bool idle() const { return open_.empty(); }
  void end();

 private:
  struct Bracket {
    char kind;
    std::size_t from;  ///< where its text begins in text_
  };

  void character(char c);
  void in_string(char c);
  void outside(char c);
  void open(char c);
  void close(char c);
  void comma();
  void finish();
  void fail(const std::string& reason);
  void put(char c);
  void end_word();
  void line_end();

  Take take_;
  Problem problem_;
  std::vector<Bracket> open_;
  std::string text_;  ///< of the object that is being read
  bool in_record_ = false;
  std::size_t base_ = 0;  ///< brackets around the object: lists at the top level
  int record_line_ = 0, line_ = 0;
  std::size_t string_length_ = 0, word_from_ = 0;
  std::size_t cut_ = 0;  ///< number of brackets around the elements that are being left out; 0: none are
  char last_ = 0;        ///< last character that is not blank; '"' for text
  int escape_ = 0;       ///< characters of an escape sequence that are still to come
  bool string_ = false, cut_string_ = false, word_ = false;
  bool one_a_line_ =
      false;  ///< an object has stood on a line of its own, outside of any list: so will the next ones
};

}  // namespace tokroof::formats
