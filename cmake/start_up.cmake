# What the program costs before it does anything: linked like any other, as much as a prediction itself.
if(CMAKE_SYSTEM_NAME STREQUAL "Linux" AND NOT TOKROOF_SANITIZE AND NOT TOKROOF_COVERAGE)
  # At a fixed address, as the static program is: the datasets' 50 000 addresses need no relocating at each start.
  target_link_options(tokroof PRIVATE $<$<CONFIG:Release>:-no-pie>)

  # The C++ runtime and fmt inside, where they can be: their thousands of names would be looked up at each start.
  include(CheckCXXSourceCompiles)
  set(CMAKE_REQUIRED_LINK_OPTIONS -static-libstdc++ -static-libgcc)
  check_cxx_source_compiles("#include <string>
int main(int n, char**) { return std::string(n, 'a').empty(); }" TOKROOF_RUNTIME_ARCHIVE)
  unset(CMAKE_REQUIRED_LINK_OPTIONS)
  if(TOKROOF_RUNTIME_ARCHIVE AND fmt_VERSION VERSION_GREATER_EQUAL 9 AND fmt_VERSION VERSION_LESS 10)
    set(TOKROOF_FMT_INSIDE ON)
    target_sources(tokroof PRIVATE cli/static/fmt.cpp)
    target_link_options(tokroof PRIVATE $<$<CONFIG:Release>:-static-libstdc++;-static-libgcc;-Wl,--as-needed>)
  endif()
endif()
