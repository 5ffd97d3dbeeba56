/**
 * Executors: hand one a function and bytes, get a future.
 *
 * yoke_options says what kind of workers run the tasks; changing threads into
 * processes changes that one field. Every function here may be called from any
 * thread, and from tasks, unless it says otherwise.
 */
#ifndef YOKE_EXECUTOR_H
#define YOKE_EXECUTOR_H

#include <yoke/error.h>
#include <yoke/task.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Who runs the tasks. */
typedef enum {
    YOKE_THREADS = 0,   /**< threads of this process (the default) */
    YOKE_PROCESSES = 1, /**< processes that share one memory region with this one */
    YOKE_SERIAL = 2     /**< yoke_submit() itself, before it returns */
} yoke_kind;

/** How worker processes come to be. */
typedef enum {
    YOKE_START_DEFAULT = 0, /**< FORK */
    YOKE_START_FORK = 1     /**< forked from a copy of this process made at create */
} yoke_start_method;

/** The largest max_workers. */
#define YOKE_WORKERS_MAX 1023

/**
 * What an executor is made of. Start from YOKE_OPTIONS_INIT; 0 and NULL mean
 * the default everywhere. Strings and bytes are copied by
 * yoke_executor_create().
 */
typedef struct {
    size_t size;                    /**< sizeof(yoke_options), set by the initializer */
    yoke_kind kind;                 /**< YOKE_THREADS */
    yoke_start_method start_method; /**< processes only */
    int max_workers;                /**< 0: threads min(32, CPUs + 4), processes
                                 CPUs; serial has 1 whatever it says */
    const char *name_prefix;        /**< workers are named <prefix>-<index>; "yoke" */
    yoke_initializer_fn *initializer; /**< in each worker before its first task */
    yoke_bytes initializer_data;      /**< what the initializer gets */
    yoke_finalizer_fn *finalizer;     /**< in each worker after its last task */
    const char *placement;            /**< "none", "compact" or "scatter"; "none" */
    bool prestart; /**< start every worker at once, and wait for it */
} yoke_options;

/** Every option at its default. */
#define YOKE_OPTIONS_INIT                                                              \
    {                                                                                  \
        sizeof(yoke_options), YOKE_THREADS, YOKE_START_DEFAULT, 0, 0, 0, {0, 0}, 0, 0, \
            false                                                                      \
    }

/** Flags of yoke_executor_shutdown(). */
enum {
    YOKE_WAIT = 1,          /**< return only when every worker has ended */
    YOKE_CANCEL_PENDING = 2 /**< cancel what has not started */
};

/**
 * The options that suit a type of task: "io" gives threads, "cpu" processes.
 * @param ret_options  every other field is at its default.
 * @return 0; YOKE_E_INVALID, with a detail that names the choices.
 */
YOKE_API YOKE_MUST_CHECK int yoke_options_for(const char *task_type,
                                              yoke_options *ret_options);

/**
 * Make an executor. Workers start on demand, unless options->prestart.
 * @param options  NULL means every default; copied.
 * @param ret_executor  owned by the caller: yoke_executor_destroy().
 * @return 0; YOKE_E_INVALID (yoke_error_detail() names the option, its value
 *         and what is allowed); YOKE_E_NOMEM; YOKE_E_SYSTEM; YOKE_E_BROKEN
 *         (prestart: an initializer failed); YOKE_E_UNSUPPORTED (processes by
 *         FORK from a program that has other threads already).
 * Blocks while processes are made. Not from a task of a process worker.
 */
YOKE_API YOKE_MUST_CHECK int yoke_executor_create(const yoke_options *options,
                                                  yoke_executor **ret_executor);

/**
 * Run @p function with a copy of @p size bytes at @p data in a worker.
 * @param ret_future  owned by the caller: yoke_future_release(). NULL when the
 *                    result is not wanted.
 * @return 0; YOKE_E_INVALID; YOKE_E_NOMEM; YOKE_E_SHUTDOWN; YOKE_E_BROKEN.
 * Does not block (a serial executor runs the task first).
 */
YOKE_API YOKE_MUST_CHECK int yoke_submit(yoke_executor *executor,
                                         yoke_task_fn *function,
                                         const void *data,
                                         size_t size,
                                         yoke_future **ret_future);

/**
 * Take no more tasks. What was submitted still runs, unless
 * YOKE_CANCEL_PENDING is among @p flags. With YOKE_WAIT, return when every
 * worker has ended; without, at once. May be repeated, from any thread but a
 * worker of this executor, which gets YOKE_E_INVALID for YOKE_WAIT.
 * @return 0; YOKE_E_INVALID.
 */
YOKE_API int yoke_executor_shutdown(yoke_executor *executor, unsigned flags);

/**
 * Shut down, wait, and free the executor. Its futures stay usable until they
 * are released. Accepts NULL. Not from a worker of this executor.
 */
YOKE_API void yoke_executor_destroy(yoke_executor *executor);

/** The kind and the largest number of workers that this executor settled on. */
YOKE_API yoke_kind yoke_executor_kind(const yoke_executor *executor);
YOKE_API int yoke_executor_max_workers(const yoke_executor *executor);

/** One look at an executor; counts since it was made unless they say "now". */
typedef struct {
    size_t size;              /**< sizeof(yoke_stats) */
    int workers;              /**< alive now */
    uint64_t workers_started; /**< replacements included */
    uint64_t workers_died;    /**< ended other than by shutdown */
    uint64_t submitted;       /**< tasks taken by yoke_submit() */
    uint64_t finished;        /**< tasks that a worker ran to their end */
} yoke_stats;

/**
 * Fill in @p ret_stats, whose size field the caller has set. The fields are
 * read one after the other, while work goes on.
 * @return 0; YOKE_E_INVALID.
 */
YOKE_API int yoke_executor_stats(const yoke_executor *executor, yoke_stats *ret_stats);

/**
 * The operating system's id of a worker now: thread id or process id; 0 when
 * the worker has not started or has ended.
 */
YOKE_API int yoke_executor_worker_id(const yoke_executor *executor, int worker_index);

/** CPUs that this process may use: min(affinity, cgroup quota, YOKE_CPU_COUNT). */
YOKE_API int yoke_cpu_count(void);

#ifdef __cplusplus
}
#endif
#endif
