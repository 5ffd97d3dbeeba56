/** factors.csv: the factors of every cell of a plan, one a row. */
#ifndef BENCH_CELL_FACTORS_H
#define BENCH_CELL_FACTORS_H

#include "analyse/fault.h"
#include "plan/plan.h"
#include "record/run_record.h"

extern const struct column FACTOR_COLUMNS[]; /* a NULL name ends it */

/**
 * Write factors.csv into @p dir. When it is there already, compare instead: a
 * result can only go on with the cells that it was begun with.
 * @return 0; -1 with @p fault set.
 */
int cell_factors_write(const struct plan *plan, const char *dir, struct fault *fault);

#endif
