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

namespace tokroof::api {
namespace {

using nlohmann::json;

whatif::Product product_of(const json& question) {
  whatif::Product product;
  for (const auto& [name, value] : question.items()) {
    if (value.is_null()) {
      continue;
    }
    const predict::ScenarioOption& option = predict::set_up_option(name);
    if (value.is_array()) {
      std::vector<std::string> values;
      for (const json& one : value) {
        values.push_back(predict::value_text(option, one));
      }
      product.add(whatif::Axis::of_values(option, values));
    } else {
      product.add(whatif::Axis::of_text(option, predict::value_text(option, value)));
    }
  }
  return product;
}

}  // namespace

json sweep_answer(const catalog::Catalog& catalog, const predict::Fitted& fitted, json question) {
  const whatif::SweepOptions options{.intervals = take(question, "intervals", true)};
  const std::string part = take(question, "shard", std::string("1/1"));
  const whatif::Product product = product_of(question);
  const whatif::RowRange range = whatif::shard(product.size(), part);
  if (range.size() > kMostAskedRows) {
    throw catalog::InputError(
        "usage",
        fmt::format("{} rows are more than {}: fewer values, or a shard, or tokroof sweep",
                    range.size(),
                    kMostAskedRows));
  }
  const whatif::SweepModel model{catalog, fitted, [&](const catalog::Question& asked) {
                                   return predict::complete(catalog, fitted, asked);
                                 }};
  whatif::check_sweep(model, product);
  std::ostringstream text;
  const auto writer = answers::row_writer(answers::RowForm::json, whatif::SweepColumns(product), text);
  writer->begin();
  whatif::sweep(model,
                product,
                range,
                options,
                [&](std::uint64_t number, const whatif::SetupCells& setup, const whatif::SweepPoint& p) {
                  writer->row(number, setup, p);
                  return true;
                });
  writer->end();
  writer->flush();
  return json::parse(text.str());
}

}  // namespace tokroof::api
