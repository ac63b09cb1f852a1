# What tokroof models --browse draws with; without it the plain table is printed.
set(CURSES_NEED_WIDE TRUE)
find_package(Curses)
if(Curses_FOUND)
  target_link_libraries(tokroof PRIVATE ${CURSES_LIBRARIES})
endif()
set_source_files_properties(cli/browser.cpp PROPERTIES COMPILE_DEFINITIONS TOKROOF_NCURSES=$<BOOL:${Curses_FOUND}>)
