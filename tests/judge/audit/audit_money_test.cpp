#include <catch2/catch.hpp>
#include "tests/judge/audit/audit_support.hpp"

using namespace tokroof;
using namespace tokroof::test;

namespace {

using V = judge::ClaimVerdict;

}  // namespace

TEST_CASE("weights weigh parameters x bits, in GB or GiB", "[predict][audit]") {
  // 32.8 G x 2 B = 65.5 GB; x 4.5/8 = 18.4 GB
  check_all(kModel,
            {{"capacity\t\t\tqwen3-32b\tFP16\t\t65\tGB", V::plausible},
             {"capacity\t\t\tqwen3-32b\tFP16\t\t61\tGiB", V::plausible},
             {"capacity\t\t\tqwen3-32b\tFP16\t\t33\tGB", V::wrong_spec},
             {"capacity\t\t\tqwen3-32b\tFP16\t\t196\tGB", V::wrong_spec},
             {"capacity\t\t\tqwen3-32b\tQ4\t\t19\tGB", V::plausible},
             {"capacity\t\t\tqwen3-32b\tQ4\t\t15\tGB", V::suspect}});
}

TEST_CASE("a KV cache holds two vectors a layer, KV head and token", "[predict][audit]") {
  // 36 layers x 2 x 8 heads x 128 x 2 B = 147 kB; x 8192 = 1.21 GB
  check_all(kModel,
            {{"capacity\t\t\tqwen3-8b\t\t8192\t1.2\tGB", V::plausible},
             {"capacity\t\t\tqwen3-8b\t\t8192\t1.6\tGB", V::suspect},
             {"capacity\t\t\tqwen3-8b\t\t8192\t4\tGB", V::wrong_spec}});
}

TEST_CASE("what fits is weights, cache and overhead in binary gigabytes", "[predict][audit]") {
  check_all(kModel,
            {{"capacity\trtx-4090\t1\tqwen3-32b\tQ4\t\tFITS\tGB", V::plausible},
             {"capacity\trtx-4090\t1\tqwen3-32b\tQ8\t\tFITS\tGB", V::impossible},
             {"capacity\trtx-4090\t2\tqwen3-32b\tQ8\t\tFITS\tGB", V::plausible},
             {"capacity\trtx-4090\t1\tqwen3-32b\tQ4\t32768\tFITS\tGB", V::suspect},
             {"capacity\trtx-4090\t1\tqwen3-32b\tQ8\t\tOOM\tGB", V::plausible},
             {"capacity\trtx-4090\t1\tqwen3-8b\tQ4\t\tOOM\tGB", V::wrong_spec},
             // Stored in whichever way: with a cache, barely, or not even the weights.
             {"capacity\tp40\t1\tgeneric-30b\t\t\tFITS\tGB", V::suspect},
             {"capacity\trtx-3060-12gb\t1\tgeneric-70b\t\t\tFITS\tGB", V::impossible},
             {"capacity\tm4-ultra\t1\tqwen3-8b\tQ4\t\tFITS\tGB", V::wrong_spec}});
}

TEST_CASE("the longest context is what the memory leaves, and what the model takes", "[predict][audit]") {
  check_all(kModel,
            {{"capacity\trtx-4090\t1\tqwen3-8b\tQ4\t\t65536\ttokens", V::plausible},
             {"capacity\trtx-4090\t1\tqwen3-8b\tFP16\t\t131072\ttokens", V::suspect},
             {"capacity\trtx-4090\t1\tllama-3-8b\tQ4\t\t65536\ttokens", V::wrong_spec},
             {"capacity\trtx-4090\t1\tqwen3-32b\tFP16\t\t4096\ttokens", V::impossible}});
}

