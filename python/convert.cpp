#include "python/convert.hpp"

#include <cmath>
#include <cstdint>

#include <nlohmann/json.hpp>

#include "catalog/input_error.hpp"

namespace tokroof::python {
namespace {

namespace py = pybind11;
using nlohmann::json;

json number_of(double value, const std::string& where) {
  if (!std::isfinite(value)) {
    throw catalog::InputError("usage", "takes finite numbers", where);
  }
  return value;
}

json whole_of(py::handle value, const std::string& where) {
  int overflow = 0;
  const long long whole = PyLong_AsLongLongAndOverflow(value.ptr(), &overflow);
  if (overflow != 0) {
    throw catalog::InputError("usage", "is too large a number", where);
  }
  return whole;
}

json array_of(py::handle sequence, const std::string& where) {
  json out = json::array();
  for (const py::handle item : sequence) {
    out.push_back(json_of(item, where));
  }
  return out;
}

json map_of(const py::dict& map, const std::string& where) {
  json out = json::object();
  for (const auto& [key, value] : map) {
    const std::string name = text_of(py::str(key), where);
    out[name] = json_of(value, name);
  }
  return out;
}

}  // namespace

std::string text_of(py::handle text, const std::string& where) {
  Py_ssize_t size = 0;
  const char* data = PyUnicode_AsUTF8AndSize(text.ptr(), &size);
  if (data == nullptr) {
    PyErr_Clear();
    throw catalog::InputError("usage", "holds a lone surrogate, which is no text", where);
  }
  return {data, static_cast<std::size_t>(size)};
}

json json_of(py::handle value, const std::string& where) {
  if (value.is_none()) return nullptr;
  if (PyBool_Check(value.ptr()) != 0) return value.cast<bool>();
  if (PyLong_Check(value.ptr()) != 0) return whole_of(value, where);
  if (PyFloat_Check(value.ptr()) != 0) return number_of(value.cast<double>(), where);
  if (PyUnicode_Check(value.ptr()) != 0) return text_of(value, where);
  if (py::isinstance<py::dict>(value)) return map_of(py::reinterpret_borrow<py::dict>(value), where);
  if (py::isinstance<py::list>(value) || py::isinstance<py::tuple>(value)) return array_of(value, where);
  if (py::hasattr(value, "__fspath__")) return json_of(value.attr("__fspath__")(), where);
  if (py::hasattr(value, "tolist")) {  // numpy's arrays and scalars
    return json_of(value.attr("tolist")(), where);
  }
  const auto type = py::str(py::type::handle_of(value).attr("__name__")).cast<std::string>();
  throw catalog::InputError("usage", "takes text, numbers, lists, True or False, not " + type, where);
}

py::object object_of(const json& document) {
  switch (document.type()) {
    case json::value_t::boolean: return py::bool_(document.get<bool>());
    case json::value_t::number_integer: return py::int_(document.get<std::int64_t>());
    case json::value_t::number_unsigned: return py::int_(document.get<std::uint64_t>());
    case json::value_t::number_float: return py::float_(document.get<double>());
    case json::value_t::string: {
      const auto& text = document.get_ref<const std::string&>();
      PyObject* decoded = PyUnicode_DecodeUTF8(text.data(), static_cast<Py_ssize_t>(text.size()), "replace");
      if (decoded == nullptr) {
        throw py::error_already_set();
      }
      return py::reinterpret_steal<py::object>(decoded);
    }
    case json::value_t::array: {
      py::list out(document.size());
      for (std::size_t i = 0; i < document.size(); ++i) {
        out[i] = object_of(document[i]);
      }
      return out;
    }
    case json::value_t::object: {
      py::dict out;
      for (const auto& [key, value] : document.items()) {
        out[py::str(key)] = object_of(value);
      }
      return out;
    }
    case json::value_t::null:
    case json::value_t::binary:
    case json::value_t::discarded: break;
  }
  return py::none();
}

}  // namespace tokroof::python
