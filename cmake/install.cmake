# cmake --install BUILD --prefix DIR: the program, and what it prints about itself: the manual page and completions.
include(GNUInstallDirs)
install(TARGETS tokroof RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})

# tokroof_printed(FOLDER NAME VERB...): a file that `tokroof VERB...` prints, written after the program is linked.
set(TOKROOF_PRINTED ${CMAKE_BINARY_DIR}/printed)
file(MAKE_DIRECTORY ${TOKROOF_PRINTED})
function(tokroof_printed folder name)
  add_custom_command(TARGET tokroof POST_BUILD COMMAND tokroof ${ARGN} > ${TOKROOF_PRINTED}/${name} VERBATIM)
  install(FILES ${TOKROOF_PRINTED}/${name} DESTINATION ${folder})
endfunction()

tokroof_printed(${CMAKE_INSTALL_MANDIR}/man1 tokroof.1 man)
tokroof_printed(${CMAKE_INSTALL_DATADIR}/bash-completion/completions tokroof completions bash)
tokroof_printed(${CMAKE_INSTALL_DATADIR}/zsh/site-functions _tokroof completions zsh)
tokroof_printed(${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d tokroof.fish completions fish)
