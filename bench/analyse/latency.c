#include "analyse/latency.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analyse/rows.h"

struct histogram_row {
    const char *run_id, *stage;
    double lo_ns, hi_ns, count;
};

struct latency_reader {
    struct latency *latency;
    const struct result *result;
    const struct result_run **by_id; /* sorted */
    size_t *capacities;
    const char *stage;
    struct histogram_row row;
};

static int compare_runs(const void *left, const void *right)
{
    const struct result_run *a = *(const struct result_run *const *)left;
    const struct result_run *b = *(const struct result_run *const *)right;
    return strcmp(a->run_id, b->run_id);
}

static int compare_id_with_run(const void *id, const void *run)
{
    return strcmp(id, (*(const struct result_run *const *)run)->run_id);
}

static const struct result_run *find_run(const struct latency_reader *reader,
                                         const char *id)
{
    const struct result_run **found = bsearch(id,
                                              reader->by_id,
                                              reader->result->run_count,
                                              sizeof(*reader->by_id),
                                              compare_id_with_run);
    return found ? *found : NULL;
}

static int add_bucket(struct latency_reader *reader, size_t cell, struct fault *fault)
{
    struct latency_cell *merged = &reader->latency->cells[cell];
    const struct histogram_row *row = &reader->row;
    merged->total += row->count;
    if (isnan(row->hi_ns)) /* the overflow: counted, but nowhere on the axis */
        return 0;
    if (merged->count == reader->capacities[cell]) {
        size_t capacity = 2 * merged->count + 256;
        struct latency_bucket *buckets =
            realloc(merged->buckets, capacity * sizeof(*buckets));
        if (!buckets)
            return fault_set(fault, "out of memory for the histogram");
        merged->buckets = buckets;
        reader->capacities[cell] = capacity;
    }
    merged->buckets[merged->count++] =
        (struct latency_bucket){row->lo_ns, row->hi_ns, row->count};
    return 0;
}

static int take_row(void *context, const struct row_place *place, struct fault *fault)
{
    struct latency_reader *reader = context;
    const struct histogram_row *row = &reader->row;
    if (strcmp(row->stage, reader->stage) != 0)
        return 0;
    if (!isnan(row->hi_ns) && !(row->hi_ns > row->lo_ns))
        return fault_set(fault,
                         "%s:%ld: columns 'lo_ns' and 'hi_ns' are %.0f and %.0f; hi_ns "
                         "must be larger",
                         place->path,
                         place->line,
                         row->lo_ns,
                         row->hi_ns);
    const struct result_run *run = find_run(reader, row->run_id);
    if (!run)
        return fault_set(
            fault,
            "%s:%ld: column 'run_id' is '%.60s', which runs.csv does not have",
            place->path,
            place->line,
            row->run_id);
    return run->excluded_for ? 0 : add_bucket(reader, run->cell_index, fault);
}

static int compare_buckets(const void *left, const void *right)
{
    const struct latency_bucket *a = left, *b = right;
    return (a->hi_ns > b->hi_ns) - (a->hi_ns < b->hi_ns);
}

/* Runs share one layout of buckets, so that equal ends are equal buckets. */
static void merge_equal(struct latency_cell *cell)
{
    size_t kept = 0;
    if (cell->count == 0)
        return;
    qsort(cell->buckets, cell->count, sizeof(*cell->buckets), compare_buckets);
    for (size_t i = 0; i < cell->count; i++)
        if (kept && cell->buckets[kept - 1].hi_ns >= cell->buckets[i].hi_ns)
            cell->buckets[kept - 1].count += cell->buckets[i].count;
        else
            cell->buckets[kept++] = cell->buckets[i];
    cell->count = kept;
}

static int read_rows(struct latency_reader *reader, struct fault *fault)
{
    static const struct field fields[] = {
        {"run_id", FIELD_TEXT, offsetof(struct histogram_row, run_id), false},
        {"stage", FIELD_TEXT, offsetof(struct histogram_row, stage), false},
        {"lo_ns", FIELD_NUMBER, offsetof(struct histogram_row, lo_ns), false},
        {"hi_ns", FIELD_NUMBER, offsetof(struct histogram_row, hi_ns), true},
        {"count", FIELD_NUMBER, offsetof(struct histogram_row, count), false},
    };
    char path[4200];
    result_path(reader->result->dir, "histogram.csv", path, sizeof(path));
    return rows_read(path, fields, 5, &reader->row, take_row, reader, fault);
}

int latency_open(struct latency *latency,
                 const struct result *result,
                 const char *stage,
                 struct fault *fault)
{
    struct latency_reader reader = {
        .latency = latency, .result = result, .stage = stage};
    latency->count = result->cell_count;
    latency->cells = calloc(result->cell_count + 1, sizeof(*latency->cells));
    reader.capacities = calloc(result->cell_count + 1, sizeof(*reader.capacities));
    reader.by_id = calloc(result->run_count + 1, sizeof(*reader.by_id));
    int err = -1;
    if (latency->cells && reader.capacities && reader.by_id) {
        for (size_t i = 0; i < result->run_count; i++)
            reader.by_id[i] = &result->runs[i];
        qsort((void *)reader.by_id,
              result->run_count,
              sizeof(*reader.by_id),
              compare_runs);
        err = read_rows(&reader, fault);
    } else {
        fault_set(fault, "out of memory for the histograms");
    }
    free(reader.capacities);
    free((void *)reader.by_id);
    if (err)
        latency_close(latency);
    for (size_t i = 0; !err && i < latency->count; i++)
        merge_equal(&latency->cells[i]);
    return err;
}

void latency_close(struct latency *latency)
{
    for (size_t i = 0; latency->cells && i < latency->count; i++)
        free(latency->cells[i].buckets);
    free(latency->cells);
    latency->cells = NULL;
}

double latency_largest_quantile(double total)
{
    return total > 3.7 ? 1 - 3.7 / total : 0;
}
