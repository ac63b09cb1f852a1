#include "model/matrix_type.hpp"

#include "tests/model/support.hpp"

using namespace tokroof;
using namespace tokroof::test;

namespace {
model::MatrixType on(const char* device, const char* quant) {
  const model::Device& d = catalog::Catalog::bundled().device(device);
  return model::matrix_type(d, quant, d.fp16_flops);
}
}  // namespace

TEST_CASE("narrow operands run at their own rate where the chip has them, else at 16 bits",
          "[model][matrix_type][unit]") {
  const model::Device& h100 = catalog::Catalog::bundled().device("h100-sxm");
  CHECK(on("h100-sxm", "BF16").name == "f16");
  CHECK(on("h100-sxm", "FP8").name == "fp8");
  CHECK(on("h100-sxm", "FP8").flops == h100.fp8_flops);
  CHECK(on("a100-sxm-80gb", "FP8").name == "w8a16");
  CHECK(on("a100-sxm-80gb", "FP8").flops == catalog::Catalog::bundled().device("a100-sxm-80gb").fp16_flops);
  CHECK(on("h100-sxm", "NVFP4").name == "w4a16");
  CHECK(on("rtx-5090", "NVFP4").name == "fp4");
  CHECK(on("rtx-5090", "NVFP4").flops == 2 * catalog::Catalog::bundled().device("rtx-5090").fp8_flops);
  CHECK(on("a100-sxm-80gb", "W8A8 INT8").name == "int8");
  CHECK(on("a100-sxm-80gb", "GPTQ INT8").name == "w8a16");
  CHECK(on("a100-sxm-80gb", "AWQ").name == "w4a16");
}

TEST_CASE("no operands run slower than 16 bits do", "[model][matrix_type][property]") {
  for (const model::Device& d : catalog::Catalog::bundled().devices()) {
    if (!(d.fp16_flops > 0)) {
      continue;
    }
    for (const char* quant : {"F16", "FP8", "NVFP4", "MXFP4", "AWQ", "GPTQ INT8", "W8A8", "EXL2-4.0bpw"}) {
      CAPTURE(d.slug, quant);
      CHECK(model::matrix_type(d, quant, d.fp16_flops).flops >= d.fp16_flops);
    }
  }
}
