/** What a worker process does from its first instruction on. */
#ifndef YK_PROCESS_WORKER_H
#define YK_PROCESS_WORKER_H

#include "executor/executor.h"

/** Just forked by the guardian: be worker @p index until the end. */
_Noreturn void yk_process_worker_main(yoke_executor *executor, unsigned index);

#endif
