/**
 * Error codes of Yoke: every function that can fail returns 0 or one of these
 * negative values, and leaves its `ret_` parameters untouched when it fails.
 */
#ifndef YOKE_ERROR_H
#define YOKE_ERROR_H

#include <yoke/export.h>

#ifdef __cplusplus
extern "C" {
#endif

/** One row an error: identifier, value, text. */
#define YOKE_ERRORS(X)                                                                 \
    X(INVALID, -1, "invalid argument")                                                 \
    X(NOMEM, -2, "out of memory")                                                      \
    X(TIMEOUT, -3, "timed out; the task goes on")                                      \
    X(CANCELLED, -4, "the future was cancelled")                                       \
    X(TASK_FAILED, -5, "the task failed")                                              \
    X(WORKER_DIED, -6, "the worker died while it ran the task")                        \
    X(DEADLINE, -7, "the task's deadline passed")                                      \
    X(SHUTDOWN, -8, "the executor was shut down")                                      \
    X(BROKEN, -9, "the executor is broken")                                            \
    X(FULL, -10, "the queue is full")                                                  \
    X(END, -11, "no more items")                                                       \
    X(DEPTH, -12, "tasks wait for each other too deeply")                              \
    X(FORKED, -13, "the executor belongs to the parent of this process")               \
    X(STATE, -14, "the future is settled already")                                     \
    X(UNSUPPORTED, -15, "not supported")                                               \
    X(SYSTEM, -16, "the operating system refused")

/** The error values: YOKE_E_INVALID, YOKE_E_NOMEM, … */
enum yoke_error {
#define YOKE_ERROR_ENUM(name, value, text) YOKE_E_##name = (value),
    YOKE_ERRORS(YOKE_ERROR_ENUM)
#undef YOKE_ERROR_ENUM
};

/**
 * The identifier of an error, such as "YOKE_E_TIMEOUT"; "YOKE_OK" for 0 and
 * "YOKE_E_UNKNOWN" for a value that is none of ours. Static; never NULL.
 * Any thread; does not block.
 */
YOKE_API const char *yoke_error_name(int error);

/**
 * One English sentence part for an error, such as "timed out; the task goes
 * on". Static; never NULL. Any thread; does not block.
 */
YOKE_API const char *yoke_error_text(int error);

/**
 * What exactly the last failing call of this thread objected to: the option or
 * argument, its value, and what is allowed. Valid until the next failing call
 * of the same thread; "" when there was none. Any thread; does not block.
 */
YOKE_API const char *yoke_error_detail(void);

#ifdef __cplusplus
}
#endif
#endif
