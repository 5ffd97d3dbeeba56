/**
 * A counter to wait for, which works between threads and between processes: it
 * lies in shared memory that shared_init() makes before any executor. Tests coordinate
 * with it, so that nothing depends on how long something takes.
 */
#ifndef CONTRACT_LATCH_H
#define CONTRACT_LATCH_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

/** Zero bytes are a latch with count 0. */
struct latch {
    _Atomic uint32_t count;
};

/** Before anything else in main: makes the memory that the others hand out. */
void shared_init(void);

/**
 * Zeroed memory that this process shares with its workers. Lives until the
 * process ends. Aborts when it is used up.
 */
void *shared_alloc(size_t size_bytes);

/** A latch in shared memory. */
struct latch *latch_create(void);

/** Count one more, and wake who waits. */
void latch_add(struct latch *latch);

/** Wait until the count is at least @p count. */
void latch_wait(struct latch *latch, uint32_t count);

/** The count now. */
uint32_t latch_count(const struct latch *latch);

/** Tasks that stop at it until the test opens it. */
struct gate {
    struct latch arrived;
    struct latch opened;
};

/** A closed gate in shared memory. */
struct gate *gate_create(void);

/** Announce the arrival, and wait until the gate is open. */
void gate_pass(struct gate *gate);

/** Wait until @p count have arrived. */
void gate_wait_arrived(struct gate *gate, uint32_t count);

/** Let everyone pass, now and later. */
void gate_open(struct gate *gate);

#endif
