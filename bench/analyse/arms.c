#include "analyse/arms.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Okabe & Ito's palette; blue and vermillion differ for every eye, and shape
 * and dash say the same once more. */
static const struct executor_style {
    const char *executor;
    unsigned colour;
    int dash, solid_point, hollow_point;
} STYLES[] = {
    {"threads", 0x0072B2, 1, 7, 6},
    {"processes", 0xD55E00, 2, 5, 4},
    {"serial", 0x009E73, 4, 9, 8},
    {NULL, 0x595959, 3, 13, 12}, /* any other */
};

static const struct executor_style *style_of(const char *executor)
{
    const struct executor_style *style = STYLES;
    while (style->executor && strcmp(style->executor, executor) != 0)
        style++;
    return style;
}

/* Factors that do not make an arm: the panel, the axis, and their followers. */
static bool makes_arm(const struct result *result, enum cell_factor factor)
{
    enum cell_factor leader = cell_factor_leader(factor);
    if (factor == CELL_WORKLOAD || factor == CELL_PARAMS || factor == CELL_WORKER_COUNT)
        return false;
    return leader == CELL_FACTOR_NONE || result->is_swept[factor];
}

bool arm_has_cell(const struct arm *arm, const struct result *result, size_t cell)
{
    if (result_cell_is_duplicate(&result->cells[cell]))
        return false;
    for (enum cell_factor factor = 0; factor < CELL_FACTOR_COUNT; factor++)
        if (makes_arm(result, factor) && result->cells[cell].factors[factor] !=
                                             result->cells[arm->cell].factors[factor])
            return false;
    return true;
}

static bool is_new(const struct arms *arms, const struct result *result, size_t cell)
{
    for (size_t i = 0; i < arms->count; i++)
        if (arm_has_cell(&arms->items[i], result, cell))
            return false;
    return !result_cell_is_duplicate(&result->cells[cell]);
}

static int compare_arms(const void *left, const void *right, void *context)
{
    const struct result *result = context;
    const struct arm *a = left, *b = right;
    const struct executor_style *style_a =
        style_of(result->cells[a->cell].factors[CELL_EXECUTOR]);
    const struct executor_style *style_b =
        style_of(result->cells[b->cell].factors[CELL_EXECUTOR]);
    if (style_a != style_b)
        return style_a < style_b ? -1 : 1;
    return (a->cell > b->cell) - (a->cell < b->cell);
}

static bool
varies(const struct arms *arms, const struct result *result, enum cell_factor factor)
{
    for (size_t i = 1; i < arms->count; i++)
        if (result->cells[arms->items[i].cell].factors[factor] !=
            result->cells[arms->items[0].cell].factors[factor])
            return true;
    return false;
}

static void
set_label(struct arm *arm, const struct arms *arms, const struct result *result)
{
    const char *const *factors = result->cells[arm->cell].factors;
    snprintf(arm->label, sizeof(arm->label), "%s", factors[CELL_EXECUTOR]);
    for (enum cell_factor factor = 0; factor < CELL_FACTOR_COUNT; factor++) {
        if (factor == CELL_EXECUTOR || !makes_arm(result, factor) ||
            !varies(arms, result, factor) || !*factors[factor])
            continue;
        size_t used = strlen(arm->label);
        snprintf(arm->label + used, sizeof(arm->label) - used, ", %s", factors[factor]);
    }
}

/* Towards a middle grey, which is seen on white and on black. */
static unsigned tint(unsigned colour, double share)
{
    unsigned mixed = 0;
    for (int shift = 0; shift <= 16; shift += 8) {
        double part = colour >> shift & 0xff;
        mixed |= (unsigned)(part + (0xb4 - part) * share) << shift;
    }
    return mixed;
}

/* The n-th of several arms with one executor is paler. */
static void set_styles(struct arms *arms, const struct result *result)
{
    for (size_t i = 0; i < arms->count; i++) {
        const char *executor =
            result->cells[arms->items[i].cell].factors[CELL_EXECUTOR];
        const struct executor_style *style = style_of(executor);
        size_t before = 0, alike = 0;
        for (size_t j = 0; j < arms->count; j++) {
            bool same =
                style_of(result->cells[arms->items[j].cell].factors[CELL_EXECUTOR]) ==
                style;
            alike += same;
            before += same && j < i;
        }
        struct arm *arm = &arms->items[i];
        arm->colour = tint(style->colour, 0.7 * (double)before / (double)alike);
        arm->dash = style->dash;
        arm->solid_point = style->solid_point;
        arm->hollow_point = style->hollow_point;
    }
}

int arms_make(struct arms *arms, const struct result *result, struct fault *fault)
{
    arms->count = 0;
    arms->items = calloc(result->cell_count + 1, sizeof(*arms->items));
    if (!arms->items)
        return fault_set(fault, "out of memory for %zu arms", result->cell_count);
    for (size_t cell = 0; cell < result->cell_count; cell++)
        if (is_new(arms, result, cell))
            arms->items[arms->count++].cell = cell;
    qsort_r(
        arms->items, arms->count, sizeof(*arms->items), compare_arms, (void *)result);
    for (size_t i = 0; i < arms->count; i++)
        set_label(&arms->items[i], arms, result);
    set_styles(arms, result);
    return 0;
}

void arms_fini(struct arms *arms)
{
    free(arms->items);
    arms->items = NULL;
    arms->count = 0;
}
