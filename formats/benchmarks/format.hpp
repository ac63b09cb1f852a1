#pragma once
#include <memory>
#include <string_view>
#include <vector>

#include "catalog/catalog.hpp"
#include "formats/benchmarks/record.hpp"
#include "formats/benchmarks/rows.hpp"

namespace tokroof::formats {

/// One output format of one tool. It is offered every line of text and every JSON object of a file, in order, and
/// says whether it is one of its own; what it recognises is what the text says, never how the file is called.
class Format {
 public:
  virtual ~Format() = default;
  [[nodiscard]] virtual std::string_view name() const = 0;
  virtual bool take_line(std::string_view /*text*/, int /*line*/, Rows& /*rows*/) { return false; }
  virtual bool take_record(const Record& /*record*/, int /*line*/, Rows& /*rows*/) { return false; }
  /// The file ends, or another format goes on: figures that waited for more are to be put out.
  virtual void end(Rows& /*rows*/) {}
};

/// What the log of llama.cpp says before its figures; the formats of its tools share it.
class LlamaLog;

using Formats = std::vector<std::unique_ptr<Format>>;

/// Every format, those first whose evidence is the most special.
Formats all_formats(const catalog::Catalog& catalog);

}  // namespace tokroof::formats
