#pragma once
#include "formats/models/model_file.hpp"
#include "predict/request.hpp"

namespace tokroof {

/// complete() for a question whose model is a file: its storage type and size are those of the file unless others are
/// stated. `catalog` has the file's model (with_model()).
Request complete_with_file(const Catalog& catalog,
                           const Fitted& fitted,
                           Question question,
                           const ModelFile& file);

}  // namespace tokroof
