#include "judge/audit/audit.hpp"

#include <catch2/catch.hpp>
#include "tests/judge/audit/audit_support.hpp"

using namespace tokroof;
using namespace tokroof::test;

namespace {

using V = judge::ClaimVerdict;

}  // namespace

TEST_CASE("a decode rate is impossible above bandwidth over bytes, by the middle of its range",
          "[predict][audit]") {
  // 1008 GB/s / (7.5 G weights x 4.5 bits / 8 = 4.2 GB) = 238 tok/s
  check_all(kRate,
            {{"measured\trtx-4090\t1\tllama-3.1-8b\tQ4\tdecode\t150\t150\ttok/s", V::plausible},
             {"measured\trtx-4090\t1\tllama-3.1-8b\tQ4\tdecode\t450\t450\ttok/s", V::impossible},
             {"measured\trtx-4090\t1\tllama-3.1-8b\tQ4\tdecode\t200\t260\ttok/s", V::suspect},
             {"measured\trtx-4090\t1\tllama-3.1-8b\tQ4\tdecode\t220\t280\ttok/s", V::impossible},
             {"measured\trtx-4090\t1\tllama-3.1-8b\tQ4\tdecode\t234\t234\ttok/s", V::suspect},
             {"measured\trtx-4090\t1\tllama-3.1-8b\tQ4\tdecode\t15\t15\ttok/s", V::suspect}});
  const judge::Judgement j =
      judged(kRate, {"measured\trtx-4090\t1\tllama-3.1-8b\tQ4\tdecode\t450\t450\ttok/s"});
  CHECK(j.limit == Approx(238).epsilon(0.02));
  CHECK(j.reason.find("1008 GB/s") != std::string::npos);
}

TEST_CASE("what is just above the limit may be rounded where the bits are not said", "[predict][audit]") {
  // 1008 GB/s over 4.23 GB (4.5 bits), over 4.56 GB (4.85 bits)
  check_all(kRate,
            {{"measured\trtx-4090\t1\tllama-3.1-8b\tQ4\tdecode\t241\t241\ttok/s", V::suspect},
             {"measured\trtx-4090\t1\tllama-3.1-8b\tQ4_K_M\tdecode\t224\t224\ttok/s", V::impossible}});
}

TEST_CASE("a rate without a storage type may be one of 8 bits where 16 do not fit", "[predict][audit]") {
  // 896 GB/s over 13.8 GB; 26 GB of 16 bits do not fit in 16 GiB
  check_all(kRate, {{"measured\trtx-5070-ti\t1\tgeneric-13b\t\tdecode\t40\t40\ttok/s", V::plausible}});
}

TEST_CASE("a theoretical maximum is plausible up to the limit", "[predict][audit]") {
  const char* const header = "kind\tdevice\tmodel\tquant\tphase\tmethod\tvalue_lo\tvalue_hi\tunit";
  check_all(header,
            {{"expected\trtx-4090\tllama-3.1-8b\tQ4\tdecode\tceiling\t238\t238\ttok/s", V::plausible},
             {"expected\trtx-4090\tllama-3.1-8b\tQ4\tdecode\t\t238\t238\ttok/s", V::suspect},
             // 2039 GB/s / 35 GB: four bits without scales
             {"expected\ta100-sxm-80gb\tgeneric-70b\tINT4\tdecode\tceiling\t57\t57\ttok/s", V::plausible},
             {"expected\trtx-4090\tllama-3.1-8b\tQ4\tdecode\tceiling\t300\t300\ttok/s", V::impossible}});
}

TEST_CASE("a model fits in a memory that is no less than its weights", "[predict][audit]") {
  const char* const header = "kind\tmodel\tquant\tmethod\tvalue_lo\tunit";
  check_all(header,
            {{"capacity\tgeneric-70b\tQ4\troom\t24\tGB", V::impossible},
             {"capacity\tgeneric-70b\tQ4\troom\t48\tGB", V::plausible},
             {"capacity\tgeneric-7b\tQ4\troom\t24\tGB", V::plausible}});
}

