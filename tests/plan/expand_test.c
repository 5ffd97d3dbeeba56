/* From a suite to its cells. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "plan_rig.h"

static void
expect_cells(const struct plan *plan, const char *const *wanted, size_t count)
{
    char text[256];
    assert_int_equal(plan->cell_count, count);
    for (size_t i = 0; i < count; i++) {
        rig_describe(&plan->cells[i], text, sizeof(text));
        assert_string_equal(text, wanted[i]);
    }
}

#define EXPECT_CELLS(plan, ...)                                                        \
    do {                                                                               \
        const char *const wanted[] = {__VA_ARGS__};                                    \
        expect_cells(plan, wanted, sizeof(wanted) / sizeof(wanted[0]));                \
    } while (0)

static void plan_expand__last_axis_turns_fastest(void **state)
{
    (void)state;
    struct rig rig;
    rig_init(&rig,
             "workloads: {use: cpu.sha256, size: [1KiB, 2KiB]}\n"
             "executors: {workers: [1, 2], kind: [threads, processes]}",
             1,
             NULL);
    EXPECT_CELLS(&rig.plan,
                 "c01 cpu.sha256 threads 1 scatter - 2 size=1KiB",
                 "c02 cpu.sha256 threads 2 scatter - 4 size=1KiB",
                 "c03 cpu.sha256 processes 1 scatter fork 2 size=1KiB",
                 "c04 cpu.sha256 processes 2 scatter fork 4 size=1KiB",
                 "c05 cpu.sha256 threads 1 scatter - 2 size=2KiB",
                 "c06 cpu.sha256 threads 2 scatter - 4 size=2KiB",
                 "c07 cpu.sha256 processes 1 scatter fork 2 size=2KiB",
                 "c08 cpu.sha256 processes 2 scatter fork 4 size=2KiB",
                 "c09 cpu.sha256 threads 2 scatter - 4 size=1KiB");
    assert_string_equal(rig.plan.cells[8].duplicate_of, "c02");
    rig_fini(&rig);
}

static void plan_expand__every_factor_can_be_swept(void **state)
{
    (void)state;
    struct rig rig;
    rig_init(&rig,
             "workloads: null\n"
             "executors: {kind: threads, workers: 1, placement: [none, compact]}\n"
             "load: {closed: {window: [1, 64]}}",
             1,
             NULL);
    assert_int_equal(rig.plan.cell_count, 4 + 1);
    assert_string_equal(rig.plan.cells[1].placement, "none");
    assert_int_equal(rig.plan.cells[1].load.window, 64);
    assert_string_equal(rig.plan.cells[2].placement, "compact");
    assert_int_equal(rig.plan.cells[2].load.window, 1);
    rig_fini(&rig);
}

static void plan_expand__groups_are_not_multiplied(void **state)
{
    (void)state;
    struct rig rig;
    rig_init(&rig,
             "workloads: [null, cpu.sha256]\n"
             "executors: [{kind: threads, workers: 2}, {kind: processes, workers: 1}]",
             1,
             NULL);
    assert_int_equal(rig.plan.cell_count, 4 + 1);
    rig_fini(&rig);
}

static void plan_expand__what_repeats_a_cell_is_left_out(void **state)
{
    (void)state;
    struct rig rig;
    rig_init(&rig,
             "workloads: null\n"
             "executors: {kind: [threads, serial], workers: [1, 2, cpus]}",
             1,
             NULL);
    /* cpus is 2, and serial has no workers: 3 + 1 + 3 values, 3 cells */
    assert_int_equal(rig.plan.cell_count, 3 + 1);
    assert_int_equal(rig.remarks.identical_count, 3);
    assert_int_equal(rig.plan.cells[2].executor, YOKE_SERIAL);
    assert_int_equal(rig.plan.cells[2].worker_count, 1);
    rig_fini(&rig);
}

