/*
 * The whole way from a plan to the files, with a fresh runner for each run:
 * this program, started again. What goes wrong in a runner is a row; what stops
 * the session leaves a result that goes on.
 */
#include "run/run.h"

#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "analyse/result.h"
#include "analyse/rows.h"
#include "rig.h"
#include "run/runner.h"
#include "temporary.h"

static const yoke_kind BOTH[] = {YOKE_THREADS, YOKE_PROCESSES};
static const yoke_kind ALL[] = {YOKE_THREADS, YOKE_PROCESSES, YOKE_SERIAL};

#define PATH_SIZE (TEMPORARY_PATH_SIZE + 256)

static void make_path(char path[PATH_SIZE], const char *dir, const char *name)
{
    assert_true(snprintf(path, PATH_SIZE, "%s/%s", dir, name) < PATH_SIZE);
}

struct fixture {
    char top[TEMPORARY_PATH_SIZE];
    char root[TEMPORARY_PATH_SIZE + 32];
    char out[TEMPORARY_PATH_SIZE + 32];
    FILE *screen;
    struct run_options options;
    struct run_summary summary;
    int saved_stderr; /* while what is said there is looked at */
};

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof(*fixture));
    *state = fixture;
    if (!fixture)
        return -1;
    temporary_make(fixture->top);
    snprintf(fixture->root, sizeof(fixture->root), "%s/results", fixture->top);
    snprintf(fixture->out, sizeof(fixture->out), "%s/results/one", fixture->top);
    fixture->screen = tmpfile();
    fixture->options = (struct run_options){
        .results_root = fixture->root,
        .directory = fixture->out,
        .screen = fixture->screen,
    };
    return fixture->screen ? 0 : -1;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    fclose(fixture->screen);
    temporary_remove(fixture->top);
    free(fixture);
    return 0;
}

static int execute(struct fixture *fixture, const struct plan *plan)
{
    return run_execute(plan, &fixture->options, &fixture->summary);
}

/* Run execute() with stderr going to <top>/stderr; free() what it said. */
static char *
execute_and_hear(struct fixture *fixture, const struct plan *plan, int *ret_err)
{
    char path[TEMPORARY_PATH_SIZE + 32];
    snprintf(path, sizeof(path), "%s/stderr", fixture->top);
    int saved = dup(STDERR_FILENO);
    FILE *file = fopen(path, "we");
    assert_true(saved >= 0 && file);
    dup2(fileno(file), STDERR_FILENO);
    *ret_err = execute(fixture, plan);
    dup2(saved, STDERR_FILENO);
    close(saved);
    fclose(file);
    return temporary_read(fixture->top, "stderr");
}

/* The rows of runs.csv, as far as these tests look. */
struct row {
    const char *run_id, *status, *step, *message, *allocator, *build_id;
    double tasks, work_done, completed_per_s, startup_ns, worker_setup_ns, pss_bytes;
    double cpu_user_ns, latency_p50_ns, timer_slack_ns;
};

struct rows {
    struct row record;
    size_t count;
    struct {
        char run_id[24], status[16], step[32], message[1024];
    } rows[100];
    void (*check)(const struct row *row);
};

static int on_run(void *context, const struct row_place *place, struct fault *fault)
{
    struct rows *rows = context;
    (void)place;
    (void)fault;
    assert_true(rows->count < 100);
    snprintf(rows->rows[rows->count].run_id, 24, "%s", rows->record.run_id);
    snprintf(rows->rows[rows->count].status, 16, "%s", rows->record.status);
    rows->count++;
    if (rows->check)
        rows->check(&rows->record);
    return 0;
}

#define ROW_TEXT(name)                                                                 \
    {                                                                                  \
#name, FIELD_TEXT, offsetof(struct row, name), true                            \
    }
#define ROW_NUMBER(name)                                                               \
    {                                                                                  \
#name, FIELD_NUMBER, offsetof(struct row, name), true                          \
    }

static void read_rows(const char *dir, struct rows *rows)
{
    static const struct field fields[] = {
        ROW_TEXT(run_id),
        ROW_TEXT(status),
        ROW_TEXT(allocator),
        ROW_TEXT(build_id),
        ROW_NUMBER(tasks),
        ROW_NUMBER(work_done),
        ROW_NUMBER(startup_ns),
        ROW_NUMBER(pss_bytes),
        ROW_NUMBER(cpu_user_ns),
        ROW_NUMBER(completed_per_s),
        ROW_NUMBER(worker_setup_ns),
        ROW_NUMBER(latency_p50_ns),
        ROW_NUMBER(timer_slack_ns),
    };
    char path[PATH_SIZE];
    struct fault fault;
    make_path(path, dir, "runs.csv");
    if (rows_read(path,
                  fields,
                  sizeof(fields) / sizeof(fields[0]),
                  &rows->record,
                  on_run,
                  rows,
                  &fault))
        fail_msg("%s", fault.message);
}