TEST_CASE("memory is as sold; unified memory may be shared", "[predict][audit]") {
  check_all(kFigure,
            {{"capacity\trtx-4070\t1\t12\tGB", V::plausible},
             {"capacity\trtx-4070\t1\t16\tGB", V::wrong_spec},
             {"capacity\trtx-4070\t4\t48\tGB", V::plausible},
             {"capacity\trtx-5070\t1\t11.94\tGiB", V::plausible},
             {"capacity\trtx-4070\t1\t12.88\tGB", V::plausible},
             {"capacity\trtx-4070\t1\t12.88\tGiB", V::wrong_spec},
             {"capacity\trtx-6000-ada\t1\t51.5\tGiB", V::wrong_spec},
             {"capacity\tb200\t1\t192\tGB", V::plausible},  // 180 GiB
             {"capacity\tb200\t1\t200\tGB", V::wrong_spec},
             {"capacity\tstrix-halo\t1\t110\tGB", V::plausible},
             {"capacity\tstrix-halo\t1\t256\tGB", V::wrong_spec},
             {"capacity\trtx-4090\t1\t30\tB params", V::plausible},
             {"capacity\trtx-4090\t1\t70\tB params", V::suspect},
             {"capacity\trtx-4090\t1\t400\tB params", V::impossible}});
}

TEST_CASE("training keeps weights and gradients; adapters only the base model", "[predict][audit]") {
  const std::string hours = "9\t40\texpected\th100-sxm\t1\tqwen2.5-7b\t2\t3\th";
  const auto of = [&](const char* gb) {
    return judged(
        kLine, {std::string("9\t40\tcapacity\th100-sxm\t1\tqwen2.5-7b\t") + gb + "\t" + gb + "\tGB", hours});
  };
  // 7.6 G x 4 B = 30 GB, x 6 B = 46 GB
  CHECK(of("14").verdict == V::impossible);  // below the 15.2 GB = 14.2 GiB of the weights
  CHECK(of("25").verdict == V::suspect);
  CHECK(of("38").verdict == V::suspect);
  CHECK(of("60").verdict == V::plausible);
  const std::string adapter = "9\t40\tcapacity\th100-sxm\t1\tqwen2.5-7b\t80\t80\tMB";
  CHECK(judged(kLine, {"9\t40\tcapacity\th100-sxm\t1\tqwen2.5-7b\t25\t25\tGB", hours, adapter}).verdict ==
        V::plausible);
  check_all(kModel,
            {{"capacity\th100-sxm\t\tqwen2.5-7b\t\t\t80\tMB", V::plausible},
             {"capacity\th100-sxm\t\tqwen2.5-7b\t\t\t0.05\tMB", V::suspect}});
}

TEST_CASE("power is that of the specification, of its share or of a machine around it", "[predict][audit]") {
  check_all(kFigure,
            {{"power\tl40s\t1\t350\tW", V::plausible},
             {"power\tl40s\t1\t200\tW", V::plausible},
             {"power\tl40s\t1\t1\tW", V::suspect},
             {"power\tl40s\t1\t1050\tW", V::wrong_spec},
             {"power\tl40s\t1\t420\tW", V::wrong_spec},
             {"power\tl40s\t8\t2.8\tkW", V::plausible},
             {"power\tdgx-a100\t\t6.5\tkW", V::plausible},
             {"power\tdgx-a100\t\t2\tkW", V::wrong_spec}});
}

TEST_CASE("the watts of parts add up to those of their machine", "[predict][audit]") {
  const auto with_total = [](const char* total) {
    return judged(kLine,
                  {std::string("9\t13\tpower\trtx-pro-6000-workstation\t\t\t") + total + "\t" + total + "\tW",
                   "9\t10\tpower\trtx-pro-6000-blackwell-maxq\t\t\t280\t280\tW",
                   "9\t11\tpower\tthreadripper-pro-9975wx\t\t\t150\t150\tW",
                   "9\t12\tpower\t\t\t\t70\t70\tW"});
  };
  CHECK(with_total("500").verdict == V::plausible);
  CHECK(with_total("650").verdict == V::wrong_spec);
}

