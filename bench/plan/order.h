/**
 * Private to plan/: which run comes when.
 *
 * Block b is shuffled by GSL's ranlxd2 (Lüscher's RANLUX in double precision),
 * seeded from the plan's seed and b alone, so that blocks added later leave
 * those before them as they were. All runs of a block share one seed for their
 * work: the block is the pairing unit, and its arms do the same work.
 */
#ifndef BENCH_ORDER_H
#define BENCH_ORDER_H

#include "plan/plan.h"

/** The seed of block @p block's work; 53 bits, exact in JSON and in gnuplot. */
uint64_t order_block_seed(uint64_t plan_seed, int block);

/** A fresh seed, short enough to be typed again. */
uint64_t order_fresh_seed(void);

#endif
