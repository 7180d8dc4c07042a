# Writes generated/cobden_version.h from the project version, the commit and the build type. The header
# is rewritten only when its content changes, so a second build compiles nothing.
execute_process(COMMAND git -C ${CMAKE_SOURCE_DIR} rev-parse --short=12 HEAD
                OUTPUT_VARIABLE COBDEN_COMMIT OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
if(NOT COBDEN_COMMIT)
  set(COBDEN_COMMIT "unknown")
endif()
configure_file(${CMAKE_SOURCE_DIR}/cmake/cobden_version.h.in ${CMAKE_BINARY_DIR}/generated/cobden_version.h @ONLY)
