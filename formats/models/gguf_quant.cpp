#include <algorithm>
#include <cmath>
#include <iterator>
#include <map>
#include <set>

#include <fmt/format.h>

#include "formats/models/gguf_model.hpp"
#include "model/count/quantization.hpp"

namespace tokroof::formats {
namespace {

struct NamedMix {
  double number;
  std::string_view name;
};

// clang-format off
/// llama.h, enum llama_ftype; those from 135 up are ik_llama.cpp's.
constexpr NamedMix kMixes[] = {
    {0, "F32"}, {1, "F16"}, {2, "Q4_0"}, {3, "Q4_1"}, {7, "Q8_0"}, {8, "Q5_0"}, {9, "Q5_1"}, {10, "Q2_K"},
    {11, "Q3_K_S"}, {12, "Q3_K_M"}, {13, "Q3_K_L"}, {14, "Q4_K_S"}, {15, "Q4_K_M"}, {16, "Q5_K_S"}, {17, "Q5_K_M"},
    {18, "Q6_K"}, {19, "IQ2_XXS"}, {20, "IQ2_XS"}, {21, "Q2_K_S"}, {22, "IQ3_XS"}, {23, "IQ3_XXS"}, {24, "IQ1_S"},
    {25, "IQ4_NL"}, {26, "IQ3_S"}, {27, "IQ3_M"}, {28, "IQ2_S"}, {29, "IQ2_M"}, {30, "IQ4_XS"}, {31, "IQ1_M"},
    {32, "BF16"}, {36, "TQ1_0"}, {37, "TQ2_0"}, {38, "MXFP4"}, {39, "NVFP4"},
    {135, "Q6_0"}, {138, "IQ2_K"}, {139, "IQ3_K"}, {140, "IQ4_K"}, {141, "IQ5_K"}, {142, "IQ6_K"}, {145, "IQ4_KS"},
    {147, "IQ2_KS"}, {148, "IQ4_KSS"}, {150, "IQ5_KS"}, {151, "IQ2_KT"}, {152, "IQ3_KT"}, {153, "IQ4_KT"},
    {154, "IQ3_KS"}, {155, "IQ2_KL"}, {156, "IQ1_KT"},
};
// clang-format on

std::string_view mix_named(const GgufFile& file) {
  constexpr double kGuessed = 1024;  // the converter guessed it
  const GgufValue* value = file.first.value("general.file_type");
  if (value == nullptr || !value->number) {
    return "";
  }
  const double number = *value->number >= kGuessed ? *value->number - kGuessed : *value->number;
  const auto* found = std::find_if(
      std::begin(kMixes), std::end(kMixes), [&](const NamedMix& m) { return m.number == number; });
  return found == std::end(kMixes) ? "" : found->name;
}

/// What llama-quantize stores instead where rows are no whole blocks of 256.
std::string_view fallback_class(std::string_view storage_class) {
  if (storage_class == "q6_k") return "q8_0";
  return storage_class.starts_with("iq") ? "iq4" : "q4_0";
}

/// Bytes of the tensors that the mix would have stored as they are.
double bytes_of_mix(const GgufFile& file, std::string_view mix) {
  constexpr double kSuperBlock = 256;
  const std::string_view wanted = model::storage_class(mix);
  double bytes = 0;
  for (const GgufTensor& t : file.tensors) {
    const std::string_view stored = model::storage_class(gguf_type_name(t.type));
    const bool odd_rows = std::fmod(t.dimension(0), kSuperBlock) != 0;
    bytes += stored == wanted || (odd_rows && stored == fallback_class(wanted)) ? t.bytes : 0;
  }
  return bytes;
}

}  // namespace

std::string gguf_quant(const GgufFile& file,
                       const model::FileWeights& weights,
                       std::vector<std::string>& notes) {
  std::map<std::string, double> bytes;
  std::set<std::string> by_place;
  for (const GgufTensor& t : file.tensors) {
    bytes[gguf_type_name(t.type)] += t.bytes;
    if (!gguf_block(t.type)) {
      by_place.insert(gguf_type_name(t.type));
    }
  }
  if (!by_place.empty()) {
    notes.push_back(
        fmt::format("tensors stored as {} are sized by their place in the file", fmt::join(by_place, ", ")));
  }
  const auto most = std::max_element(
      bytes.begin(), bytes.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
  const std::string_view mix = mix_named(file);
  constexpr double kLeastShare = 0.1;  // UD mixes keep most of a small model at other types
  if (!mix.empty() && bytes_of_mix(file, mix) >= kLeastShare * weights.file_bytes) {
    return std::string(mix);
  }
  if (!mix.empty()) {
    notes.push_back(
        fmt::format("its header says {}, but most bytes are {}: taken as that", mix, most->first));
  }
  return most->first;
}

}  // namespace tokroof::formats
