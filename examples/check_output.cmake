# Runs PROGRAM [ARGUMENT] and compares what it prints with the file EXPECTED;
# with UNORDERED, the lines of both are sorted first.
execute_process(
  COMMAND ${PROGRAM} ${ARGUMENT}
  OUTPUT_VARIABLE actual
  RESULT_VARIABLE status)
if(NOT status EQUAL 0)
  message(FATAL_ERROR "${PROGRAM} ${ARGUMENT} ended with ${status}\n${actual}")
endif()
file(READ ${EXPECTED} expected)
if(UNORDERED)
  foreach(text actual expected)
    string(REGEX REPLACE "\n" ";" ${text} "${${text}}")
    list(SORT ${text})
    list(JOIN ${text} "\n" ${text})
  endforeach()
endif()
if(NOT actual STREQUAL expected)
  message(FATAL_ERROR "${PROGRAM} ${ARGUMENT} printed\n${actual}\nexpected "
                      "(${EXPECTED})\n${expected}")
endif()
