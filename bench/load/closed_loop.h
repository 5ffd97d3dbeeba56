/**
 * The closed loop: a fixed number of tasks outstanding; whenever the oldest
 * result is read, the next task is sent. Throughput is the headline: latency is
 * then only window ÷ throughput.
 *
 * Warm-up, measurement and drain are one flow: the window stays full from the
 * first task to the end of the measured span.
 */
#ifndef BENCH_CLOSED_LOOP_H
#define BENCH_CLOSED_LOOP_H

#include "load/load.h"

/**
 * Fill the window, and keep it full until the tasks before
 * load->first_measured have been collected.
 * @return 0, or the error of load_send() or load_collect().
 */
int closed_loop_warm_up(struct load *load);

/** Go on for @p measure_ns; then some tasks are still outstanding. */
int closed_loop_measure(struct load *load, int64_t measure_ns);

#endif