TEST_CASE("a rate of what does not fit is that of a part on the host, or impossible", "[predict][audit]") {
  // 70.6 G x 2 B = 141 GB; 80 GiB = 85.9 GB
  check_all(kRate,
            {{"expected\th100-pcie\t1\tllama-3.3-70b\tFP16\tdecode\t3\t3\ttok/s", V::plausible},
             {"expected\th100-pcie\t1\tllama-3.3-70b\tFP16\tdecode\t12\t12\ttok/s", V::suspect},
             {"expected\th100-pcie\t1\tllama-3.3-70b\tFP16\tdecode\t60\t60\ttok/s", V::impossible},
             {"measured\trtx-4090\t1\tllama-3.3-70b\tQ4_K_M\tdecode\t2\t2\ttok/s", V::plausible},
             {"expected\th100-pcie\t2\tllama-3.3-70b\tFP16\tdecode\t12\t12\ttok/s", V::plausible},
             {"measured\tradeon-780m-ddr5\t1\tqwen3-235b-a22b\tQ4_K_M\tdecode\t3\t3\ttok/s", V::unverifiable},
             {"expected\tm4-ultra\t1\tllama-3.1-8b\tQ4\tdecode\t60\t60\ttok/s", V::impossible}});
}

TEST_CASE("the split decides the limit of several cards; an unknown one is taken generously",
          "[predict][audit]") {
  const char* const header = "kind\tdevice\tn_devices\tsplit\tmodel\tquant\tphase\tvalue_lo\tunit";
  // 39.1 GB: one card streams them 24 times a second, two at once 48 times.
  check_all(header,
            {{"measured\trtx-3090\t2\tlayer\tllama-3.3-70b\tQ4\tdecode\t30\ttok/s", V::impossible},
             {"measured\trtx-3090\t2\t\tllama-3.3-70b\tQ4\tdecode\t30\ttok/s", V::plausible},
             {"measured\trtx-3090\t2\t\tllama-3.3-70b\tQ4\tdecode\t60\ttok/s", V::impossible}});
}

TEST_CASE("NVLink is refused on cards that have none", "[predict][audit]") {
  const char* const header = "kind\tdevice\tn_devices\tinterconnect\tmodel\tquant\tphase\tvalue_lo\tunit";
  check_all(
      header,
      {{"measured\trtx-4080-super\t2\tnvlink-bridge\tllama-3.1-8b\tQ4\tdecode\t100\ttok/s", V::impossible},
       {"measured\trtx-3090\t2\tnvlink-bridge\tllama-3.3-70b\tQ4\tdecode\t18\ttok/s", V::plausible}});
}

TEST_CASE("a guide's power cap makes slow figures of its card plausible", "[predict][audit]") {
  const char* const header = "guide\tkind\tdevice\tn_devices\tmodel\tquant\tphase\tvalue_lo\tunit";
  const std::string rate = "9\tmeasured\trtx-3090\t1\tqwen3.6-27b\tQ4_K_M\tdecode\t19\ttok/s";
  CHECK(judged(header, {rate}).verdict == V::suspect);
  CHECK(judged(header, {rate, "9\tpower\trtx-3090\t1\t\t\t\t200\tW"}).verdict == V::plausible);
  CHECK(judged(header, {rate, "8\tpower\trtx-3090\t1\t\t\t\t200\tW"}).verdict == V::suspect);
}

TEST_CASE("a batch is limited by arithmetic, each stream of it by its share", "[predict][audit]") {
  const char* const header = "kind\tdevice\tengine\tmodel\tquant\tconcurrency\tphase\tvalue_lo\tunit";
  // 989 TFLOPS / 16 G = 62000 tok/s at 16 bit
  check_all(header,
            {{"measured\th100-sxm\tvllm\tllama-3.1-8b\tFP16\t64\taggregate\t4000\ttok/s", V::plausible},
             {"measured\th100-sxm\tvllm\tllama-3.1-8b\tFP16\t\taggregate\t90000\ttok/s", V::impossible},
             {"measured\th100-sxm\tvllm\tllama-3.1-8b\tFP16\t1\taggregate\t2000\ttok/s", V::impossible}});
}

