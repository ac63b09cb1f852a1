#pragma once
#include <iosfwd>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "catalog/catalog.hpp"
#include "catalog/input_error.hpp"
#include "predict/fitted.hpp"

namespace tokroof::answers {
struct Table;
}

namespace tokroof::api {
struct KnownMachine;
}

namespace tokroof::formats {
struct ModelFile;
}

namespace tokroof::cli {

class Command;
struct LongList;

/// Exit statuses of every verb.
enum Status { kDone = 0, kDeviates = 1, kBadInput = 2, kCannotModel = 3, kCannotWrite = 3 };

/// How an answer is written.
enum class Format { text, json, markdown, csv };

/// What all verbs share: the options of every subcommand, the catalog and the fit they choose, and where to write.
class Session {
 public:
  explicit Session(std::ostream& out);
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;
  ~Session();

  /// --json, for verbs that read neither catalogs nor coefficients.
  void add_json_option(Command command);
  /// --json, --datasets DIR, --hardware FILE, --coefficients FILE.
  void add_options(Command command);
  /// The same, and for verbs whose answer is a table: --md, --csv, --color.
  void add_table_options(Command command);

  [[nodiscard]] const catalog::Catalog& catalog();
  /// Reads a model from files and adds it to the catalog, under the name given; the same name a second time is that model.
  const formats::ModelFile& add_model(const std::string& path);
  /// --no-detect, for verbs that ask about a machine.
  void add_detect_option(Command command);
  [[nodiscard]] bool detects() const { return !no_detect_; }
  /// The machine that the program runs on, found out when it is first asked for; its processor is in the catalog then.
  const api::KnownMachine& this_machine();
  /// A machine file, read once; a processor of it that the catalog does not have is in the catalog then.
  const api::KnownMachine& machine_of_file(const std::string& path);
  [[nodiscard]] const predict::Fitted& fitted();
  [[nodiscard]] bool json() const { return json_; }
  [[nodiscard]] Format format() const;
  /// Whether text may be coloured: as --color says, else on a terminal that NO_COLOR and TERM=dumb do not speak against.
  [[nodiscard]] bool colour() const;
  std::ostream& out() { return out_; }
  /// The folder given with --datasets; empty: what was compiled in.
  [[nodiscard]] const std::string& datasets() const { return datasets_; }

  /// Writes one JSON document; refuses NaN and infinity (they become null and are a defect).
  void write(const nlohmann::json& document);
  /// The same with lists that need not fit into memory (write_long_json).
  void write(const nlohmann::json& document, const std::map<std::string, LongList>& lists);
  /// Writes a table as the format has it.
  void print(const answers::Table& table);
  /// For the sentences around a table: CSV holds nothing but its rows, so there they go to stderr.
  std::ostream& beside_table();
  /// {"error": {...}} on stdout in JSON mode, a sentence on stderr otherwise.
  void report(const catalog::InputError& error);
  /// A wrong command line, in JSON whatever the options say: they were not understood.
  void usage_error(const catalog::InputError& error);
  /// For what cannot be modelled or written, and for defects of the program itself: a document with "error"
  /// (refusal_json), or its sentence on stderr.
  void refuse(const nlohmann::json& document);

  int status = kDone;

 private:
  std::ostream& out_;
  bool json_ = false, markdown_ = false, csv_ = false;
  bool no_detect_ = false;
  std::string datasets_, hardware_, coefficients_, colour_ = "auto";
  std::optional<catalog::Catalog> catalog_, extended_;
  std::map<std::string, std::shared_ptr<const formats::ModelFile>> model_files_;
  std::optional<predict::Fitted> fitted_;
  std::unique_ptr<api::KnownMachine> this_machine_, file_machine_;
  std::string machine_file_;  ///< of file_machine_
};

// One file a verb: cli/<verb>_command.cpp. Each adds its subcommand, whose callback does the work.
void add_predict(Command app, Session& session);
void add_models(Command app, Session& session);
void add_capacity(Command app, Session& session);
void add_explain(Command app, Session& session);
void add_rank(Command app, Session& session);
void add_compare(Command app, Session& session);
void add_sweep(Command app, Session& session);
void add_list(Command app, Session& session);
void add_check(Command app, Session& session);
void add_diagnose(Command app, Session& session);
void add_evaluate(Command app, Session& session);
void add_fit(Command app, Session& session);
void add_calibrate(Command app, Session& session);
void add_import(Command app, Session& session);
void add_audit(Command app, Session& session);
void add_machine(Command app, Session& session);
void add_serve(Command app, Session& session);
void add_completions(Command app, Session& session);
void add_man(Command app, Session& session);

}  // namespace tokroof::cli
