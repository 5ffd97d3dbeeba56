/* The table is sound, and its values mean what they say. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "suite/factor.h"

static struct factor_value parse(const char *name, const char *text)
{
    const struct factor *factor = suite_factor_find(name);
    struct factor_value value;
    struct problem problem = {""};
    assert_non_null(factor);
    int err = suite_factor_parse(factor, text, NULL, &value, &problem);
    assert_string_equal(problem.text, "");
    assert_int_equal(err, 0);
    return value;
}

static void factors__are_found_by_every_name(void **state)
{
    (void)state;
    for (size_t i = 0; i < FACTOR_COUNT; i++) {
        const struct factor *factor = &FACTORS[i];
        assert_ptr_equal(suite_factor_find(factor->param.name), factor);
        if (factor->alias)
            assert_ptr_equal(suite_factor_find(factor->alias), factor);
        assert_true(factor->param.help && factor->param.help[0]);
    }
    assert_ptr_equal(suite_factor_find("worker-count"), &FACTORS[FACTOR_WORKER_COUNT]);
    assert_null(suite_factor_find("worker"));
    assert_null(suite_factor_find(""));
}

static void factors__have_defaults_that_they_accept(void **state)
{
    (void)state;
    for (size_t i = 0; i < FACTOR_COUNT; i++) {
        if (FACTORS[i].section == SECTION_WORKLOADS)
            continue;
        const char *list = FACTORS[i].default_list ? FACTORS[i].default_list
                                                   : FACTORS[i].param.default_text;
        char *copy = strdup(list);
        for (char *rest = copy, *word; (word = strsep(&rest, ","));)
            parse(FACTORS[i].param.name, word);
        free(copy);
    }
}

static void factor_parse__numbers_have_their_units(void **state)
{
    (void)state;
    assert_float_equal(parse("time", "0.5s").number, 5e8, 0);
    assert_string_equal(parse("time", "0.5s").text, "500ms");
    assert_float_equal(parse("same", "2.5%").number, 0.025, 1e-15);
    assert_string_equal(parse("same", "0.025").text, "2.5%");
    assert_float_equal(parse("workers", "cpus").number, 2, 0); /* YOKE_CPU_COUNT */
    assert_string_equal(parse("workers", "cpus").text, "cpus");
    assert_float_equal(parse("window", "auto").number, 0, 0);
    assert_false(parse("executor", "threads").is_number);
}

static void factor_nearest__stays_in_its_section(void **state)
{
    (void)state;
    assert_string_equal(suite_factor_nearest(SECTION_EXECUTORS, "wrokers"), "workers");
    assert_string_equal(suite_factor_nearest(SECTION_MEASURE, "block"), "blocks");
    assert_null(suite_factor_nearest(SECTION_LOAD, "blocks"));
    assert_null(suite_factor_find_in(SECTION_LOAD, "blocks"));
}

static void suite_format_number__is_as_people_write(void **state)
{
    (void)state;
    char text[64];
    suite_format_number(YOKE_PARAM_SIZE, 65536, text, sizeof(text));
    assert_string_equal(text, "64KiB");
    suite_format_number(YOKE_PARAM_DURATION, 5e6, text, sizeof(text));
    assert_string_equal(text, "5ms");
    suite_format_number(YOKE_PARAM_INTEGER, 1023, text, sizeof(text));
    assert_string_equal(text, "1023");
    suite_format_number(YOKE_PARAM_REAL, 0.1, text, sizeof(text));
    assert_string_equal(text, "0.1");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(factors__are_found_by_every_name),
        cmocka_unit_test(factors__have_defaults_that_they_accept),
        cmocka_unit_test(factor_parse__numbers_have_their_units),
        cmocka_unit_test(factor_nearest__stays_in_its_section),
        cmocka_unit_test(suite_format_number__is_as_people_write),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
