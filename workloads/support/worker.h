/**
 * What the workers of several workloads share: a state that begins with a copy
 * of the shared bytes.
 */
#ifndef WORKLOADS_WORKER_H
#define WORKLOADS_WORKER_H

#include <yoke/workload.h>

/**
 * Room for a state of @p size bytes, zeroed; the shared bytes are copied to its
 * beginning, so that a state struct starts with the struct that setup() shared.
 * @return NULL when memory is short; yoke_worker_fail() has been told.
 */
void *worker_state_create(yoke_worker *worker, yoke_bytes shared, size_t size);

/** A worker_init() for workloads whose state is the shared bytes alone. */
int worker_copy_shared(yoke_worker *worker, yoke_bytes shared);

/** A worker_fini() for a state that holds nothing but memory. */
void worker_free_state(yoke_worker *worker);

#endif
