#include <catch2/catch.hpp>
#include "tests/judge/audit/audit_support.hpp"
#include "tests/words.hpp"

using namespace tokroof;
using namespace tokroof::test;

namespace {

using V = judge::ClaimVerdict;

const char* const kPrecision = "kind\tdevice\tn_devices\tprecision\tvalue_lo\tunit";
const char* const kWatts = "kind\tdevice\tn_devices\tmethod\tvalue_lo\tunit";
const char* const kTraining = "kind\tdevice\tmodel\tmethod\tvalue_lo\tunit";
const char* const kPassage = "guide\tpassage\tline_no\tkind\tdevice\tmethod\tvalue_lo\tunit";

}  // namespace

TEST_CASE("an arithmetic rate is of the format that it names, and dense unless it says sparse",
          "[predict][audit]") {
  // H200: 989 FP16, 1979 FP8, 33.5 FP64 and 67 of its matrix units; A40: 149.7 FP16, 299.3 INT8
  check_all(kPrecision,
            {{"spec\th200\t1\tFP16\t989\tTFLOPS", V::plausible},
             {"spec\th200\t1\tFP16\t1979\tTFLOPS", V::wrong_spec},
             {"spec\th200\t1\tFP16 sparse\t1979\tTFLOPS", V::plausible},
             {"spec\th200\t1\tFP8 dense\t1979\tTFLOPS", V::plausible},
             {"spec\th200\t1\tFP8\t3958\tTFLOPS", V::wrong_spec},
             {"spec\th200\t1\tFP8\t989\tTFLOPS", V::wrong_spec},
             {"spec\th200\t1\tFP16 sparse\t989\tTFLOPS", V::suspect},
             {"spec\th200\t1\tFP64\t67\tTFLOPS", V::plausible},
             {"spec\th200\t1\tINT2\t67\tTFLOPS", V::unverifiable},
             {"spec\tmi300x\t1\tFP16\t1307\tTFLOPS", V::plausible},
             {"spec\tmi300x\t1\tFP16\t2615\tTFLOPS", V::wrong_spec},
             {"spec\tmi300x\t1\tFP64\t163\tTFLOPS", V::plausible}});
}

TEST_CASE("an arithmetic rate that a device is not known to have is not named", "[predict][audit]") {
  const std::string reason = judged(kPrecision, {"spec\tgaudi3\t1\tFP8\t1835\tTFLOPS"}).reason;
  CHECK(reason.find("1678 at FP8") != std::string::npos);
  CHECK(reason.find("nan") == std::string::npos);
}

TEST_CASE("a rate of which the streams are not said may be of several together", "[predict][audit]") {
  check_all(kRate,
            {{"measured\tb200\t1\tllama-2-70b\tFP8\tthroughput\t60\t60\ttok/s", V::plausible},
             {"measured\tb200\t1\tllama-2-70b\tFP8\tthroughput\t9000\t9000\ttok/s", V::plausible},
             {"measured\tb200\t1\tllama-2-70b\tFP8\tthroughput\t900000\t900000\ttok/s", V::impossible},
             {"measured\tb200\t1\tllama-2-70b\tFP8\tdecode\t9000\t9000\ttok/s", V::impossible}});
}

TEST_CASE("a rate of so many streams or of one of them is bounded by both", "[predict][audit]") {
  check_all("kind\tdevice\tmodel\tquant\tphase\tconcurrency\tvalue_lo\tunit",
            {{"measured\trtx-4090\tllama-3.1-8b\tFP8\tthroughput\t32\t1400\ttok/s", V::plausible},
             {"measured\trtx-4090\tllama-3.1-8b\tFP8\tthroughput\t32\t90\ttok/s", V::plausible},
             {"measured\trtx-4090\tllama-3.1-8b\tFP8\tthroughput\t32\t9000\ttok/s", V::impossible},
             {"measured\trtx-4090\tllama-3.1-8b\tFP8\tthroughput\t2\t400\ttok/s", V::impossible}});
}

