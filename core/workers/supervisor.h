/** The thread that looks after an executor's worker processes. */
#ifndef YK_SUPERVISOR_H
#define YK_SUPERVISOR_H

#include "workers/guardian.h"

/** Of one executor; in the parent. */
struct yk_processes {
    struct yk_guardian guardian;
    bool has_guardian;
    int wish; /* eventfd: worker processes ask for more workers, close() for the end */
    pthread_t supervisor;
    bool is_supervised;
    _Atomic bool stopping;

    pthread_mutex_t lock; /* guards what follows */
    pthread_cond_t ended; /* signalled when alive becomes 0 */
    unsigned alive;       /* asked for and not ended */

    /* The supervisor's own. */
    unsigned deaths_in_a_row;
    uint64_t finished_at_death; /* tasks finished when the last worker died */
};

/** @return 0; YOKE_E_SYSTEM. */
int yk_supervisor_start(yoke_executor *executor);

/** Every worker has ended: end the thread. */
void yk_supervisor_stop(yoke_executor *executor);

#endif
