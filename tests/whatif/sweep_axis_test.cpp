
#include <catch2/catch.hpp>

#include "catalog/input_error.hpp"
#include "tests/words.hpp"
#include "whatif/sweep/product.hpp"

using namespace tokroof;

namespace {

whatif::Axis axis(std::string_view key, std::string_view text) {
  return whatif::Axis::of_text(predict::scenario_option(key), text);
}

std::vector<double> numbers(std::string_view key, std::string_view text) {
  const whatif::Axis a = axis(key, text);
  std::vector<double> out;
  for (std::uint64_t i = 0; i < a.size(); ++i) {
    out.push_back(a.number(i));
  }
  return out;
}

std::vector<std::string> texts(std::string_view key, std::string_view text) {
  const whatif::Axis a = axis(key, text);
  std::vector<std::string> out;
  for (std::uint64_t i = 0; i < a.size(); ++i) {
    out.push_back(a.text(i));
  }
  return out;
}

using Numbers = std::vector<double>;
using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("whole numbers may be typed in units of 1024", "[whatif][sweep]") {
  CHECK(numbers("n_depth", "0,8k,32K,100") == std::vector<double>{0, 8192, 32768, 100});
  CHECK(numbers("n_depth", "1k-4k*2") == std::vector<double>{1024, 2048, 4096});
  CHECK(numbers("n_depth", "0..8k+4k") == std::vector<double>{0, 4096, 8192});
  CHECK(texts("n_depth", "8k") == std::vector<std::string>{"8192"});
  CHECK(numbers("n_prompt", "1.5k") == std::vector<double>{1536});
  for (const char* wrong : {"k", "8kk", "8 k", "8g", "1e6k", "0.3k"}) {
    CAPTURE(wrong);
    CHECK_THROWS_AS(axis("n_prompt", wrong), catalog::InputError);
  }
  CHECK_THROWS_AS(axis("power_limit_w", "1k"), catalog::InputError);
}

TEST_CASE("Lists and ranges of numbers") {
  CHECK(numbers("n_depth", "4096") == Numbers{4096});
  CHECK(numbers("n_depth", "4096,0,1e3") == Numbers{4096, 0, 1000});
  CHECK(numbers("n_depth", "1-4") == Numbers{1, 2, 3, 4});
  CHECK(numbers("n_depth", "1..4") == Numbers{1, 2, 3, 4});
  CHECK(numbers("n_depth", "0-10+4") == Numbers{0, 4, 8});
  CHECK(numbers("n_depth", "0-8*2") == Numbers{0, 1, 2, 4, 8});
  CHECK(numbers("n_depth", "0-7*2") == Numbers{0, 1, 2, 4});
  CHECK(numbers("n_depth", "0-0*2") == Numbers{0});
  CHECK(numbers("n_depth", "3-100*3,7") == Numbers{3, 9, 27, 81, 7});
  CHECK(numbers("n_depth", "5-5") == Numbers{5});
  CHECK(numbers("n_gpu_layers", "-1..1") == Numbers{-1, 0, 1});
  CHECK(numbers("n_gpu_layers", "-1-1") == Numbers{-1, 0, 1});
  CHECK(numbers("acceptance", "0.1-0.5+0.1") == Numbers{0.1, 0.2, 0.3, 0.4, 0.5});
  CHECK(numbers("price_usd", "1e3-3e3+1e3") == Numbers{1000, 2000, 3000});
  CHECK(numbers("power_limit_w", "200-350*1.25") == Numbers{200, 250, 312.5});
}

TEST_CASE("Lists of names, dates and switches; ';' where values hold commas") {
  CHECK(texts("device", "rtx-4090,rtx-5090+rtx-4090") == Texts{"rtx-4090", "rtx-5090+rtx-4090"});
  CHECK(texts("tensor_split", "3,1;1,1") == Texts{"3,1", "1,1"});
  CHECK(texts("link", "pcie4x4,pcie4x16;nvlink") == Texts{"pcie4x4,pcie4x16", "nvlink"});
  CHECK(texts("override_tensor", "a=CPU,b=CUDA0;exps=CPU") == Texts{"a=CPU,b=CUDA0", "exps=CPU"});
  CHECK(texts("flash_attn", "0,1,auto") == Texts{"0", "1", "auto"});
  CHECK(texts("engine_date", "2024,2025-06") == Texts{"2024", "2025-06"});
  CHECK(whatif::Axis::of_values(predict::scenario_option("tensor_split"), {"3,1", "1,1"}).size() == 2);
}

TEST_CASE("A wrong value is named with its option and place") {
  const auto wrong = [](std::string_view key, std::string_view text) {
    try {
      axis(key, text);
    } catch (const catalog::InputError& error) {
      CHECK(error.kind == "usage");
      CHECK(error.where == predict::scenario_option(key).long_name());
      return error.message;
    }
    return std::string();
  };
  CHECK(wrong("n_depth", "0,8-2").find("value 2:") == 0);
  CHECK(wrong("n_depth", "") == "value 1: is empty");
  CHECK(wrong("n_depth", "1,2,").find("value 3:") == 0);
  for (const std::string& text :
       test::words("1-4*1|1-4+0|1-4*0.5|1-|-4|-1-4|1-4-2|a-b|1-4+0.5|0.5-2|1-1e10|*2|1*2")) {
    CHECK_FALSE(wrong("n_depth", text).empty());
  }
  CHECK_FALSE(wrong("flash_attn", "0-1").empty());
  CHECK_FALSE(wrong("price_usd", "0-1e9+1e-300").empty());
}

TEST_CASE("Ranges as long as they may be cost nothing") {
  const whatif::Axis a = axis("n_depth", "0-1000000000");
  CHECK(a.size() == 1000000001);
  CHECK(a.number(999999999) == 999999999);
}

TEST_CASE("All values of a range lie between its ends") {
  for (const std::string_view text : {"0.1-0.7+0.1", "0.01-1*1.1", "0-1*1.5", "0.3-0.9+0.3"}) {
    const Numbers all = numbers("acceptance", text);
    REQUIRE(all.size() > 1);
    for (std::size_t i = 1; i < all.size(); ++i) {
      CHECK(all[i] > all[i - 1]);
      CHECK(all[i] <= 1);
    }
  }
}

TEST_CASE("Axes stand in the order of the help, the last one fastest") {
  whatif::Product p;
  p.add(axis("n_depth", "0,1,2"));
  p.add(axis("device", "a,b"));
  p.add(axis("concurrency", "7"));
  CHECK(p.base.question.run.concurrency == 7);
  REQUIRE(p.axes.size() == 2);
  CHECK(p.axes[0].option().key == "device");
  CHECK(p.size() == 6);
  CHECK(p.places(0) == std::vector<std::uint64_t>{0, 0});
  CHECK(p.places(4) == std::vector<std::uint64_t>{1, 1});
  whatif::Product all;
  CHECK(all.size() == 1);
  all.add(axis("n_prompt", "1-1000000000"));
  all.add(axis("n_gen", "1-1000000000"));
  CHECK(all.size() == 1000000000000000000U);
  all.add(axis("n_depth", "0-1000000000"));
  CHECK_THROWS_AS(all.size(), catalog::InputError);
}

TEST_CASE("Shards follow one another and differ by one row at most") {
  for (const std::uint64_t rows :
       {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{7}, std::uint64_t{100}, std::uint64_t{1} << 63}) {
    for (const std::uint64_t n : {1U, 2U, 3U, 8U, 101U}) {
      std::uint64_t next = 0;
      for (std::uint64_t i = 1; i <= n; ++i) {
        const whatif::RowRange part = whatif::shard(rows, i, n);
        CHECK(part.begin == next);
        CHECK(part.size() - rows / n <= 1);
        next = part.end;
      }
      CHECK(next == rows);
    }
  }
}
