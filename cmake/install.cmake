# cmake --install BUILD --prefix DIR [--component program|library|python|bundled]. The program: with what it prints
# about itself (manual page, completions), the schemas of its answers and its licence.
include(GNUInstallDirs)
install(TARGETS tokroof RUNTIME_DEPENDENCY_SET tokroof_needs
        RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT program)
install(DIRECTORY answers/schema DESTINATION ${CMAKE_INSTALL_DATADIR}/tokroof COMPONENT program)
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT program)

# Only where it is asked for, in an archive for systems of any kind: the libraries that the program loads when it starts, but
# for the C library.
install(RUNTIME_DEPENDENCY_SET tokroof_needs
        PRE_EXCLUDE_REGEXES "^(libc|libm|libdl|libpthread|librt|ld-linux.*)\\.so"
        DIRECTORIES /usr/lib/${CMAKE_LIBRARY_ARCHITECTURE}
        LIBRARY DESTINATION lib/tokroof COMPONENT bundled EXCLUDE_FROM_ALL)

# tokroof_printed(FOLDER NAME VERB...): a file that `tokroof VERB...` prints, written after the program is linked.
set(TOKROOF_PRINTED ${CMAKE_BINARY_DIR}/printed)
file(MAKE_DIRECTORY ${TOKROOF_PRINTED})
function(tokroof_printed folder name)
  add_custom_command(TARGET tokroof POST_BUILD COMMAND tokroof ${ARGN} > ${TOKROOF_PRINTED}/${name} VERBATIM)
  install(FILES ${TOKROOF_PRINTED}/${name} DESTINATION ${folder} COMPONENT program)
endfunction()

tokroof_printed(${CMAKE_INSTALL_MANDIR}/man1 tokroof.1 man)
tokroof_printed(${CMAKE_INSTALL_DATADIR}/bash-completion/completions tokroof completions bash)
tokroof_printed(${CMAKE_INSTALL_DATADIR}/zsh/site-functions _tokroof completions zsh)
tokroof_printed(${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d tokroof.fish completions fish)

include(cmake/debian.cmake)
