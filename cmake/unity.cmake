# Files of one folder are compiled in groups, which read their headers once: a third of the time. Off where every file is to
# stand for itself: clang-tidy, and the check that nothing is defined twice.
option(TOKROOF_UNITY "Compile the files of a folder in groups" ON)

# tokroof_in_groups(TARGET): its sources, but for generated ones. Names of one folder have to differ.
function(tokroof_in_groups target)
  set_target_properties(${target} PROPERTIES UNITY_BUILD ${TOKROOF_UNITY} UNITY_BUILD_MODE GROUP)
  get_target_property(sources ${target} SOURCES)
  foreach(source ${sources})
    get_filename_component(folder ${source} DIRECTORY)
    if(source MATCHES "/embedded_")
      continue()
    endif()
    file(RELATIVE_PATH folder ${PROJECT_SOURCE_DIR} ${folder})
    string(MAKE_C_IDENTIFIER "${folder}" name)
    set(files_in_a_group 24)
    if(name MATCHES "^(catalog|fit|python)$|^tests_")
      set(files_in_a_group 8)  # long ones, which the last job of a build would wait for
    endif()
    math(EXPR group "0${files_${name}} / ${files_in_a_group}")
    math(EXPR files_${name} "0${files_${name}} + 1")
    set_source_files_properties(${source} PROPERTIES UNITY_GROUP "${name}_${group}")
  endforeach()
endfunction()

# tokroof_optimize(TARGET OPTION): for releases, where compiling it less thoroughly costs no time that a user would see;
# other builds say themselves how they optimize.
function(tokroof_optimize target option)
  target_compile_options(${target} PRIVATE $<$<CONFIG:Release>:${option}>)
endfunction()
