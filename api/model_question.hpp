#pragma once
#include "formats/models/model_file.hpp"
#include "predict/request.hpp"

namespace tokroof::api {

/// complete() for a question whose model is a file: its storage type and size are those of the file unless others are
/// stated. `catalog` has the file's model (with_model()).
predict::Request complete_with_file(const catalog::Catalog& catalog,
                                    const predict::Fitted& fitted,
                                    catalog::Question question,
                                    const formats::ModelFile& file);

}  // namespace tokroof::api
