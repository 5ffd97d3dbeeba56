/*
 * The supervisor sleeps until the guardian says that a worker has started or
 * ended, or a worker process asks for help; it is not on the path of a task.
 *
 * When a worker has died, nobody else acts in its name any more, and what it
 * left is in shared memory:
 *   1. slots RUNNING under its index and life are LOST, with the cause;
 *   2. hints in its box and its queue are pushed again (doubles are dropped by
 *      whoever finds them);
 *   3. futures that its tasks held are released, free slots of its chunks found;
 *   4. its marks among the idle are wiped, its life is counted on;
 *   5. whoever it may have owed a wake-up is woken: waiters, workers, notifier;
 *   6. a replacement is asked for, with the same index and chunks.
 * A replacement starts only after that, so nothing of the old life is mistaken
 * for the new one's.
 *
 * The thread allocates nothing, and holds the helpers' gate while it works, so
 * that a fork elsewhere in the program finds no lock of its taken.
 */
#include "workers/supervisor.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine/await.h"
#include "engine/futex.h"
#include "engine/idle.h"
#include "engine/notice.h"
#include "executor/error.h"
#include "executor/registry.h"
#include "executor/task.h"

#define DEATHS_IN_A_ROW_MAX 10u
#define GUARDIAN_LOST_WAIT_MS 1000

/** One death. */
struct death {
    struct yk_engine *engine;
    struct yk_port *lane; /* the supervisor's */
    struct yk_port *port; /* the dead worker's */
    uint64_t owner_bits;
    char cause[160];
    struct yk_failure_record record; /* last: it could have words behind it */
};

static struct death death_of(struct yk_engine *engine, unsigned index)
{
    struct yk_port *port = &engine->ports[index];
    return (struct death){
        .engine = engine,
        .lane = yk_engine_lane(engine, YK_SUPERVISOR_LANE),
        .port = port,
        .owner_bits = yk_state_owner_bits((int)index, atomic_load(&port->life)),
    };
}

/* 1. What it ran */

static bool lose_if_running(uint64_t offset, void *context)
{
    struct death *death = context;
    struct yk_slot *slot = yk_engine_slot(death->engine, offset);
    uint64_t word = atomic_load_explicit(&slot->state, memory_order_acquire);
    if (yk_state_of(word) != YK_RUNNING || (word & YK_OWNER_BITS) != death->owner_bits)
        return true;
    yk_failure_store(death->engine, death->lane, slot, &death->record, death->cause);
    yk_count(&death->lane->dropped, 1);
    uint64_t before = yk_slot_settle(
        slot, yk_state_generation(word), YK_RUNNING, death->owner_bits, YK_LOST);
    if (before)
        yk_settled(death->engine, death->lane, slot, before);
    return true;
}

/* 2. What it had claimed or pushed */

static void push_again(yk_hint hint, void *context)
{
    struct death *death = context;
    uint64_t offset = yk_hint_offset(hint);
    if (!yk_pool_is_slot(&death->engine->pool, offset))
        return;
    uint64_t word = atomic_load_explicit(&yk_engine_slot(death->engine, offset)->state,
                                         memory_order_acquire);
    if (yk_state_of(word) != YK_PENDING || yk_state_generation(word) != (uint32_t)hint)
        return;
    unsigned lane = yk_port_index(death->engine, death->lane);
    if (!yk_queue_push(&death->lane->queue, yk_engine_rings(death->engine, lane), hint))
        yk_engine_break(death->engine,
                        "no room to queue what a dead worker had claimed; %s",
                        death->cause);
}

static void push_all_again(struct death *death)
{
    struct yk_box *box = &death->port->box;
    for (unsigned i = 0; i < YK_BOX_HINTS; i++)
        push_again(atomic_load(&box->hints[i]), death);
    atomic_store(&box->count, 0);
    atomic_store(&box->next, 0);
    unsigned index = yk_port_index(death->engine, death->port);
    yk_queue_abandon(
        &death->port->queue, yk_engine_rings(death->engine, index), push_again, death);
}

/* 3. What it held */

/* The settler of a released slot frees it; did one die who owed that? */
static bool is_owed_by_the_dead(const struct death *death, uint64_t word)
{
    int worker = yk_state_worker(word);
    if (worker < 0 || worker >= (int)death->engine->worker_count)
        return false;
    uint32_t life = atomic_load(&death->engine->ports[worker].life);
    return (word & YK_OWNER_BITS) == death->owner_bits ||
           (word & YK_OWNER_BITS) != yk_state_owner_bits(worker, life);
}

static bool let_go_of(uint64_t offset, void *context)
{
    struct death *death = context;
    struct yk_slot *slot = yk_engine_slot(death->engine, offset);
    uint64_t word = atomic_load_explicit(&slot->state, memory_order_acquire);
    while (yk_state_of(word) != YK_FREE) {
        bool released = word & YK_FLAG_RELEASED;
        if (yk_state_is_settled(word)) {
            if (!released || is_owed_by_the_dead(death, word))
                yk_slot_free(death->engine, death->lane, slot);
            return true;
        }
        if (released || atomic_compare_exchange_weak_explicit(&slot->state,
                                                              &word,
                                                              word | YK_FLAG_RELEASED,
                                                              memory_order_acq_rel,
                                                              memory_order_acquire))
            return true;
    }
    yk_pool_give(&death->engine->pool, offset); /* a hint; it may stand already */
    return true;
}

