#include <fmt/format.h>

#include "catalog/names.hpp"
#include "predict/readers/hf_model.hpp"

namespace tokroof {
namespace {

using nlohmann::json;

std::string text_of(const json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? lower_case(found->get<std::string>()) : "";
}

double bits_of(const json& object, std::initializer_list<const char*> keys) {
  for (const char* key : keys) {
    const auto found = object.find(key);
    if (found != object.end() && found->is_number()) {
      return found->get<double>();
    }
  }
  return 0;
}

bool is_true(const json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_boolean() && found->get<bool>();
}

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

/// compressed-tensors: what the first group does to weights.
std::string compressed_tensors(const json& q) {
  if (contains(text_of(q, "format"), "nvfp4")) return "NVFP4";
  const auto groups = q.find("config_groups");
  if (groups != q.end() && groups->is_object() && !groups->empty() && groups->front().is_object()) {
    const auto weights = groups->front().find("weights");
    if (weights != groups->front().end() && weights->is_object()) {
      const double bits = bits_of(*weights, {"num_bits"});
      const bool floating = text_of(*weights, "type") == "float";
      if (bits == 8) return floating ? "FP8" : "INT8";
      if (bits == 4) return floating ? "NVFP4" : "W4A16";
    }
  }
  return "";
}

std::string name_of(const json& q) {
  const std::string method = text_of(q, "quant_method");
  const std::string algorithm = text_of(q, "quant_algo");
  const double bits = bits_of(q, {"bits", "w_bit", "num_bits", "nbits"});
  if (method == "awq" || method == "gptq" || method == "auto-round" || method == "intel/auto-round") {
    return bits == 8 ? "INT8" : bits == 4 ? (method == "awq" ? "AWQ" : "GPTQ") : "";
  }
  if (contains(algorithm, "nvfp4") || contains(algorithm, "w4a16"))
    return contains(algorithm, "nvfp4") ? "NVFP4" : "W4A16";
  if (contains(method, "fp8") || contains(algorithm, "fp8")) return "FP8";
  if (method == "mxfp4") return "MXFP4";
  if (method == "compressed-tensors") return compressed_tensors(q);
  if (method == "bitsandbytes" || is_true(q, "load_in_4bit") || is_true(q, "load_in_8bit")) {
    return is_true(q, "load_in_4bit") ? "INT4" : "INT8";
  }
  if (method == "exl2" || method == "exl3") return bits > 0 ? fmt::format("{}-{:.2f}bpw", method, bits) : "";
  if (method == "torchao" || method == "hqq" || method == "quanto") {
    return bits == 8 ? "INT8" : bits == 4 ? "INT4" : "";
  }
  if (method.empty() && bits > 0 && bits_of(q, {"group_size"}) > 0) return fmt::format("mlx-{:.0f}bit", bits);
  return "";
}

}  // namespace

std::string hf_quant(const HfKeys& keys, ModelFile& out) {
  for (const char* key : {"quantization_config", "quantization", "compression_config"}) {
    const json* q = keys.find(key);
    if (q == nullptr || !q->is_object()) {
      continue;
    }
    std::string name = name_of(*q);
    if (name.empty()) {
      out.notes.push_back(fmt::format("its {} names no storage type that is known here; --quant can", key));
      return "";
    }
    if (text_of(*q, "quant_method") == "bitsandbytes") {
      out.notes.push_back("bitsandbytes weights are counted as " + name);
    }
    return name;
  }
  std::string type = keys.text("torch_dtype");
  type = type.empty() ? keys.text("dtype") : type;
  if (type == "float16") return "FP16";
  if (type == "float32") return "F32";
  if (type != "bfloat16") {
    out.assume("quant", std::string("BF16"));
  }
  return "BF16";
}

}  // namespace tokroof
