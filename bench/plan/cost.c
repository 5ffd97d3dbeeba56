/*
 * The expected half-width takes the run-to-run CV that method calibration gave
 * on a 2-core virtual machine, 1.8 %. A pair's log ratio then has √2 times that;
 * Student's t over the blocks, at level 1 − 0.05/m, widened by the signed-rank
 * test's efficiency of 3/π under normal errors, is within a few per cent of the
 * exact interval from 8 blocks on.
 */
#include "plan/cost.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "plan/cell.h"

static const double RUN_CV_RATIO = 0.018;
/* Starting a runner, set-up, warm-up, verifying and writing the row. */
static const int64_t RUN_OVERHEAD_NS = 200000000;

static bool is_pair(const struct cell *a, const struct cell *b)
{
    if (a->executor != YOKE_THREADS || b->executor != YOKE_PROCESSES ||
        a->duplicate_of[0] || b->duplicate_of[0])
        return false;
    struct cell like_b = *a;
    like_b.executor = b->executor;
    like_b.start_method = b->start_method;
    return cell_equals(&like_b, b);
}

/** The worker count of primary comparisons: the CPUs, or the next smaller one. */
static int primary_workers(const struct plan *plan)
{
    int workers = 0;
    for (size_t i = 0; i < plan->cell_count; i++)
        if (!plan->cells[i].is_overcommitted && plan->cells[i].worker_count > workers)
            workers = plan->cells[i].worker_count;
    return workers;
}

static int count_comparisons(const struct plan *plan)
{
    int count = 0;
    int workers = primary_workers(plan);
    for (size_t i = 0; i < plan->cell_count; i++)
        for (size_t j = 0; j < plan->cell_count; j++)
            count += plan->cells[i].worker_count == workers &&
                     is_pair(&plan->cells[i], &plan->cells[j]);
    return count;
}

/** NAN when so few blocks have no interval at that level. */
static double half_width(int blocks, double level)
{
    double alpha = 1 - level;
    if (blocks < 2 || 2 * pow(0.5, blocks) > alpha)
        return NAN;
    double t = gsl_cdf_tdist_Qinv(alpha / 2, blocks - 1);
    double sd = RUN_CV_RATIO * M_SQRT2;
    return t * sd / sqrt(blocks) / sqrt(3 / M_PI);
}

void cost_estimate(const struct plan *plan, struct plan_remarks *remarks)
{
    remarks->run_ns = plan->measure.measure_ns + RUN_OVERHEAD_NS;
    remarks->total_ns =
        remarks->run_ns * plan->measure.blocks * (int64_t)plan->cell_count;
    remarks->comparison_count = count_comparisons(plan);
    int families = remarks->comparison_count > 0 ? remarks->comparison_count : 1;
    remarks->level = 1 - 0.05 / families;
    remarks->half_width_ratio = half_width(plan->measure.blocks, remarks->level);
}

void cost_format_time(int64_t time_ns, char *buffer, size_t size)
{
    int64_t seconds = (time_ns + 500000000) / 1000000000;
    if (time_ns < 10000000000)
        snprintf(buffer, size, "%.2g s", (double)time_ns / 1e9);
    else if (seconds < 60)
        snprintf(buffer, size, "%d s", (int)seconds);
    else if (seconds < 3600)
        snprintf(buffer, size, "%d min %d s", (int)(seconds / 60), (int)(seconds % 60));
    else
        snprintf(buffer,
                 size,
                 "%lld h %d min",
                 (long long)(seconds / 3600),
                 (int)(seconds % 3600 / 60));
}

static void
name_shorter_time(const struct plan *plan, int64_t budget_runs, struct problem *problem)
{
    char text[32];
    int64_t fits_ns = plan->measure.budget_ns / budget_runs - RUN_OVERHEAD_NS;
    fits_ns -= fits_ns % 10000000;
    if (fits_ns < 50000000) /* shorter runs would measure their own start */
        return;
    snprintf(text, sizeof(text), "%lldms", (long long)(fits_ns / 1000000));
    problem_append(problem, ", or shorten the runs (time: %s)", text);
}

static int refuse(const struct plan *plan,
                  const struct plan_remarks *remarks,
                  int blocks_needed,
                  int blocks_held,
                  struct problem *problem)
{
    int64_t cells = (int64_t)plan->cell_count;
    int64_t needed_ns = remarks->run_ns * cells * blocks_needed;
    int64_t cells_held = plan->measure.budget_ns / (remarks->run_ns * blocks_needed);
    char budget[32];
    char needed[32];
    cost_format_time(plan->measure.budget_ns, budget, sizeof(budget));
    cost_format_time(needed_ns, needed, sizeof(needed));
    problem_set(problem,
                NULL,
                "budget %s holds %d blocks of %lld cells; %d need %s. ",
                budget,
                blocks_held,
                (long long)cells,
                blocks_needed,
                needed);
    bool is_near = 2 * cells_held >= cells; /* else little of the suite is left */
    if (is_near)
        problem_append(problem,
                       "Drop %lld of the cells (`--filter`)",
                       (long long)(cells - cells_held));
    else
        problem_append(problem, "Raise the budget");
    if (is_near && remarks->overcommitted_count)
        problem_append(problem,
                       ", first the %zu with more workers than CPUs, which get no "
                       "verdict",
                       remarks->overcommitted_count);
    name_shorter_time(plan, cells * blocks_needed, problem);
    problem_append(problem, ".");
    return YOKE_E_INVALID;
}

int cost_fit_budget(struct plan *plan,
                    struct plan_remarks *remarks,
                    struct problem *problem)
{
    if (plan->measure.budget_ns == 0)
        return 0;
    int64_t block_ns = remarks->run_ns * (int64_t)plan->cell_count;
    int64_t held = plan->measure.budget_ns / block_ns;
    int least = plan->measure.blocks < PLAN_BLOCKS_LEAST ? plan->measure.blocks
                                                         : PLAN_BLOCKS_LEAST;
    if (held < least)
        return refuse(plan, remarks, least, (int)held, problem);
    if (held < plan->measure.blocks) {
        plan->measure.blocks = (int)held;
        cost_estimate(plan, remarks);
    }
    return 0;
}
