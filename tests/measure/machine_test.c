#include "measure/machine.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "measure/unknown.h"

#define BLOCK_BYTES ((size_t)8 << 20)

static void process_pss__grows_with_what_is_touched(void **state)
{
    (void)state;
    int64_t before_bytes = process_pss_bytes(getpid());
    char *block = malloc(BLOCK_BYTES);
    assert_non_null(block);
    memset(block, 1, BLOCK_BYTES);
    int64_t after_bytes = process_pss_bytes(getpid());
    assert_true(before_bytes > 0);
    /* Other pages may have gone meanwhile. */
    assert_true(after_bytes > before_bytes + (int64_t)BLOCK_BYTES / 2);
    assert_int_equal(block[BLOCK_BYTES - 1], 1);
    free(block);
}

static void process_pss__unknown_for_no_process(void **state)
{
    (void)state;
    assert_false(is_known(process_pss_bytes(0)));
}

static void machine_steal__never_goes_back(void **state)
{
    (void)state;
    int64_t before_ns = machine_steal_ns();
    assert_true(is_known(before_ns) && before_ns >= 0);
    assert_true(machine_steal_ns() >= before_ns);
}

/* This program has libc's allocator (or a sanitizer's): no statistics. */
static void allocated__unknown_without_jemalloc(void **state)
{
    (void)state;
    assert_string_equal(allocator_name(), "libc");
    assert_false(is_known(allocated_bytes()));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(process_pss__grows_with_what_is_touched),
        cmocka_unit_test(process_pss__unknown_for_no_process),
        cmocka_unit_test(machine_steal__never_goes_back),
        cmocka_unit_test(allocated__unknown_without_jemalloc),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
