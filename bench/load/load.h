/**
 * Sending tasks and collecting their results. When to send is the affair of a
 * loop (closed_loop.h; open ones come beside it): this part knows no pace.
 *
 * Results are collected in the order of sending, from a ring of futures. One
 * thread at a time.
 */
#ifndef BENCH_LOAD_H
#define BENCH_LOAD_H

#include <stddef.h>
#include <stdint.h>

#include <yoke/yoke.h>

#include "load/recorder.h"

/** A task that was sent and not yet collected. */
struct flight {
    yoke_future *future;
    uint64_t sequence;
    uint64_t due_ticks, sent_ticks;
};

struct load {
    yoke_executor *executor;
    struct recorder *recorder;
    struct flight *ring; /* owned; flights of sequences collected … next - 1 */
    size_t ring_size;
    size_t oldest_index, next_index;
    uint64_t next_sequence;
    uint64_t collected_count;
    uint64_t first_measured; /* sequence; earlier ones are not recorded */
    uint64_t failure_count;
    uint64_t check_sum; /* of the folded checks that came back */
    char failure[512];  /* of the first task that failed; "" for none */
};

/**
 * @param ring_size  the most tasks that may be outstanding.
 * @return 0; YOKE_E_NOMEM. The executor is set later, in load->executor, since
 *         nothing may be allocated between its creation and the load.
 */
int load_init(struct load *load, struct recorder *recorder, size_t ring_size);

/** Every task must have been collected, or the executor destroyed. */
void load_fini(struct load *load);

/** Tasks sent and not yet collected. */
static inline uint64_t load_outstanding(const struct load *load)
{
    return load->next_sequence - load->collected_count;
}

/**
 * Send the next task; there must be room in the ring.
 * @param due_ticks   when it should have been sent.
 * @param sent_ticks  now; given by the caller, who often has a stamp already.
 * @return 0, or what yoke_submit() returned.
 */
int load_send(struct load *load, uint64_t due_ticks, uint64_t sent_ticks);

/**
 * Wait for the oldest task and account for it. A task that fails is counted.
 * @param ret_observed_ticks  when its result was seen.
 * @return 0; YOKE_E_BROKEN, when the executor can run no more tasks, with
 *         load->failure saying why.
 */
int load_collect(struct load *load, uint64_t *ret_observed_ticks);

/** Collect whatever is outstanding; the first error of load_collect(). */
int load_drain(struct load *load);

#endif
