/**
 * From a suite to a plan: expand the cells, order the runs, and say beforehand
 * what it will cost and what it can show.
 */
#ifndef BENCH_PLANNER_H
#define BENCH_PLANNER_H

#include <stdio.h>

#include "plan/plan.h"
#include "suite/suite.h"

/** Under this many blocks no verdict is given. */
#define PLAN_BLOCKS_LEAST 8
/** --precision adds batches of 4 up to this many. */
#define PLAN_BLOCKS_MOST 40

struct plan_options {
    uint64_t seed;                         /* 0: the suite's, else a fresh one */
    const struct suite_conditions *filter; /* NULL: every cell */
};

/** What the planner did beyond what it was asked, and what it expects. */
struct plan_remarks {
    int cpu_count;
    int blocks_asked;       /* more than plan->measure.blocks: the budget */
    size_t identical_count; /* cells left out, since they repeat another */
    size_t filtered_count;  /* cells left out by the filter */
    size_t overcommitted_count;
    int64_t run_ns; /* one run with everything around it */
    int64_t total_ns;
    int comparison_count;    /* primary comparisons */
    double level;            /* of each of their intervals */
    double half_width_ratio; /* expected; NAN: none at this level */
};

/**
 * Make the plan of a complete suite.
 * @param ret_plan  the caller's storage: plan_fini().
 * @return 0; YOKE_E_INVALID (@p problem says what and what to do: no cell is
 *         left, too many, a budget too small); YOKE_E_NOMEM; YOKE_E_SYSTEM.
 */
int plan_init(const struct suite *suite,
              const struct plan_options *options,
              struct plan *ret_plan,
              struct plan_remarks *ret_remarks,
              struct problem *problem);

/**
 * Add blocks at the end; those there are keep their order, so that a plan of 8
 * blocks and 4 more is the plan of 12.
 * @return 0; YOKE_E_NOMEM, with the plan as it was.
 */
int plan_add_blocks(struct plan *plan, int block_count);

/** The head of the screen: machine, plan, cost, remarks. Ends before the runs. */
void plan_print(const struct plan *plan,
                const struct plan_remarks *remarks,
                const char *out_dir,
                FILE *out);

/** A table of the cells; of the blocks with their order. */
void plan_print_cells(const struct plan *plan, FILE *out);
void plan_print_order(const struct plan *plan, FILE *out);

/** The whole plan as one JSON object. @return 0; YOKE_E_NOMEM; YOKE_E_SYSTEM. */
int plan_print_json(const struct plan *plan,
                    const struct plan_remarks *remarks,
                    const char *out_dir,
                    FILE *out);

#endif
