# tokroof_static: the program as one file that needs nothing of the system but a Linux kernel (scripts/release packs it). It
# differs in what would be loaded: it asks nvidia-smi and /proc where NVIDIA's library would be asked.
find_library(TOKROOF_SQLITE_ARCHIVE libsqlite3.a)
find_library(TOKROOF_NCURSES_ARCHIVE libncursesw.a)
find_library(TOKROOF_TERMINFO_ARCHIVE libtinfo.a)
mark_as_advanced(TOKROOF_SQLITE_ARCHIVE TOKROOF_NCURSES_ARCHIVE TOKROOF_TERMINFO_ARCHIVE)
if(CMAKE_SYSTEM_NAME STREQUAL "Linux" AND TOKROOF_SQLITE_ARCHIVE AND TOKROOF_NCURSES_ARCHIVE AND TOKROOF_TERMINFO_ARCHIVE)
  set(ROOMS api fit plot_bundle answers whatif formats judge predict predict_code catalog reader model)
  list(TRANSFORM ROOMS PREPEND tokroof_)
  set(ARCHIVES ${ROOMS})
  list(TRANSFORM ARCHIVES REPLACE "(.+)" "$<TARGET_FILE:\\1>")  # as files: as targets they would bring shared libraries
  add_executable(tokroof_static EXCLUDE_FROM_ALL $<TARGET_OBJECTS:tokroof> cli/static/no_loader.cpp)
  if(NOT TOKROOF_FMT_INSIDE)
    target_sources(tokroof_static PRIVATE cli/static/fmt.cpp)
  endif()
  add_dependencies(tokroof_static ${ROOMS})
  set_property(TARGET tokroof_static PROPERTY LINK_DEPENDS ${ARCHIVES})
  target_link_libraries(tokroof_static PRIVATE tokroof_options -Wl,--start-group ${ARCHIVES} ${TOKROOF_SQLITE_ARCHIVE}
                                               ${TOKROOF_NCURSES_ARCHIVE} ${TOKROOF_TERMINFO_ARCHIVE} -Wl,--end-group)
  target_link_options(tokroof_static PRIVATE -static)
  set_target_properties(tokroof_static PROPERTIES OUTPUT_NAME tokroof RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/static)
endif()
