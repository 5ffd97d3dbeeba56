/* What the program says of itself, and to what it does not understand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "program.h"

static const char *const NAMES[] = {"run", "compare", "plot", "report", "topo", "list"};

static void help__lists_commands_and_exit_codes(void **state)
{
    (void)state;
    struct outcome outcome;
    program_expect(&outcome, "--help", 0);
    for (size_t i = 0; i < sizeof(NAMES) / sizeof(NAMES[0]); i++)
        assert_non_null(strstr(outcome.out, NAMES[i]));
    assert_non_null(strstr(outcome.out, "Examples:"));
    assert_non_null(strstr(outcome.out, "  3  invalid input"));
    program_fini(&outcome);
}

static void help__of_every_command_has_an_example(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(NAMES) / sizeof(NAMES[0]); i++) {
        char arguments[64];
        char example[64];
        snprintf(arguments, sizeof(arguments), "%s --help", NAMES[i]);
        snprintf(example, sizeof(example), "\n  yoke %s", NAMES[i]);
        program_expect_text(arguments, 0, "Example");
        program_expect_text(arguments, 0, example);
    }
}

static void help__fits_80_columns(void **state)
{
    (void)state;
    static const char *const SCREENS[] = {
        "--help", "run --help", "list --help", "topo --help", "list", "list factors"};
    for (size_t i = 0; i < sizeof(SCREENS) / sizeof(SCREENS[0]); i++) {
        struct outcome outcome;
        program_expect(&outcome, SCREENS[i], 0);
        for (char *rest = outcome.out, *line; (line = strsep(&rest, "\n"));) {
            size_t columns = 0;
            for (const char *c = line; *c; c++)
                columns += ((unsigned char)*c & 0xc0) != 0x80;
            /* The path of a suite is as long as it is. */
            assert_true(columns <= 80 || strstr(line, ".yaml"));
        }
        program_fini(&outcome);
    }
}

static void no_command__is_invalid(void **state)
{
    (void)state;
    program_expect_text("2>&1", 3, "Usage: yoke COMMAND");
}

static void unknown_command__names_the_nearest(void **state)
{
    (void)state;
    program_expect_text("rum 2>&1",
                        3,
                        "yoke: there is no command \"rum\"; allowed: run, compare, "
                        "plot, report, topo, list; did you mean \"run\"?");
    program_expect_text("help lst 2>&1", 3, "did you mean \"list\"?");
}

static void unknown_option__names_the_nearest(void **state)
{
    (void)state;
    program_expect_text(
        "run null --bolcks 3 2>&1",
        3,
        "yoke run: there is no option --bolcks; did you mean --blocks?");
    program_expect_text("run null --worker-cuont=3 2>&1", 3, "mean --worker-count?");
    program_expect_text("topo --polcy none 2>&1", 3, "did you mean --policy?");
    program_expect_text("list --jsno 2>&1", 3, "did you mean --json?");
    program_expect_text("run null -z 2>&1", 3, "invalid option -- 'z'");
}

static void options__may_be_shortened_and_spelled_as_keys(void **state)
{
    (void)state;
    program_expect_text("run null --dry --worker_count 2 --see=3", 0, "seed 3");
}

static void version__is_printed(void **state)
{
    (void)state;
    program_expect_text("--version", 0, "yoke ");
}

static void lost_output__is_no_success(void **state)
{
    (void)state;
    program_expect_text("list >/dev/full 2>&1; test $? = 4 && echo told", 0, "told");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(help__lists_commands_and_exit_codes),
        cmocka_unit_test(help__of_every_command_has_an_example),
        cmocka_unit_test(help__fits_80_columns),
        cmocka_unit_test(no_command__is_invalid),
        cmocka_unit_test(unknown_command__names_the_nearest),
        cmocka_unit_test(unknown_option__names_the_nearest),
        cmocka_unit_test(options__may_be_shortened_and_spelled_as_keys),
        cmocka_unit_test(version__is_printed),
        cmocka_unit_test(lost_output__is_no_success),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
