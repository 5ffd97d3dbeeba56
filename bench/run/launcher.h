/** Starting one runner, and waiting for its reply, its death, or its time. */
#ifndef BENCH_LAUNCHER_H
#define BENCH_LAUNCHER_H

#include <stdint.h>

#include <jansson.h>

#include "run/run_reply.h"

struct launcher {
    const char *program; /* that is started, with RUNNER_FLAG; borrowed */
    int64_t timeout_ns;  /* for a whole run */
    int signal_fd;       /* a signalfd: readable when the session shall stop; or -1 */
};

/**
 * Carry out one run in a fresh process, in a process group of its own, which is
 * killed at the end whatever happened.
 * @param spec   from run_spec_to_json().
 * @param layout_seed  chooses the padding of the environment (0 to 4 KiB), which
 *                     shifts the stack: layout is randomised, not fixed
 *                     (Mytkowicz et al. 2009).
 * @param reply  initialised; a timeout and a crash are replies too.
 * @return 0; YOKE_E_CANCELLED when signal_fd became readable; YOKE_E_SYSTEM
 *         with @p reply saying what could not be started; YOKE_E_NOMEM.
 * Blocks. The caller must have one thread (the runner dies with it).
 */
int launcher_run(const struct launcher *launcher,
                 const json_t *spec,
                 uint64_t layout_seed,
                 struct run_reply *reply);

#endif
