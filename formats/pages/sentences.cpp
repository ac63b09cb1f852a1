#include "formats/pages/sentences.hpp"

#include <algorithm>
#include <string_view>

#include "catalog/names.hpp"
#include "catalog/text.hpp"
#include "formats/pages/quantities.hpp"

namespace tokroof::formats {

bool is_figure_alone(std::string_view line) {
  constexpr std::size_t kLongest = 24;
  line = catalog::trimmed(line);
  if (line.size() > kLongest) return false;
  const std::vector<Quantity> figures = quantities_of(line);
  return figures.size() == 1 && !figures.front().unit.empty() && figures.front().begin < 2 &&
         figures.front().end == line.size();
}

namespace {

constexpr std::size_t kLongestSentence = 1000;

bool begins_sentence(std::string_view text, std::size_t at) {
  const char c = at < text.size() ? text[at] : ' ';
  return (c >= 'A' && c <= 'Z') || catalog::is_digit(c) || c == '"' || c == '(' || c == '~' || c == '$' ||
         (static_cast<unsigned char>(c) & 0x80U) != 0;
}

/// "gpt-oss-120b", "llama.cpp", "vLLM": no everyday word, though its first letter is small.
bool begins_small_name(std::string_view text, std::size_t at) {
  text = text.substr(std::min(at, text.size()));
  const std::string_view word = text.substr(0, text.find_first_of(" \n,;:"));
  return word.size() > 1 &&
         word.substr(0, word.size() - 1).find_first_of("0123456789.-ABCDEFGHIJKLMNOPQRSTUVWXYZ") !=
             std::string_view::npos;
}

/// "vs. 936 GB/s", "approx. 40"
bool is_abbreviated(std::string_view before) {
  const std::string lower =
      catalog::lower_case(before.substr(before.size() - std::min<std::size_t>(before.size(), 8)));
  for (const std::string_view word : {"vs", "approx", "e.g", "i.e", "ca", "incl", "est", "avg"}) {
    const bool whole = lower.size() == word.size() ||
                       (lower.size() > word.size() && (lower[lower.size() - word.size() - 1] < 'a' ||
                                                       lower[lower.size() - word.size() - 1] > 'z'));
    if (lower.ends_with(word) && whole) return true;
  }
  return false;
}

/// "llama3.1:8b: 42 tok/s": a label in one word, and its figure.
bool is_labelled_figure(std::string_view line) {
  constexpr std::size_t kLongestLabel = 40;
  const std::size_t colon = line.find(": ");
  if (colon == 0 || colon > kLongestLabel || line.find(' ') < colon) return false;
  const std::vector<Quantity> figures = quantities_of(line.substr(colon + 1));
  return std::any_of(figures.begin(), figures.end(), [](const Quantity& q) { return q.unit == "tok/s"; });
}

/// A break between lines ends a sentence where the line was not full, or where the next one is labelled or a figure.
bool breaks_off(std::string_view text, std::size_t line_begin, std::size_t at) {
  constexpr std::size_t kFullLine = 60, kLongestLabel = 40;
  const std::string_view next = text.substr(at + 1, kLongestLabel);
  const std::string_view line = text.substr(at + 1, text.find('\n', at + 1) - at - 1);
  return is_labelled_figure(line) ||
         (begins_sentence(text, at + 1) &&
          (at - line_begin < kFullLine || catalog::contains(next, ":") || is_figure_alone(line)));
}

/// ". then": a stop before a small letter, behind a word of letters.
bool stops_small(std::string_view text, std::size_t stop) {
  const auto is_small = [](char c) { return (c >= 'a' && c <= 'z') || catalog::is_digit(c); };
  return stop > 2 && stop + 2 < text.size() && text[stop] == '.' && text[stop + 1] == ' ' &&
         text[stop + 2] >= 'a' && text[stop + 2] <= 'z' && is_small(text[stop - 1]) &&
         is_small(text[stop - 2]) && is_small(text[stop - 3]) && !is_abbreviated(text.substr(0, stop));
}

/// A text whose sentences begin with small letters, as people type in forums: it has no ". Then".
bool is_typed_small(std::string_view text) {
  bool small = false;
  for (std::size_t i = 0; i + 2 < text.size(); ++i) {
    if (text[i] != '.' || text[i + 1] != ' ') continue;
    if (text[i + 2] >= 'A' && text[i + 2] <= 'Z') return false;
    small = small || stops_small(text, i);
  }
  return small;
}

}  // namespace

std::vector<SourceText> sentences_of(const SourceText& paragraph) {
  const std::string_view text = paragraph.text;
  std::vector<SourceText> out;
  std::size_t begin = 0, line = 0;
  const auto end_at = [&](std::size_t end) {
    if (SourceText one = paragraph.part(begin, end).tidy(); !one.empty()) {
      out.push_back(std::move(one));
    }
    begin = end;
  };
  const bool small = is_typed_small(text);
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool stop = (small && stops_small(text, i)) ||
                      ((c == '.' || c == '!' || c == '?' || c == ';') && i + 1 < text.size() &&
                       (text[i + 1] == ' ' || text[i + 1] == '\n') &&
                       (c == ';' || begins_sentence(text, i + 2) || begins_small_name(text, i + 2)) &&
                       !(c == '.' && is_abbreviated(text.substr(begin, i - begin))));
    const bool cut = c == '\n' && breaks_off(text, line, i);
    line = c == '\n' ? i + 1 : line;
    const bool too_long = i - begin >= kLongestSentence && c == ' ';
    if (stop || cut || too_long || i - begin >= 2 * kLongestSentence) {
      end_at(i + 1);
    }
  }
  end_at(text.size());
  return out;
}

}  // namespace tokroof::formats
