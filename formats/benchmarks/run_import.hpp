#pragma once
#include <functional>
#include <iosfwd>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "catalog/catalog.hpp"
#include "catalog/run.hpp"
#include "formats/benchmarks/format.hpp"
#include "formats/benchmarks/import_names.hpp"
#include "formats/benchmarks/said_names.hpp"
#include "formats/benchmarks/sentence.hpp"

namespace tokroof::formats {

/// What was found in one file.
struct ImportedFile {
  std::string name;
  std::map<std::string, std::size_t> formats;  ///< rows by format
  std::size_t rows = 0;
  std::vector<catalog::Problem> problems;  ///< the first kMostProblems
  std::size_t problem_count = 0;
};

/// Reads what benchmark tools write, in one pass and, but for figures of no device, constant memory: a file may hold several
/// formats, logs between them, broken parts. Every figure becomes a row of a runs table, as the file says it; what the file does not say is
/// filled from `given` where that says it, else stays unknown.
class RunImport {
 public:
  using Take = std::function<void(catalog::Run&&)>;
  static constexpr std::size_t kMostProblems = 200;

  RunImport(const catalog::Catalog& catalog, catalog::Run given, Take take);

  /// A file; of a folder the files in it, by name. Throws InputError where it cannot be opened.
  void read_path(const std::string& path);
  void read_stream(std::istream& in, const std::string& name);
  /// Whether a file without any other figure is read as prose: each of several lines that name a device, a model and a rate, or that
  /// do so with a heading; else the whole of a short text as one post. The default.
  void read_prose(bool yes) { reads_prose_ = yes; }
  /// Turns the names in a row of a runs table that the catalog does not know into its own.
  void name_cells(catalog::Run& run);
  /// Notes a file that could not even be opened.
  void not_read(const catalog::InputError& error);

  [[nodiscard]] std::size_t rows() const { return rows_; }
  [[nodiscard]] const std::vector<ImportedFile>& files() const { return files_; }
  [[nodiscard]] const ImportNames& names() const { return names_; }
  /// What was understood of texts that were read as one post.
  [[nodiscard]] const std::vector<std::string>& understood() const { return understood_; }

 private:
  class Sink;
  static constexpr std::size_t kMostWaiting = 10000;
  void finish(ImportedRun figure, int line, std::string_view format);
  void problem(int line, const std::string& reason);
  void read_either(std::istream& in, const std::string& name, const std::string& path);
  void read_text(std::istream& in, std::string start);
  /// A figure without a device or a model is of the one that the text names, if any.
  void name_from(catalog::Run& run, const std::optional<SaidNames::Device>& device);
  void name_from(catalog::Run& run, const std::optional<SaidNames::Model>& model);
  /// Says once that a name is what a line says, and of which it was chosen.
  void tell(int line,
            std::string_view kind,
            const std::string& slug,
            const std::vector<std::string>& variants);
  void name_from_post(catalog::Run& run);
  void put(catalog::Run run);
  void put_waiting(SaidNames& said);
  bool take_record(Formats& formats, const Record& record, int line, int depth);
  void take_line(Formats& formats, std::string_view text, int line);
  void keep_prose(std::string_view text, int line);
  void keep_post(std::string_view text);
  void take_prose();
  [[nodiscard]] std::optional<Sentence> whole_post() const;
  void take_sentence(Sentence sentence, int line);

  catalog::Run given_;
  Take take_;
  ImportNames names_;
  const catalog::Catalog& catalog_;
  std::vector<ImportedFile> files_;
  std::size_t rows_ = 0;
  SaidNames* said_ = nullptr;  ///< of the text that is being read
  bool reads_prose_ = true;
  bool is_windows_ = false;                         ///< a command of the text is one of Windows
  std::vector<std::pair<std::string, int>> prose_;  ///< lines of which no format made anything
  std::string post_;                                ///< the text, while it is short and holds no JSON
  bool is_post_ = true;
  std::vector<std::string> understood_;
  std::map<std::string_view, int> told_lines_;  ///< that a name was taken from last, by its kind
  std::vector<catalog::Run> waiting_;  ///< from the first figure on whose device or model may still be named
};

}  // namespace tokroof::formats