TEST_CASE("a stream among others is never called slow: their prompts take their time", "[predict][audit]") {
  const char* const header = "kind\tdevice\tengine\tmodel\tquant\tconcurrency\tphase\tvalue_lo\tunit";
  check_all(header,
            {{"measured\th100-sxm\tvllm\tllama-3.1-8b\tFP16\t32\tdecode\t20\ttok/s", V::plausible},
             {"measured\th100-sxm\tvllm\tllama-3.1-8b\tFP16\t32\tdecode\t2000\ttok/s", V::impossible},
             {"measured\th100-sxm\tvllm\tllama-3.1-8b\tFP16\t1\tdecode\t20\ttok/s", V::suspect}});
}

TEST_CASE("prompts are limited by arithmetic: matrix units on a card, integer dot products on a CPU",
          "[predict][audit]") {
  // 838 T int8 / 15 G = 55000 tok/s; 8.19 TFLOPS x 4 x 1.1 / 139 G = 259 tok/s
  check_all(
      kRate,
      {{"measured\trtx-5090\t1\tllama-3.1-8b\tQ4\tprefill\t11000\t11000\ttok/s", V::plausible},
       {"measured\trtx-5090\t1\tllama-3.1-8b\tQ4\tprefill\t70000\t70000\ttok/s", V::impossible},
       {"measured\tm5-max-40c\t1\tllama-3.1-8b\tMLX-Q4\tprefill\t3400\t3400\ttok/s", V::plausible},
       {"measured\tm5-max-40c\t1\tllama-3.1-8b\tMLX-Q4\tprefill\t5000\t5000\ttok/s", V::impossible},
       {"expected\tthreadripper-pro-9975wx\t1\tllama-3.1-70b\tQ4\tprefill\t30\t40\ttok/s", V::plausible},
       {"expected\tthreadripper-pro-9975wx\t1\tllama-3.1-70b\tQ4\tprefill\t180\t200\ttok/s", V::suspect},
       {"expected\tthreadripper-pro-9975wx\t1\tllama-3.1-70b\tQ4\tprefill\t300\t340\ttok/s", V::impossible}});
  // 4096 x 15 GFLOP / 330 TFLOPS = 186 ms
  const char* const ttft = "kind\tdevice\tmodel\tquant\tn_prompt\tcontext\tphase\tvalue_lo\tunit";
  check_all(ttft,
            {{"expected\trtx-4090\tllama-3.1-8b\tFP16\t4096\t\tttft\t100\tms", V::impossible},
             {"expected\trtx-4090\tllama-3.1-8b\tFP16\t4096\t\tttft\t450\tms", V::plausible},
             // A context of 4096 is room for a prompt, not its length: 100 ms are right for 1500 tokens.
             {"expected\trtx-4090\tllama-3.1-8b\tFP16\t\t4096\tttft\t100\tms", V::plausible},
             {"expected\trtx-4090\tllama-3.1-8b\tFP16\t\t4096\tttft\t1\tms", V::suspect}});
}

