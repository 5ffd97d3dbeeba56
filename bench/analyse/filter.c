#include "analyse/filter.h"

#include <stdio.h>
#include <string.h>

#include "analyse/params.h"
#include "topology/spelling.h"

struct wanted_param {
    const char *key;
};

static bool is_key(const void *context, const char *name)
{
    return strcmp(((const struct wanted_param *)context)->key, name) == 0;
}

/* The cell's own value of a condition's key; "" when it has none. */
static const char *value_of(const struct filter_condition *condition,
                            const struct result_cell *cell,
                            char *buffer,
                            size_t size)
{
    if (condition->factor != CELL_FACTOR_NONE)
        return cell->factors[condition->factor];
    struct wanted_param wanted = {condition->key};
    params_print(cell->factors[CELL_PARAMS], is_key, &wanted, ";", buffer, size);
    const char *equals = strchr(buffer, '=');
    return equals ? equals + 1 : "";
}

static bool has_value(const struct filter_condition *condition,
                      const struct result_cell *cell)
{
    char buffer[512];
    const char *value = value_of(condition, cell, buffer, sizeof(buffer));
    return strcmp(value, condition->value) == 0;
}

static bool is_param(const struct result *result, const char *name)
{
    struct wanted_param wanted = {name};
    char buffer[512];
    for (size_t i = 0; i < result->cell_count; i++)
        if (params_print(result->cells[i].factors[CELL_PARAMS],
                         is_key,
                         &wanted,
                         ";",
                         buffer,
                         sizeof(buffer)))
            return true;
    return false;
}

static int fail_key(const char *key, struct fault *fault)
{
    struct yk_spelling spelling = yk_spelling_of(key);
    for (enum cell_factor factor = 0; factor < CELL_FACTOR_COUNT; factor++)
        yk_spelling_offer(&spelling, cell_factor_name(factor));
    return fault_set(fault,
                     "--where: no cell has a \"%s\"%s%s%s; use executor, worker_count, "
                     "workload, placement, another column of cells.csv, or a "
                     "workload's parameter",
                     key,
                     spelling.nearest ? "; did you mean \"" : "",
                     spelling.nearest ? spelling.nearest : "",
                     spelling.nearest ? "\"?" : "");
}

static void append_value(char *list, size_t size, const char *value)
{
    size_t used = strlen(list);
    if (*value && !strstr(list, value))
        snprintf(list + used, size - used, "%s%s", used ? ", " : "", value);
}

static int fail_value(const struct filter_condition *condition,
                      const struct result *result,
                      struct fault *fault)
{
    struct yk_spelling spelling = yk_spelling_of(condition->value);
    char list[512] = "", buffers[2][512], nearest[512] = "";
    for (size_t i = 0; i < result->cell_count; i++) {
        const char *value =
            value_of(condition, &result->cells[i], buffers[0], sizeof(buffers[0]));
        unsigned before = spelling.distance;
        append_value(list, sizeof(list), value);
        yk_spelling_offer(&spelling, value);
        /* The value may lie in our buffer, which the next cell overwrites. */
        if (spelling.distance < before)
            snprintf(nearest, sizeof(nearest), "; did you mean \"%.400s\"?", value);
    }
    return fault_set(fault,
                     "--where: no cell has %s \"%s\"%s this result has %s",
                     condition->key,
                     condition->value,
                     *nearest ? nearest : ";",
                     *list ? list : "no value of it");
}

int filter_add(struct filter *filter,
               const struct result *result,
               const char *text,
               struct fault *fault)
{
    const char *equals = strchr(text, '=');
    struct filter_condition condition = {.factor = CELL_FACTOR_NONE};
    if (!equals || equals == text)
        return fault_set(
            fault, "--where \"%s\": key=value is needed, such as workload=null", text);
    if (filter->count == FILTER_CONDITIONS_MAX)
        return fault_set(fault, "--where: at most %d times", FILTER_CONDITIONS_MAX);
    snprintf(condition.key, sizeof(condition.key), "%.*s", (int)(equals - text), text);
    snprintf(condition.value, sizeof(condition.value), "%s", equals + 1);
    condition.factor = cell_factor_find(condition.key);
    if (condition.factor == CELL_FACTOR_NONE && !is_param(result, condition.key))
        return fail_key(condition.key, fault);
    for (size_t i = 0; i < result->cell_count; i++)
        if (has_value(&condition, &result->cells[i])) {
            filter->conditions[filter->count++] = condition;
            return 0;
        }
    return fail_value(&condition, result, fault);
}

static bool is_same_key(const struct filter_condition *left,
                        const struct filter_condition *right)
{
    return left->factor == right->factor &&
           (left->factor != CELL_FACTOR_NONE || strcmp(left->key, right->key) == 0);
}

bool filter_accepts(const struct filter *filter, const struct result_cell *cell)
{
    for (size_t i = 0; i < filter->count; i++) {
        bool accepted = false;
        for (size_t j = 0; j < filter->count; j++)
            accepted |= is_same_key(&filter->conditions[i], &filter->conditions[j]) &&
                        has_value(&filter->conditions[j], cell);
        if (!accepted)
            return false;
    }
    return true;
}

bool filter_accepts_comparison(const struct filter *filter,
                               const struct result *result,
                               const struct comparison *comparison)
{
    return filter_accepts(filter, &result->cells[comparison->a]) &&
           filter_accepts(filter, &result->cells[comparison->b]);
}
