/**
 * The guardian: a hidden process that forks the workers of one executor, knows
 * how they end, and ends them when its parent is gone.
 */
#ifndef YK_GUARDIAN_H
#define YK_GUARDIAN_H

#include <sys/types.h>

#include "executor/executor.h"

enum yk_guardian_message_kind {
    YK_GUARDIAN_START,   /* to it: start worker `index` */
    YK_GUARDIAN_LEAVE,   /* to it: end what is left of the workers, and yourself */
    YK_GUARDIAN_STARTED, /* from it: as process `pid` */
    YK_GUARDIAN_FAILED,  /* from it: could not; `status` is the errno */
    YK_GUARDIAN_ENDED    /* from it: `status` as waitpid() gives it */
};

/** One packet on its socket. */
struct yk_guardian_message {
    enum yk_guardian_message_kind kind;
    unsigned index;
    pid_t pid;
    int status;
};

/** The parent's ends. */
struct yk_guardian {
    pid_t pid;
    int pidfd;
    int socket;
    int leash; /* CLOEXEC write end: closed by our exec, it tells the guardian */
};

/**
 * Clone the guardian. The calling thread must be the only one of the process,
 * but for this library's helpers.
 * @return 0; YOKE_E_SYSTEM; YOKE_E_NOMEM.
 */
int yk_guardian_start(yoke_executor *executor, struct yk_guardian *guardian);

/** Let it kill what is left of its workers and end; wait for that. */
void yk_guardian_stop(struct yk_guardian *guardian);

/** @return 0; YOKE_E_SYSTEM. */
int yk_guardian_send(const struct yk_guardian *guardian,
                     enum yk_guardian_message_kind kind,
                     unsigned index);

#endif
