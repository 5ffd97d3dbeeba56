/** A directory for a workload's files, ours alone, gone after the run. */
#ifndef BENCH_SCRATCH_H
#define BENCH_SCRATCH_H

#include <stddef.h>

#include "analyse/fault.h"

/**
 * Make <result>/scratch/<run_id>, empty. It lies with the result, so that it is
 * on a real file system and a killed session leaves it where it is found.
 * @return 0; -1 with @p fault set.
 */
int scratch_make(const char *result,
                 const char *run_id,
                 char *path,
                 size_t size,
                 struct fault *fault);

/** Remove <result>/scratch and all that is in it; nothing when there is none. */
void scratch_remove(const char *result);

#endif
