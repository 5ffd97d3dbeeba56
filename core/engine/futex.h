/** Sleeping on a 32-bit word, across threads or processes. */
#ifndef YK_FUTEX_H
#define YK_FUTEX_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

/**
 * Sleep while *word == expected, until @p deadline_ns (CLOCK_MONOTONIC).
 * Returns false when the deadline passed; true after a wake-up, a signal or a
 * changed word, so the caller looks again.
 */
bool yk_futex_wait(_Atomic uint32_t *word,
                   uint32_t expected,
                   int64_t deadline_ns,
                   bool shared);

/** Wake at most @p count sleepers. */
void yk_futex_wake(_Atomic uint32_t *word, int count, bool shared);

#endif
