#include "analyse/comparison.h"
#include "analyse/comparison_measure.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analyse/units.h"

/* A follower may differ, unless the suite sweeps it and both sides have it. */
static bool may_differ(const struct result *result,
                       enum cell_factor factor,
                       enum cell_factor by,
                       const char *left,
                       const char *right)
{
    if (factor == by)
        return true;
    if (cell_factor_leader(factor) != by)
        return false;
    return !result->is_swept[factor] || !*left || !*right;
}

static bool
cells_match(const struct result *result, size_t a, size_t b, enum cell_factor by)
{
    for (enum cell_factor factor = 0; factor < CELL_FACTOR_COUNT; factor++) {
        const char *left = result->cells[a].factors[factor];
        const char *right = result->cells[b].factors[factor];
        if (left != right && !may_differ(result, factor, by, left, right))
            return false;
    }
    return result->cells[a].factors[by] != result->cells[b].factors[by];
}

/* Threads are what processes and serial are held against. */
static int executor_rank(const char *executor)
{
    static const char *const order[] = {"threads", "processes", "serial"};
    int rank = 0;
    while (rank < 3 && strcmp(order[rank], executor) != 0)
        rank++;
    return rank;
}

/* Negative when @p left is nearer to being the baseline than @p right. */
static int compare_values(enum cell_factor by, const char *left, const char *right)
{
    char *left_end, *right_end;
    double left_number = strtod(left, &left_end);
    double right_number = strtod(right, &right_end);
    if (by == CELL_EXECUTOR)
        return executor_rank(left) - executor_rank(right);
    if (*left && *right && !*left_end && !*right_end)
        return (left_number > right_number) - (left_number < right_number);
    return 0; /* the order of the cells decides */
}

/* The cell that @p a is held against; a itself when it is a baseline. */
static size_t find_baseline(const struct result *result, size_t a, enum cell_factor by)
{
    size_t best = a;
    for (size_t b = 0; b < result->cell_count; b++) {
        if (result_cell_is_duplicate(&result->cells[b]) ||
            !cells_match(result, a, b, by))
            continue;
        int order = compare_values(
            by, result->cells[b].factors[by], result->cells[best].factors[by]);
        if (order < 0 || (order == 0 && b < best))
            best = b;
    }
    return best;
}

static int reserve(struct comparison_list *list, size_t count, struct fault *fault)
{
    memset(list, 0, sizeof(*list));
    list->items = calloc(count + 1, sizeof(*list->items));
    if (!list->items)
        return fault_set(fault, "out of memory for %zu comparisons", count);
    return 0;
}

static void add(struct comparison_list *list,
                size_t a,
                size_t b,
                enum cell_factor by,
                const struct metric *metric,
                enum family family)
{
    list->items[list->count++] = (struct comparison){
        .a = a, .b = b, .by = by, .metric = metric, .family = family};
}

static bool may_be_primary(const struct result *result, const struct comparison *item)
{
    return strcmp(result->cells[item->a].factors[CELL_EXECUTOR], "processes") == 0 &&
           strcmp(result->cells[item->b].factors[CELL_EXECUTOR], "threads") == 0;
}

/* As many workers as CPUs are best, then fewer, then more. */
static int worker_distance(const struct result *result, const struct comparison *item)
{
    int workers = result_cell_workers(&result->cells[item->a]);
    int cpus = result->manifest.cpu_count;
    return workers <= cpus ? cpus - workers : workers;
}

static bool has_better(const struct result *result,
                       const struct comparison_list *list,
                       size_t index)
{
    const struct comparison *item = &list->items[index];
    int distance = worker_distance(result, item);
    for (size_t i = 0; i < list->count; i++) {
        const struct comparison *other = &list->items[i];
        if (i == index || !may_be_primary(result, other) ||
            result_subject(result, item->a) != result_subject(result, other->a))
            continue;
        int other_distance = worker_distance(result, other);
        if (other_distance < distance || (other_distance == distance && i < index))
            return true;
    }
    return false;
}

static void mark_primaries(const struct result *result, struct comparison_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        if (!may_be_primary(result, &list->items[i]) || has_better(result, list, i))
            continue;
        list->items[i].family = FAMILY_PRIMARY;
        list->primary_count++;
    }
}

static int compare_families(const void *left, const void *right)
{
    const struct comparison *a = left, *b = right;
    if (a->family != b->family)
        return (int)a->family - (int)b->family;
    return (a->a > b->a) - (a->a < b->a);
}

int comparison_list_make(struct comparison_list *list,
                         const struct result *result,
                         enum cell_factor by,
                         const struct metric *metric,
                         struct fault *fault)
{
    if (reserve(list, result->cell_count, fault))
        return -1;
    for (size_t a = 0; a < result->cell_count; a++) {
        if (result_cell_is_duplicate(&result->cells[a]))
            continue;
        size_t b = find_baseline(result, a, by);
        if (b != a)
            add(list, a, b, by, metric, FAMILY_EXPLORATORY);
    }
    if (by == CELL_EXECUTOR && strcmp(metric->name, result->manifest.primary) == 0)
        mark_primaries(result, list);
    qsort(list->items, list->count, sizeof(*list->items), compare_families);
    if (comparison_list_measure(list, result, fault)) {
        comparison_list_fini(list);
        return -1;
    }
    return 0;
}

int comparison_list_make_noise(struct comparison_list *list,
                               const struct result *result,
                               const struct metric *metric,
                               struct fault *fault)
{
    if (reserve(list, result->cell_count, fault))
        return -1;
    for (size_t a = 0; a < result->cell_count; a++)
        for (size_t b = 0; b < result->cell_count; b++)
            if (result->cells[a].duplicate_of == result->cells[b].id)
                add(list, a, b, CELL_FACTOR_NONE, metric, FAMILY_NOISE);
    if (comparison_list_measure(list, result, fault)) {
        comparison_list_fini(list);
        return -1;
    }
    return 0;
}

void comparison_list_fini(struct comparison_list *list)
{
    free(list->items);
    memset(list, 0, sizeof(*list));
}
