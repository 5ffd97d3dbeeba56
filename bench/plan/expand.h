/**
 * Private to plan/: a suite's cells.
 */
#ifndef BENCH_EXPAND_H
#define BENCH_EXPAND_H

#include "plan/planner.h"

/** A suite with more cells than this is a mistake. */
#define PLAN_CELLS_MOST 4096

/** Fill in plan->cells, with ids and the duplicate of the baseline. */
int plan_expand(const struct suite *suite,
                const struct plan_options *options,
                struct plan *plan,
                struct plan_remarks *remarks,
                struct problem *problem);

#endif
