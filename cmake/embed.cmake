# The catalogs are compiled into the program: tokroof_embed reads datasets/ with the same loader that
# --datasets uses (so a bad dataset fails the build, with file and line) and writes them as constant data.
file(GLOB CATALOG_SOURCES CONFIGURE_DEPENDS catalog/*.cpp)
tokroof_library(tokroof_reader SOURCES ${CATALOG_SOURCES} LINK tokroof_model fmt::fmt nlohmann_json::nlohmann_json)

add_executable(tokroof_embed tools/embed/catalog.cpp tools/embed/writer.cpp)
target_link_libraries(tokroof_embed PRIVATE tokroof_reader tokroof_options)
target_compile_options(tokroof_embed PRIVATE -O0)  # runs for a tenth of a second, and took five to optimize

file(GLOB_RECURSE DATASETS CONFIGURE_DEPENDS datasets/*.json datasets/*.tsv)
list(FILTER DATASETS EXCLUDE REGEX coefficients.json$)
set(EMBEDDED ${CMAKE_BINARY_DIR}/embedded_catalog.cpp)
add_custom_command(OUTPUT ${EMBEDDED} COMMAND tokroof_embed ${PROJECT_SOURCE_DIR}/datasets ${EMBEDDED}
                   DEPENDS tokroof_embed ${DATASETS} COMMENT "Embedding datasets/" VERBATIM)
tokroof_library(tokroof_catalog SOURCES ${EMBEDDED} LINK tokroof_reader)

# So is the result of the fit: tokroof_predict is the predicting code with the bundled coefficients.
file(GLOB PREDICT_SOURCES CONFIGURE_DEPENDS predict/*.cpp)
tokroof_library(tokroof_predict_code SOURCES ${PREDICT_SOURCES} LINK tokroof_catalog tokroof_model fmt::fmt
                nlohmann_json::nlohmann_json)
add_executable(tokroof_embed_fit tools/embed/fit.cpp)
target_link_libraries(tokroof_embed_fit PRIVATE tokroof_predict_code tokroof_options)

set(COEFFICIENTS ${PROJECT_SOURCE_DIR}/datasets/coefficients.json)
set(EMBEDDED_FIT ${CMAKE_BINARY_DIR}/embedded_fit.cpp)
add_custom_command(OUTPUT ${EMBEDDED_FIT} COMMAND tokroof_embed_fit ${COEFFICIENTS} ${EMBEDDED_FIT}
                   DEPENDS tokroof_embed_fit ${COEFFICIENTS} COMMENT "Embedding the fit" VERBATIM)
tokroof_library(tokroof_predict SOURCES ${EMBEDDED_FIT} LINK tokroof_predict_code)