TEST_CASE("a stated ceiling is bandwidth over bytes, whether or not there is room", "[predict][audit]") {
  check_all("kind\tdevice\tmodel\tquant\tphase\tmethod\tvalue_lo\tunit",
            {{"expected\trtx-4090\tgeneric-70b\tQ4_K_M\tdecode\tceiling\t25\ttok/s", V::plausible},
             {"expected\trtx-4090\tgeneric-70b\tQ4_K_M\tdecode\tceiling\t60\ttok/s", V::impossible},
             {"expected\trtx-4090\tgeneric-70b\tQ4_K_M\tdecode\t\t25\ttok/s", V::impossible}});
}

TEST_CASE("a rate at a long context may be slower than one at a short", "[predict][audit]") {
  check_all("kind\tdevice\tmodel\tquant\tcontext\tphase\tvalue_lo\tunit",
            {{"measured\trtx-3090\tqwen3-8b\tQ4_K_M\t32768\tdecode\t60\ttok/s", V::plausible},
             {"measured\trtx-3090\tqwen3-8b\tQ4_K_M\t\tdecode\t60\ttok/s", V::suspect},
             {"measured\trtx-3090\tqwen3-8b\tQ4_K_M\t32768\tdecode\t700\ttok/s", V::impossible}});
}

TEST_CASE("a rate at a format that a card does not have is another of its rates", "[predict][audit]") {
  check_all(kPrecision,
            {{"spec\ta100-sxm-80gb\t1\tFP8\t624\tTFLOPS", V::wrong_spec},
             {"spec\ta100-sxm-80gb\t1\tFP8\t312\tTFLOPS", V::unverifiable},
             {"spec\ta100-sxm-80gb\t1\tFP8\t500\tTFLOPS", V::unverifiable}});
}

TEST_CASE("watts of a range are those of a device whose rating lies in it", "[predict][audit]") {
  check_all("kind\tdevice\tn_devices\tmethod\tvalue_lo\tvalue_hi\tunit",
            {{"power\tjetson-orin-nano-8gb\t1\trated\t7\t25\tW", V::plausible},
             {"power\trtx-pro-6000-blackwell\t1\trated\t300\t300\tW", V::plausible},  // the Max-Q
             {"power\trtx-4090\t1\trated\t300\t350\tW", V::suspect}});
}

TEST_CASE("a rate of floating point is none of integers, but in TOPS", "[predict][audit]") {
  check_all(kPrecision,
            {{"spec\ta40\t1\t\t299\tTFLOPS", V::wrong_spec},
             {"spec\ta40\t1\tINT8\t299\tTFLOPS", V::plausible},
             {"spec\ta40\t1\t\t299\tTOPS", V::plausible},
             {"spec\tt4\t1\t\t130\tTFLOPS", V::wrong_spec},
             {"spec\tt4\t1\t\t130\tTOPS", V::plausible},
             {"spec\trtx-5080\t1\t\t1801\tTOPS", V::plausible},  // FP4, sparse: "AI TOPS"
             {"spec\tstrix-halo\t1\t\t126\tTOPS", V::unverifiable}});
}

TEST_CASE("the watts of several cards are their sum, unless they were capped or measured",
          "[predict][audit]") {
  // 4 x 350 W = 1400 W
  check_all(kWatts,
            {{"power\trtx-3090\t4\t\t1400\tW", V::plausible},
             {"power\trtx-3090\t4\t\t900\tW", V::suspect},
             {"power\trtx-3090\t4\tmeasured\t900\tW", V::plausible},
             {"power\trtx-3090\t4\trated\t900\tW", V::wrong_spec},
             {"power\trtx-3090\t4\tsupply\t1200\tW", V::wrong_spec},
             {"power\trtx-3090\t4\tsupply\t2000\tW", V::plausible},
             {"power\trtx-3090\t1\tsupply\t750\tW", V::plausible},
             {"power\trtx-3090\t1\trated\t350\tW", V::plausible},
             {"power\trtx-3090\t1\trated\t200\tW", V::suspect},
             {"power\trtx-3090\t1\t\t200\tW", V::plausible}});
  const char* const guide = "guide\tkind\tdevice\tn_devices\tvalue_lo\tunit";
  CHECK(judged(guide, {"9\tpower\trtx-3090\t4\t900\tW", "9\tpower\trtx-3090\t1\t225\tW"}).verdict ==
        V::plausible);
}

