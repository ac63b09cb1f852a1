#include "formats/benchmarks/sentence_draft.hpp"

#include <algorithm>
#include <cctype>
#include <optional>
#include <string>

#include <fmt/format.h>

#include "catalog/counted_types.hpp"
#include "catalog/engines.hpp"
#include "catalog/name_resolver.hpp"
#include "catalog/names.hpp"
#include "catalog/number.hpp"
#include "catalog/quant_names.hpp"
#include "catalog/quant_text.hpp"
#include "catalog/text.hpp"
#include "catalog/visible_text.hpp"
#include "model/count/quantization.hpp"
#include "model/names.hpp"

namespace tokroof::formats {
namespace {

/// How the weights are stored.
class QuantReader {
 public:
  explicit QuantReader(SentenceDraft& sentence) : s_(sentence) {}

  /// "vllm awq q4": the kind of file says more than its bits.
  void read() {
    read_counted();
    read_before_figure();
    read_words([](const std::string& word) { return !is_four_bits(word); });
    read_trained_for_bits();
    const bool has_four_bits = model::bits_per_weight(s_.out.run.quant) < 5;
    for (std::size_t i = 0; has_four_bits && i < s_.words.size(); ++i) {
      if (s_.free(i) && is_four_bits(s_.text(i))) {
        s_.use(i, i + 1);
      }
    }
    read_words([](const std::string&) { return true; });
    keep_bits();
  }

 private:
  /// "gptq 8bit", "4-bit bnb": a format and its bits.
  void read_counted() {
    constexpr std::size_t kMostWords = 4;
    for (std::size_t count = kMostWords; count > 1; --count) {
      for (std::size_t i = 0; i + count <= s_.words.size(); ++i) {
        const std::string typed = s_.joined(i, i + count);
        if (!s_.one_phrase(i, i + count) || !catalog::only_counted_type(typed)) {
          continue;
        }
        const catalog::NameMatch match = s_.catalog.names().quant(typed);
        if (match.slug.empty()) {
          set_unknown(typed, i, i + count);
        } else {
          set_quant(typed, match, i, i + count);
        }
      }
    }
  }

  /// A type that no file has: nothing is judged by another.
  void set_unknown(const std::string& typed, std::size_t begin, std::size_t end) {
    const std::size_t digit = typed.find_first_of("0123456789", typed.find_last_of(' ') + 1);
    const bool by_its_format = model::is_counted("", typed) && digit != std::string::npos;  // "awq 3bit"
    s_.out.run.quant =
        by_its_format ? fmt::format("{:g}bits", catalog::leading_number(typed.substr(digit))) : typed;
    s_.remark(fmt::format("no files are known of '{}'", catalog::visible(typed)));
    s_.use(begin, end);
  }

  /// Bits that nothing was made of: with the format that is named elsewhere they are another type, and alone an unknown one.
  void keep_bits() {
    std::string& quant = s_.out.run.quant;
    for (std::size_t i = 0; i < s_.words.size(); ++i) {
      const bool apart = s_.is(i + 1, {"bit", "bits"}) && catalog::parse_number(s_.text(i));
      const std::string typed = apart ? s_.joined(i, i + 2) : s_.text(i);
      const bool bits = apart || (catalog::contains(typed, "bit") && catalog::type_like_word(typed) == typed);
      if (!s_.free(i) || !bits) {
        continue;
      }
      const auto counted = catalog::only_counted_type(quant + " " + typed);
      if (quant.empty() || (counted && counted->quant.empty())) {
        set_unknown(quant.empty() ? typed : quant + " " + typed, i, i + (apart ? 2 : 1));
      } else if (counted && counted->quant != quant) {
        s_.remark(fmt::format("{} of {} are taken as {}", typed, quant, counted->quant));
        quant = counted->quant;
        s_.use(i, i + (apart ? 2 : 1));
      }
    }
  }

  /// "4bit", "8 bit", "full precision", "1.58bit quant" from a word on; 0: they are not.
  [[nodiscard]] std::size_t words_of_bits(std::size_t i) const {
    const bool begins = catalog::is_digit(s_.text(i).empty() ? ' ' : s_.text(i).front()) ||
                        s_.is(i, {"full", "full-precision", "unquantized", "unquantised"});
    for (std::size_t count = 2; begins && count > 0; --count) {
      if (i + count <= s_.words.size() && s_.one_phrase(i, i + count) &&
          catalog::bits_alone(s_.joined(i, i + count)) > 0) {
        return count;
      }
    }
    return 0;
  }

