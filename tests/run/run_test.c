/*
 * The whole way from a plan to the files, with a fresh runner for each run:
 * this program, started again. What goes wrong in a runner is a row.
 */
#include "run/run.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "analyse/result.h"
#include "rig.h"
#include "run/runner.h"
#include "stage.h"

static const yoke_kind BOTH[] = {YOKE_THREADS, YOKE_PROCESSES};
static const yoke_kind ALL[] = {YOKE_THREADS, YOKE_PROCESSES, YOKE_SERIAL};

static void run_execute__every_kind_measures(void **state)
{
    struct fixture *fixture = *state;
    struct plan plan = rig_plan("none", ALL, 3, 2);
    struct rows *rows = calloc(1, sizeof(*rows));
    assert_int_equal(stage_execute(fixture, &plan), 0);
    assert_int_equal(fixture->summary.done_count, 6);
    assert_int_equal(fixture->summary.failed_count, 0);
    assert_string_equal(fixture->summary.directory, fixture->out);
    rows->check = check_measured;
    read_rows(fixture->out, rows);
    assert_every_run_once(rows, &plan);
    assert_true(stage_exists(fixture->out, "topology.xml"));
    assert_true(stage_exists(fixture->root, "latest/manifest.json"));
    assert_false(stage_exists(fixture->out, "scratch"));
    free(rows);
    plan_fini(&plan);
}

/* What answers read is there: their reader takes the result as it is. */
static void run_execute__result_can_be_answered_from(void **state)
{
    struct fixture *fixture = *state;
    struct plan plan = rig_plan("none", BOTH, 2, 2);
    struct result result;
    struct fault fault;
    assert_int_equal(stage_execute(fixture, &plan), 0);
    if (result_open(&result, fixture->out, &fault))
        fail_msg("%s", fault.message);
    assert_int_equal(result.run_count, 4);
    assert_int_equal(result.cell_count, 2);
    assert_int_equal(result.block_count, 2);
    assert_true(result.is_swept[CELL_EXECUTOR]);
    assert_false(result.is_swept[CELL_WORKER_COUNT]);
    result_close(&result);
    plan_fini(&plan);
}

/* One run with a fault, in @p kind. */
static void expect(struct fixture *fixture,
                   const char *fault,
                   yoke_kind kind,
                   const char *status,
                   const char *step,
                   const char *words)
{
    struct plan plan = rig_plan(fault, &kind, 1, 1);
    struct rows *rows = calloc(1, sizeof(*rows));
    char out[TEMPORARY_PATH_SIZE + 256];
    snprintf(out, sizeof(out), "%s-%s-%d", fixture->out, fault, (int)kind);
    fixture->options.directory = out;
    if (strcmp(fault, "hang") == 0)
        plan.measure.run_timeout_ns = 200000000;
    assert_int_equal(stage_execute(fixture, &plan), 0);
    assert_int_equal(fixture->summary.failed_count, 1);
    read_rows(out, rows);
    read_errors(out, rows);
    assert_int_equal(rows->count, 1);
    if (strcmp(rows->rows[0].status, status) != 0 ||
        strcmp(rows->rows[0].step, step) != 0 || !strstr(rows->rows[0].message, words))
        fail_msg("%s: not %s at %s with '%s', but %s at %s: %s",
                 fault,
                 status,
                 step,
                 words,
                 rows->rows[0].status,
                 rows->rows[0].step,
                 rows->rows[0].message);
    assert_false(stage_exists(out, "scratch"));
    free(rows);
    plan_fini(&plan);
}

static void run_execute__a_runner_that_dies_is_a_row(void **state)
{
    expect(
        *state, "abort", YOKE_THREADS, "crashed", "runner", "SIGKILL: about to abort");
    expect(
        *state, "exit", YOKE_THREADS, "crashed", "runner", "status 7: leaving early");
    expect(*state, "garbage", YOKE_THREADS, "crashed", "runner", "the runner's reply");
    expect(*state, "worker", YOKE_THREADS, "crashed", "runner", "SIGKILL");
}

static void run_execute__a_runner_that_hangs_is_a_row(void **state)
{
    expect(*state,
           "hang",
           YOKE_THREADS,
           "timeout",
           "runner",
           "longer than its time limit");
}

static void run_execute__what_refuses_is_a_row(void **state)
{
    expect(*state, "setup", YOKE_THREADS, "failed", "setup", "no luck, on purpose");
    for (int i = 0; i < 2; i++) {
        expect(
            *state, "init", BOTH[i], "failed", "startup", "this worker will not start");
        expect(*state, "task", BOTH[i], "failed", "measure", "unlucky number");
    }
    expect(*state, "worker", YOKE_PROCESSES, "failed", "measure", "signal 9");
}

static void run_execute__wrong_results_are_a_row(void **state)
{
    for (int i = 0; i < 3; i++) {
        expect(*state, "wrong", ALL[i], "wrong", "verify", "another check was left");
        expect(*state, "lazy", ALL[i], "wrong", "verify", "0 operations of work");
    }
}

static void run_execute__refuses_a_result_that_is_there(void **state)
{
    struct fixture *fixture = *state;
    int err;
    struct plan plan = rig_plan("none", BOTH, 1, 1);
    assert_int_equal(stage_execute(fixture, &plan), 0);
    char *words = stage_execute_and_hear(fixture, &plan, &err);
    assert_int_equal(err, YOKE_E_INVALID);
    assert_non_null(strstr(words, "there is something in it"));
    free(words);
    plan_fini(&plan);
}

static void run_execute__says_what_cannot_be_started(void **state)
{
    struct fixture *fixture = *state;
    int err;
    struct plan plan = rig_plan("none", BOTH, 1, 1);
    fixture->options.runner_path = "/nonexistent/yoke";
    char *words = stage_execute_and_hear(fixture, &plan, &err);
    assert_int_equal(err, YOKE_E_SYSTEM);
    assert_non_null(strstr(words, "cannot start /nonexistent/yoke: No such file"));
    free(words);
    plan_fini(&plan);
}

static void run_execute__plain_progress_is_a_line_a_block(void **state)
{
    struct fixture *fixture = *state;
    struct plan plan = rig_plan("none", BOTH, 2, 2);
    assert_int_equal(stage_execute(fixture, &plan), 0);
    char *text = stage_screen_text(fixture);
    assert_non_null(strstr(text, "block 1/2   2/4   0:0"));
    assert_non_null(strstr(text, "block 2/2   4/4   0:0"));
    assert_non_null(strstr(text, "failed 0   flagged "));
    assert_null(strchr(text, '\033'));
    free(text);
    plan_fini(&plan);
}

#define RUN_TEST(name)                                                                 \
    cmocka_unit_test_setup_teardown(name, stage_set_up, stage_tear_down)

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        RUN_TEST(run_execute__every_kind_measures),
        RUN_TEST(run_execute__result_can_be_answered_from),
        RUN_TEST(run_execute__a_runner_that_dies_is_a_row),
        RUN_TEST(run_execute__a_runner_that_hangs_is_a_row),
        RUN_TEST(run_execute__what_refuses_is_a_row),
        RUN_TEST(run_execute__wrong_results_are_a_row),
        RUN_TEST(run_execute__refuses_a_result_that_is_there),
        RUN_TEST(run_execute__says_what_cannot_be_started),
        RUN_TEST(run_execute__plain_progress_is_a_line_a_block),
    };
    if (argc > 1 && strcmp(argv[1], RUNNER_FLAG) == 0)
        return runner_main_with(rig_find, argc, argv);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