TEST_CASE("a training keeps by its method", "[predict][audit]") {
  // qwen2.5-32b: 32.8 G; a 4-bit base 16.4 GB = 15.3 GiB, a 16-bit one 65.5 GB = 61 GiB
  check_all(kTraining,
            {{"capacity\t\tqwen2.5-32b\tqlora\t24\tGB", V::plausible},
             {"capacity\t\tqwen2.5-32b\tqlora\t12\tGB", V::impossible},
             {"capacity\t\tqwen2.5-32b\tlora\t80\tGB", V::plausible},
             {"capacity\t\tqwen2.5-32b\tlora\t40\tGB", V::suspect},
             {"capacity\t\tqwen2.5-32b\tlora-8bit\t40\tGB", V::plausible},
             {"capacity\t\tqwen2.5-32b\tlora-8bit\t24\tGB", V::impossible},
             {"capacity\t\tqwen2.5-32b\tfull\t520\tGB", V::plausible},
             {"capacity\t\tqwen2.5-32b\tfull\t100\tGB", V::suspect},
             {"capacity\t\tqwen2.5-32b\tfull\t48\tGB", V::impossible}});
}

TEST_CASE("no file of a storage type is smaller than its smallest type", "[predict][audit]") {
  // 32.8 G: Q4 from 4.25 bits = 17.4 GB; 4-bit numbers alone 16.4 GB
  check_all(kModel,
            {{"capacity\t\t\tqwen3-32b\tQ4\t\t18\tGB", V::plausible},
             {"capacity\t\t\tqwen3-32b\tQ4\t\t16\tGB", V::suspect},
             {"capacity\t\t\tqwen3-32b\t4-bit\t\t16.4\tGB", V::plausible},
             {"capacity\t\t\tqwen3-32b\tQ4\t\t10\tGB", V::wrong_spec},
             {"capacity\t\t\tqwen3-32b\tFP16\t\t56\tGB", V::suspect}});
}

TEST_CASE("electricity is watts x hours x tariff where a passage gives them", "[predict][audit]") {
  const auto month = [](const char* usd, const char* passage = "3") {
    return judged(kPassage,
                  {std::string("9\t3\t7\tcost\trtx-3090\telectricity\t") + usd + "\tUSD/month",
                   std::string("9\t") + passage + "\t7\tpower\trtx-3090\t\t350\tW",
                   std::string("9\t") + passage + "\t7\texpected\t\t\t6\th/day",
                   std::string("9\t") + passage + "\t7\tcost\t\t\t0.2\tUSD/kWh"});
  };
  // 0.35 kW x 6 h x 0.2 x 30.4 = 12.8
  CHECK(month("12.6").verdict == V::plausible);
  CHECK(month("25.2").verdict == V::wrong_spec);
  CHECK(month("25.2", "4").verdict ==
        V::plausible);  // said elsewhere: (350 + 300) W / 0.87 day and night bound it
  // 747 W x 24 h x 30.4 x 0.45 = 245
  CHECK(month("300", "4").verdict == V::suspect);
}

TEST_CASE("beside the bill an amount of the same span is another one", "[predict][audit]") {
  const auto rent = judged(kPassage,
                           {"9\t3\t7\tcost\trtx-3090\telectricity\t200\tUSD/month",
                            "9\t3\t7\tcost\trtx-3090\telectricity\t12.6\tUSD/month",
                            "9\t3\t7\tpower\trtx-3090\t\t350\tW",
                            "9\t3\t7\texpected\t\t\t6\th/day",
                            "9\t3\t7\tcost\t\t\t0.2\tUSD/kWh"});
  CHECK(rent.verdict == V::unverifiable);
}