static int on_error(void *context, const struct row_place *place, struct fault *fault)
{
    struct rows *rows = context;
    (void)place;
    (void)fault;
    for (size_t i = 0; i < rows->count; i++) {
        if (strcmp(rows->rows[i].run_id, rows->record.run_id) != 0)
            continue;
        assert_string_equal(rows->record.status, rows->rows[i].status);
        snprintf(rows->rows[i].step, 32, "%s", rows->record.step);
        snprintf(rows->rows[i].message, 1024, "%s", rows->record.message);
        return 0;
    }
    fail_msg("errors.csv has %s, runs.csv has not", rows->record.run_id);
    return -1;
}

static void read_errors(const char *dir, struct rows *rows)
{
    static const struct field fields[] = {
        ROW_TEXT(run_id), ROW_TEXT(status), ROW_TEXT(step), ROW_TEXT(message)};
    char path[PATH_SIZE];
    struct fault fault;
    make_path(path, dir, "errors.csv");
    if (rows_read(path, fields, 4, &rows->record, on_error, rows, &fault))
        fail_msg("%s", fault.message);
}

static void assert_every_run_once(const struct rows *rows, const struct plan *plan)
{
    assert_int_equal(rows->count, plan->run_count);
    for (size_t i = 0; i < plan->run_count; i++)
        assert_string_equal(rows->rows[i].run_id, plan->runs[i].id);
}

static void check_measured(const struct row *row)
{
    assert_string_equal(row->status, "valid");
    assert_true(row->tasks > 0);
    assert_true(row->work_done == 3 * row->tasks);
    assert_true(row->completed_per_s > 0);
    assert_true(row->startup_ns > 0);
    assert_true(row->worker_setup_ns > 0);
    assert_true(row->pss_bytes > 0);
    assert_true(row->cpu_user_ns >= 0);
    assert_true(row->timer_slack_ns == 50000);
    assert_true(strlen(row->build_id) >= 16);
}

static bool exists(const char *dir, const char *name)
{
    char path[PATH_SIZE];
    make_path(path, dir, name);
    return access(path, F_OK) == 0;
}

static void run_execute__every_kind_measures(void **state)
{
    struct fixture *fixture = *state;
    struct plan plan = rig_plan("none", ALL, 3, 2);
    struct rows *rows = calloc(1, sizeof(*rows));
    assert_int_equal(execute(fixture, &plan), 0);
    assert_int_equal(fixture->summary.done_count, 6);
    assert_int_equal(fixture->summary.failed_count, 0);
    assert_string_equal(fixture->summary.directory, fixture->out);
    rows->check = check_measured;
    read_rows(fixture->out, rows);
    assert_every_run_once(rows, &plan);
    assert_true(exists(fixture->out, "topology.xml"));
    assert_true(exists(fixture->root, "latest/manifest.json"));
    assert_false(exists(fixture->out, "scratch"));
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
    assert_int_equal(execute(fixture, &plan), 0);
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
        plan.measure.run_timeout_ns = 200 * 1000 * 1000;
    assert_int_equal(execute(fixture, &plan), 0);
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
    assert_false(exists(out, "scratch"));
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

static void run_execute__resume_adds_what_is_missing(void **state)
{
    struct fixture *fixture = *state;
    struct plan plan = rig_plan("none", BOTH, 2, 3);
    struct rows *rows = calloc(1, sizeof(*rows));
    plan.run_count = 2;
    assert_int_equal(execute(fixture, &plan), 0);
    plan.run_count = 6;
    fixture->options.resumes = true;
    fixture->options.directory = NULL; /* results/latest */
    assert_int_equal(execute(fixture, &plan), 0);
    assert_int_equal(fixture->summary.kept_count, 2);
    assert_int_equal(fixture->summary.done_count, 4);
    assert_int_equal(execute(fixture, &plan), 0);
    assert_int_equal(fixture->summary.done_count, 0);
    read_rows(fixture->out, rows);
    assert_every_run_once(rows, &plan);
    free(rows);
    plan_fini(&plan);
}

static void run_execute__resume_refuses_another_plan(void **state)
{
    struct fixture *fixture = *state;
    int err;
    struct plan plan = rig_plan("none", BOTH, 2, 1);
    struct plan other = rig_plan("lazy", BOTH, 2, 1);
    assert_int_equal(execute(fixture, &plan), 0);
    fixture->options.resumes = true;
    char *words = execute_and_hear(fixture, &other, &err);
    assert_int_equal(err, YOKE_E_INVALID);
    assert_non_null(strstr(words, "begun with other cells"));
    free(words);
    plan.seed++;
    words = execute_and_hear(fixture, &plan, &err);
    assert_int_equal(err, YOKE_E_INVALID);
    assert_non_null(strstr(words, "another seed"));
    free(words);
    plan_fini(&plan);
    plan_fini(&other);
}

static void run_execute__refuses_a_result_that_is_there(void **state)
{
    struct fixture *fixture = *state;
    int err;
    struct plan plan = rig_plan("none", BOTH, 1, 1);
    assert_int_equal(execute(fixture, &plan), 0);
    char *words = execute_and_hear(fixture, &plan, &err);
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
    char *words = execute_and_hear(fixture, &plan, &err);
    assert_int_equal(err, YOKE_E_SYSTEM);
    assert_non_null(strstr(words, "cannot start /nonexistent/yoke: No such file"));
    free(words);
    plan_fini(&plan);
}

static size_t count_rows(const char *dir)
{
    size_t lines = 0;
    char path[PATH_SIZE];
    make_path(path, dir, "runs.csv");
    FILE *file = fopen(path, "re");
    for (int c; file && (c = fgetc(file)) != EOF;)
        lines += c == '\n';
    if (file)
        fclose(file);
    return lines ? lines - 1 : 0;
}

/* Start a session in a process of its own, and signal it once it has two rows.
 * @return its wait status. */
static int
stop_session(struct fixture *fixture, const struct plan *plan, int signal_number)
{
    int status;
    pid_t session = fork();
    assert_true(session >= 0);
    if (session == 0)
        _exit(execute(fixture, plan) == YOKE_E_CANCELLED ? 42 : 1);
    while (count_rows(fixture->out) < 2) {
        assert_int_equal(waitpid(session, &status, WNOHANG), 0);
        nanosleep(&(struct timespec){0, 1000000}, NULL);
    }
    kill(session, signal_number);
    assert_int_equal(waitpid(session, &status, 0), session);
    return status;
}

static void resume_to_the_end(struct fixture *fixture, const struct plan *plan)
{
    struct rows *rows = calloc(1, sizeof(*rows));
    fixture->options.resumes = true;
    assert_int_equal(execute(fixture, plan), 0);
    assert_true(fixture->summary.kept_count >= 2);
    assert_true(fixture->summary.done_count >= 1);
    rows->check = check_measured;
    read_rows(fixture->out, rows);
    assert_every_run_once(rows, plan);
    assert_false(exists(fixture->out, "scratch"));
    free(rows);
}

static char *screen_text(struct fixture *fixture)
{
    char *text = NULL;
    size_t capacity = 0;
    rewind(fixture->screen);
    assert_true(getdelim(&text, &capacity, '\0', fixture->screen) > 0);
    return text;
}

static void run_execute__stops_on_a_signal_and_goes_on(void **state)
{
    struct fixture *fixture = *state;
    struct plan plan = rig_plan("none", BOTH, 2, 40);
    int status = stop_session(fixture, &plan, SIGINT);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 42);
    char *text = screen_text(fixture);
    assert_non_null(strstr(text, "go on with: yoke run --resume --out"));
    free(text);
    assert_true(count_rows(fixture->out) < plan.run_count);
    plan.run_count = count_rows(fixture->out) + 3;
    resume_to_the_end(fixture, &plan);
    plan_fini(&plan);
}

