#include <fmt/format.h>

#include "catalog/json_file.hpp"
#include "catalog/names.hpp"
#include "catalog/text.hpp"
#include "formats/models/hf_model.hpp"

namespace tokroof::formats {
namespace {

using nlohmann::json;

std::string text_of(const json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? catalog::lower_case(found->get<std::string>()) : "";
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

/// "Int4WeightOnlyConfig", "int8_weight_only", "fp8_e4m3", "int4": by the type's name.
std::string by_type_name(std::string_view text) {
  if (catalog::contains(text, "mxfp4")) return "MXFP4";
  if (catalog::contains(text, "nvfp4")) return "NVFP4";
  if (catalog::contains(text, "float8") || catalog::contains(text, "fp8")) return "FP8";
  if (catalog::contains(text, "int4") || catalog::contains(text, "uint4")) return "INT4";
  if (catalog::contains(text, "int8")) return "INT8";
  return "";
}

/// Values of 4-bit floats share a scale: 16 of them one of 8 bits in NVFP4, 32 a power of two in MXFP4.
std::string by_group(double group_size) {
  constexpr double kMxGroup = 32;
  return group_size == kMxGroup ? "MXFP4" : "NVFP4";
}

/// compressed-tensors: what the first group does to weights.
std::string compressed_tensors(const json& q) {
  const std::string format = text_of(q, "format");
  if (catalog::contains(format, "nvfp4")) return "NVFP4";
  if (catalog::contains(format, "mxfp4")) return "MXFP4";
  const auto groups = q.find("config_groups");
  if (groups != q.end() && groups->is_object() && !groups->empty() && groups->front().is_object()) {
    const auto weights = groups->front().find("weights");
    if (weights != groups->front().end() && weights->is_object()) {
      const double bits = bits_of(*weights, {"num_bits"});
      const bool floating = text_of(*weights, "type") == "float";
      if (bits == 8) return floating ? "FP8" : "INT8";
      if (bits == 4) return floating ? by_group(bits_of(*weights, {"group_size"})) : "W4A16";
    }
  }
  return "";
}

/// AMD Quark: what is done to weights everywhere.
std::string quark(const json& q) {
  const auto all = q.find("global_quant_config");
  const auto weight = all != q.end() && all->is_object() ? all->find("weight") : q.end();
  if (all == q.end() || !all->is_object() || weight == all->end()) return "";
  const json& first = weight->is_array() && !weight->empty() ? weight->front() : *weight;
  if (!first.is_object()) return "";
  const std::string type = text_of(first, "dtype");
  if (type == "fp4") return by_group(bits_of(first, {"group_size"}));
  return by_type_name(type);
}

/// torchao: the type's name, alone or in an object that describes it.
std::string torchao(const json& q) {
  const auto type = q.find("quant_type");
  return type != q.end() ? by_type_name(catalog::lower_case(catalog::one_line(*type))) : "";
}

/// By the number of bits an integer has.
std::string by_bits(double bits) { return bits == 8 ? "INT8" : bits == 4 ? "INT4" : ""; }

std::string name_of(const json& q) {
  const std::string method = text_of(q, "quant_method");
  const std::string algorithm = text_of(q, "quant_algo");
  const double bits = bits_of(q, {"bits", "w_bit", "num_bits", "nbits"});
  if (method == "awq" || method == "gptq" || method == "auto-round" || method == "intel/auto-round") {
    return bits == 8 ? "INT8" : bits == 4 ? (method == "awq" ? "AWQ" : "GPTQ") : "";
  }
  if (catalog::contains(algorithm, "nvfp4")) return "NVFP4";
  if (catalog::contains(algorithm, "mxfp4")) return "MXFP4";
  if (catalog::contains(algorithm, "w4a16") || catalog::contains(algorithm, "w4a8")) return "W4A16";
  if (catalog::contains(algorithm, "int8") || catalog::contains(algorithm, "w8a8")) return "INT8";
  if (catalog::contains(method, "fp8") || catalog::contains(algorithm, "fp8")) return "FP8";
  if (method == "mxfp4") return "MXFP4";
  if (method == "compressed-tensors") return compressed_tensors(q);
  if (method == "bitsandbytes" || is_true(q, "load_in_4bit") || is_true(q, "load_in_8bit")) {
    return is_true(q, "load_in_4bit") ? "INT4" : "INT8";
  }
  if (method == "exl2" || method == "exl3") return bits > 0 ? fmt::format("{}-{:.2f}bpw", method, bits) : "";
  if (method == "quark") return quark(q);
  if (method == "torchao") return torchao(q);
  if (method == "hqq") {
    const auto inner = q.find("quant_config");
    const bool nested = inner != q.end() && inner->is_object() && inner->contains("weight_quant_params") &&
                        (*inner)["weight_quant_params"].is_object();
    return by_bits(nested ? bits_of((*inner)["weight_quant_params"], {"nbits"}) : bits);
  }
  if (method == "quanto" || method == "eetq") {
    const std::string named = by_type_name(text_of(q, "weights"));
    return named.empty() && method == "eetq" ? "INT8" : named.empty() ? by_bits(bits) : named;
  }
  if (method.empty() && catalog::contains(text_of(q, "mode"), "fp4")) {
    return catalog::contains(text_of(q, "mode"), "nv") ? "NVFP4" : "MXFP4";
  }
  if (method.empty() && catalog::contains(text_of(q, "mode"), "fp8")) return "FP8";
  if (method.empty() && bits > 0 && bits_of(q, {"group_size"}) > 0) return fmt::format("mlx-{:.0f}bit", bits);
  return "";
}

void explain_unknown(std::string_view where, const json& q, ModelFile& out) {
  const std::string method = text_of(q, q.contains("quant_method") ? "quant_method" : "quant_algo");
  out.why_no_quant = fmt::format("its {}{} names no storage type that is known here; --quant can",
                                 where,
                                 method.empty() ? "" : fmt::format(" ('{}')", method));
  out.notes.push_back(out.why_no_quant);
}

}  // namespace

std::string hf_quant(const HfKeys& keys, ModelFile& out) {
  for (const char* key : {"quantization_config", "quantization", "compression_config"}) {
    const json* q = keys.find(key);
    if (q == nullptr) {
      continue;
    }
    if (!q->is_object()) {
      keys.fail(key, "is no object of keys");
    }
    std::string name = name_of(*q);
    if (name.empty()) {
      explain_unknown(key, *q, out);
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

void hf_quant_beside(const catalog::JsonFile& file, ModelFile& out) {
  const bool plain = out.quant == "BF16" || out.quant == "FP16" || out.quant == "F32";
  const auto stated = file.document.is_object() ? file.document.find("quantization") : file.document.end();
  if (!file.document.is_object() || stated == file.document.end() || !stated->is_object()) {
    throw catalog::InputError("bad-file", "has no object 'quantization'", file.name);
  }
  if (!plain || stated->value("quant_algo", json()).is_null()) {
    return;
  }
  std::erase_if(out.assumed, [](const catalog::Assumption& a) { return a.name == "model.quant"; });
  out.quant = name_of(*stated);
  if (out.quant.empty()) {
    explain_unknown("hf_quant_config.json", *stated, out);
  }
}

}  // namespace tokroof::formats
