# What interactive plots carry inside: Vega, Vega-Lite and vega-embed, whose versions answers/plot/bundle pins. npm fetches
# them once, while building; where it cannot, the program says so when such a plot is wanted, and all else works.
# `cmake --build build --target plot-bundle` tries again.
set(TOKROOF_PLOT_BUNDLE AUTO CACHE STRING "Interactive plots, whose scripts npm fetches: AUTO, ON (or fail) or OFF")
set_property(CACHE TOKROOF_PLOT_BUNDLE PROPERTY STRINGS AUTO ON OFF)
find_program(NPM npm)
if(TOKROOF_PLOT_BUNDLE STREQUAL "ON" AND NOT NPM)
  message(FATAL_ERROR "TOKROOF_PLOT_BUNDLE=ON needs npm")
endif()

set(BUNDLE_PINS ${PROJECT_SOURCE_DIR}/answers/plot/bundle)
if(NPM AND TOKROOF_PLOT_BUNDLE)
  set(BUNDLE ${CMAKE_BINARY_DIR}/plot_bundle/bundle.js)
  set(FETCH_BUNDLE ${CMAKE_COMMAND} -DNPM=${NPM} -DPINS=${BUNDLE_PINS} -DBUNDLE=${BUNDLE} -DMODE=${TOKROOF_PLOT_BUNDLE} -P
                   ${PROJECT_SOURCE_DIR}/cmake/fetch_plot_bundle.cmake)
  add_custom_command(OUTPUT ${BUNDLE} COMMAND ${FETCH_BUNDLE}
                     DEPENDS ${BUNDLE_PINS}/package.json ${BUNDLE_PINS}/package-lock.json
                             ${PROJECT_SOURCE_DIR}/cmake/fetch_plot_bundle.cmake
                     COMMENT "Fetching the scripts of interactive plots" VERBATIM)
  add_custom_target(plot-bundle COMMAND ${FETCH_BUNDLE} VERBATIM)
else()
  set(BUNDLE ${CMAKE_BINARY_DIR}/plot_bundle/none.js)
  file(GENERATE OUTPUT ${BUNDLE} CONTENT "")
endif()

enable_language(ASM)
add_library(tokroof_plot_bundle STATIC answers/plot/bundle/bundle.cpp answers/plot/bundle/bundle.S)
set_source_files_properties(answers/plot/bundle/bundle.S PROPERTIES OBJECT_DEPENDS ${BUNDLE}
                            COMPILE_DEFINITIONS BUNDLE_FILE="${BUNDLE}")
target_link_libraries(tokroof_plot_bundle PRIVATE $<BUILD_INTERFACE:tokroof_options>)
target_include_directories(tokroof_plot_bundle PUBLIC ${PROJECT_SOURCE_DIR})
