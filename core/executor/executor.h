/** An executor from inside: an engine, and those who run its work. */
#ifndef YK_EXECUTOR_H
#define YK_EXECUTOR_H

#include <yoke/topology.h>

#include "engine/engine.h"

#define YK_NAME_PREFIX_BYTES 64

/** What differs between the kinds; workers/ has one table for each. */
struct yk_kind {
    const char *name;
    bool shares_memory_between_processes;
    int (*default_workers)(void);
    /** Make what must exist before the first worker. @return 0 or an error. */
    int (*open)(yoke_executor *executor);
    /** Start the worker of that index. @return 0 or an error. */
    int (*start_worker)(yoke_executor *executor, unsigned index);
    /** Wait until every worker has ended; the engine is closing. Called once. */
    void (*join)(yoke_executor *executor);
    /** In a forked copy of the process: close the descriptors that belong to the
     * original. May be NULL. */
    void (*disown)(yoke_executor *executor);
    /** Free what open() made; also after an open() that failed. */
    void (*close)(yoke_executor *executor);
};

extern const struct yk_kind yk_kind_serial;
extern const struct yk_kind yk_kind_threads;
extern const struct yk_kind yk_kind_processes;

struct yk_threads;
struct yk_processes;

struct yoke_executor {
    struct yk_engine *engine; /* owned by the registry */
    const struct yk_kind *ops;
    yoke_kind kind;
    unsigned max_workers;
    char name_prefix[YK_NAME_PREFIX_BYTES];
    yoke_initializer_fn *initializer;
    yoke_bytes initializer_data; /* our copy */
    yoke_finalizer_fn *finalizer;
    bool prestart;
    yoke_placement *placement; /* NULL: workers are not bound */

    pthread_mutex_t lock; /* guards starting workers, and what follows */
    pthread_cond_t joined_changed;
    enum { OPEN, JOINING, JOINED } joining;
    _Atomic uint64_t workers_started;
    _Atomic uint64_t workers_died;

    struct yk_threads *threads;
    struct yk_processes *processes;
    struct yoke_worker *serial;

    yoke_executor *next_live; /* guarded by the registry */
    bool is_listed;
};

struct yk_seat;

/** Serial: run the task now, in the thread whose seat that is. */
void yk_serial_run(yoke_executor *executor,
                   const struct yk_seat *seat,
                   struct yk_slot *slot,
                   uint32_t generation);

/** In a worker process: ask the supervisor to call yk_executor_want_worker(). */
void yk_processes_ask(yoke_executor *executor);

/** Shut down, waiting, as the program's exit does. */
void yk_executor_finish(yoke_executor *executor);

/** More tasks than workers: start one more, if the limit allows. */
void yk_executor_want_worker(yoke_executor *executor);

/** In a worker: wait for nobody, see yoke_executor_shutdown(). */
bool yk_executor_is_own_worker(const yoke_executor *executor);

#endif
