/**
 * One run inside its runner, step by step. Each step says in the reply what
 * went wrong; what was made is taken down in any case.
 */
#ifndef BENCH_TRIAL_H
#define BENCH_TRIAL_H

#include "run/run_reply.h"
#include "run/run_spec.h"
#include "run/runner.h"

/**
 * Carry out the run that @p spec describes.
 * @param reply  initialised; gets the record, and why the run is not valid.
 */
void trial_carry_out(const struct run_spec *spec,
                     workload_find_fn *find,
                     struct run_reply *reply);

#endif
