#include "tasks.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

long bytes_long(yoke_bytes bytes)
{
    long number;
    if (bytes.size != sizeof number) {
        abort();
    }
    memcpy(&number, bytes.data, sizeof number);
    return number;
}

int task_double(yoke_task *task)
{
    long number = 2 * bytes_long(yoke_task_input(task));
    return yoke_task_return(task, &number, sizeof number);
}

int task_echo(yoke_task *task)
{
    yoke_bytes input = yoke_task_input(task);
    return yoke_task_return(task, input.data, input.size);
}

int task_nothing(yoke_task *task)
{
    (void)task;
    return 0;
}

int task_fail(yoke_task *task)
{
    long code = bytes_long(yoke_task_input(task));
    return yoke_task_fail(task, (int)code, "failed with %ld", code);
}

int task_fail_if_negative(yoke_task *task)
{
    long number = bytes_long(yoke_task_input(task));
    if (number < 0) {
        return yoke_task_fail(task, EINVAL, "negative %ld", number);
    }
    return yoke_task_return(task, &number, sizeof number);
}

static struct gate_argument gate_argument_of(const yoke_task *task)
{
    struct gate_argument argument;
    memcpy(&argument, yoke_task_input(task).data, sizeof argument);
    return argument;
}

int task_gate(yoke_task *task)
{
    struct gate_argument argument = gate_argument_of(task);
    gate_pass(argument.gate);
    return yoke_task_return(task, &argument.value, sizeof argument.value);
}

int task_gate_fail(yoke_task *task)
{
    struct gate_argument argument = gate_argument_of(task);
    gate_pass(argument.gate);
    return yoke_task_fail(task, (int)argument.value, "failed behind the gate");
}

int task_count(yoke_task *task)
{
    struct latch *latch;
    memcpy(&latch, yoke_task_input(task).data, sizeof latch);
    latch_add(latch);
    return 0;
}

int task_worker_id(yoke_task *task)
{
    long id = syscall(SYS_gettid); /* a worker process has one thread: both are equal */
    return yoke_task_return(task, &id, sizeof id);
}
