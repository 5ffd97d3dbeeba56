/**
 * Private to plan/: what a plan costs, and what it can show.
 */
#ifndef BENCH_COST_H
#define BENCH_COST_H

#include "plan/planner.h"

/** Fill in the estimates of @p remarks for plan->measure. */
void cost_estimate(const struct plan *plan, struct plan_remarks *remarks);

/**
 * Cut the blocks to what the budget holds.
 * @return 0; YOKE_E_INVALID when it cannot hold PLAN_BLOCKS_LEAST (or the fewer
 *         that were asked for), @p problem naming what to drop.
 */
int cost_fit_budget(struct plan *plan,
                    struct plan_remarks *remarks,
                    struct problem *problem);

/** "2 min 20 s", "350 ms": for people. */
void cost_format_time(int64_t time_ns, char *buffer, size_t size);

#endif