TEST_CASE("specifications are compared with the catalog, and a usual confusion is named",
          "[predict][audit]") {
  check_all(kFigure,
            {{"spec\trtx-4070\t1\t504\tGB/s", V::plausible},
             {"spec\trtx-4070\t1\t0.504\tTB/s", V::plausible},
             {"spec\trtx-4070\t1\t1512\tGB/s", V::wrong_spec},
             {"spec\ta100-pcie-80gb\t1\t2039\tGB/s", V::wrong_spec},
             {"spec\tm4-ultra\t1\t1092\tGB/s", V::wrong_spec},
             {"spec\trtx-4090\t1\t330\tTFLOPS", V::plausible},
             {"spec\trtx-4090\t1\t165\tTFLOPS", V::plausible},
             {"spec\trtx-4090\t1\t82.6\tTFLOPS", V::plausible},
             {"spec\trtx-4090\t1\t1321\tTFLOPS", V::wrong_spec},
             {"spec\trtx-4090\t1\t1000\tTFLOPS", V::wrong_spec},
             {"spec\tepyc-9355\t1\t32\tcores", V::plausible},
             {"spec\tepyc-9355\t1\t64\tcores", V::wrong_spec},
             {"spec\tryzen-9-7950x\t1\t5.7\tGHz", V::plausible},
             {"spec\tryzen-9-7950x\t1\t6.5\tGHz", V::wrong_spec}});
  CHECK(judged(kFigure, {"spec\trtx-4090\t1\t1321\tTFLOPS"}).reason.find("sparse") != std::string::npos);
  CHECK(judged(kFigure, {"spec\ta100-pcie-80gb\t1\t2039\tGB/s"}).reason.find("a100-sxm-80gb") !=
        std::string::npos);
  CHECK(judged(kFigure, {"spec\trtx-pro-6000-blackwell-maxq\t1\t126\tTFLOPS"})
            .reason.find("rtx-pro-6000-blackwell") != std::string::npos);
}

TEST_CASE("a bandwidth that was reached is no more than the specified one", "[predict][audit]") {
  check_all(kFigure,
            {{"measured\trtx-3090\t1\t780\tGB/s", V::plausible},
             {"measured\trtx-3090\t1\t940\tGB/s", V::plausible},  // rounded
             {"measured\trtx-3090\t1\t1200\tGB/s", V::impossible},
             {"measured\trtx-3090\t2\t1600\tGB/s", V::plausible},
             {"spec\trtx-3090\t1\t780\tGB/s", V::wrong_spec}});
  CHECK(judged("kind\tdevice\tinterconnect\tvalue_lo\tunit", {"measured\th200\tnvlink\t780\tGB/s"}).verdict ==
        V::plausible);
}

TEST_CASE("beside a dense FP16 rate the doubled one of another card is sparse", "[predict][audit]") {
  const char* const header = "guide\tline_no\tkind\tdevice\tvalue_lo\tunit";
  const std::string h200 = "9\t12\tspec\th200\t1979\tTFLOPS";
  CHECK(judged(header, {h200}).verdict == V::plausible);  // dense FP8
  CHECK(judged(header, {h200, "9\t11\tspec\ta100-sxm-40gb\t312\tTFLOPS"}).verdict == V::wrong_spec);
}

TEST_CASE("links carry what their generation and lanes do", "[predict][audit]") {
  const char* const header = "kind\tdevice\tinterconnect\tvalue_lo\tunit";
  check_all(header,
            {{"spec\trtx-4090\tpcie4x8\t15.75\tGB/s", V::plausible},
             {"spec\trtx-3090\tpcie4x4\t15.75\tGB/s", V::wrong_spec},
             {"spec\th200\tnvlink\t900\tGB/s", V::plausible},
             {"spec\th200\tnvlink\t450\tGB/s", V::plausible},
             {"spec\trtx-4090\tnvlink\t112\tGB/s", V::impossible},
             {"spec\trtx-4090\tnvlink\t0\tGB/s", V::plausible}});
}

TEST_CASE("host memory carries channels x rate x 8 bytes", "[predict][audit]") {
  // 12 x 6000 x 8 B = 576 GB/s; 10 of 12 channels: 480
  check_all(kFigure,
            {{"spec\tepyc-9355\t1\t576\tGB/s", V::plausible},
             {"spec\tepyc-9355\t1\t480\tGB/s", V::plausible},
             {"spec\tepyc-9355\t1\t700\tGB/s", V::wrong_spec},
             {"measured\tthreadripper-pro-9975wx-6ch\t1\t270\tGB/s", V::plausible},
             {"measured\tthreadripper-pro-9975wx-6ch\t1\t330\tGB/s", V::impossible}});
}

