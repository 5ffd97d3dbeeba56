#include "plan/cell.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* workload … window: the factors that a cell has whatever it runs */
enum { COMMON_COUNT = FACTOR_WINDOW + 1 };

int cell_window(const struct cell *cell)
{
    return cell->load.window ? cell->load.window : 2 * cell->worker_count;
}

int cell_cpus_needed(const struct cell *cell)
{
    int pacer = cell->load.kind == LOAD_OPEN ? 1 : 0;
    return cell->worker_count + pacer;
}

static struct factor_value word(const char *text)
{
    struct factor_value value = {.number = NAN};
    snprintf(value.text, sizeof(value.text), "%s", text);
    return value;
}

static struct factor_value count(int number)
{
    struct factor_value value = {.number = number, .is_number = true};
    snprintf(value.text, sizeof(value.text), "%d", number);
    return value;
}

static struct factor_value common_value(const struct cell *cell,
                                        enum factor_index index)
{
    switch (index) {
    case FACTOR_WORKLOAD:
        return word(cell->workload->name);
    case FACTOR_EXECUTOR:
        return word(executor_kind_name(cell->executor));
    case FACTOR_WORKER_COUNT:
        return count(cell->worker_count);
    case FACTOR_PLACEMENT:
        return word(cell->placement);
    case FACTOR_START_METHOD:
        return word(start_method_name(cell->start_method));
    case FACTOR_WINDOW:
        return count(cell_window(cell));
    default:
        return word("");
    }
}

static const char *param_unit(yoke_param_type type)
{
    switch (type) {
    case YOKE_PARAM_SIZE:
        return "bytes";
    case YOKE_PARAM_DURATION:
        return "ns";
    default:
        return "";
    }
}

size_t cell_factor_count(const struct cell *cell)
{
    size_t rows = COMMON_COUNT;
    for (const yoke_param *row = cell->workload->params; row && row->name; row++)
        rows++;
    return rows;
}

struct cell_factor cell_factor_at(const struct cell *cell, size_t index)
{
    if (index < COMMON_COUNT) {
        const struct factor *factor = &FACTORS[index];
        return (struct cell_factor){factor->param.name,
                                    common_value(cell, (enum factor_index)index),
                                    factor->unit};
    }
    const yoke_param *row = &cell->workload->params[index - COMMON_COUNT];
    return (struct cell_factor){
        row->name, suite_factor_value_of(cell->params, row), param_unit(row->type)};
}

/** Two cells' values of one factor, as far as it was asked for: a default window
 *  follows the workers and is no sweep of its own. */
static bool same_request(const struct cell *a, const struct cell *b, size_t index)
{
    if (index == FACTOR_WINDOW)
        return a->load.window == b->load.window;
    struct cell_factor of_a = cell_factor_at(a, index);
    struct cell_factor of_b = cell_factor_at(b, index);
    return strcmp(of_a.value.text, of_b.value.text) == 0;
}

static bool has_factor(const struct cell *cell, const struct cell *like, size_t index)
{
    if (index >= COMMON_COUNT)
        return cell->workload == like->workload;
    if (index == FACTOR_START_METHOD)
        return cell->executor == YOKE_PROCESSES;
    return true;
}

bool plan_sweeps(const struct plan *plan, size_t cell_index, size_t factor_index)
{
    const struct cell *cell = &plan->cells[cell_index];
    if (!has_factor(cell, cell, factor_index))
        return false;
    for (size_t i = 0; i < plan->cell_count; i++) {
        const struct cell *other = &plan->cells[i];
        if (has_factor(other, cell, factor_index) &&
            !same_request(cell, other, factor_index))
            return true;
    }
    return false;
}

static void put_encoded(FILE *out, const char *text)
{
    for (; *text; text++) {
        unsigned char c = (unsigned char)*text;
        if (isalnum(c) || strchr("._-/:", c))
            fputc(c, out);
        else
            fprintf(out, "%%%02X", c);
    }
}

int cell_params_text(const struct cell *cell, char **ret_text)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (!out)
        return YOKE_E_NOMEM;
    for (size_t i = COMMON_COUNT; i < cell_factor_count(cell); i++) {
        struct cell_factor factor = cell_factor_at(cell, i);
        fprintf(out, "%s%s=", i > COMMON_COUNT ? ";" : "", factor.name);
        put_encoded(out, factor.value.text);
    }
    if (fclose(out) != 0) {
        free(text);
        return YOKE_E_NOMEM;
    }
    *ret_text = text;
    return 0;
}

/* Every pair of cells is compared: no value is written out for it. */
bool cell_equals(const struct cell *a, const struct cell *b)
{
    if (a->workload != b->workload || a->executor != b->executor ||
        a->worker_count != b->worker_count || a->start_method != b->start_method ||
        cell_window(a) != cell_window(b) || strcmp(a->placement, b->placement) != 0)
        return false;
    for (const yoke_param *row = a->workload->params; row && row->name; row++)
        if (strcmp(yoke_params_text(a->params, row->name),
                   yoke_params_text(b->params, row->name)) != 0)
            return false;
    return true;
}

static bool
has_value(const struct cell *cell, size_t index, const struct suite_value *wanted)
{
    struct cell_factor factor = cell_factor_at(cell, index);
    if (index < COMMON_COUNT) {
        if (index == FACTOR_WINDOW && wanted->number == 0)
            return cell->load.window == 0;
        return wanted->is_number ? wanted->number == factor.value.number
                                 : strcmp(wanted->text, factor.value.text) == 0;
    }
    struct factor_value value;
    struct problem ignored; /* another workload's values need not fit this one */
    int err = suite_param_parse(
        cell->workload, factor.name, wanted->text, NULL, &value, &ignored);
    return !err && strcmp(value.text, factor.value.text) == 0;
}

static bool satisfies(const struct cell *cell, const struct suite_condition *condition)
{
    for (size_t i = 0; i < cell_factor_count(cell); i++) {
        if (strcmp(cell_factor_at(cell, i).name, condition->name) != 0)
            continue;
        for (size_t j = 0; j < condition->value_count; j++)
            if (has_value(cell, i, &condition->values[j]))
                return true;
    }
    return false;
}

bool cell_matches(const struct cell *cell, const struct suite_conditions *conditions)
{
    for (size_t i = 0; i < conditions->count; i++)
        if (!satisfies(cell, &conditions->items[i]))
            return false;
    return true;
}

void cell_fini(struct cell *cell)
{
    yoke_params_destroy(cell->params);
    cell->params = NULL;
}
