/*
 * Runs are read first, then grouped into cells, then laid out as a table of
 * cell × block, in which a missing or excluded run is NULL. A pair of a
 * comparison is one row of two such columns.
 */
#include "analyse/result.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "analyse/gates.h"
#include "analyse/params.h"
#include "analyse/rows.h"

/* More blocks than any session has: a wrong number must not eat the memory. */
#define BLOCK_LIMIT 100000

struct run_reader {
    struct result *result;
    struct result_run run;
    size_t capacity;
};

#define RUN_TEXT(member, may_be_empty)                                                 \
    {                                                                                  \
#member, FIELD_TEXT, offsetof(struct result_run, member), may_be_empty         \
    }
#define RUN_NUMBER(member)                                                             \
    {#member, FIELD_NUMBER, offsetof(struct result_run, member), true},
#define RUN_FACTOR(name, column, leader)                                               \
    {column,                                                                           \
     FIELD_TEXT,                                                                       \
     offsetof(struct result_run, factors) + CELL_##name * sizeof(const char *),        \
     true},

static const struct field RUN_FIELDS[] = {
    RUN_TEXT(run_id, false),
    RUN_TEXT(cell_id, false),
    RUN_TEXT(duplicate_of, true),
    RUN_TEXT(suite, true),
    RUN_TEXT(machine_id, true),
    RUN_TEXT(workload_version, true),
    RUN_TEXT(work_unit, true),
    RUN_TEXT(started_utc, true),
    RUN_TEXT(status, false),
    RUN_TEXT(gates, true),
    {"block", FIELD_COUNT, offsetof(struct result_run, block), false},
    CELL_FACTORS(RUN_FACTOR) RUN_NUMBERS(RUN_NUMBER)};

enum { RUN_FIELD_COUNT = sizeof(RUN_FIELDS) / sizeof(RUN_FIELDS[0]) };

static int keep_texts(struct result *result, struct result_run *run)
{
    for (size_t i = 0; i < RUN_FIELD_COUNT; i++) {
        if (RUN_FIELDS[i].type != FIELD_TEXT)
            continue;
        const char **text = (const char **)(void *)((char *)run + RUN_FIELDS[i].offset);
        *text = texts_keep(&result->texts, *text);
        if (!*text)
            return -1;
    }
    return 0;
}

static const char *exclusion(const struct result_run *run)
{
    if (strcmp(run->status, "valid") != 0)
        return run->status;
    const struct gate *gate = gates_with_effect(run->gates, GATE_EXCLUDES);
    return gate ? gate->name : NULL;
}

static int check_run(const struct result_run *run,
                     const struct row_place *place,
                     struct fault *fault)
{
    char *end;
    const char *workers = run->factors[CELL_WORKER_COUNT];
    long count = strtol(workers, &end, 10);
    if (end == workers || *end || count < 1 || count > 1 << 20)
        return fault_set(fault,
                         "%s:%ld: column 'worker_count' is '%.60s'; a whole number "
                         "from 1 is needed",
                         place->path,
                         place->line,
                         workers);
    if (!*run->factors[CELL_EXECUTOR] || !*run->factors[CELL_WORKLOAD])
        return fault_set(fault,
                         "%s:%ld: column '%s' is empty; a value is needed",
                         place->path,
                         place->line,
                         *run->factors[CELL_EXECUTOR] ? "workload" : "executor");
    if (run->block < BLOCK_LIMIT)
        return 0;
    return fault_set(fault,
                     "%s:%ld: column 'block' is %lld; less than %d is needed",
                     place->path,
                     place->line,
                     (long long)run->block,
                     BLOCK_LIMIT);
}

static int add_run(void *context, const struct row_place *place, struct fault *fault)
{
    struct run_reader *reader = context;
    struct result *result = reader->result;
    if (check_run(&reader->run, place, fault))
        return -1;
    if (result->run_count == reader->capacity) {
        size_t capacity = 2 * reader->capacity + 64;
        struct result_run *runs = realloc(result->runs, capacity * sizeof(*runs));
        if (!runs)
            return fault_set(fault, "%s: out of memory", place->path);
        result->runs = runs;
        reader->capacity = capacity;
    }
    struct result_run *run = &result->runs[result->run_count];
    *run = reader->run;
    if (keep_texts(result, run))
        return fault_set(fault, "%s: out of memory", place->path);
    run->excluded_for = exclusion(run);
    result->run_count++;
    return 0;
}

static int compare_cells(const void *left, const void *right)
{
    const struct result_cell *a = left, *b = right;
    return strverscmp(a->id, b->id);
}

static int compare_id_with_cell(const void *id, const void *cell)
{
    return strverscmp(id, ((const struct result_cell *)cell)->id);
}

static struct result_cell *find_cell(const struct result *result, const char *id)
{
    return bsearch(id,
                   result->cells,
                   result->cell_count,
                   sizeof(*result->cells),
                   compare_id_with_cell);
}

/* One cell a run at first, then sorted and made unique. */
static int make_cells(struct result *result)
{
    struct result_cell *cells = calloc(result->run_count + 1, sizeof(*cells));
    if (!cells)
        return -1;
    for (size_t i = 0; i < result->run_count; i++) {
        const struct result_run *run = &result->runs[i];
        cells[i].id = run->cell_id;
        cells[i].duplicate_of = run->duplicate_of;
        cells[i].work_unit = run->work_unit;
        memcpy(cells[i].factors, run->factors, sizeof(run->factors));
    }
    qsort(cells, result->run_count, sizeof(*cells), compare_cells);
    size_t count = 0;
    for (size_t i = 0; i < result->run_count; i++)
        if (count == 0 || cells[count - 1].id != cells[i].id)
            cells[count++] = cells[i];
    result->cells = cells;
    result->cell_count = count;
    return 0;
}

static int check_factors(const struct result_cell *cell,
                         const struct result_run *run,
                         const char *dir,
                         struct fault *fault)
{
    for (enum cell_factor factor = 0; factor < CELL_FACTOR_COUNT; factor++)
        if (cell->factors[factor] != run->factors[factor])
            return fault_set(fault,
                             "%s/runs.csv: run %s: column '%s' is '%.60s', but other "
                             "runs of cell %s have '%.60s'",
                             dir,
                             run->run_id,
                             cell_factor_name(factor),
                             run->factors[factor],
                             cell->id,
                             cell->factors[factor]);
    return 0;
}

static void count_run(struct result_cell *cell, const struct result_run *run)
{
    const struct gate *gate = gates_with_effect(run->gates, GATE_HOLLOW);
    cell->run_count++;
    cell->used_count += !run->excluded_for;
    if (gate && !run->excluded_for && !cell->hollow_for)
        cell->hollow_for = gate->name;
}

static int place_run(struct result *result, struct result_run *run, struct fault *fault)
{
    struct result_cell *cell = find_cell(result, run->cell_id);
    assert(cell);
    run->cell_index = (size_t)(cell - result->cells);
    if (check_factors(cell, run, result->dir, fault))
        return -1;
    count_run(cell, run);
    if (run->excluded_for)
        return 0;
    const struct result_run **slot =
        &result->run_of[run->cell_index * result->block_count + (size_t)run->block];
    if (*slot)
        return fault_set(
            fault,
            "%s/runs.csv: runs %s and %s are both of cell %s in block %lld",
            result->dir,
            (*slot)->run_id,
            run->run_id,
            cell->id,
            (long long)run->block);
    *slot = run;
    return 0;
}

static int make_table(struct result *result, struct fault *fault)
{
    for (size_t i = 0; i < result->run_count; i++)
        if ((size_t)result->runs[i].block >= result->block_count)
            result->block_count = (size_t)result->runs[i].block + 1;
    if (make_cells(result))
        return fault_set(fault, "%s: out of memory", result->dir);
    result->run_of =
        calloc(result->cell_count * result->block_count + 1, sizeof(*result->run_of));
    if (!result->run_of)
        return fault_set(fault,
                         "%s: out of memory for %zu cells × %zu blocks",
                         result->dir,
                         result->cell_count,
                         result->block_count);
    for (size_t i = 0; i < result->run_count; i++)
        if (place_run(result, &result->runs[i], fault))
            return -1;
    return 0;
}

struct factor_row {
    struct result *result;
    const char *cell_id, *name, *swept;
};

static bool is_word(const char *text, const char *a, const char *b, const char *c)
{
    return strcmp(text, a) == 0 || strcmp(text, b) == 0 || strcmp(text, c) == 0;
}

static int add_factor(void *context, const struct row_place *place, struct fault *fault)
{
    struct factor_row *row = context;
    bool is_swept = is_word(row->swept, "1", "true", "yes");
    if (!is_swept && !is_word(row->swept, "0", "false", "no"))
        return fault_set(fault,
                         "%s:%ld: column 'swept' is '%.60s'; 1 or 0 is needed",
                         place->path,
                         place->line,
                         row->swept);
    if (!is_swept)
        return 0;
    enum cell_factor factor = cell_factor_find(row->name);
    if (factor != CELL_FACTOR_NONE)
        row->result->is_swept[factor] = true;
    else if (!texts_keep(&row->result->swept_params, row->name))
        return fault_set(fault, "%s: out of memory", place->path);
    return 0;
}

static int read_factors(struct result *result, struct fault *fault)
{
    static const struct field fields[] = {
        {"cell_id", FIELD_TEXT, offsetof(struct factor_row, cell_id), false},
        {"name", FIELD_TEXT, offsetof(struct factor_row, name), false},
        {"swept", FIELD_TEXT, offsetof(struct factor_row, swept), false},
    };
    char path[4096];
    struct factor_row row = {.result = result};
    result_path(result->dir, "factors.csv", path, sizeof(path));
    return rows_read(path, fields, 3, &row, add_factor, &row, fault);
}

static int read_runs(struct result *result, struct fault *fault)
{
    char path[4096];
    struct run_reader reader = {.result = result};
    result_path(result->dir, "runs.csv", path, sizeof(path));
    return rows_read(
        path, RUN_FIELDS, RUN_FIELD_COUNT, &reader.run, add_run, &reader, fault);
}

static int read_manifest(struct result *result, struct fault *fault)
{
    char path[4096];
    result_path(result->dir, "manifest.json", path, sizeof(path));
    return manifest_open(&result->manifest, path, fault);
}

int result_open(struct result *result, const char *dir, struct fault *fault)
{
    memset(result, 0, sizeof(*result));
    if (strlen(dir) > 4000)
        return fault_set(fault, "the result's path is longer than 4000 bytes");
    result->dir = strdup(dir);
    if (!result->dir)
        return fault_set(fault, "%s: out of memory", dir);
    if (read_manifest(result, fault) || read_runs(result, fault) ||
        read_factors(result, fault) || make_table(result, fault)) {
        result_close(result);
        return -1;
    }
    return 0;
}

void result_close(struct result *result)
{
    manifest_close(&result->manifest);
    texts_fini(&result->texts);
    texts_fini(&result->swept_params);
    free(result->runs);
    free(result->cells);
    free(result->run_of);
    free((char *)result->dir);
    memset(result, 0, sizeof(*result));
}

const struct result_run *
result_run_at(const struct result *result, size_t cell_index, size_t block)
{
    return result->run_of[cell_index * result->block_count + block];
}

int result_cell_workers(const struct result_cell *cell)
{
    return (int)strtol(cell->factors[CELL_WORKER_COUNT], NULL, 10);
}

size_t result_subject(const struct result *result, size_t cell_index)
{
    const char *const *wanted = result->cells[cell_index].factors;
    size_t first = 0;
    while (result->cells[first].factors[CELL_WORKLOAD] != wanted[CELL_WORKLOAD] ||
           result->cells[first].factors[CELL_PARAMS] != wanted[CELL_PARAMS])
        first++;
    return first;
}

bool result_cell_is_duplicate(const struct result_cell *cell)
{
    return *cell->duplicate_of != '\0';
}

static bool is_result(const char *dir)
{
    char path[4200];
    snprintf(path, sizeof(path), "%s/runs.csv", dir);
    return access(path, F_OK) == 0;
}

/* What results/latest points at: an answer should name the result itself. */
static void follow_link(char *dir, size_t size)
{
    char target[1024];
    ssize_t length = readlink(dir, target, sizeof(target) - 1);
    char *slash = strrchr(dir, '/');
    if (length <= 0)
        return;
    target[length] = '\0';
    size_t parent = slash && target[0] != '/' ? (size_t)(slash + 1 - dir) : 0;
    snprintf(dir + parent, size - parent, "%s", target);
}

int result_locate(const char *argument, char *dir, size_t size, struct fault *fault)
{
    char below[4096];
    snprintf(below, sizeof(below), "results/%s", argument ? argument : "latest");
    if (argument && is_result(argument)) {
        snprintf(dir, size, "%s", argument);
        size_t length = strlen(dir);
        while (length > 1 && dir[length - 1] == '/')
            dir[--length] = '\0';
        follow_link(dir, size);
        return 0;
    }
    if (is_result(below)) {
        snprintf(dir, size, "%s", below);
        follow_link(dir, size);
        return 0;
    }
    if (argument)
        return fault_set(fault,
                         "\"%s\" is no result: neither it nor %s has a runs.csv",
                         argument,
                         below);
    return fault_set(
        fault, "%s has no runs.csv; name a result, or make one with `yoke run`", below);
}

void result_path(const char *dir, const char *name, char *path, size_t size)
{
    int length = snprintf(path, size, "%s/%s", dir, name);
    assert(length > 0 && (size_t)length < size);
}

static bool is_swept_param(const void *context, const char *name)
{
    return texts_find(context, name) != NULL;
}

size_t result_swept_params(const struct result *result,
                           const struct result_cell *cell,
                           const char *separator,
                           char *text,
                           size_t size)
{
    return params_print(cell->factors[CELL_PARAMS],
                        is_swept_param,
                        &result->swept_params,
                        separator,
                        text,
                        size);
}

void result_cell_subject(const struct result *result,
                         const struct result_cell *cell,
                         char *text,
                         size_t size)
{
    char params[512];
    bool has_params =
        result_swept_params(result, cell, " ", params, sizeof(params)) > 0;
    snprintf(text,
             size,
             "%s%s%s",
             cell->factors[CELL_WORKLOAD],
             has_params ? " " : "",
             params);
}
