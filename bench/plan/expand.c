/*
 * The matrix: for each workload, executor and load of the suite, the product of
 * their axes, the last one turning fastest. Ids are given before the filter, so
 * that a cell has the same id however much of the suite is run. What repeats
 * another cell (threads have no start method, serial no workers) is left out.
 */
#include "plan/expand.h"

#include <stdlib.h>
#include <string.h>

#include "plan/cell.h"
#include "suite/build.h"

enum { AXES_MOST = 64 };

/** An odometer over axes. */
struct product {
    const struct suite_axis *axes[AXES_MOST];
    size_t at[AXES_MOST]; /* the value of each axis that is up */
    size_t count;
};

static const struct suite_value *value_up(const struct product *product, size_t i)
{
    return &product->axes[i]->values[product->at[i]];
}

/** @return false when every combination has been up. */
static bool turn(struct product *product)
{
    for (size_t i = product->count; i-- > 0;) {
        if (++product->at[i] < product->axes[i]->value_count)
            return true;
        product->at[i] = 0;
    }
    return false;
}

static int add_axes(struct product *product,
                    const struct suite_group *group,
                    struct problem *problem)
{
    for (size_t i = 0; i < group->axis_count; i++) {
        if (product->count == AXES_MOST)
            return problem_set(problem, NULL, "more than %d axes in a cell", AXES_MOST);
        product->axes[product->count++] = &group->axes[i];
    }
    return 0;
}

/** In the table's order, so that cells come in the same order however written. */
static void sort_axes(struct product *product, size_t first)
{
    for (size_t i = first + 1; i < product->count; i++) {
        const struct suite_axis *axis = product->axes[i];
        size_t j = i;
        for (; j > first && product->axes[j - 1]->factor > axis->factor; j--)
            product->axes[j] = product->axes[j - 1];
        product->axes[j] = axis;
    }
}

static yoke_kind kind_of(const char *text)
{
    for (yoke_kind kind = YOKE_THREADS; kind < YOKE_SERIAL; kind++)
        if (strcmp(executor_kind_name(kind), text) == 0)
            return kind;
    return YOKE_SERIAL;
}

static void apply_factor(struct cell *cell,
                         const struct factor *factor,
                         const struct suite_value *value)
{
    switch ((enum factor_index)(factor - FACTORS)) {
    case FACTOR_EXECUTOR:
        cell->executor = kind_of(value->text);
        break;
    case FACTOR_WORKER_COUNT:
        cell->worker_count = (int)value->number;
        break;
    case FACTOR_PLACEMENT:
        snprintf(cell->placement, sizeof(cell->placement), "%s", value->text);
        break;
    case FACTOR_START_METHOD:
        cell->start_method = YOKE_START_FORK;
        break;
    case FACTOR_WINDOW:
        cell->load.window = (int)value->number;
        break;
    default:
        break;
    }
}

static int apply_axis(struct cell *cell,
                      const struct suite_axis *axis,
                      const struct suite_value *value,
                      struct problem *problem)
{
    if (axis->factor) {
        apply_factor(cell, axis->factor, value);
        return 0;
    }
    int err = yoke_params_set(cell->params, axis->name, value->text);
    if (err)
        problem_set(problem, &value->place, "%s", yoke_error_detail());
    return err;
}

static void normalise(struct cell *cell)
{
    if (cell->executor != YOKE_PROCESSES)
        cell->start_method = YOKE_START_DEFAULT;
    if (cell->executor == YOKE_SERIAL) { /* the caller's thread, which is not moved */
        cell->worker_count = 1;
        snprintf(cell->placement, sizeof(cell->placement), "none");
    }
    cell->is_overcommitted = cell_cpus_needed(cell) > yoke_cpu_count();
}

static int make_cell(const yoke_workload *workload,
                     const struct product *product,
                     struct cell *ret_cell,
                     struct problem *problem)
{
    struct cell cell = {.workload = workload, .load = {.kind = LOAD_CLOSED}};
    int err = yoke_params_create(workload, &cell.params);
    if (err)
        return problem_no_memory(problem);
    for (size_t i = 0; !err && i < product->count; i++)
        err = apply_axis(&cell, product->axes[i], value_up(product, i), problem);
    if (err) {
        cell_fini(&cell);
        return err;
    }
    normalise(&cell);
    *ret_cell = cell;
    return 0;
}

static bool is_known(const struct plan *plan, const struct cell *cell)
{
    for (size_t i = 0; i < plan->cell_count; i++)
        if (cell_equals(&plan->cells[i], cell))
            return true;
    return false;
}

static int add_cell(struct plan *plan, const struct cell *cell, struct problem *problem)
{
    if (plan->cell_count == PLAN_CELLS_MOST)
        return problem_set(
            problem,
            NULL,
            "suite '%s' has more than %d cells; sweep fewer factors at once",
            plan->suite_name,
            PLAN_CELLS_MOST);
    void *cells = plan->cells;
    int err = array_add(&cells, &plan->cell_count, sizeof(*cell), problem);
    if (err)
        return err;
    plan->cells = cells;
    struct cell *added = &plan->cells[plan->cell_count - 1];
    *added = *cell;
    snprintf(added->id, sizeof(added->id), "c%02zu", plan->cell_count);
    return 0;
}

