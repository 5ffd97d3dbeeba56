/*
 * The head of the screen of `yoke run`: what will be run, for how long, and what
 * that can show.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "plan/cell.h"
#include "plan/cost.h"
#include "plan/host.h"
#include "plan/planner.h"
#include "plan/wrap.h"

/* Column at which paragraphs begin, after "plan" and "note". */
enum { LABEL = 6 };

/** The values that a factor takes over the plan, in order of appearance. */
struct spread {
    const char *name;
    const char *unit;
    char texts[24][96];
    size_t count; /* may be more than there are texts */
};

static bool spread_has(const struct spread *spread, const char *text)
{
    for (size_t i = 0; i < spread->count && i < 24; i++)
        if (strcmp(spread->texts[i], text) == 0)
            return true;
    return false;
}

static void spread_add(struct spread *spread, const struct cell_factor *factor)
{
    spread->name = factor->name;
    spread->unit = factor->unit;
    if (factor->value.text[0] == '\0' || spread_has(spread, factor->value.text))
        return;
    if (spread->count < 24)
        snprintf(spread->texts[spread->count], 96, "%s", factor->value.text);
    spread->count++;
}

static struct spread spread_of(const struct plan *plan, enum factor_index index)
{
    struct spread spread = {0};
    for (size_t i = 0; i < plan->cell_count; i++) {
        struct cell_factor factor = cell_factor_at(&plan->cells[i], index);
        spread_add(&spread, &factor);
    }
    return spread;
}

static void write_texts(FILE *out, const struct spread *spread, const char *separator)
{
    for (size_t i = 0; i < spread->count && i < 24; i++)
        fprintf(out, "%s%s", i ? separator : "", spread->texts[i]);
    if (spread->count > 24)
        fprintf(out, "%s…", separator);
}

static size_t distinct_cells(const struct plan *plan)
{
    size_t count = 0;
    for (size_t i = 0; i < plan->cell_count; i++)
        count += plan->cells[i].duplicate_of[0] == '\0';
    return count;
}

/** Write "× placement none|scatter" for what is swept beyond the usual three.
 *  @return how many values it has. */
static size_t write_sweep(FILE *out, const struct plan *plan, enum factor_index index)
{
    bool is_swept = false;
    for (size_t i = 0; i < plan->cell_count; i++)
        is_swept = is_swept || plan_sweeps(plan, i, index);
    if (!is_swept)
        return 1;
    struct spread spread = spread_of(plan, index);
    fprintf(out, " × %s ", spread.name);
    write_texts(out, &spread, "|");
    return spread.count;
}

/** The swept parameters of a workload's cells, each as "size 64KiB|1MiB". */
static bool write_params(FILE *out, const struct plan *plan, const struct cell *first)
{
    bool wrote = false;
    size_t at = (size_t)(first - plan->cells);
    for (size_t i = FACTOR_WINDOW + 1; i < cell_factor_count(first); i++) {
        if (!plan_sweeps(plan, at, i))
            continue;
        struct spread spread = {0};
        for (size_t j = at; j < plan->cell_count; j++) {
            if (plan->cells[j].workload != first->workload)
                continue;
            struct cell_factor factor = cell_factor_at(&plan->cells[j], i);
            spread_add(&spread, &factor);
        }
        fprintf(out, "%s %s ", wrote ? "," : ":", spread.name);
        write_texts(out, &spread, "|");
        wrote = true;
    }
    return wrote;
}

static bool is_first_of_workload(const struct plan *plan, size_t index)
{
    for (size_t i = 0; i < index; i++)
        if (plan->cells[i].workload == plan->cells[index].workload)
            return false;
    return true;
}

static void print_params(const struct plan *plan, FILE *out)
{
    for (size_t i = 0; i < plan->cell_count; i++) {
        if (!is_first_of_workload(plan, i))
            continue;
        char *text = NULL;
        size_t size = 0;
        FILE *line = open_memstream(&text, &size);
        if (!line)
            return;
        fprintf(line, "%s", plan->cells[i].workload->name);
        bool wrote = write_params(line, plan, &plan->cells[i]);
        if (fclose(line) == 0 && wrote)
            print_paragraph(out, LABEL, "", text);
        free(text);
    }
}

static void write_matrix(FILE *out, const struct plan *plan)
{
    struct spread workloads = spread_of(plan, FACTOR_WORKLOAD);
    struct spread kinds = spread_of(plan, FACTOR_EXECUTOR);
    struct spread workers = spread_of(plan, FACTOR_WORKER_COUNT);
    size_t cells = distinct_cells(plan);
    if (workloads.count == 1)
        fprintf(out, "%s × ", workloads.texts[0]);
    else
        fprintf(out, "%zu workloads × ", workloads.count);
    write_texts(out, &kinds, "|");
    fputs(" × ", out);
    write_texts(out, &workers, ",");
    fprintf(out,
            " worker%s",
            workers.count == 1 && strcmp(workers.texts[0], "1") == 0 ? "" : "s");
    size_t product = workloads.count * kinds.count * workers.count;
    product *= write_sweep(out, plan, FACTOR_PLACEMENT);
    product *= write_sweep(out, plan, FACTOR_START_METHOD);
    product *= write_sweep(out, plan, FACTOR_WINDOW);
    /* Sweeps of one workload's parameters, groups and filters are no product. */
    fprintf(out,
            "%s %zu cell%s + 1 duplicate",
            product == cells ? " =" : ":",
            cells,
            cells == 1 ? "" : "s");
}

