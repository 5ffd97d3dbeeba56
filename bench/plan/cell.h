/**
 * A cell's factors as text and number: what factors.csv, the tables and the
 * filter read. A cell has the factors of FACTORS up to `window`, then the
 * parameters of its workload.
 */
#ifndef BENCH_CELL_H
#define BENCH_CELL_H

#include "plan/plan.h"
#include "suite/suite.h"

/** One factor of one cell: a row of factors.csv. */
struct cell_factor {
    const char *name;          /* the CSV column, or the parameter; static */
    struct factor_value value; /* text "": it has none, as threads no start method */
    const char *unit;          /* of the number; "" for none */
};

/** How many factors a cell has. */
size_t cell_factor_count(const struct cell *cell);

/** Factor @p index of @p cell, from 0. */
struct cell_factor cell_factor_at(const struct cell *cell, size_t index);

/** Does factor @p index of that cell differ between cells that have it? */
bool plan_sweeps(const struct plan *plan, size_t cell_index, size_t factor_index);

/** "size=65536;mode=read": the parameters, percent-encoded, as in runs.csv.
 *  @return 0; YOKE_E_NOMEM. @p ret_text: free(). */
int cell_params_text(const struct cell *cell, char **ret_text);

/** Same factors, whatever the id? */
bool cell_equals(const struct cell *a, const struct cell *b);

/** Does the cell satisfy every condition? */
bool cell_matches(const struct cell *cell, const struct suite_conditions *conditions);

/** Threads, processes: workers. Serial: the submitter. */
int cell_cpus_needed(const struct cell *cell);

/** The window that a closed load really has. */
int cell_window(const struct cell *cell);

void cell_fini(struct cell *cell);

#endif
