/*
 * Nothing: what is left is the executor and the harness themselves. The check is
 * the sequence times an odd number modulo 2⁶⁴, which costs one multiplication
 * and cannot be guessed by a task that never ran; verify() multiplies by the
 * inverse and must get the sequence back.
 */
#include "registry.h"
#include "support/setup.h"

#define NULL_FACTOR UINT64_C(0x9e3779b97f4a7c15)
#define NULL_INVERSE UINT64_C(0xf1de83e19937733d)
_Static_assert(NULL_FACTOR *NULL_INVERSE == 1, "each undoes the other");

static int null_setup(yoke_setup *setup)
{
    (void)setup;
    return 0;
}

static int null_run(yoke_task *task, uint64_t sequence, yoke_work *ret_work)
{
    (void)task;
    /* +1: the check of task 0 must not be that of a task that never ran. */
    *ret_work = (yoke_work){.check = (sequence + 1) * NULL_FACTOR, .work = 1};
    return 0;
}

static int null_verify(yoke_setup *setup, uint64_t sequence, const yoke_work *work)
{
    if (work->check * NULL_INVERSE - 1 != sequence) {
        return setup_compare(setup, sequence, work, (sequence + 1) * NULL_FACTOR, 1);
    }
    return setup_compare(setup, sequence, work, work->check, 1);
}

static const yoke_param no_params[] = {{.name = NULL}};

const yoke_workload workload_null = {
    .size = sizeof(yoke_workload),
    .abi = YOKE_WORKLOAD_ABI,
    .name = "null",
    .summary = "do nothing: the cost of the executor and the harness",
    .isolates = "the executor's own cost: handing a task over and its result back",
    .version = 1,
    .work_unit = "tasks",
    .params = no_params,
    .warmup_tasks = 10000,
    .setup = null_setup,
    .run = null_run,
    .verify = null_verify,
    .teardown = setup_unshare,
};
