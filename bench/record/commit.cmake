# Writes HEADER with the commit of SOURCE, "" when it is no git checkout; leaves
# it alone when nothing changed, so that nothing is compiled again.
execute_process(
  COMMAND git -C ${SOURCE} describe --always --abbrev=40 --dirty --exclude=*
  OUTPUT_VARIABLE commit OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
set(text "#define YOKE_COMMIT \"${commit}\"\n")
if(EXISTS ${HEADER})
  file(READ ${HEADER} before)
endif()
if(NOT "${before}" STREQUAL "${text}")
  file(WRITE ${HEADER} "${text}")
endif()
