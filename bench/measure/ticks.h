/**
 * The clock of stamps: the processor's time stamp counter where it is
 * invariant and agrees across CPUs (10 ns a reading here), else
 * clock_gettime(CLOCK_MONOTONIC) (24 ns). All processes of a session share one
 * calibration, so that stamps made in a worker and in its parent compare.
 */
#ifndef BENCH_TICKS_H
#define BENCH_TICKS_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#if defined(__x86_64__)
#include <x86intrin.h>
#endif

#define NS_PER_S INT64_C(1000000000)

/** A calibrated clock; plain data, may be copied between processes. */
struct ticks {
    bool is_tsc;
    uint64_t ns_per_tick_q32; /* nanoseconds a tick, 32 bits after the point */
    double cost_ns;           /* of one reading, measured */
    int64_t spread_ns;        /* largest disagreement between CPUs; 0: not asked */
};

/** clock_gettime() as ticks of 1 ns; its cost is measured. */
struct ticks ticks_from_system(void);

/**
 * Calibrate, and choose. Visits every CPU that the calling thread may use, and
 * takes about 20 ms. Restores the thread's affinity.
 */
struct ticks ticks_calibrate(void);

/** "tsc" or "clock_gettime". */
const char *ticks_source(const struct ticks *ticks);

/** CLOCK_MONOTONIC now. */
static inline int64_t monotonic_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * NS_PER_S + now.tv_nsec;
}

/**
 * Read the clock. Not serialised (a fence costs 6 ns more): a stamp may be off
 * by the few instructions that the processor reorders.
 */
static inline uint64_t ticks_now(const struct ticks *ticks)
{
#if defined(__x86_64__)
    if (ticks->is_tsc)
        return __rdtsc();
#endif
    (void)ticks;
    return (uint64_t)monotonic_ns();
}

/** A span, 0 or more, in nanoseconds. */
static inline int64_t ticks_to_ns(const struct ticks *ticks, uint64_t span_ticks)
{
    return (int64_t)(((unsigned __int128)span_ticks * ticks->ns_per_tick_q32) >> 32);
}

/** Nanoseconds, 0 or more, in ticks. */
uint64_t ticks_from_ns(const struct ticks *ticks, int64_t span_ns);

#endif