static void plan_expand__more_workers_than_cpus_is_overcommitted(void **state)
{
    (void)state;
    struct rig rig;
    rig_init(&rig,
             "workloads: null\nexecutors: {kind: threads, workers: [1, 2, 4]}",
             1,
             NULL);
    assert_false(rig.plan.cells[1].is_overcommitted);
    assert_true(rig.plan.cells[2].is_overcommitted);
    assert_int_equal(rig.remarks.overcommitted_count, 1);
    /* The baseline is not the largest count, but the largest that fits. */
    assert_string_equal(rig.plan.cells[3].duplicate_of, "c02");
    rig_fini(&rig);
}

static void plan_expand__the_baseline_can_be_chosen(void **state)
{
    (void)state;
    struct rig rig;
    rig_init(&rig,
             "workloads: [null, {use: cpu.sha256, size: [1KiB, 1MiB]}]\n"
             "executors: {kind: [threads, processes], workers: [1, 2]}\n"
             "baseline: {kind: processes, size: 1024KiB}",
             1,
             NULL);
    const struct cell *last = &rig.plan.cells[rig.plan.cell_count - 1];
    char text[256];
    rig_describe(last, text, sizeof(text));
    assert_string_equal(text, "c13 cpu.sha256 processes 1 scatter fork 2 size=1MiB");
    assert_string_equal(last->duplicate_of, "c11");
    rig_fini(&rig);
}

static void plan_expand__a_baseline_that_is_no_cell_is_refused(void **state)
{
    (void)state;
    struct rig rig;
    assert_int_equal(
        rig_try(&rig, "suite: s\nworkloads: null\nbaseline: {kind: serial}", 1, NULL),
        YOKE_E_INVALID);
    assert_string_equal(rig.problem.text,
                        "s.yaml:3:12: no cell of suite 's' is like the baseline; "
                        "`--dry-run` without it lists them");
    rig_fini(&rig);
}

static void plan_filter__keeps_ids(void **state)
{
    (void)state;
    struct rig rig;
    rig_init(&rig,
             "workloads: [null, cpu.sha256]\n"
             "executors: {kind: [threads, processes], workers: [1, 2]}",
             1,
             "workload=cpu.sha256");
    assert_int_equal(rig.plan.cell_count, 4 + 1);
    assert_int_equal(rig.remarks.filtered_count, 4);
    assert_string_equal(rig.plan.cells[0].id, "c05");
    assert_string_equal(rig.plan.cells[4].id, "c09");
    assert_string_equal(rig.plan.cells[4].duplicate_of, "c06");
    rig_fini(&rig);
}

static void plan_filter__takes_lists_aliases_and_parameters(void **state)
{
    (void)state;
    static const char YAML[] =
        "workloads: [null, {use: cpu.sha256, size: [1KiB, 1MiB]}]"
        "\nexecutors: {kind: [threads, processes], workers: [1, "
        "2, 4]}";
    static const struct {
        const char *filter;
        size_t cell_count;
    } ROWS[] = {
        {"kind=threads", 9},
        {"workers=1,4", 12},
        {"size=1024KiB", 6},
        {"size=1KiB,1MiB", 12},
        {"workers=cpus", 6},
        {"window=8", 6},
        {"start-method=fork", 9},
    };
    for (size_t i = 0; i < sizeof(ROWS) / sizeof(ROWS[0]); i++) {
        struct rig rig;
        rig_init(&rig, YAML, 1, ROWS[i].filter);
        assert_int_equal(rig.plan.cell_count, ROWS[i].cell_count + 1);
        rig_fini(&rig);
    }
}

static void expect_filter_refused(const char *filter, const char *message)
{
    struct rig rig;
    assert_int_equal(rig_try(&rig, "workloads: cpu.sha256", 1, filter), YOKE_E_INVALID);
    assert_string_equal(rig.problem.text, message);
    rig_fini(&rig);
}

