#include "contract.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

struct contract_flavour contract_flavour;

yoke_options contract_options(int max_workers)
{
    yoke_options options = YOKE_OPTIONS_INIT;
    options.kind = contract_flavour.kind;
    options.start_method = contract_flavour.start_method;
    options.max_workers = max_workers;
    return options;
}

yoke_executor *contract_create(int max_workers)
{
    yoke_options options = contract_options(max_workers);
    yoke_executor *executor = NULL;
    assert_ok(yoke_executor_create(&options, &executor));
    assert_non_null(executor);
    return executor;
}

yoke_future *contract_submit(yoke_executor *executor,
                             yoke_task_fn *function,
                             const void *data,
                             size_t size)
{
    yoke_future *future = NULL;
    assert_ok(yoke_submit(executor, function, data, size, &future));
    assert_non_null(future);
    return future;
}

yoke_future *
contract_submit_long(yoke_executor *executor, yoke_task_fn *function, long n)
{
    return contract_submit(executor, function, &n, sizeof n);
}

yoke_future *
contract_submit_gate(yoke_executor *executor, struct gate *gate, long value)
{
    struct gate_argument argument = {gate, value};
    return contract_submit(executor, task_gate, &argument, sizeof argument);
}

void contract_occupy(yoke_executor *executor,
                     struct gate *gate,
                     size_t count,
                     yoke_future **ret_futures)
{
    for (size_t i = 0; i < count; i++) {
        ret_futures[i] = contract_submit_gate(executor, gate, (long)i);
    }
    gate_wait_arrived(gate, (uint32_t)count);
}

long contract_long(yoke_future *future)
{
    yoke_bytes value;
    assert_ok(yoke_future_result(future, -1, &value));
    assert_int_equal(value.size, sizeof(long));
    return bytes_long(value);
}

yoke_failure contract_failure(yoke_future *future)
{
    yoke_failure failure = {.error = 0};
    assert_ok(yoke_future_failure(future, -1, &failure));
    assert_int_not_equal(failure.error, 0);
    assert_non_null(failure.message);
    return failure;
}

void contract_release(yoke_future *const *futures, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        yoke_future_release(futures[i]);
    }
}

yoke_stats contract_stats(const yoke_executor *executor)
{
    yoke_stats stats = {.size = sizeof stats};
    assert_ok(yoke_executor_stats(executor, &stats));
    return stats;
}

pthread_t contract_thread(void *(*run)(void *), void *context)
{
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, run, context), 0);
    return thread;
}

void contract_join(pthread_t thread)
{
    assert_int_equal(pthread_join(thread, NULL), 0);
}

int contract_start_program(const char *name, int *ret_output_fd)
{
    int ends[2];
    assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
    pid_t program = fork();
    assert_true(program >= 0);
    if (program == 0) {
        dup2(ends[1], STDOUT_FILENO);
        execl("/proc/self/exe", "contract", "--program", name, (char *)NULL);
        _exit(127);
    }
    close(ends[1]);
    *ret_output_fd = ends[0];
    return program;
}

int contract_run_program(const char *name, char *ret_output, size_t size)
{
    int output;
    pid_t program = contract_start_program(name, &output);
    size_t length = 0;
    ssize_t count;
    char rest[256]; /* what does not fit is read too, or the program would block */
    do {
        size_t room = size - 1 - length;
        count = room ? read(output, ret_output + length, room)
                     : read(output, rest, sizeof rest);
        length += room && count > 0 ? (size_t)count : 0;
    } while (count > 0);
    ret_output[length] = '\0';
    close(output);
    int status = 0;
    assert_int_equal(waitpid(program, &status, 0), program);
    return status;
}

void contract_assert_error(
    int actual, int expected, const char *call, const char *file, int line)
{
    if (actual != expected) {
        print_error("%s\n    returned %s (detail \"%s\"), expected %s\n",
                    call,
                    yoke_error_name(actual),
                    yoke_error_detail(),
                    yoke_error_name(expected));
        _fail(file, line);
    }
}

void contract_assert_contains(const char *text,
                              const char *part,
                              const char *file,
                              int line)
{
    if (text == NULL || strstr(text, part) == NULL) {
        print_error("\"%s\"\n    does not have \"%s\"\n", text ? text : "(null)", part);
        _fail(file, line);
    }
}