static void
write_cost(FILE *out, const struct plan *plan, const struct plan_remarks *remarks)
{
    char run[32];
    char total[32];
    cost_format_time(remarks->run_ns, run, sizeof(run));
    cost_format_time(remarks->total_ns, total, sizeof(total));
    fprintf(out,
            "%d block%s × %zu = %zu runs of %s ≈ %s; ",
            plan->measure.blocks,
            plan->measure.blocks == 1 ? "" : "s",
            plan->cell_count,
            plan->run_count,
            run,
            total);
    if (isnan(remarks->half_width_ratio))
        fputs("too few blocks for an interval", out);
    else
        fprintf(out, "expect ±%.2g %% (CV 1.8 %%)", 100 * remarks->half_width_ratio);
}

static void
print_line(FILE *out,
           const char *label,
           void (*write)(FILE *, const struct plan *, const struct plan_remarks *),
           const struct plan *plan,
           const struct plan_remarks *remarks)
{
    char *text = NULL;
    size_t size = 0;
    FILE *line = open_memstream(&text, &size);
    if (!line)
        return;
    write(line, plan, remarks);
    if (fclose(line) == 0 && text[0])
        print_paragraph(out, LABEL, label, text);
    free(text);
}

static void
write_plan(FILE *out, const struct plan *plan, const struct plan_remarks *remarks)
{
    (void)remarks;
    write_matrix(out, plan);
}

static void write_blocks_note(FILE *out,
                              const struct plan *plan,
                              const struct plan_remarks *remarks)
{
    char budget[32];
    cost_format_time(plan->measure.budget_ns, budget, sizeof(budget));
    if (plan->measure.blocks < remarks->blocks_asked)
        fprintf(out,
                "%d blocks instead of %d: the budget is %s",
                plan->measure.blocks,
                remarks->blocks_asked,
                budget);
}

static void write_verdict_note(FILE *out,
                               const struct plan *plan,
                               const struct plan_remarks *remarks)
{
    if (plan->measure.blocks < PLAN_BLOCKS_LEAST)
        fprintf(
            out, "fewer than %d blocks: no verdict will be given", PLAN_BLOCKS_LEAST);
    else if (remarks->comparison_count == 0)
        fputs("no threads cell has a processes cell beside it: no verdict", out);
}

static void
write_cells_note(FILE *out, const struct plan *plan, const struct plan_remarks *remarks)
{
    (void)plan;
    if (remarks->overcommitted_count)
        fprintf(out,
                "%zu cells have more workers than the %d CPUs: measured, no verdict",
                remarks->overcommitted_count,
                remarks->cpu_count);
}

static void write_left_out_note(FILE *out,
                                const struct plan *plan,
                                const struct plan_remarks *remarks)
{
    (void)plan;
    if (remarks->filtered_count)
        fprintf(out, "%zu cells left out by --filter", remarks->filtered_count);
    if (remarks->filtered_count && remarks->identical_count)
        fputs("; ", out);
    if (remarks->identical_count)
        fprintf(
            out, "%zu cells left out that repeat another", remarks->identical_count);
}

static void
write_load_note(FILE *out, const struct plan *plan, const struct plan_remarks *remarks)
{
    (void)plan;
    double load = host_load();
    if (load > 0.25 * remarks->cpu_count)
        fprintf(out,
                "load %.1f on %d CPU%s: other programs disturb the runs",
                load,
                remarks->cpu_count,
                remarks->cpu_count == 1 ? "" : "s");
}

void plan_print(const struct plan *plan,
                const struct plan_remarks *remarks,
                const char *out_dir,
                FILE *out)
{
    char kind[64];
    host_kind(kind, sizeof(kind));
    fprintf(out,
            "%d CPU%s, %s · seed %llu · %s\n",
            remarks->cpu_count,
            remarks->cpu_count == 1 ? "" : "s",
            kind,
            (unsigned long long)plan->seed,
            out_dir);
    print_line(out, "plan", write_plan, plan, remarks);
    print_params(plan, out);
    print_line(out, "", write_cost, plan, remarks);
    print_line(out, "note", write_blocks_note, plan, remarks);
    print_line(out, "note", write_verdict_note, plan, remarks);
    print_line(out, "note", write_cells_note, plan, remarks);
    print_line(out, "note", write_left_out_note, plan, remarks);
    print_line(out, "note", write_load_note, plan, remarks);
}
