#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <iterator>
#include <thread>

#include <catch2/catch.hpp>

#include "catalog/input_error.hpp"
#include "catalog/input_file.hpp"
#include "temp_folder.hpp"

using namespace tokroof;
using Catch::Matchers::Contains;
using tokroof::test::TempFolder;

TEST_CASE("a file is read whole, up to a limit", "[input]") {
  const TempFolder folder;
  const std::string text(200000, 'x');
  const auto path = folder.write("a", text);
  CHECK(catalog::read_text(path, text.size()) == text);
  CHECK_THROWS_WITH(catalog::read_text(path, text.size() - 1), "more than 0 MiB: not read");
  CHECK(catalog::read_text(folder.write("empty", ""), 0).empty());
}

TEST_CASE("an address is not fetched, and no file is said to be missing", "[input]") {
  for (const char* address : {"https://example.com/guide", "http://example.com"}) {
    CHECK_THROWS_WITH(catalog::open_input(address), Contains("addresses are not fetched"));
  }
}

TEST_CASE("what never ends or is no file is not opened", "[input]") {
  const TempFolder folder;
  CHECK_THROWS_WITH(catalog::open_input("/dev/zero"), "is neither a regular file nor a pipe");
  CHECK_THROWS_WITH(catalog::open_input(folder.path()), "is a folder");
  CHECK_THROWS_WITH(catalog::open_input(folder.path() / "none"), Contains("cannot be opened: No such file"));
  std::filesystem::create_symlink("circle", folder.path() / "circle");
  CHECK_THROWS_WITH(catalog::open_input(folder.path() / "circle"), Contains("cannot be opened: Too many"));
  const auto pipe = folder.path() / "pipe";
  REQUIRE(mkfifo(pipe.c_str(), 0600) == 0);
  CHECK_THROWS_WITH(catalog::open_input(pipe), "is a pipe that nothing writes to");
  CHECK_THROWS_WITH(catalog::read_text(pipe, 100), "is a pipe that nothing writes to");
}

TEST_CASE("a pipe that somebody writes to is read to its end", "[input]") {
  const std::string text(300000, 'y');  // more than a pipe holds
  for (const bool whole : {true, false}) {
    std::array<int, 2> ends{};
    REQUIRE(pipe(ends.data()) == 0);
    std::thread writer([&] {
      for (std::size_t at = 0; at < text.size();) {
        at += static_cast<std::size_t>(std::max<ssize_t>(write(ends[1], &text[at], text.size() - at), 0));
      }
      close(ends[1]);
    });
    const std::string name = "/dev/fd/" + std::to_string(ends[0]);
    const std::string read =
        whole ? catalog::read_text(name, text.size())
              : std::string(std::istreambuf_iterator<char>(*catalog::open_input(name)), {});
    writer.join();
    close(ends[0]);
    CHECK(read == text);
  }
}

TEST_CASE("a folder is walked past what leads nowhere", "[input]") {
  const TempFolder folder;
  folder.write("b", "");
  folder.write("a", "");
  std::filesystem::create_directory(folder.path() / "inner");
  std::filesystem::create_symlink("circle", folder.path() / "circle");
  std::vector<std::string> names;
  for (const auto& file : catalog::files_in(folder.path())) {
    names.push_back(file.filename().string());
  }
  CHECK(names == std::vector<std::string>{"a", "b", "circle"});
  CHECK_THROWS_WITH(catalog::files_in(folder.path() / "none"), Contains("cannot be opened"));
}
