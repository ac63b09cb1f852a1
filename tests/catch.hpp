#pragma once
// Ceres 2.1's headers bring glog's CHECK along; included after Catch2 it would silently replace Catch2's own.
#include <ceres/ceres.h>
#undef CHECK
#undef CHECK_EQ
#include <catch2/catch.hpp>
