/**
 * Workloads: what the harness runs, as a table. The built-in ones and plug-ins
 * (.so files) use the same interface.
 *
 * The life of a workload in one run:
 *   setup()        in the runner, before the executor exists: makes files and
 *                  buffers under a directory of its own, and returns bytes
 *   worker_init()  in each worker: opens its own state from those bytes
 *   run()          in a worker, once a task
 *   worker_fini()  in each worker, at its end
 *   verify()       in the runner, after the measurement: was the work done?
 *   teardown()     in the runner: removes what setup() made
 */
#ifndef YOKE_WORKLOAD_H
#define YOKE_WORKLOAD_H

#include <yoke/yoke.h>

#ifdef __cplusplus
extern "C" {
#endif

#define YOKE_WORKLOAD_ABI 1

typedef enum {
    YOKE_PARAM_INTEGER,  /**< int64 */
    YOKE_PARAM_REAL,     /**< double */
    YOKE_PARAM_SIZE,     /**< bytes; "64KiB", "1MiB" */
    YOKE_PARAM_DURATION, /**< nanoseconds; "5ms", "20us" */
    YOKE_PARAM_CHOICE    /**< one of the words in choices */
} yoke_param_type;

/** One parameter; the harness parses, checks, sweeps and documents from it. */
typedef struct {
    const char *name; /**< snake_case, without unit; NULL ends the table */
    yoke_param_type type;
    const char *default_text; /**< in the form that a suite would give */
    double minimum, maximum;  /**< inclusive, in base units; not for CHOICE */
    const char *choices;      /**< CHOICE: "a|b|c"; else NULL */
    const char *help;         /**< one line */
} yoke_param;

/** Parameters with their values, one a row of the workload's table. */
typedef struct yoke_params yoke_params;

/** The value of an INTEGER, SIZE (bytes) or DURATION (ns); asserts the name. */
YOKE_API int64_t yoke_params_integer(const yoke_params *params, const char *name);
YOKE_API double yoke_params_real(const yoke_params *params, const char *name);
/** The word of a CHOICE. */
YOKE_API const char *yoke_params_choice(const yoke_params *params, const char *name);

/** What setup() gets and gives. */
typedef struct {
    const yoke_params *params;
    uint64_t seed;         /**< equal seeds make equal work */
    const char *directory; /**< exists, empty, on a real file system, ours alone */
    void *shared;          /**< out: bytes for the workers, from malloc(); setup owns */
    size_t shared_size;    /**< out: bytes */
    char message[256];     /**< out: why it failed */
} yoke_setup;

/** What one task did. */
typedef struct {
    uint64_t check; /**< depends on every part of the work that was done */
    double work;    /**< in the workload's work_unit */
} yoke_work;

typedef struct {
    size_t size;          /**< sizeof(yoke_workload) */
    unsigned abi;         /**< YOKE_WORKLOAD_ABI */
    const char *name;     /**< "family.name", unique */
    const char *summary;  /**< one line: what it does */
    const char *isolates; /**< one line: what a thread-process difference means */
    int version;       /**< raised when the work changes: results no longer compare */
    bool is_control;   /**< no difference between the kinds is expected */
    bool is_cpu_bound; /**< wall much above CPU time is suspicious (OFF_CPU) */
    const char *work_unit;    /**< "bytes", "operations", "tasks" */
    const yoke_param *params; /**< ends with a NULL name */
    uint64_t warmup_tasks;    /**< a worker, before measuring */

    /** Returns 0, or another value with setup->message filled in. */
    int (*setup)(yoke_setup *setup);
    /** A yoke_initializer_fn whose data are the shared bytes; may be NULL. */
    yoke_initializer_fn *worker_init;
    /** A yoke_finalizer_fn; may be NULL. */
    yoke_finalizer_fn *worker_fini;
    /**
     * One task, number @p sequence of this run. Its worker's state is
     * yoke_task_worker_state(task). Returns 0, or what yoke_task_fail()
     * returned. The same sequence, seed and parameters do the same work.
     */
    int (*run)(yoke_task *task, uint64_t sequence, yoke_work *ret_work);
    /**
     * Compute in another way what run() must have left for @p sequence, and
     * compare. Returns 0, or another value with setup->message filled in.
     */
    int (*verify)(yoke_setup *setup, uint64_t sequence, const yoke_work *work);
    /** Remove what setup() made, also after a setup() that failed half-way. */
    void (*teardown)(yoke_setup *setup);
} yoke_workload;

/** The built-in workloads, NULL-terminated. */
YOKE_API const yoke_workload *const *yoke_workloads(void);

/** By name, or NULL. */
YOKE_API const yoke_workload *yoke_workload_find(const char *name);

/**
 * Values for @p workload's parameters: defaults, then yoke_params_set().
 * @param ret_params  owned: yoke_params_destroy().
 */
YOKE_API YOKE_MUST_CHECK int yoke_params_create(const yoke_workload *workload,
                                                yoke_params **ret_params);
/** @return 0; YOKE_E_INVALID, yoke_error_detail() naming what is allowed. */
YOKE_API YOKE_MUST_CHECK int
yoke_params_set(yoke_params *params, const char *name, const char *text);
/** The text of a value as given or by default, in canonical form; borrowed. */
YOKE_API const char *yoke_params_text(const yoke_params *params, const char *name);
YOKE_API void yoke_params_destroy(yoke_params *params);

#ifdef __cplusplus
}
#endif
#endif