static void run_execute__killed_goes_on_and_repeats_nothing(void **state)
{
    struct fixture *fixture = *state;
    struct plan plan = rig_plan("none", BOTH, 2, 40);
    int status = stop_session(fixture, &plan, SIGKILL);
    assert_true(WIFSIGNALED(status));
    plan.run_count = count_rows(fixture->out) + 3;
    resume_to_the_end(fixture, &plan);
    plan_fini(&plan);
}

static void run_execute__plain_progress_is_a_line_a_block(void **state)
{
    struct fixture *fixture = *state;
    struct plan plan = rig_plan("none", BOTH, 2, 2);
    assert_int_equal(execute(fixture, &plan), 0);
    char *text = screen_text(fixture);
    assert_non_null(strstr(text, "block 1/2   2/4   0:0"));
    assert_non_null(strstr(text, "block 2/2   4/4   0:0"));
    assert_non_null(strstr(text, "failed 0   flagged "));
    assert_null(strchr(text, '\033'));
    free(text);
    plan_fini(&plan);
}

#define RUN_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        RUN_TEST(run_execute__every_kind_measures),
        RUN_TEST(run_execute__result_can_be_answered_from),
        RUN_TEST(run_execute__a_runner_that_dies_is_a_row),
        RUN_TEST(run_execute__a_runner_that_hangs_is_a_row),
        RUN_TEST(run_execute__what_refuses_is_a_row),
        RUN_TEST(run_execute__wrong_results_are_a_row),
        RUN_TEST(run_execute__resume_adds_what_is_missing),
        RUN_TEST(run_execute__resume_refuses_another_plan),
        RUN_TEST(run_execute__refuses_a_result_that_is_there),
        RUN_TEST(run_execute__says_what_cannot_be_started),
        RUN_TEST(run_execute__stops_on_a_signal_and_goes_on),
        RUN_TEST(run_execute__killed_goes_on_and_repeats_nothing),
        RUN_TEST(run_execute__plain_progress_is_a_line_a_block),
    };
    if (argc > 1 && strcmp(argv[1], RUNNER_FLAG) == 0)
        return runner_main_with(rig_find, argc, argv);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
