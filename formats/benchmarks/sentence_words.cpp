#include "formats/benchmarks/sentence_words.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "catalog/names.hpp"
#include "catalog/number.hpp"
#include "catalog/text.hpp"
#include "formats/benchmarks/printed_line.hpp"
#include "formats/benchmarks/rate_units.hpp"
#include "formats/mentions/page_words.hpp"
#include "model/names.hpp"

namespace tokroof::formats {
namespace {

/// "3090+4090" and "tp=2" are several words; "max+" and "100+" are one.
std::vector<std::string> parts_of(std::string_view chunk) {
  std::vector<std::string> out(1);
  for (std::size_t i = 0; i < chunk.size(); ++i) {
    const bool inside = i > 0 && i + 1 < chunk.size();
    if (chunk[i] == '=' || (chunk[i] == '+' && inside)) {
      if (chunk[i] == '+') {
        out.emplace_back("+");
      }
      out.emplace_back();
    } else {
      out.back().push_back(chunk[i]);
    }
  }
  return out;
}

/// "speed:120t/s", "llama-13b-4bpw(35.41", and what stands in Chinese around "12.7t/s": where a figure begins in a chunk.
std::string with_figures_apart(std::string_view text) {
  const auto is_ideograph = [](unsigned char c) { return c >= 0xE3 && c <= 0xE9; };  // first of three bytes
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (is_ideograph(c) && i + 2 < text.size()) {
      const bool alone = i == 0 || static_cast<unsigned char>(text[i - 1]) < 0x80;
      out += alone && !out.empty() ? " " : "";
      out += text.substr(i, 3);
      i += 2;
      const auto next = i + 1 < text.size() ? static_cast<unsigned char>(text[i + 1]) : 0x80;
      out += next < 0x80 ? " " : "";
      continue;
    }
    const bool digit = i + 1 < text.size() && catalog::is_digit(text[i + 1]);
    const bool in_word = i > 0 && text[i - 1] > ' ';
    out += c == '(' && digit && in_word ? " (" : std::string(1, text[i]);
    if (c == ':' && digit && in_word) {  // "qwen3:30b" is a name
      const std::size_t unit = std::min(text.find_first_not_of("0123456789.,", i + 1), text.size());
      const std::size_t end = std::min(text.find_first_of(" \t\r\n,;)", unit), text.size());
      out += is_rate_unit(text.substr(unit, end - unit)) ? " " : "";
    }
  }
  return out;
}

/// "$4000", "\xC2\xA34,000", "4000\xE2\x82\xAC": what something cost, and no card or rate.
bool is_price(std::string_view word) {
  constexpr std::string_view kSigns[] = {"$", "\xC2\xA3", "\xC2\xA5", "\xE2\x82\xAC"};
  return model::any_of(kSigns, [&](std::string_view sign) {
    const std::size_t at = word.find(sign);
    const std::size_t behind = at + sign.size();
    const bool before_number =
        at != std::string_view::npos && behind < word.size() && catalog::is_digit(word[behind]);
    const bool behind_number =
        word.size() > sign.size() && word.ends_with(sign) && catalog::is_digit(word.front());
    return before_number || behind_number;
  });
}

/// "8~9": from the one to the other.
void spell_ranges(std::string& text) {
  for (const std::string_view sign : {"~", "\xEF\xBD\x9E", "\xE3\x80\x9C"}) {
    for (std::size_t at = text.find(sign, 1); at != std::string::npos; at = text.find(sign, at + 1)) {
      const std::size_t behind = at + sign.size();
      if (catalog::is_digit(text[at - 1]) && behind < text.size() && catalog::is_digit(text[behind])) {
        text.replace(at, sign.size(), "-");
      }
    }
  }
}

/// A line of a list or a heading ends what it says; a line of wrapped prose, which is long, goes on in the next.
std::string with_lines_apart(std::string_view text) {
  if (text.find('\n') == std::string_view::npos) {
    return std::string(text);
  }
  std::string out;
  const std::vector<std::string_view> lines = catalog::split_at(text, '\n');
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const std::string_view line = catalog::trimmed(lines[i]);
    const std::string_view next = i + 1 < lines.size() ? catalog::trimmed(lines[i + 1]) : "";
    const bool goes_on = goes_on_behind(line, next);
    out += fmt::format("{}{}\n", line, goes_on || line.empty() || line.ends_with('\\') ? "" : " ;");
  }
  return out;
}

/// "131.0 +- 0.5", "131 t/s +- 2 t/s", "131 +- 3%": how far repetitions spread. The unit behind it is the mean's, if that has
/// none of its own.
void leave_out_spread(Words& words) {
  for (std::size_t i = 1; i + 1 < words.size(); ++i) {
    const std::string& typed = words[i + 1].text;
    const std::size_t digits = std::min(typed.find_first_not_of("0123456789.,"), typed.size());
    const std::string unit = typed.substr(digits);
    const bool glued = is_rate_unit(unit);
    if (words[i].text != "+-" || digits == 0 || !(unit.empty() || unit == "%" || glued)) {
      continue;
    }
    const bool has_unit = is_rate_unit(words[i - 1].text);
    const bool again = has_unit && i + 2 < words.size() && is_rate_unit(words[i + 2].text);
    const std::size_t last = again ? i + 2 : i + 1;
    words[i - 1].ends = words[i - 1].ends || words[last].ends;
    const bool keeps_unit = glued && !has_unit;
    words[last].text = unit;
    const auto at = words.begin() + static_cast<std::ptrdiff_t>(i);
    words.erase(at, words.begin() + static_cast<std::ptrdiff_t>(keeps_unit ? last : last + 1));
    if (keeps_unit) {
      words[i - 1].ends = false;
    }
    --i;
  }
}

