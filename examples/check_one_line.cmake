# Two sources differ in exactly one line, and their programs print the same.
execute_process(COMMAND diff ${FIRST_SOURCE} ${SECOND_SOURCE} OUTPUT_VARIABLE difference)
string(REGEX MATCHALL "(^|\n)<" removed "${difference}")
string(REGEX MATCHALL "\n>" added "${difference}")
list(LENGTH removed removed_count)
list(LENGTH added added_count)
if(NOT removed_count EQUAL 1 OR NOT added_count EQUAL 1)
  message(FATAL_ERROR "not one line differs:\n${difference}")
endif()
foreach(which FIRST SECOND)
  execute_process(
    COMMAND ${${which}_PROGRAM}
    OUTPUT_VARIABLE ${which}_output
    RESULT_VARIABLE status)
  if(NOT status EQUAL 0)
    message(FATAL_ERROR "${${which}_PROGRAM} ended with ${status}")
  endif()
endforeach()
if(NOT FIRST_output OR NOT FIRST_output STREQUAL SECOND_output)
  message(FATAL_ERROR "threads printed\n${FIRST_output}\nprocesses\n${SECOND_output}")
endif()
