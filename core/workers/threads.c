/*
 * The thread kind: workers are threads of this process, started on demand and
 * joined at shutdown. Their stacks are large, since a task that waits for a
 * task may run it on its own stack; memory is committed only as it is used.
 */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "executor/error.h"
#include "executor/stack.h"
#include "executor/task.h"

/** The threads of one executor. */
struct yk_threads {
    struct thread {
        yoke_executor *executor;
        unsigned index;
        bool is_started;
        pthread_t id;
        struct yoke_worker worker;
    } * all; /* max_workers */
};

static int default_workers(void)
{
    int cpus = yoke_cpu_count();
    return cpus + 4 < 32 ? cpus + 4 : 32;
}

static int threads_open(yoke_executor *executor)
{
    executor->threads = calloc(1, sizeof(*executor->threads));
    if (executor->threads)
        executor->threads->all =
            calloc(executor->max_workers, sizeof(*executor->threads->all));
    if (executor->threads && executor->threads->all)
        return 0;
    return yk_error_set(
        YOKE_E_NOMEM, "no memory for %u workers", executor->max_workers);
}

static void *thread_main(void *argument)
{
    struct thread *thread = argument;
    struct yk_engine *engine = thread->executor->engine;
    struct yk_port *port = &engine->ports[thread->index];
    yk_worker_set_name(thread->executor, thread->index);
    atomic_store(&port->os_id, (int32_t)syscall(SYS_gettid));
    yk_worker_live(thread->executor, thread->index, &thread->worker);
    atomic_store(&port->os_id, 0);
    if (yk_engine_flags(engine) & YK_ENGINE_BROKEN)
        yk_engine_settle_pending(engine, port, YK_BROKEN);
    return NULL;
}

static int threads_start_worker(yoke_executor *executor, unsigned index)
{
    struct thread *thread = &executor->threads->all[index];
    *thread = (struct thread){.executor = executor, .index = index};
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, YK_STACK_BYTES);
    /* signals are the host's business, and stay with its own threads */
    sigset_t all;
    sigset_t saved;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &saved);
    int error = pthread_create(&thread->id, &attributes, thread_main, thread);
    pthread_sigmask(SIG_SETMASK, &saved, NULL);
    pthread_attr_destroy(&attributes);
    if (error)
        return yk_error_set(
            YOKE_E_SYSTEM, "starting worker thread %u: %s", index, strerror(error));
    thread->is_started = true;
    return 0;
}

static void threads_join(yoke_executor *executor)
{
    for (unsigned i = 0; i < executor->max_workers; i++) {
        struct thread *thread = &executor->threads->all[i];
        if (thread->is_started)
            pthread_join(thread->id, NULL);
        thread->is_started = false;
    }
}

static void threads_close(yoke_executor *executor)
{
    if (!executor->threads)
        return;
    free(executor->threads->all);
    free(executor->threads);
    executor->threads = NULL;
}

const struct yk_kind yk_kind_threads = {
    .name = "threads",
    .default_workers = default_workers,
    .open = threads_open,
    .start_worker = threads_start_worker,
    .join = threads_join,
    .close = threads_close,
};