  /// "q4km" as "q4_k_m"; the spelling of a file type that was written without its underscores.
  static std::string with_underscores(const std::string& word) {
    const std::size_t q = word.find('q');
    const bool type =
        (q == 0 || (q == 1 && word[0] == 'i')) && word.size() > q + 2 && catalog::is_digit(word[q + 1]);
    if (!type || word.find('_') != std::string::npos) {
      return word;
    }
    std::string out = word.substr(0, q + 2);
    std::string rest = word.substr(q + 2);
    rest.erase(std::remove(rest.begin(), rest.end(), '-'), rest.end());
    if (rest.starts_with('k')) {
      out += "_k";
      rest.erase(0, 1);
    }
    return rest.empty() ? out : out + "_" + rest;
  }

  [[nodiscard]] catalog::NameMatch quant_named(const std::string& typed) const {
    constexpr std::string_view kBegins[] = {
        "q",     "iq",    "tq",   "ud-",  "fp8",  "fp16", "f16",  "bf16",  "float16", "bfloat16",
        "fp32",  "f32",   "int4", "int8", "awq",  "gptq", "fp4",  "nvfp4", "mxfp4",   "exl2-",
        "exl3-", "w4a16", "w8a8", "4bit", "8bit", "3bit", "5bit", "6bit"};
    const std::string word = with_underscores(typed);
    const bool begins = model::any_of(kBegins, [&](std::string_view s) { return word.starts_with(s); });
    const bool counted = word.ends_with("bpw") && catalog::parse_number(word.substr(0, word.size() - 3));
    if (counted) {
      return s_.catalog.names().quant(word);
    }
    const bool digit_behind_q = !word.starts_with('q') || (word.size() > 1 && catalog::is_digit(word[1]));
    return begins && digit_behind_q && word.find(':') == std::string::npos ? s_.catalog.names().quant(word)
                                                                           : catalog::NameMatch{};
  }

  /// "Q4" says which file only by what people mean with it; "awq" is written in capitals.
  [[nodiscard]] std::string usual_spelling(const std::string& slug) const {
    if (const std::string_view usual = catalog::usual_of_bits(s_.catalog, slug); !usual.empty()) {
      const bool mlx = catalog::engine_family(s_.catalog, s_.out.run.engine) == "mlx";
      return mlx ? fmt::format("{}bit", slug[1]) : std::string(usual);
    }
    const std::string engine = s_.out.run.engine;
    const bool of_engine = !engine.empty() && !catalog::engine_facts(s_.catalog, engine).ggml;
    if (std::string usual =
            of_engine ? catalog::usual_of_counted_bits(s_.catalog, slug, engine) : std::string();
        !usual.empty()) {
      return usual;
    }
    if (slug.ends_with("bit") || slug.find("bpw") != std::string::npos) {
      return slug;
    }
    std::string capitals = slug;
    std::transform(
        capitals.begin(), capitals.end(), capitals.begin(), [](unsigned char c) { return std::toupper(c); });
    return slug == catalog::lower_case(slug) && catalog::is_known_quant(s_.catalog, capitals) ? capitals
                                                                                              : slug;
  }

  void set_quant(const std::string& typed,
                 const catalog::NameMatch& match,
                 std::size_t begin,
                 std::size_t end) {
    if (!s_.out.run.quant.empty() || match.slug.empty()) {
      return;
    }
    const std::string name = usual_spelling(match.slug);
    const catalog::Alias* alias =
        model::is_counted("", name) ? nullptr : s_.catalog.alias("quant", name);  // "Q5_K_L"
    const bool as_another = alias != nullptr && model::is_counted("", alias->canonical);
    s_.out.run.quant = as_another ? std::string(alias->canonical) : name;
    if (as_another) {
      s_.remark(fmt::format("{} is counted as {}", name, alias->canonical));
    }
    if (catalog::normalized(typed) != catalog::normalized(name)) {
      s_.remark(fmt::format("'{}' is taken as {}", catalog::visible(typed), name));
    }
    s_.understood(name);
    s_.use(begin, end);
  }

  /// "F16 41.02, Q8_0 66.64, Q4_0 94.27 t/s": of several the one that stands before the rate.
  void read_before_figure() {
    const std::size_t at = s_.figure_at();
    if (at > 0 && at < s_.words.size() && s_.free(at - 1) && !is_four_bits(s_.text(at - 1)) &&
        !s_.text(at - 1).ends_with("bpw")) {
      set_quant(s_.text(at - 1), quant_named(s_.text(at - 1)), at - 1, at);
    }
  }

