#include "formats/commands/published_name.hpp"

#include <algorithm>
#include <iterator>
#include <vector>

#include "catalog/names.hpp"

namespace tokroof {
namespace {

struct NamedQuant {
  std::string_view text;
  std::string_view quant;
};

// clang-format off
/// Beside llama.cpp's file types, which the catalog lists.
constexpr NamedQuant kQuants[] = {
    {"mxfp4", "MXFP4"}, {"nvfp4", "NVFP4"}, {"w4a16", "W4A16"}, {"w8a8", "INT8"}, {"bnb-4bit", "INT4"}, {"4bit", "mlx-4bit"},
    {"6bit", "mlx-6bit"}, {"8bit", "mlx-8bit"}, {"awq", "AWQ"}, {"gptq-int4", "GPTQ"}, {"gptq", "GPTQ"}, {"fp8", "FP8"},
    {"int4", "INT4"}, {"int8", "INT8"}, {"bf16", "BF16"}, {"fp16", "F16"}, {"f16", "F16"}, {"f32", "F32"},
    {"q3_k", "Q3_K_M"}, {"q4_k", "Q4_K_M"}, {"q5_k", "Q5_K_M"},  // as llama.cpp means them
};

/// Words that say nothing of the shape.
constexpr std::string_view kWords[] = {
    "meta", "instruct", "it", "chat", "gguf", "hf", "base", "text", "qat", "imat", "imatrix", "i1", "mlx", "community",
    "latest", "bf16", "model", "dynamic", "ud", "google", "microsoft", "openai",
};

/// Library names of Ollama without a size.
constexpr NamedQuant kDefaultSizes[] = {
    {"llama3", "8b"}, {"llama3.1", "8b"}, {"llama3.2", "3b"}, {"llama3.3", "70b"}, {"llama2", "7b"}, {"qwen3", "8b"},
    {"qwen2.5", "7b"}, {"qwen2.5-coder", "7b"}, {"gemma3", "4b"}, {"gemma2", "9b"}, {"mistral", "7b"}, {"gpt-oss", "20b"},
    {"mixtral", "8x7b"}, {"deepseek-r1", "distill-8b"}, {"qwen3-coder", "30b-a3b"}, {"tinyllama", "1.1b"},
};
// clang-format on

bool separates(char c) { return c == '-' || c == '_' || c == '.' || c == ':' || c == ' '; }

/// Finds `part` in `text` as a word of its own.
std::size_t find_word(std::string_view text, std::string_view part) {
  for (std::size_t at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1)) {
    const std::size_t end = at + part.size();
    if ((at == 0 || separates(text[at - 1])) && (end == text.size() || separates(text[end]))) {
      return at;
    }
  }
  return std::string_view::npos;
}

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> out;
  std::string word;
  for (const char c : text) {
    if (c == '-' || c == '_' || c == ':' || c == ' ') {
      out.push_back(std::move(word));
      word.clear();
    } else {
      word += c;
    }
  }
  out.push_back(std::move(word));
  for (std::string& w : out) {
    while (w.ends_with('.')) w.pop_back();  // "llama-2-7b.Q4_0" without its type
  }
  std::erase_if(out, [](const std::string& w) { return w.empty(); });
  return out;
}

std::string squashed(std::string_view text) {
  std::string out = lower_case(text);
  std::erase_if(out, [](char c) { return c == '-' || c == '_' || c == ' ' || c == ':'; });
  return out;
}

std::string slug_of(const Catalog& catalog, std::span<const std::string> words) {
  std::string wanted;
  for (const std::string& word : words) {
    wanted += word;
  }
  if (wanted.size() < 4) {
    return "";
  }
  for (const Architecture& m : catalog.models()) {
    if (squashed(m.slug) == wanted) {
      return std::string(m.slug);
    }
  }
  return "";
}

/// "8b", "30b", "a3b", "8x7b": what a name must keep to stand for a shape.
bool is_size(std::string_view word) {
  return word.size() > 1 && (word.back() == 'b' || word.back() == 'm') &&
         std::any_of(word.begin(), word.end(), [](char c) { return c >= '0' && c <= '9'; });
}

void add_default_size(std::vector<std::string>& words) {
  if (std::any_of(words.begin(), words.end(), is_size)) {
    return;
  }
  std::string joined;
  for (const std::string& word : words) {
    joined += (joined.empty() ? "" : "-") + word;
  }
  for (const NamedQuant& size : kDefaultSizes) {
    if (joined == size.text) {
      words.emplace_back(squashed(size.quant));
    }
  }
}

}  // namespace

std::string take_quant(const Catalog& catalog, std::string& text) {
  const std::string lower = lower_case(text);
  std::string best;
  std::size_t best_at = 0, best_size = 0;
  const auto offer = [&](std::string_view part, std::string_view quant) {
    const std::size_t at = find_word(lower, lower_case(part));
    if (at != std::string::npos && part.size() > best_size) {
      best = quant;
      best_at = at;
      best_size = part.size();
    }
  };
  for (const Recipe& recipe : catalog.recipes()) {
    offer(recipe.file_type, recipe.file_type);
  }
  for (const char* mix : {"Q2_K_XL", "Q3_K_XL", "Q4_K_XL", "Q5_K_XL", "Q6_K_XL", "Q8_K_XL"}) {
    offer(mix, std::string("UD-") + mix);
  }
  for (const NamedQuant& q : kQuants) {
    offer(q.text, q.quant);
  }
  text.erase(best_at, best_size);
  return best;
}

std::optional<PublishedName> published_name(const Catalog& catalog, std::string_view text) {
  std::string name(text.substr(text.find_last_of("/\\") + 1));
  for (const std::string_view end : {".gguf", ".json", ".safetensors", "/"}) {
    if (name.ends_with(end)) {
      name.resize(name.size() - end.size());
    }
  }
  PublishedName out;
  out.quant = take_quant(catalog, name);
  std::vector<std::string> words = words_of(lower_case(name));
  std::erase_if(words, [](const std::string& w) {
    return std::find(std::begin(kWords), std::end(kWords), w) != std::end(kWords);
  });
  if (text.find('/') ==
      std::string_view::npos) {  // Ollama's library; elsewhere "DeepSeek-R1" is the whole one
    add_default_size(words);
  }
  // From the whole name to shorter ones: what a fine-tune is called stands at the end, after the size.
  for (std::size_t n = words.size(); n > 0; --n) {
    const std::span<const std::string> first = std::span(words).first(n);
    const bool sized = n == words.size() || std::any_of(first.begin(), first.end(), is_size);
    out.slug = sized ? slug_of(catalog, first) : "";
    if (!out.slug.empty()) {
      return out;
    }
  }
  return std::nullopt;
}

}  // namespace tokroof
