# Run by CPack on the files of the package: what Debian wants elsewhere or otherwise than `cmake --install` does.
file(GLOB usr ${CPACK_TEMPORARY_INSTALL_DIRECTORY}/*/usr)  # of the one package that all components are in
set(doc ${usr}/share/doc/tokroof)
file(MAKE_DIRECTORY ${doc})
file(RENAME ${usr}/share/zsh/site-functions ${usr}/share/zsh/vendor-completions)

# The licence is one of Debian's common ones: the copyright file names it.
file(REMOVE ${doc}/LICENSE)
file(WRITE ${doc}/copyright "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: tokroof

Files: *
Copyright: 2026 tokroof contributors
License: Apache-2.0
 On Debian systems the text is in /usr/share/common-licenses/Apache-2.0.
 .
 What other projects have in the program: third-party.txt beside this file.
")
file(COPY_FILE ${CPACK_TOKROOF_SOURCE_DIR}/CHANGELOG.md ${doc}/changelog)
if(EXISTS ${CPACK_TOKROOF_THIRD_PARTY})
  file(COPY_FILE ${CPACK_TOKROOF_THIRD_PARTY} ${doc}/third-party.txt)
endif()

execute_process(COMMAND gzip -9n ${doc}/changelog ${usr}/share/man/man1/tokroof.1 COMMAND_ERROR_IS_FATAL ANY)
file(GLOB_RECURSE files ${usr}/*)
foreach(file ${files})
  if(NOT file MATCHES "/bin/")
    file(CHMOD ${file} PERMISSIONS OWNER_READ OWNER_WRITE GROUP_READ WORLD_READ)
  endif()
endforeach()