TEST_CASE("a payback is the price over what is saved", "[predict][audit]") {
  const auto months = [](const char* n) {
    return judged(kPassage,
                  {std::string("9\t3\t7\tcost\t\t\t") + n + "\tmonths",
                   "9\t3\t7\tcost\t\t\t2400\tUSD",
                   "9\t3\t7\tcost\t\t\t120\tUSD/month",
                   "9\t3\t7\tcost\t\t\t20\tUSD/month"});
  };
  CHECK(months("20").verdict == V::plausible);  // 2400 / 120
  CHECK(months("24").verdict == V::plausible);  // 2400 / (120 - 20)
  CHECK(months("10").verdict == V::wrong_spec);
}

TEST_CASE("a payback in hours of use is the price over what an hour costs or saves", "[predict][audit]") {
  const auto hours = [](const char* n) {
    return judged(kPassage,
                  {std::string("9\t3\t7\tcost\t\t\t") + n + "\th",
                   "9\t3\t7\tcost\t\t\t700\tUSD",
                   "9\t3\t7\tcost\t\t\t0.22\tUSD/h",
                   "9\t3\t7\tpower\t\t\t350\tW",
                   "9\t3\t7\tcost\t\t\t0.3\tUSD/kWh"});
  };
  CHECK(hours("3200").verdict == V::plausible);  // 700 / 0.22
  CHECK(hours("6100").verdict == V::plausible);  // 700 / (0.22 - 0.35 x 0.3)
  CHECK(hours("320").verdict == V::wrong_spec);
}

TEST_CASE("hours of a day are judged with the bill, and a day has 24", "[predict][audit]") {
  CHECK(judged(kPassage, {"9\t3\t7\texpected\t\t\t24\th/day"}).verdict == V::plausible);
  CHECK(judged(kPassage, {"9\t3\t7\texpected\t\t\t25\th/day"}).verdict == V::impossible);
}

TEST_CASE("a time is the work over its rate", "[predict][audit]") {
  const auto time = [](const char* value, const char* work, const char* rate) {
    return judged(kPassage,
                  {std::string("9\t3\t7\texpected\t\t\t") + value,
                   std::string("9\t3\t7\texpected\t\t\t") + work,
                   std::string("9\t3\t7\texpected\t\t\t") + rate})
        .verdict;
  };
  CHECK(time("2\th", "36000\tsamples", "5\tsamples/s") == V::plausible);
  CHECK(time("9\th", "36000\tsamples", "5\tsamples/s") == V::wrong_spec);
  CHECK(time("4\th", "36000\tsamples", "9000\tsamples/h") == V::plausible);
  CHECK(time("20\tmin", "1281167\timages", "1000\timg/s") == V::plausible);
  CHECK(time("45\tmin", "1281167\timages", "1000\timg/s") == V::wrong_spec);
}

TEST_CASE("a comparison is bounded by the device that it names", "[predict][audit]") {
  const char* const header = "kind\tdevice\tn_devices\tversus\tinterconnect\tvalue_lo\tunit";
  // 1792 / 936 GB/s = 1.9; 419 / 142 TFLOPS = 2.9
  check_all(header,
            {{"scaling\trtx-5090\t1\trtx-3090\t\t2\tx", V::plausible},
             {"scaling\trtx-4090\t1\trtx-3090\t\t4\tx", V::suspect},
             {"scaling\trtx-5080\t2\t\tnvlink\t1.8\tx", V::impossible}});
}

TEST_CASE("what two devices have is compared as they are specified", "[predict][audit]") {
  // 1792 / 1008 GB/s = 1.78, 32 / 24 GiB = 1.33
  check_all("kind\tdevice\tmethod\tversus\tvalue_lo\tunit",
            {{"scaling\trtx-5090\tbandwidth\trtx-4090\t1.8\tx", V::plausible},
             {"scaling\trtx-5090\tbandwidth\trtx-4090\t3\tx", V::wrong_spec},
             {"scaling\trtx-5090\tmemory\trtx-4090\t1.33\tx", V::plausible},
             {"scaling\trtx-5090\tmemory\trtx-4090\t2\tx", V::wrong_spec}});
}

