/**
 * Carrying out a plan: one fresh process for every run, its record committed
 * whole before the next one starts.
 */
#ifndef BENCH_RUN_H
#define BENCH_RUN_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "plan/plan.h"

/** Where the result goes, and how. Zeroed means the default everywhere. */
struct run_options {
    const char *results_root; /* NULL: "results" */
    const char *directory;    /* NULL: a new one, <results_root>/<suite>-NNNN */
    bool resumes;             /* go on in directory; NULL: <results_root>/latest */
    int argc;                 /* the command line, for the manifest and the hint */
    char *const *argv;
    FILE *screen;            /* where progress is shown; NULL: stdout */
    const char *runner_path; /* the program that runs; NULL: this one */
};

/** What came of it. */
struct run_summary {
    char directory[PATH_MAX]; /* the result's; "" when none could be made */
    size_t planned_count;
    size_t kept_count;    /* there already: --resume */
    size_t done_count;    /* rows added now */
    size_t failed_count;  /* of all rows: status other than "valid" */
    size_t flagged_count; /* of all rows: valid, with an unexpected gate */
};

/**
 * Carry out every run of @p plan that the result does not have yet, write the
 * files of the result, and show progress. Says on stderr what went wrong.
 * @param ret_summary  filled in whatever the outcome; may be NULL.
 * @return 0 when every run has its row (failed runs have one too);
 *         YOKE_E_CANCELLED after SIGINT, SIGTERM or SIGHUP (the files are
 *         finished; the screen says how to go on); YOKE_E_INVALID (the
 *         directory does not fit the plan); YOKE_E_SYSTEM (disk full, …);
 *         YOKE_E_NOMEM.
 * Blocks until the end. One call at a time; only while the process has a
 * single thread, because it blocks and restores signals.
 */
int run_execute(const struct plan *plan,
                const struct run_options *options,
                struct run_summary *ret_summary);

#endif
