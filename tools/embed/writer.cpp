#include "tools/embed/writer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "catalog/fields.hpp"
#include "catalog/table_columns.hpp"
#include "catalog/text.hpp"

namespace tokroof::tools {
namespace {

/// A C++ string literal; everything outside printable ASCII as octal, which unlike \x cannot run on.
std::string literal(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += {'\\', c};
    } else if (c == '\n') {
      out += "\\n";
    } else if (c < 0x20 || c == 0x7F) {  // signed char: bytes from 0x80 on are negative
      out += fmt::format("\\{:03o}", static_cast<unsigned char>(c));
    } else {
      out += c;
    }
  }
  return out + '"';
}

std::string value_text(double value) { return std::isnan(value) ? "kUnknown" : fmt::format("{}", value); }
std::string value_text(std::string_view value) { return literal(value) + "sv"; }
std::string value_text(bool value) { return value ? "true" : "false"; }
std::string value_text(model::DeviceKind kind) {
  return fmt::format("DeviceKind::{}", catalog::kDeviceKinds[static_cast<int>(kind)]);
}
std::string value_text(catalog::Exactness value) {
  return fmt::format("Exactness::{}", catalog::kExactness[static_cast<int>(value)]);
}

std::string value_text(model::Split value) { return fmt::format("Split::{}", model::split_name(value)); }

bool same(double a, double b) { return model::alike(a, b); }
template <class T>
bool same(const T& a, const T& b) {
  return a == b;
}
template <class T>
bool same(std::span<const T> a, std::span<const T> b) {
  return a.empty() && b.empty();
}

class Writer {
 public:
  /// `brief`: without the remarks of entries, which the page does not show.
  explicit Writer(bool brief) : brief_(brief) {}

  template <class T>
  void array(std::string_view type, std::string_view name, std::span<const T> entries) {
    if (entries.empty()) {
      out_ += fmt::format("constexpr std::span<const {}> {};\n", type, name);
      return;
    }
    std::string body;
    for (const T& entry : entries) {
      body += "    " + entry_text(entry) + ",\n";
    }
    out_ += lists_ + fmt::format("constexpr {} {}[] = {{\n{}}};\n", type, name, body);
    lists_.clear();
  }

  void names(std::string_view name, std::span<const catalog::NameKey> keys) {
    out_ += fmt::format("constexpr NameKey {}[] = {{\n", name);
    for (const catalog::NameKey& key : keys) {
      out_ += fmt::format("    {{{}sv, {}}},\n", literal(key.key), key.row);
    }
    out_ += "};\n";
  }

  /// One literal a line; the size is given because constexpr strlen of a long text exceeds compilers' limits.
  void text(std::string_view name, std::string_view text) {
    out_ += fmt::format("constexpr char {}[] =", name);
    while (!text.empty()) {
      const std::size_t end = text.find('\n');
      const std::size_t size = end == std::string_view::npos ? text.size() : end + 1;
      out_ += "\n    " + literal(text.substr(0, size));
      text.remove_prefix(size);
    }
    out_ += ";\n";
  }

  void line(std::string_view text) { (out_ += text) += '\n'; }
  std::string take() { return std::move(out_); }

 private:
  template <class T>
  std::string entry_text(const T& entry) {
    static const T unset{};
    std::string out = "{";
    std::string_view last;
    for (const catalog::Field<T>& field : catalog::fields_of<T>()) {
      if (field.name == last || (brief_ && field.name == "notes")) {
        continue;  // a second key for the same member
      }
      last = field.name;
      std::visit(
          [&](auto member) {
            if (!same(entry.*member, unset.*member)) {
              out +=
                  fmt::format("{}.{} = {}", out.size() > 1 ? ", " : "", field.name, text_of(entry.*member));
            }
          },
          field.member);
    }
    return out + "}";
  }

  template <class T>
  std::string text_of(const T& value) {
    return value_text(value);
  }
  std::string text_of(std::span<const double> list) { return list_text("double", list); }
  std::string text_of(std::span<const catalog::AllReduceTime> list) {
    return list_text("AllReduceTime", list);
  }
  std::string text_of(std::span<const catalog::Carrier> list) { return list_text("Carrier", list); }
  std::string text_of(std::span<const catalog::ServerSlots> list) { return list_text("ServerSlots", list); }
  std::string text_of(std::span<const catalog::PrefixCached> list) { return list_text("PrefixCached", list); }

  /// A list inside an entry becomes an array of its own, before the entry's.
  template <class T>
  std::string list_text(std::string_view type, std::span<const T> list) {
    std::string body;
    for (const T& element : list) {
      body += body.empty() ? "" : ", ";
      if constexpr (std::is_same_v<T, double>) {
        body += value_text(element);
      } else {
        body += entry_text(element);
      }
    }
    std::string name = fmt::format("kList{}", list_count_++);
    lists_ += fmt::format("constexpr {} {}[] = {{{}}};\n", type, name, body);
    return name;
  }

