/*
 * Whole programs, started and looked at from outside: what happens at a normal
 * exit, to what is printed, and to workers whose parent was killed.
 */
#include "contract.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

enum { TASKS = 50, WORKERS = 2, OUTPUT_BYTES = 16384 };

static size_t count_lines(const char *text, const char *line)
{
    size_t count = 0;
    size_t length = strlen(line);
    for (const char *at = text; *at != '\0'; at = strchr(at, '\n') + 1) {
        count += strncmp(at, line, length) == 0 && at[length] == '\n';
        if (strchr(at, '\n') == NULL) {
            break;
        }
    }
    return count;
}

static void say(const char *line)
{
    if (write(STDOUT_FILENO, line, strlen(line)) < 0) {
        _exit(99);
    }
}

static int task_say(yoke_task *task)
{
    (void)task;
    say("ran\n");
    return 0;
}

static yoke_executor *program_executor(int workers)
{
    yoke_options options = contract_options(workers);
    yoke_executor *executor;
    if (yoke_executor_create(&options, &executor) != 0) {
        fprintf(stderr, "create: %s\n", yoke_error_detail());
        _exit(98);
    }
    return executor;
}

static void submit_or_stop(yoke_executor *executor, yoke_task_fn *function, long n)
{
    if (yoke_submit(executor, function, &n, sizeof n, NULL) != 0) {
        fprintf(stderr, "submit: %s\n", yoke_error_detail());
        _exit(97);
    }
}

static void assert_exit(int status, int expected)
{
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), expected);
}

static int exit_without_shutdown(void)
{
    yoke_executor *executor = program_executor(WORKERS);
    for (long i = 0; i < TASKS; i++) {
        submit_or_stop(executor, task_say, i);
    }
    return 7;
}

/* cpython test_shutdown.test_interpreter_shutdown */
static void program__exit_without_shutdown_runs_the_work(void)
{
    char output[OUTPUT_BYTES];
    assert_exit(contract_run_program("exit_without_shutdown", output, sizeof output),
                7);
    assert_int_equal(count_lines(output, "ran"), TASKS);
}

static int exit_after_shutdown_without_wait(void)
{
    yoke_executor *executor = program_executor(1);
    submit_or_stop(executor, task_say, 0);
    return yoke_executor_shutdown(executor, 0);
}

/* cpython test_shutdown.test_hang_gh83386, which CPython skips for processes */
static void program__exit_after_shutdown_without_wait(void)
{
    char output[OUTPUT_BYTES];
    assert_exit(
        contract_run_program("exit_after_shutdown_without_wait", output, sizeof output),
        0);
    assert_string_equal(output, "ran\n");
}

static yoke_executor *the_executor; /* handlers of atexit() have no argument */

static void submit_at_exit(void)
{
    int error = yoke_submit(the_executor, task_say, NULL, 0, NULL);
    say(error == 0 ? "submitted\n" : yoke_error_name(error));
    say("\n");
}

static int submit_at_exit_before_ours(void)
{
    the_executor = program_executor(1);
    atexit(submit_at_exit); /* registered later: runs earlier */
    return 0;
}

static int submit_at_exit_after_ours(void)
{
    atexit(submit_at_exit);
    the_executor = program_executor(1);
    return 0;
}

/* cpython test_shutdown.test_submit_after_interpreter_shutdown */
static void program__submit_from_atexit(void)
{
    char output[OUTPUT_BYTES];
    assert_exit(
        contract_run_program("submit_at_exit_before_ours", output, sizeof output), 0);
    assert_int_equal(count_lines(output, "submitted"), 1);
    assert_int_equal(count_lines(output, "ran"), 1);
    assert_exit(
        contract_run_program("submit_at_exit_after_ours", output, sizeof output), 0);
    size_t taken = count_lines(output, "submitted");
    assert_int_equal(taken + count_lines(output, "YOKE_E_SHUTDOWN"), 1);
    assert_int_equal(count_lines(output, "ran"), taken);
}

static int task_exit(yoke_task *task)
{
    exit((int)bytes_long(yoke_task_input(task)));
}

