#pragma once
#include <filesystem>
#include <fstream>
#include <string>
#include <system_error>

#include "catalog/input_error.hpp"

namespace tokroof::cli {

/// A file that appears only when it is complete.
class OutputFile {
 public:
  explicit OutputFile(const std::string& path)
      : path_(path), part_(path + ".part"), out_(part_, std::ios::binary | std::ios::trunc) {
    if (!out_) {
      throw InputError("bad-file", "cannot be written", path);
    }
  }
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;
  ~OutputFile() {
    std::error_code ignored;
    out_.close();
    std::filesystem::remove(part_, ignored);
  }
  std::ostream& stream() { return out_; }
  void keep() {
    out_.close();
    std::error_code failed;
    if (out_) {
      std::filesystem::rename(part_, path_, failed);
    }
    if (!out_ || failed) {
      throw InputError("bad-file", "cannot be written", path_);
    }
  }

 private:
  std::string path_, part_;
  std::ofstream out_;
};

}  // namespace tokroof::cli
