#include "plan/planner.h"

#include <stdlib.h>
#include <string.h>

#include "plan/cell.h"
#include "plan/cost.h"
#include "plan/expand.h"
#include "plan/order.h"

static uint64_t choose_seed(const struct suite *suite,
                            const struct plan_options *options)
{
    if (options->seed)
        return options->seed;
    return suite->seed ? suite->seed : order_fresh_seed();
}

static int order_runs(struct plan *plan, struct problem *problem)
{
    int err = plan_add_blocks(plan, plan->measure.blocks);
    if (err)
        problem_set(problem, NULL, "%s", yoke_error_text(err));
    return err;
}

int plan_init(const struct suite *suite,
              const struct plan_options *options,
              struct plan *ret_plan,
              struct plan_remarks *ret_remarks,
              struct problem *problem)
{
    struct plan_remarks remarks = {.cpu_count = yoke_cpu_count(),
                                   .blocks_asked = suite->measure.blocks};
    struct plan plan = {.seed = choose_seed(suite, options), .measure = suite->measure};
    memcpy(plan.suite_name, suite->name, sizeof(plan.suite_name));
    plan.suite_text = strdup(suite->text ? suite->text : "");
    int err = plan.suite_text ? 0 : YOKE_E_NOMEM;
    if (err)
        problem_set(problem, NULL, "%s", yoke_error_text(err));
    if (!err)
        err = plan_expand(suite, options, &plan, &remarks, problem);
    if (!err) {
        cost_estimate(&plan, &remarks);
        err = cost_fit_budget(&plan, &remarks, problem);
    }
    if (!err)
        err = order_runs(&plan, problem);
    if (err) {
        plan_fini(&plan);
        return err;
    }
    *ret_plan = plan;
    *ret_remarks = remarks;
    return 0;
}

void plan_fini(struct plan *plan)
{
    for (size_t i = 0; i < plan->cell_count; i++)
        cell_fini(&plan->cells[i]);
    free(plan->cells);
    free(plan->runs);
    free(plan->suite_text);
    *plan = (struct plan){0};
}