static void plan_filter__says_what_it_does_not_know(void **state)
{
    (void)state;
    expect_filter_refused("kind=serial",
                          "--filter leaves none of the 4 cells; `--dry-run` without it "
                          "lists them");
    expect_filter_refused(
        "sizes=1KiB",
        "--filter: no factor or parameter \"sizes\"; allowed: workload (or use), "
        "executor (or kind), worker_count (or workers), placement, start_method, "
        "window, and the workloads' parameters; did you mean \"size\"?");
}

static void plan_expand__too_many_cells_are_refused(void **state)
{
    (void)state;
    struct rig rig;
    char yaml[65536] = "suite: big\nworkloads: null\nexecutors: {kind: threads, "
                       "workers: 1}\nload: {closed: {window: [";
    for (int i = 1; i <= 5000; i++)
        snprintf(yaml + strlen(yaml), sizeof(yaml) - strlen(yaml), "%d, ", i);
    snprintf(yaml + strlen(yaml), sizeof(yaml) - strlen(yaml), "9999]}}");
    assert_int_equal(rig_try(&rig, yaml, 1, NULL), YOKE_E_INVALID);
    assert_string_equal(rig.problem.text,
                        "suite 'big' has more than 4096 cells; sweep fewer factors at "
                        "once");
    rig_fini(&rig);
}

static void plan_sweeps__knows_what_was_asked_for(void **state)
{
    (void)state;
    struct rig rig;
    rig_init(&rig,
             "workloads: [null, {use: cpu.sha256, size: [1KiB, 1MiB]}]\n"
             "executors: {kind: [threads, processes], workers: [1, 2]}",
             1,
             NULL);
    const struct plan *plan = &rig.plan;
    size_t sha = 4; /* the first cpu.sha256 cell */
    assert_true(plan_sweeps(plan, 0, FACTOR_WORKLOAD));
    assert_true(plan_sweeps(plan, 0, FACTOR_EXECUTOR));
    assert_true(plan_sweeps(plan, 0, FACTOR_WORKER_COUNT));
    assert_false(plan_sweeps(plan, 0, FACTOR_PLACEMENT));
    /* It is 2 for one worker and 4 for two, but nobody asked for that. */
    assert_false(plan_sweeps(plan, 0, FACTOR_WINDOW));
    /* Threads have none, processes one. */
    assert_false(plan_sweeps(plan, 0, FACTOR_START_METHOD));
    assert_true(plan_sweeps(plan, sha, FACTOR_WINDOW + 1));
    assert_string_equal(cell_factor_at(&plan->cells[sha], FACTOR_WINDOW + 1).name,
                        "size");
    assert_string_equal(cell_factor_at(&plan->cells[sha], FACTOR_WINDOW + 1).unit,
                        "bytes");
    rig_fini(&rig);
}

static void cell_params_text__is_encoded(void **state)
{
    (void)state;
    struct rig rig;
    char *text = NULL;
    rig_init(&rig, "workloads: {use: io.file_read, block: 8KiB}", 1, NULL);
    assert_int_equal(cell_params_text(&rig.plan.cells[0], &text), 0);
    assert_non_null(strstr(text, ";block=8KiB;"));
    free(text);
    rig_fini(&rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plan_expand__last_axis_turns_fastest),
        cmocka_unit_test(plan_expand__every_factor_can_be_swept),
        cmocka_unit_test(plan_expand__groups_are_not_multiplied),
        cmocka_unit_test(plan_expand__what_repeats_a_cell_is_left_out),
        cmocka_unit_test(plan_expand__more_workers_than_cpus_is_overcommitted),
        cmocka_unit_test(plan_expand__the_baseline_can_be_chosen),
        cmocka_unit_test(plan_expand__a_baseline_that_is_no_cell_is_refused),
        cmocka_unit_test(plan_filter__keeps_ids),
        cmocka_unit_test(plan_filter__takes_lists_aliases_and_parameters),
        cmocka_unit_test(plan_filter__says_what_it_does_not_know),
        cmocka_unit_test(plan_expand__too_many_cells_are_refused),
        cmocka_unit_test(plan_sweeps__knows_what_was_asked_for),
        cmocka_unit_test(cell_params_text__is_encoded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
