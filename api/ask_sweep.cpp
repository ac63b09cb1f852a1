#include "api/ask_sweep.hpp"

#include <sstream>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "answers/sweep_rows.hpp"
#include "api/take.hpp"
#include "catalog/input_error.hpp"
#include "whatif/sweep/sweep.hpp"

namespace tokroof {
namespace {

using nlohmann::json;

Product product_of(const json& question) {
  Product product;
  for (const auto& [name, value] : question.items()) {
    if (value.is_null()) {
      continue;
    }
    const ScenarioOption& option = set_up_option(name);
    if (value.is_array()) {
      std::vector<std::string> values;
      for (const json& one : value) {
        values.push_back(value_text(option, one));
      }
      product.add(Axis::of_values(option, values));
    } else {
      product.add(Axis::of_text(option, value_text(option, value)));
    }
  }
  return product;
}

}  // namespace

json sweep_answer(const Catalog& catalog, const Fitted& fitted, json question) {
  const SweepOptions options{.intervals = take(question, "intervals", true)};
  const std::string part = take(question, "shard", std::string("1/1"));
  const Product product = product_of(question);
  const RowRange range = shard(product.size(), part);
  if (range.size() > kMostAskedRows) {
    throw InputError("usage",
                     fmt::format("{} rows are more than {}: fewer values, or a shard, or tokroof sweep",
                                 range.size(),
                                 kMostAskedRows));
  }
  const SweepModel model{
      catalog, fitted, [&](const Question& asked) { return complete(catalog, fitted, asked); }};
  check_sweep(model, product);
  std::ostringstream text;
  const auto writer = row_writer(RowForm::json, SweepColumns(product), text);
  writer->begin();
  sweep(model,
        product,
        range,
        options,
        [&](std::uint64_t number, const SetupCells& setup, const SweepPoint& p) {
          writer->row(number, setup, p);
          return true;
        });
  writer->end();
  writer->flush();
  return json::parse(text.str());
}

}  // namespace tokroof
