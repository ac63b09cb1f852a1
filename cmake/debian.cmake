# cpack -G DEB in the build folder: the program as a Debian package (scripts/release).
set(CPACK_PACKAGE_NAME tokroof)
set(CPACK_PACKAGE_VENDOR tokroof)
set(CPACK_PACKAGE_CONTACT "tokroof maintainers <maintainers@tokroof.invalid>" CACHE STRING "Maintainer of the Debian package")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "performance model of language-model decoding")
set(CPACK_PACKAGE_DESCRIPTION "Predicts how fast a language model runs on given hardware, in tokens a
second with an interval, from what a step has to read and coefficients
that are fitted to published runs. Says whether a measured rate can be
right, and why it is not.")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_COMPONENTS_ALL program)
set(CPACK_COMPONENTS_GROUPING ALL_COMPONENTS_IN_ONE)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_PRE_BUILD_SCRIPTS ${PROJECT_SOURCE_DIR}/cmake/debian_layout.cmake)
set(CPACK_TOKROOF_SOURCE_DIR ${PROJECT_SOURCE_DIR})  # for that script
include(CPack)