TEST_CASE("a circuit carries 80 % of its rating", "[predict][audit]") {
  const auto circuit = [](const char* amperes) {
    return judged(kLine,
                  {std::string("9\t1\tpower\tl40s\t8\t\t") + amperes + "\t" + amperes + "\tA",
                   "9\t1\tpower\tl40s\t8\t\t4500\t4800\tW"});
  };
  CHECK(circuit("30").verdict == V::plausible);   // 20 A at 240 V of 24
  CHECK(circuit("24").verdict == V::suspect);     // 20 of 19.2
  CHECK(circuit("15").verdict == V::impossible);  // 20 of 15
}

TEST_CASE("prices are near the list price; old cards cost less", "[predict][audit]") {
  check_all(kFigure,
            {{"cost\trtx-4090\t1\t1700\tUSD", V::plausible},
             {"cost\trtx-4090\t2\t3500\tUSD", V::plausible},
             {"cost\trtx-4090\t1\t9000\tUSD", V::suspect},
             {"cost\trtx-5090\t1\t700\tUSD", V::suspect},
             {"cost\tp40\t1\t250\tUSD", V::plausible},
             // The list price is that of 128 GB, the smallest has 36.
             {"cost\tm4-max\t1\t1999\tUSD", V::plausible},
             {"cost\tm4-max\t1\t999\tUSD", V::suspect},
             {"cost\th100-sxm\t1\t28000\tUSD", V::plausible},
             {"cost\th100-sxm\t1\t140000\tUSD", V::suspect},
             {"cost\tdgx-b200\t\t450000\tUSD", V::plausible},
             {"cost\tdgx-b200\t\t45000\tUSD", V::suspect}});
}

TEST_CASE("electricity costs watts x hours x the price that the guide states", "[predict][audit]") {
  const auto a_month = [](const char* usd) {
    return judged(kLine,
                  {std::string("9\t5\tcost\tl40s\t4\t\t") + usd + "\t" + usd + "\tUSD/month",
                   "9\t5\tpower\tl40s\t4\t\t2000\t2000\tW",
                   "9\t8\tcost\t\t\t\t0.25\t0.25\tUSD/kWh",
                   "9\t8\tspec\t\t\t\t10\t10\th/day"});
  };
  // 2 kW x 10 h x 30 x 0.25 = 150
  CHECK(a_month("150").verdict == V::plausible);
  CHECK(a_month("450").verdict == V::wrong_spec);
  CHECK(a_month("150").predicted == Approx(150));
  // Nothing stated: electricity of 2.8 kW, or rent of 192 GiB at 0.11 USD an hour and GiB at most (15000 a month).
  CHECK(judged(kLine, {"9\t5\tcost\tl40s\t4\t\t150\t150\tUSD/month"}).verdict == V::plausible);
  CHECK(judged(kLine, {"9\t5\tcost\tl40s\t4\t\t30000\t30000\tUSD/month"}).verdict == V::suspect);
}

TEST_CASE("an hour of a card costs up to what the large clouds ask", "[predict][audit]") {
  check_all("kind\tdevice\tvalue_lo\tvalue_hi\tunit",
            {{"cost\tv100-sxm2-16gb\t3.06\t3.06\tUSD/h", V::plausible},
             {"cost\th100-sxm\t12.3\t12.3\tUSD/h", V::plausible},
             {"cost\th100-sxm\t40\t40\tUSD/h", V::suspect}});
}

TEST_CASE("rents of other cards do not explain a rent", "[predict][audit]") {
  const char* const header = "guide\tline_no\tkind\tdevice\tvalue_lo\tunit";
  const judge::Judgement j = judged(header,
                                    {"9\t14\tcost\tl4\t0.81\tUSD/h",
                                     "9\t14\tcost\tl4\t0.29\tUSD/h",
                                     "9\t16\tcost\ta100-sxm-40gb\t1.1\tUSD/h"});
  CHECK(j.verdict == V::plausible);
  CHECK(j.reason.find("saved") == std::string::npos);
}