  bool brief_;
  std::string out_;
  std::string lists_;
  int list_count_ = 0;
};

void write_catalog(Writer& out, const catalog::CatalogData& data) {
  std::string members;
#define TOKROOF_ARRAY(file, key, needed, Type, member) \
  out.array(#Type, "k_" #member, data.member);         \
  members += "k_" #member ", ";
  TOKROOF_LISTS(TOKROOF_ARRAY)
#undef TOKROOF_ARRAY
  out.names("kDeviceNames", data.device_names);
  out.names("kModelNames", data.model_names);
  out.names("kStorageNames", data.storage_names);
  out.names("kLinkNames", data.link_names);
  out.names("kRecipeNames", data.recipe_names);
  out.names("kAliasNames", data.alias_names);
  out.line("constexpr CatalogData kData = {" + members);
  out.line("    kDeviceNames, kModelNames, kStorageNames, kLinkNames, kRecipeNames, kAliasNames};");
}

}  // namespace

std::string drawn_columns(std::string_view table) {
  constexpr std::array<std::string_view, 7> kNotDrawn{
      "url", "prompt_kind", "pp_depth", "pp_tps", "tg_std", "quality", "notes"};
  std::vector<std::string_view> header;
  std::string out;
  for (const std::string_view line : catalog::split_at(table, '\n')) {
    const std::vector<std::string_view> cells = catalog::split_at(line, '\t');
    if (header.empty()) {
      header = cells;
    }
    if (line.empty()) {
      continue;  // behind the last line break
    }
    const auto rate = std::find(header.begin(), header.end(), "tg_tps");
    const bool drawn =
        rate != header.end() && !cells.at(static_cast<std::size_t>(rate - header.begin())).empty();
    std::string row;
    for (std::size_t i = 0; i < header.size(); ++i) {
      if (std::find(kNotDrawn.begin(), kNotDrawn.end(), header[i]) == kNotDrawn.end()) {
        row += '\t';
        row += drawn || header[i] == "model" ? cells.at(i) : "";
      }
    }
    out += row.substr(1) + '\n';
  }
  return catalog::by_columns(out);
}

std::string embedded_source(const catalog::Catalog& catalog,
                            const std::vector<TableText>& tables,
                            std::string_view claims,
                            const catalog::DataVersion& version,
                            bool by_columns) {
  Writer out(by_columns);
  out.line("// Generated by tokroof_embed from datasets/. Change those files and build again.");
  out.line("#include \"catalog/catalog.hpp\"\n#include \"catalog/table_columns.hpp\"");
  out.line("#pragma GCC diagnostic ignored \"-Woverlength-strings\"");
  out.line("#pragma GCC diagnostic ignored \"-Wmissing-field-initializers\"  // the rest is not known");
  out.line(
      "namespace tokroof::catalog {\nnamespace {\nusing namespace std::string_view_literals;\nusing "
      "namespace model;");
  write_catalog(out, catalog.data());
  std::string list;
  for (std::size_t i = 0; i < tables.size(); ++i) {
    const std::string name = fmt::format("kTable{}", i);
    out.text(name, tables[i].text);
    list += fmt::format("    {{{}sv, {{{}, sizeof {} - 1}}, {}}},\n",
                        literal(tables[i].facts.table),
                        name,
                        name,
                        tables[i].facts.fit);
  }
  out.text("kClaims", claims);
  out.line(fmt::format("constexpr EmbeddedTable kTables[] = {{\n{}}};", list));
  list.clear();
  for (const catalog::OldestBuild& build : version.oldest_builds) {
    list += fmt::format("    {{{}, {}}},\n", literal(build.engine), literal(build.date));
  }
  out.line(fmt::format("constexpr OldestBuild kOldestBuilds[] = {{\n{}}};", list));
  list.clear();
  for (const catalog::CountedBuild& build : version.counted_builds) {
    list += fmt::format("    {{{}, {}}},\n", build.number, literal(build.date));
  }
  out.line(fmt::format("constexpr CountedBuild kCountedBuilds[] = {{\n{}}};\n}}  // namespace\n", list));
  out.line(
      "const Catalog& Catalog::bundled() {\n  static const Catalog catalog(kData);\n  return catalog;\n}");
  out.line(by_columns ? "std::span<const EmbeddedTable> bundled_tables() {\n  static const UnpackedTables "
                        "tables(kTables);\n"
                        "  return tables.view();\n}"
                      : "std::span<const EmbeddedTable> bundled_tables() { return kTables; }");
  out.line("std::string_view bundled_claims() { return {kClaims, sizeof kClaims - 1}; }");
  out.line(fmt::format(
      "DataVersion bundled_data_version() {{ return {{{}, {}, kOldestBuilds, kCountedBuilds}}; }}",
      literal(version.fingerprint),
      literal(version.date)));
  out.line("}  // namespace tokroof::catalog");
  return out.take();
}

}  // namespace tokroof::tools
