#include "analyse/compare_json.h"

#include <jansson.h>
#include <math.h>

/* null, not NaN: JSON has no such number, and neither have our CSV files. */
static json_t *number(double value)
{
    return isfinite(value) ? json_real(value) : json_null();
}

static json_t *
cell_json(const struct result *result, size_t cell_index, const struct metric *metric)
{
    const struct result_cell *cell = &result->cells[cell_index];
    struct interval interval = {NAN, NAN, NAN, COMPARISON_LEVEL, 0};
    struct fault ignored;
    char unit[64];
    json_t *object = json_object();
    json_object_set_new(object, "cell_id", json_string(cell->id));
    for (enum cell_factor factor = 0; factor < CELL_FACTOR_COUNT; factor++)
        if (*cell->factors[factor])
            json_object_set_new(
                object, cell_factor_name(factor), json_string(cell->factors[factor]));
    if (comparison_of_cell(result, cell_index, metric, &interval, &ignored))
        return object;
    metric_unit(metric, cell->work_unit, unit, sizeof(unit));
    json_object_set_new(object, "estimate", number(interval.estimate));
    json_object_set_new(object, "low", number(interval.low));
    json_object_set_new(object, "high", number(interval.high));
    json_object_set_new(object, "level", number(interval.level));
    json_object_set_new(object, "n", json_integer((json_int_t)interval.count));
    json_object_set_new(object, "unit", json_string(unit));
    return object;
}

static json_t *comparison_json(const struct result *result,
                               const struct comparison *item)
{
    char words[256];
    comparison_words(item, result, words, sizeof(words));
    json_t *object = json_object();
    json_object_set_new(object, "a", cell_json(result, item->a, item->metric));
    json_object_set_new(object, "b", cell_json(result, item->b, item->metric));
    json_object_set_new(object, "family", json_string(family_name(item->family)));
    json_object_set_new(object, "metric", json_string(item->metric->name));
    json_object_set_new(object, "better", json_string(item->metric->better));
    json_object_set_new(object, "pairs", json_integer((json_int_t)item->ratio.count));
    json_object_set_new(object, "ratio", number(item->ratio.estimate));
    json_object_set_new(object, "low", number(item->ratio.low));
    json_object_set_new(object, "high", number(item->ratio.high));
    json_object_set_new(object, "level", number(item->ratio.level));
    json_object_set_new(object, "delta", number(item->delta));
    json_object_set_new(object, "mde_ratio", number(item->mde_ratio));
    json_object_set_new(object,
                        "verdict",
                        item->verdict == VERDICT_NONE
                            ? json_null()
                            : json_string(verdict_name(item->verdict)));
    json_object_set_new(object, "more_blocks", json_integer(item->more_blocks));
    json_object_set_new(object,
                        "hollow_for",
                        item->hollow_for ? json_string(item->hollow_for) : json_null());
    json_object_set_new(object, "words", json_string(words));
    return object;
}

int compare_json_print(const struct forest_rows *rows,
                       const struct comparison_list *noise,
                       FILE *out,
                       struct fault *fault)
{
    json_t *root = json_object(), *items = json_array(), *floor = json_array();
    for (size_t i = 0; i < rows->count; i++)
        json_array_append_new(items, comparison_json(rows->result, rows->items[i]));
    for (size_t i = 0; i < noise->count; i++)
        json_array_append_new(floor, comparison_json(rows->result, &noise->items[i]));
    json_object_set_new(root, "result", json_string(rows->result->dir));
    json_object_set_new(
        root, "blocks", json_integer((json_int_t)rows->result->block_count));
    json_object_set_new(root, "comparisons", items);
    json_object_set_new(root, "noise_floor", floor);
    int err = json_dumpf(root, out, JSON_INDENT(2) | JSON_REAL_PRECISION(9));
    json_decref(root);
    fputc('\n', out);
    return err ? fault_set(fault, "the JSON could not be written") : 0;
}