static int exit_in_a_thread(void)
{
    yoke_executor *executor = program_executor(WORKERS);
    submit_or_stop(executor, task_exit, 5);
    pause();
    return 0;
}

/* exit() from a task cannot wait for itself: it must not hang */
static void program__exit_in_a_threads_task(void)
{
    char output[OUTPUT_BYTES];
    assert_exit(contract_run_program("exit_in_a_thread", output, sizeof output), 5);
}

static void bye(void)
{
    say("bye\n");
}

static int task_print(yoke_task *task)
{
    printf("task %ld\n", bytes_long(yoke_task_input(task)));
    return 0;
}

static int print_everywhere(void)
{
    atexit(bye);
    printf("before\n"); /* stays in the buffer: stdout is a pipe */
    yoke_executor *executor = program_executor(WORKERS);
    for (long i = 0; i < TASKS; i++) {
        submit_or_stop(executor, task_print, i);
    }
    yoke_executor_destroy(executor);
    printf("after\n");
    return 0;
}

/* Text is neither lost nor doubled, and handlers do not run in workers. */
static void program__prints_each_line_once(void)
{
    char output[OUTPUT_BYTES];
    assert_exit(contract_run_program("print_everywhere", output, sizeof output), 0);
    const char *const lines[] = {
        "before", "after", "bye", "task 0", "task 7", "task 49"};
    for (size_t i = 0; i < 6; i++) {
        assert_int_equal(count_lines(output, lines[i]), 1);
    }
}

static int task_stay(yoke_task *task)
{
    (void)task;
    char line[32];
    snprintf(line, sizeof line, "%d\n", getpid());
    say(line);
    while (pause() != 0) {
    }
    return 0;
}

static int stay(void)
{
    yoke_executor *executor = program_executor(WORKERS);
    for (long i = 0; i < WORKERS; i++) {
        submit_or_stop(executor, task_stay, i);
    }
    while (pause() != 0) {
    }
    return 0;
}

/* A worker of a killed parent leaves, whatever it runs. */
static void program__killed_leaves_no_worker(void)
{
    int output;
    pid_t program = contract_start_program("stay", &output);
    FILE *lines = fdopen(output, "r");
    assert_non_null(lines);
    int workers[WORKERS];
    for (int i = 0; i < WORKERS; i++) {
        assert_int_equal(fscanf(lines, "%d", &workers[i]), 1);
        assert_int_equal(kill(workers[i], 0), 0);
    }
    assert_int_equal(kill(program, SIGKILL), 0);
    assert_int_equal(waitpid(program, NULL, 0), program);
    while (fgetc(lines) !=
           EOF) { /* it comes when the last worker has closed the pipe */
    }
    fclose(lines);
    for (int i = 0; i < WORKERS; i++) {
        while (kill(workers[i], 0) == 0 || errno != ESRCH) {
            usleep(1000); /* until init has reaped it */
        }
    }
}

const struct contract_program contract_programs[] = {
    {"exit_without_shutdown", exit_without_shutdown},
    {"exit_after_shutdown_without_wait", exit_after_shutdown_without_wait},
    {"submit_at_exit_before_ours", submit_at_exit_before_ours},
    {"submit_at_exit_after_ours", submit_at_exit_after_ours},
    {"exit_in_a_thread", exit_in_a_thread},
    {"print_everywhere", print_everywhere},
    {"stay", stay},
    {NULL, NULL},
};

const struct contract_case program_cases[] = {
    {"program__exit_without_shutdown_runs_the_work",
     ON_ALL,
     program__exit_without_shutdown_runs_the_work},
    {"program__exit_after_shutdown_without_wait",
     ON_ALL,
     program__exit_after_shutdown_without_wait},
    {"program__submit_from_atexit", ON_ALL, program__submit_from_atexit},
    {"program__exit_in_a_threads_task", ON_THREADS, program__exit_in_a_threads_task},
    {"program__prints_each_line_once", ON_ALL, program__prints_each_line_once},
    {"program__killed_leaves_no_worker",
     ON_PROCESSES,
     program__killed_leaves_no_worker},
    {NULL, 0, NULL},
};
