/**
 * How far a session is: two lines that are rewritten on a terminal, else one
 * line a block.
 */
#ifndef BENCH_PROGRESS_H
#define BENCH_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "plan/plan.h"
#include "record/journal.h"

struct progress {
    FILE *screen; /* borrowed */
    bool is_terminal;
    int64_t begin_ns;
    const struct plan *plan;
    size_t kept_count; /* done by an earlier session; they took no time of ours */
    size_t done_count;
    int block_count;
    char now[160]; /* the run that ended last */
};

void progress_begin(struct progress *progress,
                    const struct plan *plan,
                    size_t kept_count,
                    FILE *screen);

/** A run ended. @p journal has it already. */
void progress_run(struct progress *progress,
                  const struct planned_run *run,
                  const struct run_record *record,
                  const struct journal *journal);

/** Something the user should know now; shown above the two lines. */
void progress_note(struct progress *progress, const char *text);

/** Leave the screen below what was shown. */
void progress_end(struct progress *progress);

#endif
