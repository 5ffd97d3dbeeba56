/* yoke run: real runs, as short as they can be. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "program.h"

/** A folder of its own for every test, which the program starts in. */
static int enter(void **state)
{
    char *folder = strdup("/tmp/yoke-run-XXXXXX");
    if (!folder || !mkdtemp(folder) || chdir(folder) != 0)
        return -1;
    *state = folder;
    return 0;
}

static int leave(void **state)
{
    char command[256];
    snprintf(command, sizeof(command), "rm -rf %s", (char *)*state);
    free(*state);
    return chdir("/") == 0 && system(command) == 0 ? 0 : -1;
}

/** Rows of a CSV file, without its header. */
static size_t count_rows(const char *path)
{
    size_t lines = 0;
    FILE *in = fopen(path, "re");
    assert_non_null(in);
    for (int c; (c = fgetc(in)) != EOF;)
        lines += c == '\n';
    fclose(in);
    return lines - 1;
}

static void run__makes_a_result_and_says_where(void **state)
{
    (void)state;
    program_expect_text("run null --quick --time 5ms --blocks 1 --workers 1",
                        0,
                        "results/null-0001/runs.csv");
    assert_int_equal(count_rows("results/latest/runs.csv"), 3);
    assert_true(count_rows("results/latest/cells.csv") > 0);
    assert_true(count_rows("results/latest/factors.csv") > 0);
}

static void run__again_makes_another_result(void **state)
{
    (void)state;
    program_expect_text(
        "run null --quick --time 5ms --blocks 1 --workers 1", 0, "null-0001");
    program_expect_text(
        "run null --quick --time 5ms --blocks 1 --workers 1", 0, "null-0002");
    assert_int_equal(access("results/null-0001/runs.csv", R_OK), 0);
}

static void run__out_names_the_folder(void **state)
{
    (void)state;
    program_expect_text(
        "run null --quick --time 5ms --blocks 1 --workers 1 --out here", 0, "here/");
    assert_int_equal(count_rows("here/runs.csv"), 3);
    program_expect_text("run null --quick --time 5ms --blocks 1 --workers 1 --out here "
                        "2>&1",
                        3,
                        "here");
}

static void run__resume_adds_blocks(void **state)
{
    (void)state;
    program_expect_text(
        "run null --quick --time 5ms --blocks 1 --workers 1 --seed 7", 0, "seed 7");
    /* Neither suite nor seed is repeated: the result knows them. */
    program_expect_text("run --resume --blocks 2", 0, "seed 7 · results/latest");
    assert_int_equal(count_rows("results/null-0001/runs.csv"), 6);
    program_expect_text("run --resume --blocks 2", 0, "null-0001");
    assert_int_equal(count_rows("results/null-0001/runs.csv"), 6);
}

static void run__resume_refuses_another_suite(void **state)
{
    (void)state;
    program_expect_text(
        "run null --quick --time 5ms --blocks 1 --workers 1", 0, "null-0001");
    program_expect_text(
        "run cpu.sumsq --resume 2>&1", 3, "the result was begun with other cells");
}

/** 2 blocks have no interval, so at least one batch follows; the budget ends it. */
static void run__precision_adds_batches(void **state)
{
    (void)state;
    program_expect_text("run null --workers 2 --time 5ms --blocks 2 --precision 50% "
                        "--budget 5s",
                        0,
                        "precision  no interval after 2 blocks, ±50 % wanted: 4 more");
    assert_int_equal(count_rows("results/latest/runs.csv"), 3 * 6);
}

#define FOLDER_TEST(name) cmocka_unit_test_setup_teardown(name, enter, leave)

int main(void)
{
    const struct CMUnitTest tests[] = {
        FOLDER_TEST(run__makes_a_result_and_says_where),
        FOLDER_TEST(run__again_makes_another_result),
        FOLDER_TEST(run__out_names_the_folder),
        FOLDER_TEST(run__resume_adds_blocks),
        FOLDER_TEST(run__resume_refuses_another_suite),
        FOLDER_TEST(run__precision_adds_batches),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