  /// "Q4 QAT", "qat": training for a type, which says the type where nothing else does.
  void read_trained_for_bits() {
    for (std::size_t i = 0; i < s_.words.size(); ++i) {
      if (s_.free(i) && s_.is(i, "qat")) {
        const bool mlx = catalog::engine_family(s_.catalog, s_.out.run.engine) == "mlx";
        if (s_.out.run.quant.empty() && !mlx) {
          const catalog::NameMatch match = s_.catalog.names().quant(s_.text(i));
          s_.out.run.quant = match.slug;
          s_.understood(match.slug);
          s_.remark(catalog::taken_as(s_.text(i), match));
        }
        s_.use(i, i + 1);
      }
    }
  }

  /// "alpaca-65b-4bit-128g": so many weights share a scale, as GPTQ's do.
  static std::optional<std::string> gptq_in_groups(const std::string& name) {
    for (const std::string_view groups : {"bit_128g", "bit-128g"}) {
      const std::size_t at = name.find(groups);
      if (at != std::string::npos && at > 0 && catalog::is_digit(name[at - 1])) {
        return catalog::type_of_bits("gptq", name[at - 1] - '0');
      }
    }
    return std::nullopt;
  }

  [[nodiscard]] static bool is_four_bits(const std::string& word) {
    return model::is_one_of(word, {"q4", "4bit", "4-bit", "int4"});
  }

  template <class Wanted>
  void read_words(const Wanted& wanted) {
    for (std::size_t i = 0; i < s_.words.size(); ++i) {
      if (!s_.free(i) || !wanted(s_.text(i))) {
        continue;
      }
      if (const std::size_t count = words_of_bits(i); count > 0) {
        set_quant(s_.joined(i, i + count), s_.catalog.names().quant(s_.joined(i, i + count)), i, i + count);
        continue;
      }
      const bool exl = s_.is(i, {"exl2", "exl3"});
      const std::string& typed_bits = s_.text(i);
      const bool bits =
          typed_bits.ends_with("bpw") && catalog::parse_number(typed_bits.substr(0, typed_bits.size() - 3));
      if (bits && i > 0 && s_.is(i - 1, {"exl2", "exl3"})) {  // read as the engine
        const std::string typed = s_.text(i - 1) + "-" + s_.text(i);
        set_quant(typed, s_.catalog.names().quant(typed), i, i + 1);
        continue;
      }
      if (bits && s_.out.run.engine.starts_with("exllama")) {  // "exllamav2 tensor parallel 70b 4.5bpw"
        const std::string typed = (s_.out.run.engine == "exllamav3" ? "exl3-" : "exl2-") + s_.text(i);
        set_quant(typed, s_.catalog.names().quant(typed), i, i + 1);
        continue;
      }
      if ((exl && s_.text(i + 1).ends_with("bpw")) || (bits && s_.is(i + 1, {"exl2", "exl3"}))) {
        const std::string typed = exl ? s_.text(i) + "-" + s_.text(i + 1) : s_.text(i + 1) + "-" + s_.text(i);
        set_quant(typed, s_.catalog.names().quant(typed), i, i + 2);
        continue;
      }
      if (const catalog::NameMatch match = quant_named(s_.text(i)); !match.slug.empty()) {
        const bool third = s_.is(i + 1, "k") && s_.is(i + 2, {"m", "s", "l"});
        const bool spread =
            s_.text(i).size() == 2 && (third || s_.is(i + 1, {"k_m", "k_s", "k_l"})) && s_.free(i + 1);
        if (spread) {  // "q4 k m"
          const std::string typed = s_.text(i) + "_" + s_.text(i + 1) + (third ? "_" + s_.text(i + 2) : "");
          set_quant(typed, s_.catalog.names().quant(typed), i, third ? i + 3 : i + 2);
        } else {
          set_quant(s_.text(i), match, i, i + 1);
        }
      } else if (s_.text(i).size() > 8 && s_.text(i).find('-') != std::string::npos) {  // the name of a file
        catalog::QuantText named = catalog::quant_of_name(s_.text(i));
        named.quant = named.quant.empty() ? "" : gptq_in_groups(s_.text(i)).value_or(named.quant);
        const std::string_view engine = s_.out.run.engine;
        if (named.quant.starts_with("MLX-Q") && !engine.empty() &&
            catalog::engine_family(s_.catalog, engine) !=
                "mlx") {  // "DeepSeek-R1-671B-4bit" of another engine
          named.quant = named.quant.substr(std::string_view("MLX-Q").size()) + "bit";
        }
        if (!named.quant.empty() && !named.rest.empty()) {
          s_.words[i].text = named.rest;
          set_quant(named.quant, s_.catalog.names().quant(named.quant), i, i);
        }
      }
    }
  }

  SentenceDraft& s_;
};

}  // namespace

void read_quant(SentenceDraft& sentence) { QuantReader(sentence).read(); }

}  // namespace tokroof::formats
