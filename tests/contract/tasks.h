/** Tasks that many cases use. */
#ifndef CONTRACT_TASKS_H
#define CONTRACT_TASKS_H

#include <stddef.h>
#include <yoke/yoke.h>

#include "latch.h"

/** The long in @p bytes; aborts when it is something else. */
long bytes_long(yoke_bytes bytes);

/** Twice the long that it is given. */
yoke_task_fn task_double;

/** Its argument, unchanged. */
yoke_task_fn task_echo;

/** Nothing: empty bytes. */
yoke_task_fn task_nothing;

/** Fails with the code that it is given (a long) and "failed with <code>". */
yoke_task_fn task_fail;

/** The long that it is given, but a negative one fails with code 22, "negative <n>". */
yoke_task_fn task_fail_if_negative;

/** What task_gate and task_gate_fail are given. */
struct gate_argument {
    struct gate *gate;
    long value;
};

/** Passes the gate, then returns the value. */
yoke_task_fn task_gate;

/** Passes the gate, then fails with the value as its code. */
yoke_task_fn task_gate_fail;

/** Counts at the latch whose address it is given. */
yoke_task_fn task_count;

/** The worker's process id for processes, its thread id for threads: a long. */
yoke_task_fn task_worker_id;

#endif
