#include "analyse/explain.h"

#include <math.h>
#include <string.h>

#include "analyse/gates.h"
#include "analyse/units.h"

/* The cell's comparison with one worker; NULL when there is none. */
static const struct comparison *scaling_of(const struct comparison_list *scalings,
                                           const struct result *result,
                                           size_t cell)
{
    for (size_t i = 0; i < scalings->count; i++)
        if (scalings->items[i].a == cell &&
            result_cell_workers(&result->cells[scalings->items[i].b]) == 1)
            return &scalings->items[i];
    return NULL;
}

static int print_scaling(const struct result *result,
                         const struct comparison *item,
                         FILE *out,
                         struct fault *fault)
{
    struct comparison_list scalings;
    if (comparison_list_make(&scalings, result, CELL_WORKER_COUNT, item->metric, fault))
        return -1;
    const struct comparison *a = scaling_of(&scalings, result, item->a);
    const struct comparison *b = scaling_of(&scalings, result, item->b);
    if (a && b && item->by != CELL_WORKER_COUNT) {
        char ratio_a[32], ratio_b[32];
        units_ratio(a->ratio.estimate, ratio_a, sizeof(ratio_a));
        units_ratio(b->ratio.estimate, ratio_b, sizeof(ratio_b));
        fprintf(out,
                "why   %d %s reach %s of one; %s %s\n",
                result_cell_workers(&result->cells[item->b]),
                result->cells[item->b].factors[item->by],
                ratio_b,
                result->cells[item->a].factors[item->by],
                ratio_a);
    }
    comparison_list_fini(&scalings);
    return 0;
}

/* "pss 3.1 → 9.8 MB", from the baseline to the other. */
static int print_change(const struct result *result,
                        const struct comparison *item,
                        const char *metric_name,
                        const char **lead,
                        FILE *out,
                        struct fault *fault)
{
    const struct metric *metric = metric_find(metric_name);
    struct interval a, b;
    if (comparison_of_cell(result, item->a, metric, &a, fault) ||
        comparison_of_cell(result, item->b, metric, &b, fault))
        return -1;
    if (isnan(a.estimate) || isnan(b.estimate))
        return 0;
    char before[64], after[64];
    units_print(b.estimate, metric->unit, before, sizeof(before));
    units_print(a.estimate, metric->unit, after, sizeof(after));
    fprintf(out, "%s%s %s → %s", *lead, metric->title, before, after);
    *lead = "; ";
    return 0;
}

int explain_print(const struct result *result,
                  const struct comparison *item,
                  FILE *out,
                  struct fault *fault)
{
    const char *lead = "cost  ";
    if (print_scaling(result, item, out, fault))
        return -1;
    if (print_change(result, item, "cpu_per_task", &lead, out, fault) ||
        print_change(result, item, "pss", &lead, out, fault) ||
        print_change(result, item, "startup", &lead, out, fault))
        return -1;
    if (strcmp(lead, "; ") == 0)
        fputc('\n', out);
    return 0;
}

static bool is_compared(const struct forest_rows *rows, size_t cell)
{
    for (size_t i = 0; i < rows->count; i++)
        if (rows->items[i]->a == cell || rows->items[i]->b == cell)
            return true;
    return false;
}

static size_t count_gate(const struct forest_rows *rows, const struct gate *gate)
{
    size_t count = 0;
    for (size_t i = 0; i < rows->result->run_count; i++) {
        const struct result_run *run = &rows->result->runs[i];
        count +=
            gates_have(run->gates, gate->name) && is_compared(rows, run->cell_index);
    }
    return count;
}

static const char *first_difference(const struct result *result)
{
    for (size_t i = 1; i < result->run_count; i++) {
        const struct result_run *run = &result->runs[i], *first = &result->runs[0];
        if (run->machine_id != first->machine_id)
            return "no: several machines";
        if (run->factors[CELL_BUILD_ID] != first->factors[CELL_BUILD_ID])
            return "no: several builds";
    }
    return "yes";
}

void explain_print_gates(const struct forest_rows *rows, FILE *out)
{
    bool any = false;
    for (const struct gate *gate = GATES; gate->name; gate++) {
        size_t count = count_gate(rows, gate);
        if (count)
            fprintf(out,
                    "%s %s: %zu run%s (%s%s)\n",
                    any ? "     " : "gates",
                    gate->name,
                    count,
                    count == 1 ? "" : "s",
                    gate->meaning,
                    gate->effect == GATE_EXCLUDES ? "; excluded" : "");
        any |= count > 0;
    }
    if (!any)
        fputs("gates none\n", out);
    fprintf(out, "same  machine and build: %s\n", first_difference(rows->result));
}