TEST_CASE("a quotient of a figure that cannot be says so", "[predict][audit]") {
  const char* const header = "guide\tline_no\tkind\tdevice\tvalue_lo\tunit";
  const auto per_dollar = [&](const char* tflops, const char* quotient) {
    return judged(header,
                  {std::string("9\t5\tcost\tl40s\t") + quotient + "\tTFLOPS/USD",
                   std::string("9\t5\tspec\tl40s\t") + tflops + "\tTFLOPS",
                   "9\t5\tcost\tl40s\t8000\tUSD"});
  };
  CHECK(per_dollar("362", "0.0453").verdict == V::plausible);
  CHECK(per_dollar("1200", "0.15").verdict == V::suspect);
  CHECK(per_dollar("1200", "0.15").reason.find("do not hold") != std::string::npos);
}

TEST_CASE("what was never released is said so of every kind of claim", "[predict][audit]") {
  for (const std::string& row :
       test::words("spec\tm4-ultra\t1\t1092\tGB/s|power\tm4-ultra\t1\t300\tW|"
                   "cost\tm4-ultra\t1\t4000\tUSD|capacity\tm4-ultra\t1\t70\tB params|"
                   "measured\tm4-ultra\t1\t50\ttok/s")) {
    CAPTURE(row);
    CHECK(judged(kFigure, {row}).reason == "m4-ultra was never released");
  }
}

TEST_CASE("a method that is not known is an error with its place", "[predict][audit]") {
  std::vector<catalog::Problem> problems;
  judge::read_claims_text(
      "id\tkind\tmethod\tvalue_lo\tunit\n1\tpower\tmesured\t300\tW\n", "claims.tsv", problems);
  REQUIRE(problems.size() == 1);
  CHECK(problems.front().where.find("claims.tsv:2") == 0);
  CHECK(problems.front().message == "unknown method 'mesured'");
  CHECK(problems.front().suggestions.front() == "measured");
}

TEST_CASE("a machine that bears its chip's name draws more than the chip, up to its supply",
          "[predict][audit]") {
  check_all(kFigure,
            {{"power\tgb10\t1\t140\tW", V::plausible},
             {"power\tgb10\t1\t240\tW", V::plausible},
             {"power\tgb10\t1\t400\tW", V::wrong_spec},
             {"power\tgmktec-evo-x2\t1\t180\tW", V::plausible},
             {"power\tstrix-halo\t1\t140\tW", V::plausible},
             {"power\trtx-4080\t1\t500\tW", V::wrong_spec},
             {"power\tryzen-9-7950x\t1\t300\tW", V::wrong_spec}});
  check_all("kind\tdevice\tmethod\tvalue_lo\tunit", {{"power\tgb10\trated\t240\tW", V::wrong_spec}});
}

TEST_CASE("what does not fit on one device may be of as many as the page has", "[predict][audit]") {
  const char* const rate = "g\t20\tmeasured\th200\t\tdeepseek-r1-671b\t4176\t4176\ttok/s";
  CHECK(judged(kLine, {rate, "g\t8\tcapacity\th200\t8\t\t1128\t1128\tGB"}).verdict == V::unverifiable);
  CHECK(judged(kLine, {rate, "g\t8\tcapacity\th200\t1\t\t141\t141\tGB"}).verdict == V::impossible);
}

TEST_CASE("memory that a model needs is no training, whether or not its storage is said",
          "[predict][audit]") {
  const char* const header = "kind\tmodel\tquant\tmethod\tvalue_lo\tunit";
  check_all(header,
            {{"capacity\tdeepseek-r1\t\trun\t212\tGB", V::unverifiable},
             {"capacity\tdeepseek-r1\t\troom\t140\tGB", V::unverifiable},
             {"capacity\tdeepseek-r1\t\trun\t60\tGB", V::suspect},  // 0.7 bits
             {"capacity\tqwen3-0.6b\t\tneeded\t16\tGB", V::unverifiable},
             {"capacity\tdeepseek-r1\t\tqlora\t212\tGB", V::impossible},
             {"capacity\tdeepseek-r1\tQ4\trun\t212\tGB", V::wrong_spec}});
}