TEST_CASE("quotients are those of the figures beside them", "[predict][audit]") {
  const auto usd_per_tps = [](const char* claimed) {
    return judged(kLine,
                  {std::string("9\t7\tcost\tl40s\t1\t\t") + claimed + "\t" + claimed + "\tUSD per tok/s",
                   "9\t7\tcost\tl40s\t1\t\t8000\t8000\tUSD",
                   "9\t7\tmeasured\tl40s\t1\tllama-3.1-8b\t100\t100\ttok/s"});
  };
  CHECK(usd_per_tps("80").verdict == V::plausible);
  CHECK(usd_per_tps("8").verdict == V::suspect);
}

TEST_CASE("a million tokens are not a billion", "[predict][audit]") {
  const auto a_year = [](const char* gtokens) {
    return judged(kLine,
                  {std::string("9\t7\texpected\tl40s\t\t\t") + gtokens + "\t" + gtokens + "\tGtokens/year",
                   "9\t3\texpected\tl40s\t\tllama-3.1-8b\t2000000\t2000000\ttokens/day"});
  };
  // 2e6 x 250 to 365 = 0.5 to 0.73 G
  CHECK(a_year("0.6").verdict == V::plausible);
  CHECK(a_year("600").verdict == V::wrong_spec);
  CHECK(a_year("20").verdict == V::suspect);
}

TEST_CASE("factors are those of the guide's own figures, or at most the number of devices",
          "[predict][audit]") {
  const std::string bandwidths[] = {"9\t4\tspec\tl40s\t1\t\t864\t864\tGB/s",
                                    "9\t4\tspec\ta100-pcie-40gb\t1\t\t1555\t1555\tGB/s"};
  CHECK(
      judged(kLine, {"9\t4\tscaling\ta100-pcie-40gb\t\t\t80\t80\t%", bandwidths[0], bandwidths[1]}).verdict ==
      V::plausible);
  const auto scaled = [](const char* x) {
    return judged(kLine, {std::string("9\t4\tscaling\tl40s\t4\tllama-3.3-70b\t") + x + "\t" + x + "\tx"});
  };
  CHECK(scaled("2.5").verdict == V::plausible);
  CHECK(scaled("4").verdict == V::suspect);
  CHECK(scaled("7").verdict == V::impossible);
}

TEST_CASE("an hour of electricity is watts x a tariff, to a cent", "[predict][audit]") {
  const auto hour = [](const std::string& usd) {
    return judged("kind\tdevice\tmethod\tvalue_lo\tunit\tpassage",
                  {"cost\trtx-3060-12gb\telectricity\t" + usd + "\tUSD/h\t7",
                   "power\trtx-3060-12gb\t\t170\tW\t7",
                   "cost\trtx-3060-12gb\t\t0.3\tUSD/kWh\t7"})
        .verdict;
  };
  CHECK(hour("0.05") == V::plausible);
  CHECK(hour("0.051") == V::plausible);
  CHECK(hour("0.51") == V::wrong_spec);
  CHECK(hour("0.02") == V::wrong_spec);
}

TEST_CASE("a sum takes what its own sentence gives before what its passage gives", "[predict][audit]") {
  const std::string header = "kind\tdevice\tmethod\tvalue_lo\tunit\tpassage\tsentence";
  const std::vector<std::string> own = {"power\trtx-3090\t\t700\tW\t7\t90",
                                        "cost\trtx-3090\t\t0.2\tUSD/kWh\t7\t90",
                                        "expected\t\t\t24\th/day\t7\t90",
                                        "power\trtx-4090\t\t450\tW\t7\t10",
                                        "cost\trtx-4090\telectricity\t32.4\tUSD/month\t7\t10",
                                        "expected\t\t\t8\th/day\t7\t10",
                                        "cost\t\t\t0.3\tUSD/kWh\t7\t10"};
  const auto month = [&](const std::string& usd) {
    std::vector<std::string> rows = {"cost\trtx-3090\telectricity\t" + usd + "\tUSD/month\t7\t90"};
    rows.insert(rows.end(), own.begin(), own.end());
    return judged(header, rows).verdict;
  };
  CHECK(month("102") == V::plausible);
  CHECK(month("20") == V::wrong_spec);
  CHECK(month("32.4") == V::wrong_spec);
}