/// How a rate, and what it is of, is written in other languages: "预填充速度 60 token每秒", "110 トークン/秒", "110 токенов/с", "110
/// tokens por segundo".
void translate_rates(std::string& text) {
  constexpr std::pair<std::string_view, std::string_view> kUnits[] = {{"トークン", " tokens"},
                                                                      {"токенов", " tokens"},
                                                                      {"токена", " tokens"},
                                                                      {"токен", " tokens"},
                                                                      {"т/с", "t/s"},
                                                                      {"토큰", " tokens"},
                                                                      {"jetons", "tokens"},
                                                                      {"词元", " tokens"},
                                                                      {"／", "/"},
                                                                      {"每秒", " per second "},
                                                                      {"毎秒", " per second "},
                                                                      {"초당", " per second "},
                                                                      {" 个 ", " "},
                                                                      {"个", " "},
                                                                      {"/秒", "/s"},
                                                                      {"/초", "/s"},
                                                                      {"/сек", "/s"},
                                                                      {"/с", "/s"},
                                                                      {" в секунду", " per second"},
                                                                      {" por segundo", " per second"},
                                                                      {" par seconde", " per second"},
                                                                      {" al secondo", " per second"},
                                                                      {" pro sekunde", " per second"},
                                                                      {" per seconde", " per second"}};
  constexpr std::pair<std::string_view, std::string_view> kPhases[] = {{"预填充", " prefill "},
                                                                       {"输入", " input "},
                                                                       {"输出", " output "},
                                                                       {"生成", " generation "},
                                                                       {"解码", " decode "},
                                                                       {"速度", " speed "},
                                                                       {"プロンプト", " prompt "}};
  for (const auto& [typed, meant] : kUnits) {
    catalog::replace_all(text, typed, meant);
  }
  for (const auto& [typed, meant] : kPhases) {
    catalog::replace_all(text, typed, meant);
  }
  catalog::replace_all(text, "tokens /s", "tokens/s");
}

/// A number with its unit behind a blank is one word: "12 gb", "4 bit".
void join_units(Words& words) {
  constexpr std::string_view kUnits[] = {
      "gb", "gib", "gigabytes", "bit", "bits", "-bit", "bpw", "ms", "w", "watt", "watts", "k", "mt/s", "mhz"};
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {
    const bool number = catalog::parse_number(words[i].text).has_value() && !words[i].ends;
    if (number && std::find(std::begin(kUnits), std::end(kUnits), words[i + 1].text) != std::end(kUnits)) {
      words[i].text += words[i + 1].text;
      words[i].ends = words[i + 1].ends;
      words.erase(words.begin() + static_cast<std::ptrdiff_t>(i) + 1);
    }
  }
  for (Word& word : words) {
    catalog::replace_all(word.text, "gigabytes", "gb");
    catalog::replace_all(word.text, "-bit", "bit");
    catalog::replace_all(word.text, "bits", "bit");
  }
}

/// The value of an option, in quotes or up to a blank; where it ends is told.
std::string_view option_value(std::string_view text, std::size_t& at) {
  at = std::min(text.find_first_not_of(" =", at), text.size());
  const bool quoted = at < text.size() && (text[at] == '"' || text[at] == '\'');
  const std::size_t begin = quoted ? at + 1 : at;
  const std::size_t end =
      std::min(quoted ? text.find(text[at], begin) : text.find_first_of(" \t\r\n`", begin), text.size());
  at = std::min(quoted ? end + 1 : end, text.size());
  return text.substr(begin, end - begin);
}

}  // namespace

bool goes_on_behind(std::string_view line, std::string_view next) {
  constexpr std::size_t kShortest = 60;  // bytes of a line that was wrapped
  return line.size() >= kShortest && !next.empty() &&
         std::string_view("-*#|>").find(next.front()) == std::string_view::npos;
}