static int expand_product(struct plan *plan,
                          const yoke_workload *workload,
                          struct product *product,
                          struct plan_remarks *remarks,
                          struct problem *problem)
{
    do {
        struct cell cell;
        int err = make_cell(workload, product, &cell, problem);
        if (err)
            return err;
        if (is_known(plan, &cell)) {
            remarks->identical_count++;
            cell_fini(&cell);
            continue;
        }
        err = add_cell(plan, &cell, problem);
        if (err) {
            cell_fini(&cell);
            return err;
        }
    } while (turn(product));
    return 0;
}

static int expand_groups(struct plan *plan,
                         const struct suite_group *workload,
                         const struct suite_group *executor,
                         const struct suite_group *load,
                         struct plan_remarks *remarks,
                         struct problem *problem)
{
    struct product product = {.count = 0};
    int err = add_axes(&product, workload, problem);
    size_t first_factor = product.count;
    if (!err)
        err = add_axes(&product, executor, problem);
    if (!err)
        err = add_axes(&product, load, problem);
    if (err)
        return err;
    sort_axes(&product, first_factor);
    return expand_product(plan, workload->workload, &product, remarks, problem);
}

static int expand_all(const struct suite *suite,
                      struct plan *plan,
                      struct plan_remarks *remarks,
                      struct problem *problem)
{
    int err = 0;
    for (size_t i = 0; !err && i < suite->workloads.count; i++)
        for (size_t j = 0; !err && j < suite->executors.count; j++)
            for (size_t k = 0; !err && k < suite->loads.count; k++)
                err = expand_groups(plan,
                                    &suite->workloads.items[i],
                                    &suite->executors.items[j],
                                    &suite->loads.items[k],
                                    remarks,
                                    problem);
    return err;
}

static void drop_filtered(struct plan *plan,
                          const struct suite_conditions *filter,
                          struct plan_remarks *remarks)
{
    size_t kept = 0;
    for (size_t i = 0; i < plan->cell_count; i++) {
        if (cell_matches(&plan->cells[i], filter))
            plan->cells[kept++] = plan->cells[i];
        else
            cell_fini(&plan->cells[i]);
    }
    remarks->filtered_count = plan->cell_count - kept;
    plan->cell_count = kept;
}

/** The threads cell that fills the CPUs best without overcommitting them. */
static const struct cell *default_baseline(const struct plan *plan)
{
    const struct cell *best = NULL;
    for (size_t i = 0; i < plan->cell_count; i++) {
        const struct cell *cell = &plan->cells[i];
        if (cell->executor != YOKE_THREADS || cell->is_overcommitted)
            continue;
        if (!best || cell->worker_count > best->worker_count)
            best = cell;
    }
    return best ? best : &plan->cells[0];
}

static const struct cell *find_baseline(const struct suite *suite,
                                        const struct plan *plan)
{
    if (suite->baseline.count)
        for (size_t i = 0; i < plan->cell_count; i++)
            if (cell_matches(&plan->cells[i], &suite->baseline))
                return &plan->cells[i];
    return NULL;
}

static int check_baseline(const struct suite *suite,
                          const struct plan *plan,
                          struct problem *problem)
{
    if (suite->baseline.count == 0 || find_baseline(suite, plan))
        return 0;
    return problem_set(
        problem,
        &suite->baseline.items[0].key,
        "no cell of suite '%s' is like the baseline; `--dry-run` without "
        "it lists them",
        plan->suite_name);
}

static int
copy_params(const struct cell *from, yoke_params **ret_params, struct problem *problem)
{
    yoke_params *params = NULL;
    int err = yoke_params_create(from->workload, &params);
    const yoke_param *row = from->workload->params;
    for (; !err && row && row->name; row++)
        err = yoke_params_set(
            params, row->name, yoke_params_text(from->params, row->name));
    if (err) {
        yoke_params_destroy(params);
        return problem_no_memory(problem);
    }
    *ret_params = params;
    return 0;
}

/** Its id follows all others, also those that the filter dropped. */
static int add_duplicate(const struct suite *suite,
                         struct plan *plan,
                         size_t id_number,
                         struct problem *problem)
{
    const struct cell *baseline = find_baseline(suite, plan);
    if (!baseline)
        baseline = default_baseline(plan);
    struct cell copy = *baseline;
    snprintf(copy.duplicate_of, sizeof(copy.duplicate_of), "%s", baseline->id);
    int err = copy_params(baseline, &copy.params, problem);
    if (err)
        return err;
    err = add_cell(plan, &copy, problem);
    if (err) {
        cell_fini(&copy);
        return err;
    }
    struct cell *added = &plan->cells[plan->cell_count - 1];
    snprintf(added->id, sizeof(added->id), "c%02zu", id_number);
    return 0;
}

int plan_expand(const struct suite *suite,
                const struct plan_options *options,
                struct plan *plan,
                struct plan_remarks *remarks,
                struct problem *problem)
{
    int err = expand_all(suite, plan, remarks, problem);
    if (!err)
        err = check_baseline(suite, plan, problem);
    if (err)
        return err;
    size_t whole_count = plan->cell_count;
    if (options->filter)
        drop_filtered(plan, options->filter, remarks);
    if (plan->cell_count == 0)
        return problem_set(problem,
                           NULL,
                           "--filter leaves none of the %zu cells; `--dry-run` without "
                           "it lists them",
                           whole_count);
    for (size_t i = 0; i < plan->cell_count; i++)
        remarks->overcommitted_count += plan->cells[i].is_overcommitted;
    return add_duplicate(suite, plan, whole_count + 1, problem);
}
