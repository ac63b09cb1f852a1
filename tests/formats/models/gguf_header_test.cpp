#include "formats/models/gguf_header.hpp"

#include <chrono>
#include <sstream>

#include <catch2/catch.hpp>
#include "catalog/input_error.hpp"
#include "formats/models/gguf_file.hpp"
#include "tests/catalog/temp_folder.hpp"
#include "tests/formats/models/gguf_writer.hpp"

namespace tokroof::test {
namespace {

formats::GgufHeader read(const std::string& text, std::uint64_t file_bytes = 0) {
  std::istringstream in(text);
  return formats::read_gguf_header(in, std::max<std::uint64_t>(file_bytes, text.size()), "x.gguf");
}

/// The error that reading gives; fails the test where there is none.
catalog::InputError error_of(const std::string& text) {
  try {
    read(text);
  } catch (const catalog::InputError& error) {
    CHECK(error.kind == "bad-file");
    CHECK(error.where.starts_with("x.gguf:byte "));
    return error;
  }
  FAIL("was read");
  throw std::logic_error("unreachable");
}

GgufWriter small() {
  GgufWriter w;
  w.text("general.architecture", "llama").number("llama.block_count", 1);
  w.numbers("llama.attention.head_count", {4, 2})
      .flags("llama.attention.sliding_window_pattern", {true, false});
  w.texts("tokenizer.ggml.tokens", 500)
      .tensor("token_embd.weight", {256, 500}, 12)
      .tensor("output_norm.weight", {256}, 0);
  return w;
}

std::string value_of(std::uint32_t type) {
  std::string out;
  GgufWriter::put(out, type);
  return out;
}

TEST_CASE("a GGUF header gives its keys and tensors, each with its bytes", "[predict][gguf]") {
  const formats::GgufHeader h = read(small().header());
  CHECK(h.version == 3);
  CHECK_FALSE(h.big_endian);
  CHECK(h.text("general.architecture") == "llama");
  CHECK(h.value("llama.block_count")->number == 1);
  CHECK(h.value("llama.attention.head_count")->numbers == std::vector<double>{4, 2});
  CHECK(h.value("llama.attention.sliding_window_pattern")->numbers == std::vector<double>{1, 0});
  CHECK(h.value("tokenizer.ggml.tokens")->count == 500);
  CHECK(h.value("tokenizer.ggml.tokens")->numbers.empty());
  REQUIRE(h.tensors.size() == 2);
  CHECK(h.tensors[0].bytes == 256.0 * 500 / 256 * 144);
  CHECK(h.tensors[1].bytes == 1024);
  CHECK(h.missing_bytes() == 256.0 * 500 / 256 * 144 + 1024);
}

TEST_CASE("version 2 is read, versions 1 and 4 and other formats are refused with the place",
          "[predict][gguf]") {
  CHECK(read(GgufWriter(2).text("general.architecture", "llama").header()).version == 2);
  CHECK(error_of(GgufWriter(1).header()).where == "x.gguf:byte 4");
  CHECK(error_of(GgufWriter(4).header()).message.find("version 4") == 0);
  CHECK(error_of("ggjt and more").where == "x.gguf:byte 0");
  CHECK(error_of("").where == "x.gguf:byte 0");
}

TEST_CASE("a file of the other byte order is read", "[predict][gguf]") {
  // GGUF, version 3, no tensors, one key "a.b" of type u32: 7
  const std::string text(
      "GGUF\0\0\0\3\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0\3"
      "a.b\0\0\0\4\0\0\0\7",
      43);
  const formats::GgufHeader h = read(text);
  CHECK(h.big_endian);
  CHECK(h.value("a.b")->number == 7);
}

TEST_CASE("every storage type has its bytes; one that is not known, those up to the next tensor",
          "[predict][gguf]") {
  struct Size {
    std::uint32_t type;
    double bytes;  ///< of 512 elements
  };
  for (const Size& s : {Size{0, 2048}, {1, 1024}, {2, 288},   {3, 320},  {6, 352},  {7, 384},  {8, 544},
                        {10, 168},     {11, 220}, {12, 288},  {13, 352}, {14, 420}, {16, 132}, {17, 148},
                        {18, 196},     {19, 100}, {20, 288},  {21, 220}, {22, 164}, {23, 272}, {24, 512},
                        {28, 4096},    {29, 112}, {30, 1024}, {34, 108}, {35, 132}, {39, 272}, {40, 288}}) {
    INFO("type " << s.type);
    const formats::GgufHeader h = read(GgufWriter().tensor("a", {256, 2}, s.type).header());
    CHECK(h.tensors[0].bytes == s.bytes);
  }
  GgufWriter w;
  w.sized_tensor("a", {256, 2}, 144, 260).sized_tensor("b", {256, 2}, 9999, 320).tensor("c", {32}, 0);
  const formats::GgufHeader h = read(w.header(), w.header().size() + w.data_bytes());
  CHECK(h.tensors[0].bytes == 288);  // 260 and the padding
  CHECK(h.tensors[1].bytes == 320);
  CHECK(formats::gguf_type_name(h.tensors[0].type) == "IQ4_KS");
  CHECK(formats::gguf_type_name(h.tensors[1].type) == "type 9999");
  CHECK(error_of(GgufWriter().sized_tensor("a", {256}, 9999, 100).header()).message.find("type 9999") !=
        std::string::npos);
}

TEST_CASE("a header that claims more than there is costs neither memory nor time",
          "[predict][gguf][hostile]") {
  const auto begin = std::chrono::steady_clock::now();
  const auto counts = [](std::uint64_t tensors, std::uint64_t keys) {
    std::string text = "GGUF";
    GgufWriter::put<std::uint32_t>(text, 3);
    GgufWriter::put(text, tensors);
    GgufWriter::put(text, keys);
    return text + std::string(4000, '\0');
  };
  CHECK(error_of(counts(1ULL << 60, 0)).where == "x.gguf:byte 16");
  CHECK(error_of(counts(0, 1ULL << 60)).where == "x.gguf:byte 24");
  CHECK(error_of(counts(~0ULL, ~0ULL)).message.find("no room") != std::string::npos);
  std::string long_text = value_of(8), long_list = value_of(9) + value_of(8),
              long_numbers = value_of(9) + value_of(4);
  for (std::string* text : {&long_text, &long_list, &long_numbers})
    GgufWriter::put<std::uint64_t>(*text, 1ULL << 60);
  CHECK(error_of(GgufWriter().raw("a", long_text).header()).message.find("are left") != std::string::npos);
  CHECK(error_of(GgufWriter().raw("a", long_list).header()).message.find("no room") != std::string::npos);
  CHECK(error_of(GgufWriter().raw("a", long_numbers).header()).message.find("no room") != std::string::npos);
  std::string huge_name = GgufWriter().header();
  GgufWriter::put<std::uint64_t>(huge_name, 1ULL << 60);
  huge_name[8] = 1;  // one tensor
  CHECK_THROWS_AS(read(huge_name), catalog::InputError);
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(1));
}

TEST_CASE("arrays that nest without end are refused", "[predict][gguf][hostile]") {
  std::string nested;
  for (int i = 0; i < 100000; ++i) {
    nested += value_of(9);
    GgufWriter::put<std::uint64_t>(nested, 1);  // the count that belongs to the type before
  }
  CHECK(error_of(GgufWriter().raw("a", value_of(9) + nested).header()).message.find("deep") !=
        std::string::npos);
  std::string twice = value_of(9) + value_of(9);
  GgufWriter::put<std::uint64_t>(twice, 1);
  twice += value_of(4);
  GgufWriter::put<std::uint64_t>(twice, 2);
  twice += std::string(8, '\1');
  CHECK(read(GgufWriter().raw("a", twice).header()).value("a")->count == 1);
}

TEST_CASE("what cannot be is refused: types, dimensions, places, repetitions", "[predict][gguf][hostile]") {
  CHECK(error_of(GgufWriter().raw("a", value_of(13) + "1234").header()).message.find("type 13") !=
        std::string::npos);
  CHECK(error_of(GgufWriter().number("a", 1).number("a", 2).header()).message == "the key 'a' is repeated");
  CHECK(error_of(GgufWriter().tensor("a", {32}, 0).tensor("a", {32}, 0).header()).message ==
        "the tensor 'a' is repeated");
  CHECK(error_of(GgufWriter().tensor("a", {100}, 12).header()).message.find("no whole blocks") !=
        std::string::npos);
  CHECK(error_of(GgufWriter().tensor("a", {0}, 0).header()).message.find("0 elements") != std::string::npos);
  CHECK(error_of(GgufWriter().tensor("a", {1, 1, 1, 1, 1}, 0).header()).message.find("5 dimensions") !=
        std::string::npos);
  CHECK(error_of(GgufWriter().sized_tensor("a", {~0ULL, ~0ULL, ~0ULL, ~0ULL}, 0, 1).header())
            .message.find("elements") != std::string::npos);
  CHECK(error_of(GgufWriter().sized_tensor("a", {64}, 0, 32).tensor("b", {32}, 0).header())
            .message.find("next one begins") != std::string::npos);
  CHECK(error_of(GgufWriter().number("general.alignment", 33).header()).message.find("power of two") !=
        std::string::npos);
  CHECK(error_of(GgufWriter().text("general.alignment", "x").header()).message.find("power of two") !=
        std::string::npos);
}

TEST_CASE("a header cut anywhere is refused, never read past its end", "[predict][gguf][hostile]") {
  const std::string whole = small().header();
  const formats::GgufHeader complete = read(whole);
  for (std::size_t size = 0; size < whole.size() - 32; ++size) {
    INFO("cut to " << size << " of " << whole.size());
    CHECK_THROWS_AS(read(whole.substr(0, size)), catalog::InputError);
  }
  CHECK(complete.tensors.size() == 2);
}

TEST_CASE("a changed byte gives another header or an error, nothing else", "[predict][gguf][hostile]") {
  const std::string whole = small().header();
  for (std::size_t at = 0; at < whole.size(); at += at < 400 ? 1 : 13) {
    for (const char change : {'\x00', '\x01', '\x7F', '\xFF'}) {
      std::string text = whole;
      text[at] = static_cast<char>(text[at] ^ change);
      try {
        const formats::GgufHeader changed = read(text);
        CHECK(changed.tensors.size() == 2);
      } catch (const catalog::InputError& error) {
        CHECK_FALSE(error.where.empty());
      }
    }
  }
}

TEST_CASE("parts of a split model are joined; a missing or foreign one is an error", "[predict][gguf]") {
  const test::TempFolder folder;
  const auto part =
      [&](std::uint32_t number, const std::string& tensor, const std::string& name, std::uint32_t all = 2) {
        GgufWriter w;
        w.text("general.architecture", "llama").number("split.no", number).number("split.count", all);
        w.number("split.tensors.count", 2).tensor(tensor, {32, 4}, 8);
        w.save(folder.path() / name);
      };
  const std::filesystem::path first = folder.path() / "m-00001-of-00002.gguf";
  part(0, "a", first.filename());
  CHECK_THROWS_WITH(formats::read_gguf_file(first), "cannot be opened");
  part(1, "b", "m-00002-of-00002.gguf");
  CHECK(formats::read_gguf_file(first).tensors.size() == 2);
  CHECK(formats::read_gguf_file(folder.path() / "m-00002-of-00002.gguf").tensors.size() == 2);
  CHECK(formats::read_gguf_file(first).notes.empty());
  part(1, "a", "m-00002-of-00002.gguf");
  CHECK_THROWS_WITH(formats::read_gguf_file(first), "the tensor 'a' is in an earlier part too");
  part(0, "b", "m-00002-of-00002.gguf");
  CHECK_THROWS_AS(formats::read_gguf_file(first), catalog::InputError);
  part(1, "b", "m-00002-of-00002.gguf", 3);
  CHECK_THROWS_AS(formats::read_gguf_file(first), catalog::InputError);
  CHECK(formats::gguf_part_name("m-00003-of-00002.gguf").parts == 1);
  CHECK(formats::gguf_part_name("m-00002-of-00002.gguf").stem == "m");
}

TEST_CASE("only regular files are opened", "[predict][gguf][hostile]") {
  const test::TempFolder folder;
  CHECK_THROWS_WITH(formats::read_gguf_file(folder.path()), "is no regular file");
  CHECK_THROWS_WITH(formats::read_gguf_file(folder.path() / "none.gguf"), "cannot be opened");
  std::filesystem::create_symlink(folder.path() / "b.gguf", folder.path() / "a.gguf");
  std::filesystem::create_symlink(folder.path() / "a.gguf", folder.path() / "b.gguf");
  CHECK_THROWS_AS(formats::read_gguf_file(folder.path() / "a.gguf"),
                  catalog::InputError);  // a circle of links
  CHECK_THROWS_AS(formats::read_gguf_file("/dev/zero"), catalog::InputError);
}

}  // namespace
}  // namespace tokroof::test
