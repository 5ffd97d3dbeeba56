/**
 * The files of a result that grow by one run at a time: histogram.csv,
 * errors.csv and runs.csv. Each run is there whole or not at all: its row in
 * runs.csv is written and synced last, and what lies in the other files
 * without such a row is cut off when the result is opened again. So a kill -9
 * between any two instructions, or a full disk, costs one run at most.
 */
#ifndef BENCH_JOURNAL_H
#define BENCH_JOURNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "analyse/fault.h"
#include "analyse/texts.h"
#include "measure/stages.h"
#include "record/run_record.h"

/** Why a run is not valid: a row of errors.csv. */
struct run_error {
    const char *step;
    const char *message;
};

enum journal_file { JOURNAL_HISTOGRAM, JOURNAL_ERRORS, JOURNAL_RUNS, JOURNAL_FILES };

struct journal {
    char path[JOURNAL_FILES][4200];
    int fd[JOURNAL_FILES];
    off_t size_bytes[JOURNAL_FILES]; /* committed */
    struct texts run_ids;
    size_t row_count;
    size_t failed_count;  /* status other than "valid" */
    size_t flagged_count; /* valid, with a gate that the plan did not announce */
};

/**
 * Open the files in @p dir, or make them with their headers; cut off what a
 * session that was killed left unfinished.
 * @return 0; -1 with @p fault naming file and line.
 */
int journal_open(struct journal *journal, const char *dir, struct fault *fault);

/** Accepts a journal that journal_open() refused. */
void journal_close(struct journal *journal);

/** Is there a row for this run? */
bool journal_has(const struct journal *journal, const char *run_id);

/**
 * Add a run. On failure (a full disk, say) the files are as before.
 * @param error  NULL when the run is valid.
 * @return 0; -1 with @p fault set.
 */
int journal_commit(struct journal *journal,
                   const struct run_record *record,
                   const struct stages *stages,
                   const struct run_error *error,
                   struct fault *fault);

/** The columns of a table that a journal writes; a NULL name ends it. */
extern const struct column HISTOGRAM_COLUMNS[];
extern const struct column ERROR_COLUMNS[];

#endif
