#pragma once
#include <cstdint>
#include <iosfwd>
#include <memory>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "answers/table.hpp"
#include "whatif/sweep/row.hpp"

namespace tokroof::answers {

/// Writes rows as text, one a line: a buffer, no document in memory. What a set-up says is written out once and copied
/// for every row that shares it. Numbers are the shortest decimals that read back as the same number.
class RowWriter {
 public:
  explicit RowWriter(std::ostream& out) : out_(out) {}
  RowWriter(const RowWriter&) = delete;
  RowWriter& operator=(const RowWriter&) = delete;
  virtual ~RowWriter() = default;

  virtual void begin() {}
  virtual void end() {}
  /// Instead of begin(): rows that another writer's stand before.
  virtual void go_on() {}
  void row(std::uint64_t number, const whatif::SetupCells& setup, const whatif::SweepPoint& point);
  /// What is in the buffer goes out; false: nobody reads any more (a pipe that was closed), or the disk is full.
  bool flush();
  [[nodiscard]] bool failed() const { return failed_; }

 protected:
  virtual void write_setup(const whatif::SetupCells& setup, fmt::memory_buffer& to) = 0;
  virtual void write_point(std::uint64_t number,
                           std::string_view setup,
                           const whatif::SweepPoint& point,
                           fmt::memory_buffer& to) = 0;
  fmt::memory_buffer& buffer() { return buffer_; }

 private:
  std::ostream& out_;
  fmt::memory_buffer buffer_, setup_text_;
  std::uint64_t setup_id_ = 0;  ///< of the set-up that setup_text_ is
  bool failed_ = false;
};

/// Rows for people: a column for each option that varies, the storage type where it differs unasked, and what matters of the
/// answer.
class SweepTable {
 public:
  /// `level`: of the interval; 0: there is none. `product` must outlive it.
  SweepTable(const whatif::Product& product, double level);
  void add(std::uint64_t number, const whatif::SetupCells& setup, const whatif::SweepPoint& point);
  [[nodiscard]] Table table() const;

 private:
  struct Row {
    std::uint64_t number = 0;
    whatif::SweepPoint point;
    std::string type;
  };
  const whatif::Product& product_;
  double level_ = 0;
  std::size_t type_ = 0;  ///< the storage type among a set-up's cells
  std::vector<Row> rows_;
};

enum class RowForm { jsonl, json, csv, tsv };

/// jsonl: an object a line. json: one document, {"rows": [...]}. csv, tsv: a header, then a line a row; empty cells are
/// not known.
std::unique_ptr<RowWriter> row_writer(RowForm form, const whatif::SweepColumns& columns, std::ostream& out);

}  // namespace tokroof::answers