TEST_CASE("a million tokens cost what an hour does, over the tokens of the hour", "[predict][audit]") {
  const auto price = [](const std::string& usd) {
    return judged("kind\tdevice\tvalue_lo\tunit\tpassage",
                  {"cost\trtx-4090\t" + usd + "\tUSD/Mtoken\t7",
                   "cost\trtx-4090\t0.4\tUSD/h\t7",
                   "expected\t\t50\ttok/s\t7"})
        .verdict;
  };
  CHECK(price("2.22") == V::plausible);
  CHECK(price("2") == V::plausible);
  CHECK(price("0.22") == V::wrong_spec);
  CHECK(price("22.2") == V::wrong_spec);
  const auto of_eight = [](const std::string& usd) {
    return judged("kind\tdevice\tn_devices\tvalue_lo\tunit\tpassage",
                  {"cost\t\t\t" + usd + "\tUSD/Mtoken\t7",
                   "cost\th100-sxm\t8\t2.5\tUSD/h\t7",
                   "expected\t\t\t20000\ttok/s\t7"})
        .verdict;
  };
  CHECK(of_eight("0.28") == V::plausible);
  CHECK(of_eight("2.8") == V::wrong_spec);
  const auto with_own_power = [](const std::string& usd) {
    return judged("kind\tdevice\tvalue_lo\tunit\tpassage",
                  {"cost\trtx-3090\t" + usd + "\tUSD/Mtoken\t7",
                   "power\trtx-3090\t350\tW\t7",
                   "cost\t\t0.15\tUSD/kWh\t7",
                   "expected\t\t110\ttok/s\t7"})
        .verdict;
  };
  CHECK(with_own_power("0.13") == V::plausible);
  CHECK(with_own_power("1.3") == V::wrong_spec);
}

TEST_CASE("a million tokens take as long as their rate says, and a byte has eight bits", "[predict][audit]") {
  const auto verdict = [](const std::string& row, const std::vector<std::string>& beside) {
    std::vector<std::string> rows = {row + "\t7"};
    for (const std::string& other : beside) rows.push_back(other + "\t7");
    return judged("kind\tvalue_lo\tunit\tpassage", rows).verdict;
  };
  CHECK(verdict("expected\t2.8\th", {"expected\t100\ttok/s", "expected\t1\tMtokens"}) == V::plausible);
  CHECK(verdict("expected\t28\tmin", {"expected\t100\ttok/s", "expected\t1\tMtokens"}) == V::wrong_spec);
  CHECK(verdict("spec\t5\tGB/s", {"spec\t40\tGbit/s"}) == V::plausible);
  CHECK(verdict("spec\t4\tGB/s", {"spec\t40\tGbit/s"}) == V::plausible);
  CHECK(verdict("spec\t40\tGB/s", {"spec\t40\tGbit/s"}) == V::wrong_spec);
}

TEST_CASE("a price beside several cards may be that of one of them or of all", "[predict][audit]") {
  const auto verdict_of = [](const char* price) {
    return judged(kLine, {price, "g\t5\tcapacity\trtx-5090\t2\t\t64\t64\tGB"}).verdict;
  };
  CHECK(verdict_of("g\t5\tcost\trtx-5090\t\t\t1999\t1999\tUSD") == V::plausible);
  CHECK(verdict_of("g\t5\tcost\trtx-5090\t\t\t4000\t4000\tUSD") == V::plausible);
  CHECK(verdict_of("g\t5\tcost\trtx-5090\t\t\t700\t700\tUSD") == V::suspect);
}
