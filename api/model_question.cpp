#include "api/model_question.hpp"

#include <cmath>

#include <fmt/format.h>

#include "catalog/input_error.hpp"

namespace tokroof::api {

predict::Request complete_with_file(const catalog::Catalog& catalog,
                                    const predict::Fitted& fitted,
                                    catalog::Question question,
                                    const formats::ModelFile& file) {
  const bool own_quant = question.run.quant.empty() || question.run.quant == file.quant;
  if (question.run.quant.empty() && file.quant.empty()) {
    throw catalog::InputError("usage",
                              fmt::format("which storage type do the weights of {} have?{}{}",
                                          question.run.model,
                                          file.why_no_quant.empty() ? "" : " ",
                                          file.why_no_quant),
                              "--quant");
  }
  const bool stated = !question.run.quant.empty();
  if (!stated && file.architecture.file == nullptr) {
    question.run.quant = file.quant;
  }
  if (own_quant && std::isnan(question.run.size_gib)) {
    question.run.size_gib = file.size_gib;
  }
  predict::Request request = predict::complete(catalog, fitted, std::move(question));
  if (!stated && file.architecture.file == nullptr) {
    request.assume("quant", file.quant);
  }
  request.assumed.insert(request.assumed.begin(), file.assumed.begin(), file.assumed.end());
  request.notes.insert(request.notes.begin(), file.notes.begin(), file.notes.end());
  return request;
}

}  // namespace tokroof::api
