#include "support/worker.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

void *worker_state_create(yoke_worker *worker, yoke_bytes shared, size_t size)
{
    assert(shared.size <= size);
    void *state = calloc(1, size);
    if (!state) {
        (void)yoke_worker_fail(
            worker, ENOMEM, "no memory for a worker's state of %zu bytes", size);
        return NULL;
    }
    memcpy(state, shared.data, shared.size);
    yoke_worker_set_state(worker, state);
    return state;
}

int worker_copy_shared(yoke_worker *worker, yoke_bytes shared)
{
    return worker_state_create(worker, shared, shared.size) ? 0 : -1;
}

void worker_free_state(yoke_worker *worker)
{
    free(yoke_worker_state(worker));
    yoke_worker_set_state(worker, NULL);
}