static void let_go(struct death *death)
{
    struct yk_port *port = death->port;
    yk_port_flush(death->engine, port);
    yk_pool_each_owned_slot(
        &death->engine->pool, &port->hands[YK_CLASS_SLOTS], let_go_of, death);
    yk_port_flush(death->engine, death->lane);
    atomic_store(&port->handles_gone, atomic_load(&port->handles_made));
    atomic_store(&port->waiting, 0);
}

static void bury(struct death *death, unsigned index)
{
    struct yk_engine *engine = death->engine;
    yk_pool_each_slot(&engine->pool, lose_if_running, death);
    push_all_again(death);
    let_go(death);
    yk_idle_forget(engine, index);
    uint32_t dead = index + 1; /* it may have died while it wrote why it broke */
    if (!(yk_engine_flags(engine) & YK_ENGINE_BROKEN))
        atomic_compare_exchange_strong(&engine->control->cause_claimed, &dead, 0);
    atomic_fetch_add(&death->port->life, 1);
    yk_wake_waiters(engine);
    yk_idle_wake_all(engine);
    yk_notice_recheck(engine);
}

/* Deciding */

static void describe(struct death *death, unsigned index, pid_t pid, int status)
{
    death->record = (struct yk_failure_record){
        .error = YOKE_E_WORKER_DIED, .worker_index = (int32_t)index, .worker_id = pid};
    if (WIFSIGNALED(status)) {
        int number = WTERMSIG(status);
        const char *name = sigabbrev_np(number);
        death->record.signal_number = number;
        snprintf(death->cause,
                 sizeof(death->cause),
                 "worker %u (process %d) was killed by signal %d (SIG%s)",
                 index,
                 (int)pid,
                 number,
                 name ? name : "?");
    } else {
        death->record.exit_status = WEXITSTATUS(status);
        snprintf(death->cause,
                 sizeof(death->cause),
                 "worker %u (process %d) exited with status %d",
                 index,
                 (int)pid,
                 WEXITSTATUS(status));
    }
}

static bool is_crash_loop(struct yk_processes *processes,
                          const struct yk_engine *engine)
{
    uint64_t finished = yk_engine_finished(engine);
    if (finished != processes->finished_at_death)
        processes->deaths_in_a_row = 0;
    processes->finished_at_death = finished;
    return ++processes->deaths_in_a_row >= DEATHS_IN_A_ROW_MAX;
}

/* One fewer; true when another takes its place. */
static void count_end(struct yk_processes *processes, bool is_replaced)
{
    pthread_mutex_lock(&processes->lock);
    if (!is_replaced && --processes->alive == 0)
        pthread_cond_broadcast(&processes->ended);
    pthread_mutex_unlock(&processes->lock);
}

static void announce_change(struct yk_engine *engine)
{
    atomic_fetch_add(&engine->control->changes, 1);
    yk_futex_wake(&engine->control->changes, INT_MAX, engine->shared);
}

static void settle_if_broken(struct yk_engine *engine)
{
    if (yk_engine_flags(engine) & YK_ENGINE_BROKEN)
        yk_engine_settle_pending(
            engine, yk_engine_lane(engine, YK_SUPERVISOR_LANE), YK_BROKEN);
}

static void handle_death(yoke_executor *executor, struct death *death, unsigned index)
{
    struct yk_engine *engine = executor->engine;
    struct yk_processes *processes = executor->processes;
    atomic_fetch_add(&executor->workers_died, 1);
    bool crash_loop = is_crash_loop(processes, engine);
    bury(death, index);
    atomic_store(&death->port->phase, YK_PHASE_NONE);
    if (crash_loop)
        yk_engine_break(engine,
                        "%u workers died in a row with no task finished between; "
                        "the last: %s",
                        DEATHS_IN_A_ROW_MAX,
                        death->cause);
    settle_if_broken(engine);
    uint32_t flags = yk_engine_flags(engine);
    bool wanted = !(flags & YK_ENGINE_BROKEN) && (!flags || yk_engine_has_work(engine));
    bool is_replaced =
        wanted && yk_guardian_send(&processes->guardian, YK_GUARDIAN_START, index) == 0;
    if (is_replaced)
        atomic_fetch_add(&executor->workers_started, 1);
    count_end(processes, is_replaced);
    announce_change(engine);
}

static void handle_end(yoke_executor *executor,
                       const struct yk_guardian_message *message)
{
    struct yk_engine *engine = executor->engine;
    struct yk_port *port = &engine->ports[message->index];
    atomic_store(&port->os_id, 0);
    if (atomic_load(&port->phase) == YK_PHASE_LEAVING && WIFEXITED(message->status)) {
        settle_if_broken(engine);
        count_end(executor->processes, false);
        announce_change(engine);
        return;
    }
    struct death death = death_of(engine, message->index);
    describe(&death, message->index, message->pid, message->status);
    handle_death(executor, &death, message->index);
}

