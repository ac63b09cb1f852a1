#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "catalog/catalog.hpp"
#include "formats/mentions/mentions.hpp"
#include "formats/pages/figure_words.hpp"
#include "formats/pages/page.hpp"
#include "formats/pages/subject.hpp"

namespace tokroof::formats {

/// The head of a column or the label of a row: what the figures are, and what they are of.
struct TableHead {
  FigureHead figures;
  Subject subject;
  bool unknown_device = false;  ///< it names one that the catalog does not know
  bool counts_devices = false;  ///< "GPUs", "TP": the cells are numbers of devices
  bool tells_depth = false;     ///< "Context", "Depth": the cells are tokens in the cache
};

/// What the cells of a row say of its figures.
struct RowNames {
  TableHead label;       ///< of the first cell
  std::string written;   ///< the same as the page has it
  bool of_card = false;  ///< it is "GPU" and the like
  Subject subject;
  bool unknown_device = false, unknown_model = false;  ///< a name that the catalog does not know
  bool failed = false;                                 ///< its run did: "nan" stands for a figure
  double streams = 0, devices = 0;                     ///< what a column of them says; 0: none does
  double layers = model::kUnknown;                     ///< on the device, as a column of llama-bench has it
  double context = model::kUnknown;                    ///< tokens, as a column of them says
  double depth = model::kUnknown;                      ///< tokens that are in the cache already, likewise
  std::string test;                                    ///< of llama-bench: "pp512", "tg128", "pp512+tg128"
};

/// The names over the columns and in the rows of a table.
class TableNames {
 public:
  using Row = std::vector<SourceText>;

  TableNames(const PageBlock& table, MentionFinder& finder, const catalog::Catalog& catalog);

  /// So many of its first rows stand over the others.
  [[nodiscard]] std::size_t head_rows() const { return head_rows_; }
  [[nodiscard]] const std::vector<TableHead>& heads() const { return heads_; }
  [[nodiscard]] const TableHead& head(std::size_t column) const;
  /// In lower case; as it is written.
  [[nodiscard]] std::string head_text(std::size_t column) const;
  [[nodiscard]] std::string head_as_written(std::size_t column) const;
  /// A column whose cells are names: the first, and those that say so.
  [[nodiscard]] bool names(std::size_t column) const;
  /// A cell that says how many streams or devices the figures of its row are of, or how full their cache is.
  [[nodiscard]] bool is_setting(std::size_t column, std::string_view cell) const;
  /// Of the rows in their order: a cell that is empty says what stands above it.
  RowNames row(const Row& row);

 private:
  [[nodiscard]] bool heads_by_its_looks() const;
  [[nodiscard]] bool heads_names(std::size_t column) const;
  [[nodiscard]] bool tells_drafts(std::size_t column) const;
  bool lacks_first_cell();
  bool heads_in_two_rows();
  void write_heads();
  TableHead head_of(std::string_view cell);
  [[nodiscard]] std::string size_in(const Row& row) const;
  [[nodiscard]] bool has_size(const std::string& slug, const std::string& size) const;
  [[nodiscard]] std::string model_of_type(std::string_view name, const std::string& size) const;
  Subject named_in(std::string_view text, std::size_t column, const std::string& size);
  std::vector<Mention> names_in(std::string_view text, std::size_t column);
  void drop_carrier(std::string_view text, std::vector<Mention>& mentions) const;
  void take_names(const Row& row, RowNames& out);
  void take_numbers(const Row& row, RowNames& out);
  void tell_by_memory(Subject& subject, const SourceText& cell);
  [[nodiscard]] bool has_memory(const std::string& slug, double gib) const;
  void tell_heads_by_memory();
  [[nodiscard]] bool first_cells_name_devices();
  [[nodiscard]] bool is_other_device(std::string_view cell, const TableHead& label);

  const PageBlock& table_;
  MentionFinder& finder_;
  const catalog::Catalog& catalog_;
  std::size_t head_rows_ = 0;
  std::vector<TableHead> heads_;
  std::vector<std::string> written_;  ///< the heads as the page has them
  std::vector<bool> names_;           ///< by column: its cells are names
  std::size_t first_column_ = 0;      ///< that has a head
  bool rows_of_devices_ = false;      ///< the first cells name devices
  std::vector<Subject> above_;        ///< what the columns of names said last
};

}  // namespace tokroof::formats
