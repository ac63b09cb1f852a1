#include <catch2/catch.hpp>  // what tests/CMakeLists.txt compiles once needs one file that includes it
