#pragma once
#include <string>

#include <pybind11/pybind11.h>
#include <nlohmann/json_fwd.hpp>

namespace tokroof::python {

/// A str as UTF-8. Throws InputError (usage) for half of a surrogate pair.
std::string text_of(pybind11::handle text, const std::string& where);

/// None, bool, int, float, str, list, tuple, dict, paths, and numpy's scalars. Throws InputError (usage) for anything else
/// and for NaN and infinity; `where` names the value.
nlohmann::json json_of(pybind11::handle value, const std::string& where = "");

/// Plain Python objects: whole numbers stay int.
pybind11::object object_of(const nlohmann::json& document);

}  // namespace tokroof::python
