/**
 * Tasks: the functions that an executor runs, and what they may call.
 *
 * A task is a function of one parameter. It reads its argument bytes with
 * yoke_task_input(), leaves its result bytes with yoke_task_return(), and says
 * that it failed with yoke_task_fail(). It runs in a worker: a thread of this
 * process, or another process; the function cannot tell which.
 */
#ifndef YOKE_TASK_H
#define YOKE_TASK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <yoke/export.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Borrowed bytes. data may be NULL only when size is 0. */
typedef struct {
    const void *data;
    size_t size; /**< bytes */
} yoke_bytes;

typedef struct yoke_executor yoke_executor;
typedef struct yoke_future yoke_future;
typedef struct yoke_task yoke_task;
typedef struct yoke_worker yoke_worker;

/**
 * A task. Returns 0 when it succeeded, else a value other than 0: most simply
 * what yoke_task_fail() returned.
 */
typedef int yoke_task_fn(yoke_task *task);

/**
 * Runs once in each worker before its first task, also in a worker that
 * replaces another. @p data are the bytes given in the options, valid during
 * the call. Returns 0, else a value other than 0 (most simply what
 * yoke_worker_fail() returned), which breaks the executor.
 */
typedef int yoke_initializer_fn(yoke_worker *worker, yoke_bytes data);

/** Runs once in each worker after its last task, if its initializer succeeded. */
typedef void yoke_finalizer_fn(yoke_worker *worker);

/**
 * The argument of the task: the bytes given to yoke_submit(). Borrowed until
 * the task returns. Only from the task itself. Does not block.
 */
YOKE_API yoke_bytes yoke_task_input(const yoke_task *task);

/**
 * Leave the result: @p size bytes are copied. A second call replaces the
 * first. A task that never calls it returns empty bytes.
 * @return 0; YOKE_E_NOMEM; YOKE_E_INVALID when data is NULL and size is not 0.
 */
YOKE_API int yoke_task_return(yoke_task *task, const void *data, size_t size);

/**
 * Room for a result of @p size bytes that the task writes in place, which
 * saves a copy. Replaces what was returned before. Owned by the task until it
 * returns; then by the future. Aligned to 16 bytes when size is at least 16.
 * @return the room, or NULL when memory is short.
 */
YOKE_API void *yoke_task_reserve(yoke_task *task, size_t size);

/**
 * Say that the task failed: its future settles as failed, with @p code and the
 * formatted message (cut at 4,000 bytes). A code of 0 and an empty message are
 * a failure too. Replaces any result.
 * @return a value other than 0, for the task to return.
 */
YOKE_API int yoke_task_fail(yoke_task *task, int code, const char *format, ...)
    YOKE_PRINTF(3, 4);

/** Has someone asked that this running task stop? Does not block. */
YOKE_API bool yoke_task_cancelled(const yoke_task *task);

/** What the initializer left with yoke_worker_set_state(), else NULL. */
YOKE_API void *yoke_task_worker_state(const yoke_task *task);

/** The index of the worker that runs this task, from 0. */
YOKE_API int yoke_task_worker_index(const yoke_task *task);

/** The executor that runs this task, for nested submits; borrowed. */
YOKE_API yoke_executor *yoke_task_executor(const yoke_task *task);

/** Leave a pointer for the tasks of this worker; the finalizer frees it. */
YOKE_API void yoke_worker_set_state(yoke_worker *worker, void *state);

/** The pointer left by yoke_worker_set_state(), else NULL. */
YOKE_API void *yoke_worker_state(const yoke_worker *worker);

/** The worker's index, from 0; a replacement takes its predecessor's. */
YOKE_API int yoke_worker_index(const yoke_worker *worker);

/**
 * Say that an initializer failed, and why; every pending and later future gets
 * YOKE_E_BROKEN with this message.
 * @return a value other than 0, for the initializer to return.
 */
YOKE_API int yoke_worker_fail(yoke_worker *worker, int code, const char *format, ...)
    YOKE_PRINTF(3, 4);

#ifdef __cplusplus
}
#endif
#endif
