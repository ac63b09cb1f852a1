# For the projects of Emscripten's toolchain (web/, npm/), which scripts/build-webassembly configures: the compiler, its cache,
# and libraries that are headers alone. What a native program has to write first (the embedded catalog and fit) is taken from
# the native build's folder.
if(NOT EMSCRIPTEN)
  message(FATAL_ERROR "This is built with Emscripten's toolchain: scripts/build-web, scripts/build-npm")
endif()
set(TOKROOF_NATIVE_DIR "" CACHE PATH "Where the native build wrote embedded_catalog.cpp and embedded_fit.cpp")

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
find_program(CCACHE ccache NO_CMAKE_FIND_ROOT_PATH)
if(CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_COMPILERTYPE=clang
                                  CCACHE_SLOPPINESS=pch_defines,time_macros ${CCACHE})
endif()

get_filename_component(ROOT ${CMAKE_CURRENT_LIST_DIR} DIRECTORY)

# tokroof_sources(VARIABLE ROOM...): all sources of these folders.
function(tokroof_sources variable)
  set(out)
  foreach(room ${ARGN})
    file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${ROOT}/${room}/*.cpp)
    list(APPEND out ${sources})
  endforeach()
  set(${variable} ${out} PARENT_SCOPE)
endfunction()

# tokroof_webassembly(TARGET LIBRARY...): a program with the catalog and the fit, and the headers of these libraries: by links in
# a folder of their own, since /usr/include as a whole would bring in the host's C library.
function(tokroof_webassembly target)
  set(headers ${CMAKE_BINARY_DIR}/include)
  file(MAKE_DIRECTORY ${headers})
  foreach(library ${ARGN})
    find_path(${library}_FOLDER ${library} PATHS /usr/include /usr/local/include PATH_SUFFIXES eigen3 NO_DEFAULT_PATH
                                NO_CMAKE_FIND_ROOT_PATH REQUIRED)
    file(CREATE_LINK ${${library}_FOLDER}/${library} ${headers}/${library} SYMBOLIC)
  endforeach()
  target_sources(${target} PRIVATE ${TOKROOF_NATIVE_DIR}/embedded_catalog.cpp ${TOKROOF_NATIVE_DIR}/embedded_fit.cpp)
  target_include_directories(${target} PRIVATE ${ROOT})
  target_include_directories(${target} SYSTEM PRIVATE ${headers})
  # Nearly every file reads these; reading them once halves the build.
  target_precompile_headers(${target} PRIVATE <algorithm> <functional> <map> <sstream> <string> <vector> <fmt/format.h>
                                              <nlohmann/json.hpp>)
  target_compile_definitions(${target} PRIVATE FMT_HEADER_ONLY TOKROOF_SQLITE=0)
  # Exceptions of WebAssembly itself (every browser since 2022): smaller and faster than those by way of JavaScript.
  target_compile_options(${target} PRIVATE $<$<COMPILE_LANGUAGE:CXX>:-O2;-fwasm-exceptions;SHELL:-Xclang -fno-pch-timestamp>)
  target_link_options(${target} PRIVATE -fwasm-exceptions -sMODULARIZE=1 -sEXPORT_NAME=tokroofModule
                      -sALLOW_MEMORY_GROWTH=1 -sINITIAL_MEMORY=33554432)
endfunction()