TEST_CASE("cards whose lanes do FP16 as fast as FP32 are said to do that", "[predict][audit]") {
  check_all(kPrecision,
            {{"spec\trtx-4090\t1\tFP16\t82.6\tTFLOPS", V::plausible},
             {"spec\trtx-3090\t4\tFP16\t142\tTFLOPS", V::plausible},
             {"spec\trtx-5090\t1\tFP16\t105\tTFLOPS", V::plausible},
             {"spec\trtx-4090\t1\tFP8\t82.6\tTFLOPS", V::wrong_spec},
             {"spec\ta100-sxm-80gb\t1\tFP16\t19.5\tTFLOPS", V::wrong_spec},
             {"spec\trtx-2080-ti\t1\tFP16\t13.4\tTFLOPS", V::wrong_spec}});
}

TEST_CASE("a rate with a part on a host that is not named is bounded by the device alone",
          "[predict][audit]") {
  const char* const header = "kind\tdevice\tmodel\tquant\tmethod\tphase\tvalue_lo\tunit";
  // 1008 GB/s / 42.0 GB = 24.0
  check_all(
      header,
      {{"measured\trtx-4090\tllama-3.3-70b\tQ4_K_M\toffloaded\tdecode\t3\ttok/s", V::plausible},
       {"measured\trtx-4090\tllama-3.3-70b\tQ4_K_M\toffloaded\tdecode\t8\ttok/s", V::plausible},  // a server
       {"measured\trtx-4090\tllama-3.3-70b\tQ4_K_M\toffloaded\tdecode\t20\ttok/s", V::suspect},
       {"measured\trtx-4090\tllama-3.3-70b\tQ4_K_M\toffloaded\tdecode\t45\ttok/s", V::impossible},
       {"measured\trtx-4090\tllama-3.3-70b\t\toffloaded\tdecode\t25\ttok/s", V::plausible},  // of two bits
       {"measured\trtx-4090\tgpt-oss-120b\t\toffloaded\tdecode\t45\ttok/s", V::plausible},
       {"measured\th100-sxm\tdeepseek-r1\tQ4\toffloaded\tthroughput\t60\ttok/s", V::unverifiable}});
}

TEST_CASE("a rate of unequal cards is bounded by all of them, however they share the model",
          "[predict][audit]") {
  const char* const header = "kind\tdevice\tmodel\tquant\tphase\tvalue_lo\tunit";
  check_all(
      header,
      {{"measured\trtx-3090+rtx-3060-12gb+rtx-3060-12gb\tqwen3-32b\tQ8_0\tdecode\t13\ttok/s", V::plausible},
       {"measured\trtx-3090+rtx-3060-12gb+rtx-3060-12gb\tqwen3-32b\tQ8_0\tdecode\t60\ttok/s", V::impossible},
       {"measured\trtx-3090+rtx-3060-12gb\tllama-3.3-70b\tQ8_0\tdecode\t20\ttok/s", V::impossible}});
}

TEST_CASE("a machine with more memory than a model needs is no mistake, one with less is",
          "[predict][audit]") {
  const char* const header = "kind\tmodel\tquant\tmethod\tvalue_lo\tunit";
  check_all(header,
            {{"capacity\tgeneric-70b\tQ6_K\tneeded\t96\tGB", V::plausible},
             {"capacity\tgeneric-70b\tQ6_K\tneeded\t64\tGB", V::plausible},
             {"capacity\tgeneric-70b\tQ6_K\tneeded\t24\tGB", V::wrong_spec},
             {"capacity\tgeneric-70b\tQ6_K\trun\t96\tGB", V::wrong_spec},
             {"capacity\tgeneric-70b\tQ6_K\t\t96\tGB", V::wrong_spec}});
}