std::string without_overrides(std::string_view text, std::vector<std::string>& out) {
  constexpr std::string_view kOptions[] = {"--override-tensor", "-ot"};
  constexpr std::string_view kPlace = "=cpu";
  std::string rest;
  std::size_t copied = 0;
  for (std::size_t at = 0; at < text.size();) {
    const auto* const option = std::find_if(std::begin(kOptions), std::end(kOptions), [&](auto name) {
      const std::size_t end = at + name.size();
      const bool ends = end < text.size() && (text[end] == ' ' || text[end] == '=');
      return text.substr(at).starts_with(name) && ends && (at == 0 || !catalog::is_name_letter(text[at - 1]));
    });
    if (option == std::end(kOptions)) {
      ++at;
      continue;
    }
    std::size_t end = at + option->size();
    std::string pattern(option_value(text, end));
    const std::size_t place = catalog::lower_case(pattern).rfind(kPlace);
    if (place != std::string::npos && place > 0) {
      pattern.replace(place, kPlace.size(), "=CPU");
      out.push_back(pattern.substr(0, place + kPlace.size()));
      rest += fmt::format("{} ", text.substr(copied, at + option->size() - copied));
      copied = end;
    }
    at = end;
  }
  return rest + std::string(text.substr(copied));
}

Words words_of(std::string_view sentence) {
  std::string text = with_times(catalog::lower_case(with_lines_apart(sentence)));
  catalog::replace_all(text, "\xC3\x97", "x");     // multiplication sign
  catalog::replace_all(text, "\xE2\x89\x88", "");  // almost equal
  for (const std::string_view dash : {"\xE2\x80\x90", "\xE2\x80\x91", "\xE2\x80\x93"}) {  // hyphens, en dash
    catalog::replace_all(text, dash, "-");
  }
  for (const std::string_view mark : {"(r)", "(tm)"}) {  // "Intel(R) Xeon(R)"
    catalog::replace_all(text, mark, "");
  }
  catalog::replace_all(text, " t=", " -t ");         // threads, and no Tesla T4
  catalog::replace_all(text, "\xC2\xA0", " ");       // a blank that does not break
  catalog::replace_all(text, "\xEF\xBC\x8C", ", ");  // full-width comma, colon, parentheses, full stop
  catalog::replace_all(text, "\xEF\xBC\x9A", ": ");
  catalog::replace_all(text, "\xEF\xBC\x88", " (");
  catalog::replace_all(text, "\xEF\xBC\x89", ") ");
  catalog::replace_all(text, "\xE3\x80\x82", ". ");
  // KoboldCpp: "Processing:1.50s (1231.10T/s), Generation:4.00s (50.00T/s)"
  for (const auto& [glued, apart] : {std::pair{"processing:", "prompt: "},
                                     {"process:", "prompt: "},
                                     {"generation:", "generation: "},
                                     {"generate:", "generation: "}}) {
    catalog::replace_all(text, glued, apart);
  }
  translate_rates(text);
  spell_ranges(text);
  catalog::replace_all(text, " kontext", " context");
  catalog::replace_all(text, " w/ ", " with ");
  catalog::replace_all(text, " bei ", " at ");
  text = with_figures_apart(text);
  for (const char lanes : {'1', '2', '4', '8'}) {  // of a slot, and no number of cards
    catalog::replace_all(text, std::string("@ x") + lanes, std::string("pcie x") + lanes);
  }
  catalog::replace_all(text, "@", " at ");
  catalog::replace_all(text, "|", " ");                            // between the cells of a table
  catalog::replace_all(text, "`", " ");                            // around what is typed
  for (const std::string_view sign : {"\xC2\xB1", "+/-", "+-"}) {  // plus or minus
    catalog::replace_all(text, sign, " +- ");
  }
  Words words;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = text.find_first_not_of(" \t\r\n", at);
    if (begin == std::string::npos) {
      break;
    }
    const std::size_t end = std::min(text.find_first_of(" \t\r\n", begin), text.size());
    std::string_view chunk = std::string_view(text).substr(begin, end - begin);
    at = end;
    chunk.remove_prefix(std::min(chunk.find_first_not_of("\"'([{~<>:*"), chunk.size()));
    const std::size_t last = chunk.find_last_not_of("\"')]}.,;:!?*");
    const bool ends = last + 1 < chunk.size();
    chunk = chunk.substr(0, last == std::string_view::npos ? 0 : last + 1);
    for (const std::string& part : parts_of(chunk)) {
      if (!part.empty()) {
        words.push_back({part, false, is_price(part)});
      }
    }
    if (!words.empty()) {
      words.back().ends = words.back().ends || ends;
    }
  }
  leave_out_spread(words);
  join_units(words);
  return words;
}

std::optional<double> quantity(std::string text, double kilo) {
  double factor = 1;
  for (const std::string_view nearly : {"+", "ish", "-", ".x"}) {  // "100+", "90ish", "60-ish", "18.x"
    if (text.size() > nearly.size() && text.ends_with(nearly)) {
      text.resize(text.size() - nearly.size());
    }
  }
  if (text.ends_with('k')) {
    factor = kilo;
    text.pop_back();
  }
  const bool has_comma = text.find(',') != std::string::npos;
  const bool digits = has_comma && text.find_first_not_of("0123456789.,") == std::string::npos;
  const auto number = digits ? std::optional(printed_number(text)) : catalog::parse_number(text);
  return number && *number >= 0 ? std::optional(*number * factor) : std::nullopt;
}

bool is_number_between(const std::optional<double>& x, double least, double most) {
  return x && *x >= least && *x <= most && *x == std::floor(*x);
}

}  // namespace tokroof::formats
