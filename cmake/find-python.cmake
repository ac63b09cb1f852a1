# Sets TOKROOF_PYTHON_FOUND where the Python module can be built. A sanitized or fuzzed module would need the interpreter
# sanitized as well.
set(TOKROOF_PYTHON_FOUND OFF)
if(TOKROOF_PYTHON STREQUAL "AUTO" AND (TOKROOF_SANITIZE OR TOKROOF_FUZZ OR TOKROOF_COVERAGE OR EMSCRIPTEN))
  return()
endif()
if(NOT TOKROOF_PYTHON)
  return()
endif()

include(cmake/shared_code.cmake)

# Debian's own interpreter before others on PATH: it is the one that has numpy and pandas as packages.
if(NOT Python3_EXECUTABLE AND EXISTS /usr/bin/python3)
  set(Python3_EXECUTABLE /usr/bin/python3)
endif()
set(PYBIND11_FINDPYTHON OFF)
set(PYBIND11_NOPYTHON ON)
find_package(Python3 QUIET COMPONENTS Interpreter Development.Module)
find_package(pybind11 2.10 QUIET)
if(Python3_FOUND AND pybind11_FOUND)
  set(TOKROOF_PYTHON_FOUND ON)
elseif(NOT TOKROOF_PYTHON STREQUAL "AUTO")
  message(FATAL_ERROR "TOKROOF_PYTHON is ON: needs pybind11 2.10 and Python 3 with its headers "
                      "(Debian: pybind11-dev python3-dev)")
endif()
