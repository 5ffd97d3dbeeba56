/** A running task, and the worker that runs it. */
#ifndef YK_TASK_H
#define YK_TASK_H

#include "executor/executor.h"

#define YK_FAILURE_BYTES 1024u

/** Private to its worker. */
struct yoke_worker {
    yoke_executor *executor;
    struct yk_engine *engine;
    struct yk_port *port;
    unsigned index;
    uint64_t owner_bits; /* as they stand in the state word of what it runs */
    void *state;         /* the initializer's */
    char *failure;       /* YK_FAILURE_BYTES for the initializer's words */

    /* Claiming: see worker.c. */
    unsigned next_lane;
    unsigned claimed;        /* how many came with the last claim */
    int64_t claimed_ns;      /* when */
    int64_t task_ns;         /* how long tasks took lately */
    int64_t looked_ns;       /* when it last looked for stranded tasks */
    struct yk_glimpse *seen; /* of each worker; NULL: does not look */
};

/** On the stack of the worker while the function runs. */
struct yoke_task {
    struct yoke_worker *worker;
    struct yk_slot *slot; /* whose result it writes */
    yoke_bytes input;
    bool failed;
};

/** What a result payload holds when its task failed. */
struct yk_failure_record {
    int32_t error;
    int32_t code;
    int32_t worker_index;
    int32_t worker_id;
    int32_t signal_number;
    int32_t exit_status;
    char message[];
};

#define YK_MESSAGE_BYTES_MAX 4000u

/** Put a failure in the slot's result; the caller may write it and settles it. */
void yk_failure_store(struct yk_engine *engine,
                      struct yk_port *port,
                      struct yk_slot *slot,
                      const struct yk_failure_record *record,
                      const char *message);

/** Read what yk_failure_store() left; the error stays the caller's. When the bytes
 * are none of its, the message says so. */
void yk_failure_read(yoke_bytes bytes, yoke_failure *failure);

/** Start and run that task here, on this stack. False when it was not to be had. */
bool yk_worker_run_slot(struct yoke_worker *worker,
                        struct yk_slot *slot,
                        uint32_t generation);

/** Name the calling thread <prefix>-<index>; the kernel shows 15 bytes, so a long
 * prefix is cut and the index is kept. */
void yk_worker_set_name(const yoke_executor *executor, unsigned index);

/** A worker's life: initializer, tasks, finalizer. Fills in the worker. */
void yk_worker_live(yoke_executor *executor,
                    unsigned index,
                    struct yoke_worker *worker);

/** Fill in a worker; returns whether its initializer succeeded. */
bool yk_worker_begin(yoke_executor *executor,
                     unsigned index,
                     struct yoke_worker *worker);
void yk_worker_end(struct yoke_worker *worker);

#endif