TEST_CASE("a figure of one digit is right where it is rounded", "[judge][audit]") {
  check_all("kind\tdevice\tn_devices\tvalue_lo\tunit\ttext",
            {{"spec\trtx-3090\t1\t0.9\tTB/s\t0.9 TB/s", V::plausible},
             {"spec\trtx-3090\t1\t0.8\tTB/s\t0.8 TB/s", V::wrong_spec},
             {"spec\trtx-3090\t1\t0.90\tTB/s\t0.90 TB/s", V::wrong_spec},
             {"spec\trtx-3090\t1\t1\tTB/s\t1 TB/s", V::plausible},
             {"spec\th100-sxm\t1\t4\tTB/s\t4 TB/s", V::wrong_spec}});
}

TEST_CASE("a figure with a plus is a lower bound", "[judge][audit]") {
  check_all("kind\tdevice\tn_devices\tprecision\tvalue_lo\tunit\ttext",
            {{"spec\trtx-5090\t1\tFP16\t100\tTFLOPS\t100+", V::plausible},
             {"spec\trtx-5090\t1\tFP16\t90\tTFLOPS\t90", V::wrong_spec},
             {"spec\trtx-3090\t1\tFP16\t900\tTFLOPS\t900+", V::wrong_spec},
             {"spec\trtx-4090\t1\t\t900\tGB/s\t900+ GB/s", V::plausible},
             {"spec\trtx-4090\t1\t\t2\tTB/s\t2+ TB/s", V::wrong_spec},
             {"capacity\trtx-4090\t1\t\t20\tGB\t20GB+", V::plausible}});
}

TEST_CASE("a range of memories may leave out the largest that is sold", "[judge][audit]") {
  check_all("kind\tdevice\tn_devices\tvalue_lo\tvalue_hi\tunit",
            {{"capacity\tm4-10c\t1\t16\t24\tGB", V::plausible},
             {"capacity\tm4-10c\t1\t16\t64\tGB", V::wrong_spec},
             {"capacity\trtx-4090\t1\t16\t20\tGB", V::wrong_spec}});
}

TEST_CASE("FP16 on the vector lanes is a rate that databases print", "[judge][audit]") {
  check_all(kPrecision,
            {{"spec\ta100-sxm-80gb\t1\tFP16\t77.9\tTFLOPS", V::plausible},
             {"spec\th100-sxm\t1\tFP16\t267\tTFLOPS", V::plausible},
             {"spec\ta100-sxm-80gb\t1\tFP16 dense\t77.9\tTFLOPS", V::wrong_spec}});
}

TEST_CASE("a chip that is sold with less memory may have no room for what its largest has",
          "[judge][audit]") {
  check_all("kind\tdevice\tmodel\tquant\tvalue_lo\tunit",
            {{"capacity\tm2-max-38c\tgeneric-70b\tQ4\tOOM\tGB", V::plausible},
             {"capacity\tm2-max-38c\tllama-3.1-8b\tQ4\tOOM\tGB", V::wrong_spec},
             {"capacity\trtx-4090\tllama-3.1-8b\tQ4\tOOM\tGB", V::wrong_spec}});
}

TEST_CASE("a box of several cards may split a model over them", "[judge][audit]") {
  check_all("kind\tdevice\tmodel\tquant\tphase\tvalue_lo\tunit",
            {{"measured\ttinybox-green-v2\tgeneric-70b\tQ4\tdecode\t55\ttok/s", V::plausible},
             {"measured\ttinybox-green-v2\tgeneric-70b\tQ4\tdecode\t400\ttok/s", V::impossible}});
}

TEST_CASE("sizes are judged in mebibytes too, and INT8 has eight bits", "[judge][audit]") {
  check_all("kind\tmodel\tquant\tmethod\tvalue_lo\tunit",
            {{"capacity\tllama-3.1-8b\tQ4_K_M\trun\t5308\tMiB", V::plausible},
             {"capacity\tllama-3.1-8b\tQ4_K_M\trun\t530\tMiB", V::wrong_spec},
             {"capacity\tllama-3.1-8b\tINT8\t\t8\tGB", V::plausible}});
}
