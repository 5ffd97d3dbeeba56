/** A session on a stage of its own: directory, options, screen; and its rows. */
#ifndef TESTS_RUN_STAGE_H
#define TESTS_RUN_STAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "run/run.h"
#include "temporary.h"

#define PATH_SIZE (TEMPORARY_PATH_SIZE + 256)

struct fixture {
    char top[TEMPORARY_PATH_SIZE];
    char root[TEMPORARY_PATH_SIZE + 32];
    char out[TEMPORARY_PATH_SIZE + 32];
    FILE *screen;
    struct run_options options;
    struct run_summary summary;
};

/** A row of runs.csv, as far as these tests look. */
struct row {
    const char *run_id, *status, *step, *message, *allocator, *build_id;
    double tasks, work_done, completed_per_s, startup_ns, worker_setup_ns, pss_bytes;
    double cpu_user_ns, latency_p50_ns, timer_slack_ns;
};

/** The rows of a result; read_rows() adds, check sees each. */
struct rows {
    struct row record;
    size_t count;
    struct {
        char run_id[24], status[16], step[32], message[1024];
    } rows[100];
    void (*check)(const struct row *row);
};

/** Fixture of a cmocka test: *state is a struct fixture. */
int stage_set_up(void **state);
int stage_tear_down(void **state);

/** run_execute() with the fixture's options. */
int stage_execute(struct fixture *fixture, const struct plan *plan);

/** The same; returns what it said on stderr: free(). */
char *
stage_execute_and_hear(struct fixture *fixture, const struct plan *plan, int *ret_err);

/** What was shown on the screen: free(). */
char *stage_screen_text(struct fixture *fixture);

void stage_path(char path[PATH_SIZE], const char *dir, const char *name);
bool stage_exists(const char *dir, const char *name);

/** Read runs.csv; then errors.csv, whose rows must be among them. */
void read_rows(const char *dir, struct rows *rows);
void read_errors(const char *dir, struct rows *rows);

/** Every planned run has one row, in the order of the plan. */
void assert_every_run_once(const struct rows *rows, const struct plan *plan);

/** A check for struct rows: the row has what a measured run has. */
void check_measured(const struct row *row);

#endif
