# Every test of every area is registered here, so that the sanitizers' options,
# the timeout, and names that stay unique across several builds are said once.

set(YOKE_TEST_PREFIX "" CACHE STRING
    "put before every test's name, such as asan/: several builds share one ctest run")
set(YOKE_TEST_TIMEOUT_S 60 CACHE STRING "seconds that a test may take, unless it says more")

# A failed check must fail the test, and a leak too. A child forked from a
# process with threads is what processes executors are tested with, hence
# die_after_fork=0.
set(YOKE_TEST_ENVIRONMENT
    "ASAN_OPTIONS=detect_leaks=1:halt_on_error=1:detect_stack_use_after_return=1:strict_string_checks=1:check_initialization_order=1:allocator_may_return_null=1"
    "LSAN_OPTIONS=report_objects=1:print_suppressions=0:suppressions=${CMAKE_SOURCE_DIR}/tests/support/lsan.supp"
    "UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1"
    "TSAN_OPTIONS=halt_on_error=1:atexit_sleep_ms=50:second_deadlock_stack=1:die_after_fork=0:suppressions=${CMAKE_SOURCE_DIR}/tests/support/tsan.supp")

# Sets <variable> when this build has one of the sanitizers after it.
function(yoke_sanitized_by variable)
  set(${variable} FALSE PARENT_SCOPE)
  string(REPLACE "," ";" active "${YOKE_SANITIZE}")
  foreach(sanitizer IN LISTS ARGN)
    if(sanitizer IN_LIST active)
      set(${variable} TRUE PARENT_SCOPE)
    endif()
  endforeach()
endfunction()

# Any command as a test.
#   yoke_add_command_test(NAME area/name COMMAND command argument…
#       [LABELS label…] [TIMEOUT seconds] [ENVIRONMENT NAME=value…]
#       [NOT_UNDER sanitizer…] [ALONE])
# ALONE: nothing else runs meanwhile. NOT_UNDER: left out of builds with that
# sanitizer (address, undefined, thread). The test fails when the command's
# exit status is not 0.
function(yoke_add_command_test)
  cmake_parse_arguments(T "ALONE" "NAME;TIMEOUT"
                        "COMMAND;LABELS;ENVIRONMENT;NOT_UNDER" ${ARGN})
  if(T_UNPARSED_ARGUMENTS OR NOT T_NAME OR NOT T_COMMAND)
    message(FATAL_ERROR "yoke_add_command_test(${ARGN}): NAME and COMMAND are needed; "
                        "not understood: '${T_UNPARSED_ARGUMENTS}'")
  endif()
  yoke_sanitized_by(left_out ${T_NOT_UNDER})
  if(left_out)
    return()
  endif()
  if(NOT T_TIMEOUT)
    set(T_TIMEOUT ${YOKE_TEST_TIMEOUT_S})
  endif()
  string(REGEX REPLACE "/.*" "" area ${T_NAME})
  set(name ${YOKE_TEST_PREFIX}${T_NAME})
  add_test(NAME ${name} COMMAND ${T_COMMAND})
  set_tests_properties(
    ${name} PROPERTIES TIMEOUT ${T_TIMEOUT} LABELS "${area};${T_LABELS}"
                       ENVIRONMENT "${YOKE_TEST_ENVIRONMENT};${T_ENVIRONMENT}"
                       RUN_SERIAL "${T_ALONE}")
endfunction()

# A cmocka program as a test; its target is test_<area>_<name>.
#   yoke_add_test(NAME area/name SOURCES file.c… [LIBRARIES target…]
#       [INCLUDES folder…] [DEFINITIONS NAME=value…]
#       [LABELS label…] [TIMEOUT seconds] [ENVIRONMENT NAME=value…]
#       [NOT_UNDER sanitizer…] [ALONE])
# Tests of what core hides link yoke_static and include core/.
function(yoke_add_test)
  cmake_parse_arguments(
    T "ALONE" "NAME;TIMEOUT"
    "SOURCES;LIBRARIES;INCLUDES;DEFINITIONS;LABELS;ENVIRONMENT;NOT_UNDER" ${ARGN})
  if(T_UNPARSED_ARGUMENTS OR NOT T_NAME OR NOT T_SOURCES)
    message(FATAL_ERROR "yoke_add_test(${ARGN}): NAME and SOURCES are needed; "
                        "not understood: '${T_UNPARSED_ARGUMENTS}'")
  endif()
  yoke_sanitized_by(left_out ${T_NOT_UNDER})
  if(left_out)
    return()
  endif()
  string(MAKE_C_IDENTIFIER test_${T_NAME} target)
  add_executable(${target} ${T_SOURCES})
  target_include_directories(${target} PRIVATE ${CMAKE_SOURCE_DIR}/tests/support
                                               ${T_INCLUDES})
  target_compile_definitions(${target} PRIVATE _GNU_SOURCE ${T_DEFINITIONS})
  target_link_libraries(${target} PRIVATE ${T_LIBRARIES} PkgConfig::CMOCKA)
  set(alone)
  if(T_ALONE)
    set(alone ALONE)
  endif()
  yoke_add_command_test(NAME ${T_NAME} COMMAND ${target} LABELS ${T_LABELS}
                        TIMEOUT ${T_TIMEOUT} ENVIRONMENT ${T_ENVIRONMENT} ${alone})
endfunction()