TEST_CASE("drives read no more than they are specified for, and than their slot carries",
          "[predict][audit]") {
  check_all(kFigure,
            {{"spec\tsamsung-990-pro-2tb\t1\t7.3\tGB/s", V::plausible},
             {"spec\tsamsung-990-pro-2tb\t1\t7.8\tGB/s", V::wrong_spec},
             {"spec\tsamsung-990-pro-2tb\t1\t12\tGB/s", V::impossible}});
  // 16 GB / 7.45 GB/s = 2.2 s
  check_all(kModel,
            {{"expected\tsamsung-990-pro-2tb\t1\tllama-3.1-8b\tFP16\t\t4\ts", V::plausible},
             {"expected\tsamsung-990-pro-2tb\t1\tllama-3.1-8b\tFP16\t\t1.5\ts", V::impossible}});
}

TEST_CASE("a processor is judged with the memory that is stated", "[predict][audit]") {
  const auto rate = [](const std::string& mts, const std::string& tps) {
    return judged("kind\tdevice\tmodel\tquant\tphase\thost_memory_mts\tvalue_lo\tunit",
                  {"measured\tryzen-9-7950x\tllama-3.1-8b\tQ4_K_M\tdecode\t" + mts + "\t" + tps + "\ttok/s"})
        .verdict;
  };
  CHECK(rate("", "18.5") == V::impossible);
  CHECK(rate("6000", "18.5") == V::plausible);
  CHECK(rate("6000", "24") == V::impossible);
  CHECK(judged("kind\tdevice\thost_memory_mts\tvalue_lo\tunit", {"spec\tryzen-9-7950x\t6000\t96\tGB/s"})
            .verdict == V::plausible);
}

TEST_CASE("two processors read with the memory of both sockets, and decode with it", "[predict][audit]") {
  const char* const header = "kind\tdevice\tn_devices\tmodel\tquant\tphase\tvalue_lo\tvalue_hi\tunit";
  check_all(header,
            {{"measured\tepyc-9654\t2\t\t\t\t720\t720\tGB/s", V::plausible},
             {"measured\tepyc-9654\t1\t\t\t\t720\t720\tGB/s", V::impossible},
             {"spec\tepyc-9654\t2\t\t\t\t921\t921\tGB/s", V::plausible},
             {"measured\tepyc-9654\t2\tdeepseek-r1-671b\tQ4_K_M\tdecode\t7\t7\ttok/s", V::plausible},
             {"measured\tepyc-9654\t2\tdeepseek-r1-671b\tQ4_K_M\tdecode\t70\t70\ttok/s", V::impossible}});
}

TEST_CASE("prompts of what does not fit are read with a part in the host's memory, below the peak",
          "[predict][audit]") {
  const char* const header = "kind\tdevice\tengine\tmodel\tquant\tphase\tvalue_lo\tvalue_hi\tunit";
  check_all(
      header,
      {{"measured\tgtx-1650-super\tllama.cpp\tqwen3-30b-a3b\tQ4_K_M\tprefill\t15\t15\ttok/s", V::plausible},
       {"measured\tgtx-1650-super\t\tqwen3-30b-a3b\tQ4_K_M\tprefill\t15\t15\ttok/s", V::plausible},
       {"measured\tgtx-1650-super\tvllm\tqwen3-30b-a3b\tQ4_K_M\tprefill\t15\t15\ttok/s", V::impossible},
       {"measured\tgtx-1650-super\t\tqwen3-30b-a3b\tQ4_K_M\tprefill\t50000\t50000\ttok/s", V::impossible}});
}

TEST_CASE("a rate of several streams is not called slow: how much of its time goes to prompts is not said",
          "[predict][audit]") {
  const char* const header =
      "kind\tdevice\tengine\tmodel\tquant\tphase\tconcurrency\tvalue_lo\tvalue_hi\tunit";
  check_all(
      header,
      {{"measured\th200\ttensorrt-llm\tllama-1-13b\tFP8\taggregate\t64\t1350\t1350\ttok/s", V::plausible},
       {"measured\th200\ttensorrt-llm\tllama-1-13b\tFP8\taggregate\t64\t900000\t900000\ttok/s",
        V::impossible}});
}

