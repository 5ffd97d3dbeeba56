/**
 * The plan: which cells there are, and which run comes when. Made from a suite
 * by suite/ and plan/, read by run/ and record/. Nothing here measures.
 *
 * A cell is one combination of factors. A block runs every cell once, in a
 * random order of its own; the block is the unit that comparisons pair on.
 */
#ifndef BENCH_PLAN_H
#define BENCH_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <yoke/workload.h>

enum load_kind { LOAD_CLOSED, LOAD_OPEN };

/** What is offered to the executor. */
struct load_spec {
    enum load_kind kind;
    int window;              /* closed: tasks outstanding; 0 = 2 × workers */
    char arrivals[16];       /* open: "poisson", "fixed" */
    double rate_per_s;       /* open: absolute; 0 when a share is given */
    double rate_share_ratio; /* open: share of calibrated capacity */
};

/** One combination of factors; owned by its plan. */
struct cell {
    char id[16];           /* "c01", "c02", … in suite order */
    char duplicate_of[16]; /* the cell that this one repeats; "" for none */
    yoke_kind executor;
    yoke_start_method start_method;
    int worker_count;
    char placement[64];
    const yoke_workload *workload;
    yoke_params *params; /* owned by the cell */
    struct load_spec load;
    bool is_overcommitted; /* needs more CPUs than there are */
};

/** One run of one cell. */
struct planned_run {
    char id[24];  /* "b03-c07" */
    int block;    /* from 0 */
    int position; /* within the block, from 0 */
    size_t cell_index;
    uint64_t seed;
};

/** How to measure; from the suite's `measure:` and the flags. */
struct measure_spec {
    int blocks;
    int64_t measure_ns;     /* length of the measured part of a run */
    double precision_ratio; /* 0: fixed number of blocks */
    double same_ratio;      /* δ: how near counts as the same; 0.02 */
    int64_t budget_ns;      /* 0: none */
    int64_t run_timeout_ns;
    char primary[32]; /* "throughput" */
};

struct plan {
    char suite_name[64];
    char *suite_text; /* as read; owned */
    uint64_t seed;
    struct measure_spec measure;
    struct cell *cells;
    size_t cell_count;
    struct planned_run *runs; /* in the order in which they run */
    size_t run_count;
};

void plan_fini(struct plan *plan);

#endif
