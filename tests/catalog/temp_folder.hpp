#pragma once
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>

namespace tokroof::test {

inline const std::filesystem::path kDatasets = std::filesystem::path(TOKROOF_SOURCE_DIR) / "datasets";

inline std::string read_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

/// A folder that is gone after the test.
class TempFolder {
 public:
  TempFolder() {
    static int count = 0;
    path_ = std::filesystem::temp_directory_path() /
            ("tokroof-" + std::to_string(getpid()) + "-" + std::to_string(++count));
    std::filesystem::create_directories(path_);
  }
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;
  ~TempFolder() { std::filesystem::remove_all(path_); }

  const std::filesystem::path& path() const { return path_; }

  std::filesystem::path write(const std::string& name, const std::string& text) const {
    std::filesystem::create_directories((path_ / name).parent_path());
    std::filesystem::remove(path_ / name);
    std::ofstream(path_ / name, std::ios::binary) << text;
    return path_ / name;
  }

 private:
  std::filesystem::path path_;
};

/// The bundled datasets with one text replaced; of the tables of runs but guide-1 the header and the first row.
class BrokenDatasets : public TempFolder {
 public:
  BrokenDatasets() {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(kDatasets)) {
      const auto target = path() / std::filesystem::relative(entry.path(), kDatasets);
      if (entry.is_directory()) {
        std::filesystem::create_directories(target);
      } else if (entry.path().parent_path().filename() == "runs" && entry.path().stem() != "guide-1") {
        std::ifstream table(entry.path(), std::ios::binary);
        std::string header, row;
        std::getline(table, header);
        std::getline(table, row);
        std::ofstream(target, std::ios::binary) << header << '\n' << row << '\n';
      } else {
        std::filesystem::create_symlink(entry.path(), target);  // copies would be megabytes a test
      }
    }
  }
  BrokenDatasets(const std::string& file, const std::string& from, const std::string& to) : BrokenDatasets() {
    replace(file, from, to);
  }

  void replace(const std::string& file, const std::string& from, const std::string& to) {
    std::string text = read_file(path() / file);
    const std::size_t at = text.find(from);
    if (at == std::string::npos) {
      throw std::logic_error("the test's text is not in " + file + ": " + from);
    }
    line =
        1 + static_cast<int>(std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
    write(file, text.replace(at, from.size(), to));
  }

  int line = 0;  ///< of the last replacement
};

}  // namespace tokroof::test
