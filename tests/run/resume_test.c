/*
 * What stops a session leaves a result that goes on, and repeats nothing.
 */
#include "run/run.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "rig.h"
#include "run/runner.h"
#include "stage.h"

static const yoke_kind BOTH[] = {YOKE_THREADS, YOKE_PROCESSES};

static void run_execute__resume_adds_what_is_missing(void **state)
{
    struct fixture *fixture = *state;
    struct plan plan = rig_plan("none", BOTH, 2, 3);
    struct rows *rows = calloc(1, sizeof(*rows));
    plan.run_count = 2;
    assert_int_equal(stage_execute(fixture, &plan), 0);
    plan.run_count = 6;
    fixture->options.resumes = true;
    fixture->options.directory = NULL; /* results/latest */
    assert_int_equal(stage_execute(fixture, &plan), 0);
    assert_int_equal(fixture->summary.kept_count, 2);
    assert_int_equal(fixture->summary.done_count, 4);
    assert_int_equal(stage_execute(fixture, &plan), 0);
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
    assert_int_equal(stage_execute(fixture, &plan), 0);
    fixture->options.resumes = true;
    char *words = stage_execute_and_hear(fixture, &other, &err);
    assert_int_equal(err, YOKE_E_INVALID);
    assert_non_null(strstr(words, "begun with other cells"));
    free(words);
    plan.seed++;
    words = stage_execute_and_hear(fixture, &plan, &err);
    assert_int_equal(err, YOKE_E_INVALID);
    assert_non_null(strstr(words, "another seed"));
    free(words);
    plan_fini(&plan);
    plan_fini(&other);
}

static size_t count_rows(const char *dir)
{
    size_t lines = 0;
    char path[PATH_SIZE];
    stage_path(path, dir, "runs.csv");
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
        _exit(stage_execute(fixture, plan) == YOKE_E_CANCELLED ? 42 : 1);
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
    assert_int_equal(stage_execute(fixture, plan), 0);
    assert_true(fixture->summary.kept_count >= 2);
    assert_true(fixture->summary.done_count >= 1);
    rows->check = check_measured;
    read_rows(fixture->out, rows);
    assert_every_run_once(rows, plan);
    assert_false(stage_exists(fixture->out, "scratch"));
    free(rows);
}

static void run_execute__stops_on_a_signal_and_goes_on(void **state)
{
    struct fixture *fixture = *state;
    struct plan plan = rig_plan("none", BOTH, 2, 40);
    int status = stop_session(fixture, &plan, SIGINT);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 42);
    char *text = stage_screen_text(fixture);
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

#define RUN_TEST(name)                                                                 \
    cmocka_unit_test_setup_teardown(name, stage_set_up, stage_tear_down)

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        RUN_TEST(run_execute__resume_adds_what_is_missing),
        RUN_TEST(run_execute__resume_refuses_another_plan),
        RUN_TEST(run_execute__stops_on_a_signal_and_goes_on),
        RUN_TEST(run_execute__killed_goes_on_and_repeats_nothing),
    };
    if (argc > 1 && strcmp(argv[1], RUNNER_FLAG) == 0)
        return runner_main_with(rig_find, argc, argv);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
