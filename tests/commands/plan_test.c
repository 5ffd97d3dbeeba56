/* yoke run --dry-run: the plan, without measuring. */
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

/** The plan's cells and runs as text, to be compared. */
static char *essence(const char *arguments)
{
    json_t *root = program_json(arguments);
    json_t *kept = json_pack("{s:O, s:O, s:O}",
                             "seed",
                             json_object_get(root, "seed"),
                             "cells",
                             json_object_get(root, "cells"),
                             "runs",
                             json_object_get(root, "runs"));
    assert_non_null(kept);
    char *text = json_dumps(kept, JSON_SORT_KEYS);
    json_decref(kept);
    json_decref(root);
    return text;
}

static void expect_same_plan(const char *a, const char *b)
{
    char *plan_a = essence(a);
    char *plan_b = essence(b);
    assert_string_equal(plan_a, plan_b);
    free(plan_a);
    free(plan_b);
}

static void write_suite(char *path, const char *text)
{
    int fd = mkstemps(path, 5);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
    close(fd);
}

static void dry_run__flags_and_yaml_make_the_same_plan(void **state)
{
    (void)state;
    char path[] = "/tmp/yoke-plan-XXXXXX.yaml";
    char arguments[256];
    write_suite(path,
                "workloads: [{use: cpu.sha256, size: [64KiB, 1MiB]}, io.sleep]\n"
                "executors: {kind: [threads, processes, serial], workers: [1, cpus]}\n"
                "load: {closed: {window: [auto, 64]}}\n"
                "measure: {blocks: 9, time: 200ms, seed: 7}\n"
                "baseline: {workers: 1, size: 1MiB}\n");
    snprintf(arguments, sizeof(arguments), "run %s --dry-run --json", path);
    expect_same_plan(arguments,
                     "run cpu.sha256 io.sleep -p size=64KiB,1MiB "
                     "--kind threads,processes,serial --workers 1,cpus "
                     "--window auto,64 --blocks 9 --time 200ms --seed 7 "
                     "--baseline workers=1 --baseline size=1MiB --dry-run --json");
    unlink(path);
}

static void dry_run__flags_may_stand_anywhere(void **state)
{
    (void)state;
    expect_same_plan("run -n --json --seed 7 null --workers 1",
                     "run --workers=1 null --json -n --seed=7");
}

static void dry_run__same_seed_same_order(void **state)
{
    (void)state;
    expect_same_plan("run quickstart --seed 7 -n --json",
                     "run quickstart --seed 7 -n --json");
    char *a = essence("run quickstart --seed 7 -n --json");
    char *b = essence("run quickstart --seed 8 -n --json");
    assert_string_not_equal(a, b);
    free(a);
    free(b);
}

static void dry_run__shows_machine_cells_and_blocks(void **state)
{
    (void)state;
    static const char CELLS[] = "plan  4 workloads × threads|processes × 1,2,4 workers "
                                "= 24 cells + 1 duplicate";
    static const char *const PARTS[] = {
        "2 CPUs, ",
        " · seed 3 · results/quickstart-0001",
        CELLS,
        "      8 blocks × 25 = 200 runs of ",
        "note  8 cells have more workers than the 2 CPUs",
        "\nc25   cpu.sha256    threads    2        scatter    4       (c02 again)\n",
        "\nblock order\n    1 ",
    };
    char folder[] = "/tmp/yoke-plan-XXXXXX";
    assert_non_null(mkdtemp(folder));
    assert_int_equal(chdir(folder), 0);
    for (size_t i = 0; i < sizeof(PARTS) / sizeof(PARTS[0]); i++)
        program_expect_text("run quickstart --seed 3 --dry-run", 0, PARTS[i]);
    assert_int_not_equal(access("results", F_OK), 0); /* a dry run leaves nothing */
    assert_int_equal(chdir("/"), 0);
    rmdir(folder);
}

static void dry_run__quick_says_so(void **state)
{
    (void)state;
    program_expect_text("run null --quick -n", 0, "note  --quick: shorter runs");
    program_expect_text("run null --quick -n", 0, "3 blocks × 5 = 15 runs");
    program_expect_text("run null --quick --blocks 8 -n", 0, "8 blocks × 5 = 40 runs");
    program_expect_text(
        "run null --quick -n", 0, "fewer than 8 blocks: no verdict will be given");
}

static void run__refuses_what_it_does_not_know(void **state)
{
    (void)state;
    static const struct {
        const char *arguments, *message;
    } ROWS[] = {
        {"run 2>&1", "yoke run: name a suite or a workload, as in"},
        {"run cpu.sha265 2>&1",
         "yoke run: there is no suite or workload \"cpu.sha265\" (`yoke list` names "
         "them); did you mean \"cpu.sha256\"?"},
        {"run quikstart 2>&1", "did you mean \"quickstart\"?"},
        {"run '' 2>&1", "there is no suite or workload \"\""},
        {"run nosuch.yaml 2>&1",
         "yoke run: nosuch.yaml: cannot be read: No such file or directory"},
        {"run null quickstart.yaml 2>&1",
         "\"quickstart.yaml\" beside other arguments; run one suite, or several"},
        {"run null cpu.sha265 2>&1", "workload: there is no workload \"cpu.sha265\""},
        {"run null --load open 2>&1",
         "--load: open load is not available in this version"},
        {"run null --load shut 2>&1", "--load: \"shut\" is no load; allowed: closed"},
        {"run null --filter kind=serial 2>&1",
         "--filter leaves none of the 4 cells; `--dry-run` without it lists them"},
        {"run null --json 2>&1", "--json shows a plan and needs --dry-run"},
        {"run null --suite a/b 2>&1", "--suite: \"a/b\" cannot name a folder"},
        {"run null --budget 2s 2>&1", "budget 2 s holds 0 blocks of 5 cells; 8 need"},
        {"run --resume --out /nonexistent 2>&1",
         "/nonexistent/manifest.json: no result to go on with"},
    };
    for (size_t i = 0; i < sizeof(ROWS) / sizeof(ROWS[0]); i++)
        program_expect_text(ROWS[i].arguments, 3, ROWS[i].message);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dry_run__flags_and_yaml_make_the_same_plan),
        cmocka_unit_test(dry_run__flags_may_stand_anywhere),
        cmocka_unit_test(dry_run__same_seed_same_order),
        cmocka_unit_test(dry_run__shows_machine_cells_and_blocks),
        cmocka_unit_test(dry_run__quick_says_so),
        cmocka_unit_test(run__refuses_what_it_does_not_know),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
