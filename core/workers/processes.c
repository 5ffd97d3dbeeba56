/*
 * The process kind: workers are processes forked by a guardian (guardian.c),
 * looked after by a supervisor thread (supervisor.c), working on the same slots
 * and queues as threads do, in a region that is a memfd.
 *
 * Who may be killed when: a worker at any instruction (see supervisor.c); the
 * guardian at any (the engine is broken then); the parent at any (the guardian
 * kills the workers).
 */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "executor/error.h"
#include "executor/registry.h"
#include "workers/supervisor.h"

#define GATE_NS INT64_C(1000000000)
#define LOOKS 50
#define LOOK_AGAIN_NS 1000000

/* The thread sanitizer has a thread of its own, which its fork() knows of. */
#if defined(__SANITIZE_THREAD__)
#define SANITIZER_THREADS 1
#else
#define SANITIZER_THREADS 0
#endif

static int count_threads(void)
{
    DIR *directory = opendir("/proc/self/task");
    if (!directory)
        return 1;
    int count = 0;
    const struct dirent *entry;
    while ((entry = readdir(directory)) != NULL)
        count += entry->d_name[0] != '.';
    closedir(directory);
    return count;
}

/* A thread that was joined stands in /proc for a moment more: the kernel clears
 * the id that join waits for before it unlinks the thread (2 of 20,000 joins
 * on an idle machine). So what counts is what stays. */
static int count_other_threads(void)
{
    int others = 0;
    for (int look = 0; look < LOOKS; look++) {
        others = count_threads() - yk_helpers_count() - SANITIZER_THREADS - 1;
        if (others <= 0)
            break;
        nanosleep(&(struct timespec){.tv_nsec = LOOK_AGAIN_NS}, NULL);
    }
    return others;
}

/* A fork copies one thread, and every lock that the others hold. */
static int check_threads(void)
{
    int others = count_other_threads();
    if (others <= 0)
        return 0;
    return yk_error_set(YOKE_E_UNSUPPORTED,
                        "processes by FORK from a program that has %d other "
                        "thread%s; create the process executor before any thread "
                        "or thread executor",
                        others,
                        others == 1 ? "" : "s");
}

static int allocate(yoke_executor *executor)
{
    struct yk_processes *processes = calloc(1, sizeof(*processes));
    if (!processes)
        return yk_error_set(YOKE_E_NOMEM, "no memory for an executor");
    pthread_mutex_init(&processes->lock, NULL);
    pthread_cond_init(&processes->ended, NULL);
    executor->processes = processes;
    processes->wish = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (processes->wish < 0)
        return yk_error_set(YOKE_E_SYSTEM, "eventfd: %s", strerror(errno));
    return 0;
}

static int processes_open(yoke_executor *executor)
{
    int error = check_threads();
    if (!error)
        error = allocate(executor);
    if (error)
        return error;
    struct yk_processes *processes = executor->processes;
    if (!yk_helpers_gate_lock_until(yk_clock_ns() + GATE_NS))
        return yk_error_set(YOKE_E_UNSUPPORTED,
                            "processes by FORK while a callback of another executor "
                            "runs for more than a second");
    error = yk_guardian_start(executor, &processes->guardian);
    yk_helpers_gate_unlock();
    if (error)
        return error;
    processes->has_guardian = true;
    /* the host's own children have no business in there */
    const struct yk_region *region = &executor->engine->pool.region;
    madvise(region->base, region->size, MADV_DONTFORK);
    return yk_supervisor_start(executor);
}

static int processes_start_worker(yoke_executor *executor, unsigned index)
{
    struct yk_processes *processes = executor->processes;
    pthread_mutex_lock(&processes->lock);
    processes->alive++;
    pthread_mutex_unlock(&processes->lock);
    int error = yk_guardian_send(&processes->guardian, YK_GUARDIAN_START, index);
    if (error) {
        pthread_mutex_lock(&processes->lock);
        processes->alive--;
        pthread_mutex_unlock(&processes->lock);
    }
    return error;
}

static void processes_join(yoke_executor *executor)
{
    struct yk_processes *processes = executor->processes;
    pthread_mutex_lock(&processes->lock);
    while (processes->alive)
        pthread_cond_wait(&processes->ended, &processes->lock);
    pthread_mutex_unlock(&processes->lock);
    yk_supervisor_stop(executor);
    if (processes->has_guardian)
        yk_guardian_stop(&processes->guardian);
    processes->has_guardian = false;
}

static void processes_close(yoke_executor *executor)
{
    struct yk_processes *processes = executor->processes;
    if (!processes)
        return;
    if (processes->has_guardian || processes->is_supervised)
        processes_join(executor);
    if (processes->wish >= 0)
        close(processes->wish);
    pthread_mutex_destroy(&processes->lock);
    pthread_cond_destroy(&processes->ended);
    free(processes);
    executor->processes = NULL;
}

static void processes_disown(yoke_executor *executor)
{
    const struct yk_processes *processes = executor->processes;
    if (processes->has_guardian) {
        close(processes->guardian.socket);
        close(processes->guardian.leash);
        close(processes->guardian.pidfd);
    }
    close(processes->wish);
    close(executor->engine->pool.region.fd);
}

void yk_processes_ask(yoke_executor *executor)
{
    uint64_t one = 1;
    ssize_t written = write(executor->processes->wish, &one, sizeof(one));
    (void)written; /* full means that it is asked already */
}

const struct yk_kind yk_kind_processes = {
    .name = "processes",
    .shares_memory_between_processes = true,
    .default_workers = yoke_cpu_count,
    .open = processes_open,
    .start_worker = processes_start_worker,
    .join = processes_join,
    .disown = processes_disown,
    .close = processes_close,
};
