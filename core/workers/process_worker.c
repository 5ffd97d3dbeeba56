/*
 * A worker process inherits the host's whole state as of the guardian's clone.
 * What must not act here is taken away: signal handlers go back to default and
 * the mask is emptied; SIGINT gets an empty handler, since Ctrl-C is the
 * host's to decide and SIG_IGN would survive an exec in a task; exit() in a
 * task flushes stdio and ends the process without the host's atexit handlers
 * (ours is registered last, so it runs first).
 */
#include "workers/process_worker.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "executor/registry.h"
#include "executor/stack.h"
#include "executor/task.h"

static void ignore(int number)
{
    (void)number;
}

static void reset_signals(void)
{
    struct sigaction action = {.sa_handler = SIG_DFL};
    for (int number = 1; number < NSIG; number++)
        if (number != SIGKILL && number != SIGSTOP)
            sigaction(number, &action, NULL);
    action.sa_handler = ignore;
    action.sa_flags = SA_RESTART;
    sigaction(SIGINT, &action, NULL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

/* A task called exit(). */
static void end_here(int status, void *context)
{
    (void)context;
    fflush(NULL);
    _exit(status);
}

_Noreturn void yk_process_worker_main(yoke_executor *executor, unsigned index)
{
    static struct yoke_worker worker; /* one a process */
    struct yk_engine *engine = executor->engine;
    reset_signals();
    /* with the guardian, who forked us, goes the only one who could end us; it
     * has one thread, so this is not about some thread's end */
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    on_exit(end_here, NULL);
    yk_registry_come_home();
    engine->in_worker_process = true;
    engine->claimant = index + 1;
    engine->fence = yk_fence_register(engine->shared);
    yk_worker_set_name(executor, index);
    atomic_store(&engine->ports[index].os_id, (int32_t)getpid());
    yk_stack_raise_limit();
    yk_worker_live(executor, index, &worker);
    fflush(NULL);
    _exit(0);
}