TEST_CASE("a rate with drafts is judged up to what sixteen tokens a step would make of it",
          "[predict][audit]") {
  // 238 tok/s at most without drafts
  const char* const header = "kind\tdevice\tmodel\tquant\tphase\tmethod\tvalue_lo\tvalue_hi\tunit";
  check_all(header,
            {{"measured\trtx-4090\tllama-3.1-8b\tQ4\tdecode\tdrafted\t400\t400\ttok/s", V::unverifiable},
             {"measured\trtx-4090\tllama-3.1-8b\tQ4\tdecode\tdrafted\t40\t40\ttok/s", V::unverifiable},
             {"measured\trtx-4090\tgeneric-70b\tFP16\tdecode\tdrafted\t40\t40\ttok/s", V::unverifiable},
             {"measured\trtx-4090\tllama-3.1-8b\tQ4\tdecode\tdrafted\t4000\t4000\ttok/s", V::impossible}});
}

TEST_CASE("a rate at a context is too fast where even four bits a value of a full cache do not allow it",
          "[judge][audit]") {
  const char* const header = "kind\tdevice\tn_devices\tmodel\tquant\tcontext\tphase\tvalue_lo\tunit";
  check_all(header,
            {{"measured\trtx-4090\t1\tllama-3.1-8b\tQ4_K_M\t131072\tdecode\t150\ttok/s", V::suspect},
             {"measured\trtx-4090\t1\tllama-3.1-8b\tQ4_K_M\t131072\tdecode\t90\ttok/s", V::plausible},
             {"measured\trtx-4090\t1\tllama-3.1-8b\tQ4_K_M\t131072\tdecode\t45\ttok/s", V::plausible},
             {"measured\trtx-4090\t1\tllama-3.1-8b\tQ4_K_M\t131072\tdecode\t5\ttok/s", V::suspect},
             {"measured\trtx-4090\t1\tllama-3.1-8b\tQ4_K_M\t4096\tdecode\t150\ttok/s", V::plausible}});
}

TEST_CASE("the memory of a run may hold the cache of any context", "[judge][audit]") {
  const char* const header = "kind\tmodel\tquant\tmethod\tcontext\tvalue_lo\tunit";
  check_all(header,
            {{"capacity\tllama-3.1-8b\tQ4_K_M\trun\t32768\t9\tGB", V::plausible},
             {"capacity\tllama-3.1-8b\tQ4_K_M\trun\t\t9\tGB", V::plausible},
             {"capacity\tllama-3.1-8b\tQ4_K_M\trun\t\t60\tGB", V::wrong_spec},
             {"capacity\tllama-3.1-8b\tQ4_K_M\trun\t\t3\tGB", V::wrong_spec}});
}

TEST_CASE("makers of laptops choose how much a graphics chip draws", "[judge][audit]") {
  const char* const header = "kind\tdevice\tmethod\tvalue_lo\tunit";
  check_all(header,
            {{"spec\trtx-3080-ti-laptop\trated\t115\tW", V::plausible},
             {"spec\trtx-3080-ti\trated\t200\tW", V::suspect}});
}

TEST_CASE("a rate of several streams on several devices may be that of copies, or of one device's share",
          "[judge][audit]") {
  const char* const header = "kind\tdevice\tn_devices\tmodel\tquant\tphase\tvalue_lo\tunit";
  check_all(header,
            {{"measured\tb200\t8\tllama-3.1-8b\t\tthroughput\t147000\ttok/s", V::plausible},
             {"measured\tb200\t8\tllama-3.1-8b\t\tthroughput\t9000000\ttok/s", V::impossible},
             {"measured\tb200\t\tdeepseek-r1-671b\tFP8\tthroughput\t5857\ttok/s", V::unverifiable},
             {"measured\tb200\t1\tdeepseek-r1-671b\tFP8\tthroughput\t5857\ttok/s", V::impossible}});
}
