# The library and the Python module link the same static libraries as the program, which are compiled for them whether or not
# pybind11 is there yet. Hidden symbols keep calls within them direct.
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)
