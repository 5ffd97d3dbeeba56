/**
 * Futures: what yoke_submit() gives back.
 *
 * A future is PENDING, then RUNNING (its function has started), then settled:
 * succeeded, failed, cancelled, or lost with its worker. A settled future never
 * changes. Each future is counted: whoever holds it releases it once. Every
 * function here may be called from any thread, and from tasks.
 */
#ifndef YOKE_FUTURE_H
#define YOKE_FUTURE_H

#include <yoke/executor.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Why a future has no result. Strings are borrowed until it is released. */
typedef struct {
    int error;           /**< YOKE_E_TASK_FAILED, _WORKER_DIED, _BROKEN, … */
    int code;            /**< what the task gave to yoke_task_fail() */
    const char *message; /**< the task's words, or ours; never NULL */
    int worker_index;    /**< which worker ran it, from 0; -1 if none did */
    int worker_id;       /**< its process or thread id; 0 if none did */
    int signal_number;   /**< WORKER_DIED: the signal that killed it, else 0 */
    int exit_status;     /**< WORKER_DIED without a signal: its exit status */
} yoke_failure;

/**
 * Called once when a future settles. Not under any lock; may call anything but
 * a wait for the executor's end. Runs in the thread that settles the future
 * (threads: a worker, or who cancelled it; processes: one notifier thread of
 * this process), or at once in yoke_future_on_done() if it is settled already.
 */
typedef void yoke_done_fn(yoke_future *future, void *context);

/**
 * Wait until @p future settles, then lend its result.
 * @param timeout_ns  relative, nanoseconds; negative waits for ever, 0 polls.
 * @param ret_value   bytes borrowed until yoke_future_release(); may be NULL.
 * @return 0; YOKE_E_TIMEOUT (the task goes on); YOKE_E_CANCELLED;
 *         YOKE_E_TASK_FAILED, YOKE_E_WORKER_DIED, YOKE_E_BROKEN (see
 *         yoke_future_failure()).
 * Blocks. In a worker, an untimed wait runs the awaited task itself if it has
 * not started.
 */
YOKE_API int
yoke_future_result(yoke_future *future, int64_t timeout_ns, yoke_bytes *ret_value);

/**
 * Wait until @p future settles, then tell why it has no result.
 * @param ret_failure  strings borrowed until the future is released. After a
 *                     success its error is 0 and its message "".
 * @return 0 when the future failed or succeeded; YOKE_E_TIMEOUT;
 *         YOKE_E_CANCELLED.
 * Blocks, as yoke_future_result() does.
 */
YOKE_API int
yoke_future_failure(yoke_future *future, int64_t timeout_ns, yoke_failure *ret_failure);

/**
 * Cancel what has not started. A cancelled future is settled at once for
 * everyone. Does not block, except for callbacks that it runs.
 * @return true when the future is cancelled now, also if it was before; false
 *         when it runs or is settled otherwise.
 */
YOKE_API bool yoke_future_cancel(yoke_future *future);

/** Is it cancelled? Does not block. */
YOKE_API bool yoke_future_cancelled(const yoke_future *future);
/** Has its function started, and not ended? Does not block. */
YOKE_API bool yoke_future_running(const yoke_future *future);
/** Is it settled, in whatever way? Does not block. */
YOKE_API bool yoke_future_done(const yoke_future *future);

/**
 * Call @p function once when the future settles: after the callbacks added
 * before it; at once, in this thread, when it is settled already.
 * The future is held for the callback until it returns.
 * @return 0; YOKE_E_INVALID; YOKE_E_NOMEM; YOKE_E_SYSTEM.
 */
YOKE_API YOKE_MUST_CHECK int
yoke_future_on_done(yoke_future *future, yoke_done_fn *function, void *context);

/** Hold the future once more; returns it. Does not block. */
YOKE_API yoke_future *yoke_future_retain(yoke_future *future);

/**
 * Let go. The last release frees the result; a task that has not ended runs on
 * unheard. Accepts NULL. Does not block.
 */
YOKE_API void yoke_future_release(yoke_future *future);

/** What yoke_wait() waits for. */
typedef enum {
    YOKE_ALL_COMPLETED = 0,   /**< every future is settled */
    YOKE_FIRST_COMPLETED = 1, /**< at least one is settled */
    YOKE_FIRST_FAILURE = 2 /**< one has failed (not: cancelled), or all are settled */
} yoke_wait_when;

/**
 * Wait for several futures; the same one may stand in @p futures twice.
 * @param timeout_ns  relative, nanoseconds; negative waits for ever, 0 polls.
 * @param ret_done_count  how many entries are settled now; may be NULL.
 *                        yoke_future_done() tells which.
 * @return 0, also when the time is over (then fewer are done); YOKE_E_INVALID
 *         (a wrong @p when, always); YOKE_E_NOMEM.
 * Blocks.
 */
YOKE_API int yoke_wait(yoke_future *const *futures,
                       size_t count,
                       yoke_wait_when when,
                       int64_t timeout_ns,
                       size_t *ret_done_count);

/** Futures in the order in which they settle. */
typedef struct yoke_as_completed yoke_as_completed;

/**
 * Iterate over @p futures as they settle: those settled already come first, a
 * future given twice comes once. The iterator holds each future until it is
 * closed. The clock starts here.
 * @param timeout_ns  for the whole iteration; negative waits for ever.
 * @param ret_iterator  owned: yoke_as_completed_close(). One thread at a time.
 * @return 0; YOKE_E_INVALID; YOKE_E_NOMEM.
 */
YOKE_API YOKE_MUST_CHECK int yoke_as_completed_open(yoke_future *const *futures,
                                                    size_t count,
                                                    int64_t timeout_ns,
                                                    yoke_as_completed **ret_iterator);

/**
 * The next future that settles; borrowed from the iterator.
 * @return 0; YOKE_E_END after the last; YOKE_E_TIMEOUT (yoke_error_detail()
 *         says "2 of 4 futures unfinished").
 * Blocks.
 */
YOKE_API YOKE_MUST_CHECK int yoke_as_completed_next(yoke_as_completed *iterator,
                                                    yoke_future **ret_future);

/** End the iteration; cancels nothing. Accepts NULL. */
YOKE_API void yoke_as_completed_close(yoke_as_completed *iterator);

#ifdef __cplusplus
}
#endif
#endif
