#include <catch2/catch.hpp>

#include "answers/listing.hpp"
#include "answers/listing_query.hpp"
#include "catalog/catalog.hpp"
#include "catalog/input_error.hpp"

namespace {

using namespace tokroof;
using Names = std::vector<std::string>;

answers::Listing some() {
  answers::Listing out;
  out.kind = "device";
  out.columns = {{"device", "device"},
                 {"memory_gib", "GiB", true, "memory_bytes", 1024.0 * 1024 * 1024, "gib|gb"},
                 {"price_usd", "USD"},
                 {"vendor", "vendor", false},
                 {"name", "name", false}};
  const auto add = [&](const char* slug, double gib, double usd, const char* vendor, const char* name) {
    out.entries.push_back({{answers::text_cell(slug),
                            answers::number_cell(gib),
                            answers::number_cell(usd),
                            answers::text_cell(vendor),
                            answers::text_cell(name)},
                           {}});
  };
  add("rtx-4090", 24, 1599, "nvidia", "NVIDIA GeForce RTX 4090");
  add("rtx-3090", 24, 1499, "nvidia", "NVIDIA GeForce RTX 3090");
  add("rx-7900-xtx", 24, 999, "amd", "AMD Radeon RX 7900 XTX");
  add("mi250", 128, model::kUnknown, "amd", "AMD Instinct MI250");
  add("gtx-1060", 6, 299, "nvidia", "NVIDIA GeForce GTX 1060");
  return out;
}

Names found(std::string_view query) { return answers::filtered(some(), query).names(); }

}  // namespace

TEST_CASE("words of a filter must all be there, in any cell, spelled anyhow", "[listing]") {
  CHECK(found("nvidia 24gb") == Names{"rtx-4090", "rtx-3090"});
  CHECK(found("NVIDIA 24 GiB") == Names{"rtx-4090", "rtx-3090"});
  CHECK(found("RTX4090") == Names{"rtx-4090"});
  CHECK(found("radeon_rx") == Names{"rx-7900-xtx"});
  CHECK(found("90") == Names{});  // not inside 4090, 3090
  CHECK(found("  ").size() == 5);
}

TEST_CASE("a number is not found inside another", "[listing]") {
  CHECK(found("250") == Names{"mi250"});
  CHECK(found("60").empty());
  CHECK(found("4gb").empty());
  CHECK(found("128gib") == Names{"mi250"});
}

TEST_CASE("conditions compare in the units of the column", "[listing]") {
  CHECK(found("memory_gib>=24 vendor=nvidia price_usd<1500") == Names{"rtx-3090"});
  CHECK(found("memory_gib >= 24gb vendor = nvidia") == Names{"rtx-4090", "rtx-3090"});
  CHECK(found("memory_bytes>25769803776") == Names{"mi250"});
  CHECK(found("memory_bytes=25769803776").size() == 3);
  CHECK(found("gib<24") == Names{"gtx-1060"});
  CHECK(found("vendor!=nvidia") == Names{"rx-7900-xtx", "mi250"});
  CHECK(found("device=RTX4090,mi250") == Names{"rtx-4090", "mi250"});
  CHECK(found("name~geforce 24gb") == Names{"rtx-4090", "rtx-3090"});
}

TEST_CASE("what is not known is neither less nor more", "[listing]") {
  CHECK(found("price_usd<1e9").size() == 4);
  CHECK(found("price_usd>=0").size() == 4);
}

TEST_CASE("wrong conditions say what is wrong", "[listing]") {
  const auto error = [](std::string_view query) {
    try {
      found(query);
    } catch (const catalog::InputError& e) {
      return e;
    }
    return catalog::InputError("none", "");
  };
  CHECK(error("memry_gib>3").kind == "unknown-name");
  CHECK(error("memry_gib>3").suggestions.front() == "memory_gib");
  for (const char* query :
       {"memory_gib>much", "vendor<nvidia", "memory_gib~2", ">3", "price_usd=", "price_usd=>3"}) {
    INFO(query);
    CHECK(error(query).kind == "usage");
  }
}

TEST_CASE("sorting keeps what is not known last", "[listing]") {
  const auto names = [](std::string_view order) { return answers::sorted(some(), order).names(); };
  CHECK(names("price_usd") == Names{"gtx-1060", "rx-7900-xtx", "rtx-3090", "rtx-4090", "mi250"});
  CHECK(names("price_usd:desc") == Names{"rtx-4090", "rtx-3090", "rx-7900-xtx", "gtx-1060", "mi250"});
  CHECK(names("vendor,price_usd:desc") == Names{"rx-7900-xtx", "mi250", "rtx-4090", "rtx-3090", "gtx-1060"});
  CHECK_THROWS_AS(answers::sorted(some(), "price_usd:down"), catalog::InputError);
  CHECK_THROWS_AS(answers::sorted(some(), "cost"), catalog::InputError);
}

TEST_CASE("columns by default, all, and chosen", "[listing]") {
  CHECK(answers::table_of(some()).header == Names{"device", "GiB", "USD"});
  CHECK(answers::table_of(some(), "all").header.size() == 5);
  CHECK(answers::table_of(some(), "name,memory_gib").rows[0] == Names{"NVIDIA GeForce RTX 4090", "24"});
  CHECK_THROWS_AS(answers::table_of(some(), "name,memory"), catalog::InputError);
}

TEST_CASE("finding nothing is explained", "[listing]") {
  const std::string text = answers::why_nothing(some(), "nvidia rtx-4900");
  CHECK(text.find("'nvidia' 3, 'rtx-4900' 0") != std::string::npos);
  CHECK(text.find("nearest: rtx-4090") != std::string::npos);
}

TEST_CASE("months compare as they follow one another, and a year is all of its months", "[listing]") {
  const answers::Listing models = answers::list_models(catalog::Catalog::bundled());
  const auto count = [&](std::string_view query) { return answers::filtered(models, query).names().size(); };
  CHECK(answers::filtered(models, "model=qwen3-8b released>=2025-04").names() == Names{"qwen3-8b"});
  CHECK(answers::filtered(models, "model=qwen3-8b released<2025-04").names().empty());
  CHECK(count("released<2025") + count("released>=2025") == count("released>=2000"));
  CHECK(count("released<=2025") == count("released<2026"));
  CHECK(count("released~2025") == count("released>=2025 released<=2025"));
}
