# cmake -DNPM=npm -DPINS=FOLDER -DBUNDLE=FILE -DMODE=AUTO|ON -P fetch_plot_bundle.cmake
# Writes the pinned packages' minified scripts and licenses to one file; AUTO: an empty one where npm fails.
get_filename_component(folder ${BUNDLE} DIRECTORY)
file(MAKE_DIRECTORY ${folder})
file(COPY ${PINS}/package.json ${PINS}/package-lock.json DESTINATION ${folder})
# A registry that does not answer must not hold up a build: no retries, and a limit for the whole.
execute_process(COMMAND ${NPM} ci --ignore-scripts --no-audit --no-fund --prefer-offline --loglevel=error
                        --fetch-retries=0 --fetch-timeout=20000
                WORKING_DIRECTORY ${folder} TIMEOUT 120 RESULT_VARIABLE failed OUTPUT_VARIABLE said ERROR_VARIABLE said)
if(failed)
  string(STRIP "${said}" said)
  string(REGEX REPLACE "\n.*" "" said "${said}")
  if(MODE STREQUAL "ON")
    message(FATAL_ERROR "npm ci failed (${failed}): ${said}")
  endif()
  message(NOTICE "This build has no interactive plots: npm ci failed (${failed}): ${said}")
  file(WRITE ${BUNDLE} "")
else()
  set(text "")
  foreach(package vega vega-lite vega-embed)
    file(READ ${folder}/node_modules/${package}/LICENSE license)
    file(READ ${folder}/node_modules/${package}/build/${package}.min.js script)
    string(REGEX REPLACE "//# sourceMappingURL=[^\n]*" "" script "${script}")
    string(APPEND text "/* ${package}\n${license}*/\n${script}\n")
  endforeach()
  file(WRITE ${BUNDLE} "${text}")
endif()
file(REMOVE_RECURSE ${folder}/node_modules)