static void handle_failed_start(yoke_executor *executor,
                                const struct yk_guardian_message *message)
{
    yk_engine_break(executor->engine,
                    "starting worker process %u: %s",
                    message->index,
                    strerrordesc_np(message->status));
    settle_if_broken(executor->engine);
    count_end(executor->processes, false);
    announce_change(executor->engine);
}

/* It was the guardian's death that kills this one; wait until it has. */
static void await_end(pid_t pid)
{
    struct pollfd end = {.fd = (int)syscall(SYS_pidfd_open, pid, 0), .events = POLLIN};
    if (end.fd < 0)
        return; /* gone already */
    poll(&end, 1, GUARDIAN_LOST_WAIT_MS);
    close(end.fd);
}

static void bury_with_guardian(yoke_executor *executor, unsigned index)
{
    struct yk_engine *engine = executor->engine;
    pid_t pid = atomic_exchange(&engine->ports[index].os_id, 0);
    if (!pid)
        return;
    await_end(pid);
    struct death death = death_of(engine, index);
    death.record = (struct yk_failure_record){.error = YOKE_E_WORKER_DIED,
                                              .worker_index = (int32_t)index,
                                              .worker_id = pid,
                                              .signal_number = SIGKILL};
    snprintf(death.cause, sizeof(death.cause), "%.150s", engine->control->cause);
    bury(&death, index);
    atomic_store(&engine->ports[index].phase, YK_PHASE_NONE);
    atomic_fetch_add(&executor->workers_died, 1);
}

/* The guardian died, and its workers with it: nobody can be replaced. */
static void handle_lost_guardian(yoke_executor *executor)
{
    struct yk_processes *processes = executor->processes;
    yk_engine_break(executor->engine,
                    "the guardian process (%d) of the workers died",
                    (int)processes->guardian.pid);
    for (unsigned i = 0; i < executor->max_workers; i++)
        bury_with_guardian(executor, i);
    settle_if_broken(executor->engine);
    pthread_mutex_lock(&processes->lock);
    processes->alive = 0;
    pthread_cond_broadcast(&processes->ended);
    pthread_mutex_unlock(&processes->lock);
    announce_change(executor->engine);
}

/* False when there is nothing more to hear. */
static bool handle_message(yoke_executor *executor)
{
    struct yk_guardian_message message;
    ssize_t size = recv(
        executor->processes->guardian.socket, &message, sizeof(message), MSG_DONTWAIT);
    if (size < 0 && (errno == EAGAIN || errno == EINTR))
        return true;
    if (size != sizeof(message)) {
        handle_lost_guardian(executor);
        return false;
    }
    if (message.index >= executor->max_workers)
        return true;
    if (message.kind == YK_GUARDIAN_ENDED)
        handle_end(executor, &message);
    else if (message.kind == YK_GUARDIAN_FAILED)
        handle_failed_start(executor, &message);
    return true;
}

static void handle_wish(yoke_executor *executor)
{
    uint64_t count = 0;
    if (read(executor->processes->wish, &count, sizeof(count)) == sizeof(count))
        yk_executor_want_worker(executor);
}

/* The thread */

static void *supervisor_main(void *argument)
{
    yoke_executor *executor = argument;
    struct yk_processes *processes = executor->processes;
    struct yk_engine *engine = executor->engine;
    yk_helpers_gate_lock();
    yk_seat_set(engine, yk_engine_lane(engine, YK_SUPERVISOR_LANE), NULL);
    bool listening = true;
    while (!atomic_load(&processes->stopping)) {
        struct pollfd fds[] = {
            {.fd = processes->wish, .events = POLLIN},
            {.fd = listening ? processes->guardian.socket : -1, .events = POLLIN}};
        yk_helpers_gate_unlock();
        int ready = poll(fds, sizeof(fds) / sizeof(*fds), -1);
        yk_helpers_gate_lock();
        if (ready > 0 && fds[0].revents)
            handle_wish(executor);
        if (ready > 0 && fds[1].revents)
            listening = handle_message(executor);
    }
    yk_helpers_gate_unlock();
    return NULL;
}

int yk_supervisor_start(yoke_executor *executor)
{
    struct yk_processes *processes = executor->processes;
    sigset_t all;
    sigset_t saved;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &saved);
    int error = pthread_create(&processes->supervisor, NULL, supervisor_main, executor);
    pthread_sigmask(SIG_SETMASK, &saved, NULL);
    if (error)
        return yk_error_set(
            YOKE_E_SYSTEM, "starting the supervisor thread: %s", strerror(error));
    processes->is_supervised = true;
    yk_helpers_add(1);
    return 0;
}

void yk_supervisor_stop(yoke_executor *executor)
{
    struct yk_processes *processes = executor->processes;
    if (!processes->is_supervised)
        return;
    atomic_store(&processes->stopping, true);
    yk_processes_ask(executor);
    pthread_join(processes->supervisor, NULL);
    processes->is_supervised = false;
    yk_helpers_add(-1);
}
