#include "stage.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "analyse/rows.h"

void stage_path(char path[PATH_SIZE], const char *dir, const char *name)
{
    assert_true(snprintf(path, PATH_SIZE, "%s/%s", dir, name) < PATH_SIZE);
}

int stage_set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof(*fixture));
    *state = fixture;
    if (!fixture)
        return -1;
    temporary_make(fixture->top);
    snprintf(fixture->root, sizeof(fixture->root), "%s/results", fixture->top);
    snprintf(fixture->out, sizeof(fixture->out), "%s/results/one", fixture->top);
    fixture->screen = tmpfile();
    fixture->options = (struct run_options){
        .results_root = fixture->root,
        .directory = fixture->out,
        .screen = fixture->screen,
    };
    return fixture->screen ? 0 : -1;
}

int stage_tear_down(void **state)
{
    struct fixture *fixture = *state;
    fclose(fixture->screen);
    temporary_remove(fixture->top);
    free(fixture);
    return 0;
}

int stage_execute(struct fixture *fixture, const struct plan *plan)
{
    return run_execute(plan, &fixture->options, &fixture->summary);
}

/* Run stage_execute() with stderr going to <top>/stderr; free() what it said. */
char *
stage_execute_and_hear(struct fixture *fixture, const struct plan *plan, int *ret_err)
{
    char path[TEMPORARY_PATH_SIZE + 32];
    snprintf(path, sizeof(path), "%s/stderr", fixture->top);
    int saved = dup(STDERR_FILENO);
    FILE *file = fopen(path, "we");
    assert_true(saved >= 0 && file);
    dup2(fileno(file), STDERR_FILENO);
    *ret_err = stage_execute(fixture, plan);
    dup2(saved, STDERR_FILENO);
    close(saved);
    fclose(file);
    return temporary_read(fixture->top, "stderr");
}

static int on_run(void *context, const struct row_place *place, struct fault *fault)
{
    struct rows *rows = context;
    (void)place;
    (void)fault;
    assert_true(rows->count < 100);
    snprintf(rows->rows[rows->count].run_id, 24, "%s", rows->record.run_id);
    snprintf(rows->rows[rows->count].status, 16, "%s", rows->record.status);
    rows->count++;
    if (rows->check)
        rows->check(&rows->record);
    return 0;
}

#define ROW_TEXT(name)                                                                 \
    {                                                                                  \
#name, FIELD_TEXT, offsetof(struct row, name), true                            \
    }
#define ROW_NUMBER(name)                                                               \
    {                                                                                  \
#name, FIELD_NUMBER, offsetof(struct row, name), true                          \
    }

void read_rows(const char *dir, struct rows *rows)
{
    static const struct field fields[] = {
        ROW_TEXT(run_id),
        ROW_TEXT(status),
        ROW_TEXT(allocator),
        ROW_TEXT(build_id),
        ROW_NUMBER(tasks),
        ROW_NUMBER(work_done),
        ROW_NUMBER(startup_ns),
        ROW_NUMBER(pss_bytes),
        ROW_NUMBER(cpu_user_ns),
        ROW_NUMBER(completed_per_s),
        ROW_NUMBER(worker_setup_ns),
        ROW_NUMBER(latency_p50_ns),
        ROW_NUMBER(timer_slack_ns),
    };
    char path[PATH_SIZE];
    struct fault fault;
    stage_path(path, dir, "runs.csv");
    if (rows_read(path,
                  fields,
                  sizeof(fields) / sizeof(fields[0]),
                  &rows->record,
                  on_run,
                  rows,
                  &fault))
        fail_msg("%s", fault.message);
}

static int on_error(void *context, const struct row_place *place, struct fault *fault)
{
    struct rows *rows = context;
    (void)place;
    (void)fault;
    for (size_t i = 0; i < rows->count; i++) {
        if (strcmp(rows->rows[i].run_id, rows->record.run_id) != 0)
            continue;
        assert_string_equal(rows->record.status, rows->rows[i].status);
        snprintf(rows->rows[i].step, 32, "%s", rows->record.step);
        snprintf(rows->rows[i].message, 1024, "%s", rows->record.message);
        return 0;
    }
    fail_msg("errors.csv has %s, runs.csv has not", rows->record.run_id);
    return -1;
}

void read_errors(const char *dir, struct rows *rows)
{
    static const struct field fields[] = {
        ROW_TEXT(run_id), ROW_TEXT(status), ROW_TEXT(step), ROW_TEXT(message)};
    char path[PATH_SIZE];
    struct fault fault;
    stage_path(path, dir, "errors.csv");
    if (rows_read(path, fields, 4, &rows->record, on_error, rows, &fault))
        fail_msg("%s", fault.message);
}

void assert_every_run_once(const struct rows *rows, const struct plan *plan)
{
    assert_int_equal(rows->count, plan->run_count);
    for (size_t i = 0; i < plan->run_count; i++)
        assert_string_equal(rows->rows[i].run_id, plan->runs[i].id);
}

void check_measured(const struct row *row)
{
    assert_string_equal(row->status, "valid");
    assert_true(row->tasks > 0);
    assert_true(row->work_done == 3 * row->tasks);
    assert_true(row->completed_per_s > 0);
    assert_true(row->startup_ns > 0);
    assert_true(row->worker_setup_ns > 0);
    assert_true(row->pss_bytes > 0);
    assert_true(row->cpu_user_ns >= 0);
    assert_true(row->timer_slack_ns == 50000);
    assert_true(strlen(row->build_id) >= 16);
}

bool stage_exists(const char *dir, const char *name)
{
    char path[PATH_SIZE];
    stage_path(path, dir, name);
    return access(path, F_OK) == 0;
}

char *stage_screen_text(struct fixture *fixture)
{
    char *text = NULL;
    size_t capacity = 0;
    rewind(fixture->screen);
    assert_true(getdelim(&text, &capacity, '\0', fixture->screen) > 0);
    return text;
}
