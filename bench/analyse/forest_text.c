#include "analyse/forest_text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analyse/axis.h"
#include "analyse/units.h"

enum { AXIS_COLUMNS = 36, AXIS_TICKS = 5, INTERVAL_WIDTH = 15, RATIO_WIDTH = 9 };

static bool varies(const struct forest_rows *rows, enum cell_factor factor)
{
    for (size_t i = 1; i < rows->count; i++)
        if (rows->result->cells[rows->items[i]->a].factors[factor] !=
            rows->result->cells[rows->items[0]->a].factors[factor])
            return true;
    return false;
}

/* What the row itself must say: neither compared, nor in the heading. */
static bool is_labelled(const struct forest_rows *rows,
                        enum cell_factor factor,
                        enum cell_factor by)
{
    enum cell_factor leader = cell_factor_leader(factor);
    if (factor == CELL_WORKLOAD || factor == CELL_PARAMS || factor == by)
        return false;
    if (leader != CELL_FACTOR_NONE && (leader == by || !rows->result->is_swept[factor]))
        return false;
    return varies(rows, factor);
}

static void append(char *text, size_t size, const char *name, const char *value)
{
    size_t used = strlen(text);
    snprintf(text + used, size - used, "%s%s%s", used ? ", " : "", name, value);
}

void forest_label(const struct forest_rows *rows,
                  const struct comparison *item,
                  char *text,
                  size_t size)
{
    const struct result_cell *a = &rows->result->cells[item->a];
    const struct result_cell *b = &rows->result->cells[item->b];
    int workers = result_cell_workers(a);
    text[0] = '\0';
    if (item->by == CELL_WORKER_COUNT)
        snprintf(text,
                 size,
                 "%s workers ÷ %s",
                 a->factors[CELL_WORKER_COUNT],
                 b->factors[CELL_WORKER_COUNT]);
    else if (item->by != CELL_EXECUTOR)
        snprintf(text, size, "%s ÷ %s", a->factors[item->by], b->factors[item->by]);
    else if (strcmp(a->factors[CELL_EXECUTOR], "processes") != 0)
        snprintf(text, size, "%s", a->factors[CELL_EXECUTOR]);
    if (item->by != CELL_WORKER_COUNT)
        append(text,
               size,
               a->factors[CELL_WORKER_COUNT],
               workers == 1 ? " worker" : " workers");
    for (enum cell_factor factor = 0; factor < CELL_FACTOR_COUNT; factor++)
        if (factor != CELL_WORKER_COUNT && is_labelled(rows, factor, item->by))
            append(text, size, "", a->factors[factor]);
}

struct ratio_axis forest_axis(const struct forest_rows *rows, int tick_limit)
{
    double low = 1, high = 1;
    for (size_t i = 0; i < rows->count; i++) {
        const struct interval *ratio = &rows->items[i]->ratio;
        const double ends[] = {ratio->estimate, ratio->low, ratio->high};
        for (int end = 0; end < 3; end++) {
            low = fmin(low, ends[end]); /* which ignore a NAN */
            high = fmax(high, ends[end]);
        }
    }
    return ratio_axis_of(low, high, tick_limit);
}

static int column_of(const struct ratio_axis *axis, double ratio)
{
    return (int)lround(ratio_axis_place(axis, ratio) * (AXIS_COLUMNS - 1));
}

static void print_axis(const struct ratio_axis *axis, int indent, FILE *out)
{
    int column = 0;
    fprintf(out, "%*s", indent, "");
    for (int power = ratio_axis_first_power(axis); power <= ratio_axis_last_power(axis);
         power++) {
        char label[32];
        double tick = ratio_axis_tick(axis, power);
        ratio_axis_label(axis, power, label, sizeof(label));
        int width = (int)units_width(label);
        int start = column_of(axis, tick) - width / 2;
        if (start < column + (column > 0)) /* no room beside the one before */
            continue;
        fprintf(out, "%*s%s", start - column, "", label);
        column = start + width;
    }
    fputc('\n', out);
}

static void draw_row(const struct ratio_axis *axis,
                     const struct comparison *item,
                     const char *cells[AXIS_COLUMNS])
{
    const struct interval *ratio = &item->ratio;
    for (int i = 0; i < AXIS_COLUMNS; i++)
        cells[i] = " ";
    cells[column_of(axis, 1)] = "┆";
    if (isnan(ratio->estimate))
        return;
    if (!isnan(ratio->low)) {
        int low = column_of(axis, ratio->low), high = column_of(axis, ratio->high);
        for (int i = low; i <= high; i++)
            cells[i] = "─";
        cells[low] = "├";
        cells[high] = "┤";
    }
    cells[column_of(axis, ratio->estimate)] = item->hollow_for ? "○" : "●";
}

static void print_numbers(const struct comparison *item, FILE *out)
{
    char ratio[32], low[32], high[32], interval[80] = "no interval";
    units_ratio(item->ratio.estimate, ratio, sizeof(ratio));
    units_ratio_bare(item->ratio.low, low, sizeof(low));
    units_ratio_bare(item->ratio.high, high, sizeof(high));
    if (!isnan(item->ratio.low))
        snprintf(interval, sizeof(interval), "[%s, %s]", low, high);
    units_pad(out, ratio, -RATIO_WIDTH);
    fputc(' ', out);
    units_pad(out, interval, INTERVAL_WIDTH);
}

static void print_row(const struct forest_rows *rows,
                      const struct ratio_axis *axis,
                      const struct comparison *item,
                      int label_width,
                      FILE *out)
{
    char label[256], words[256];
    const char *cells[AXIS_COLUMNS];
    forest_label(rows, item, label, sizeof(label));
    comparison_words(item, rows->result, words, sizeof(words));
    draw_row(axis, item, cells);
    fputc(' ', out);
    units_pad(out, label, label_width);
    print_numbers(item, out);
    fputc(' ', out);
    for (int i = 0; i < AXIS_COLUMNS; i++)
        fputs(cells[i], out);
    fprintf(out, "  %s\n", words);
}

static int widest_label(const struct forest_rows *rows)
{
    int widest = 9;
    for (size_t i = 0; i < rows->count; i++) {
        char label[256];
        forest_label(rows, rows->items[i], label, sizeof(label));
        if ((int)units_width(label) > widest)
            widest = (int)units_width(label);
    }
    return widest + 1;
}

static int compare_rows(const void *left, const void *right, void *context)
{
    const struct result *result = context;
    const struct comparison *a = *(const struct comparison *const *)left;
    const struct comparison *b = *(const struct comparison *const *)right;
    size_t subject_a = result_subject(result, a->a);
    size_t subject_b = result_subject(result, b->a);
    int workers_a = result_cell_workers(&result->cells[a->a]);
    int workers_b = result_cell_workers(&result->cells[b->a]);
    if (subject_a != subject_b)
        return subject_a < subject_b ? -1 : 1;
    if (workers_a != workers_b)
        return workers_a - workers_b;
    return (a->a > b->a) - (a->a < b->a);
}

void forest_sort(struct forest_rows *rows)
{
    qsort_r((void *)rows->items,
            rows->count,
            sizeof(*rows->items),
            compare_rows,
            (void *)rows->result);
}

static bool starts_subject(const struct forest_rows *rows, size_t index)
{
    return index == 0 || result_subject(rows->result, rows->items[index]->a) !=
                             result_subject(rows->result, rows->items[index - 1]->a);
}

static void print_heading(const struct forest_rows *rows, FILE *out)
{
    const struct comparison *first = rows->items[0];
    char delta[32];
    units_percent(first->delta, delta, sizeof(delta));
    fprintf(out,
            "%s, %s (%s is better)   %zu blocks, δ %s\n",
            first->by == CELL_EXECUTOR ? "processes ÷ threads"
                                       : cell_factor_name(first->by),
            first->metric->title,
            metric_more_is_better(first->metric) ? "more" : "less",
            rows->result->block_count,
            delta);
}

void forest_text_print(const struct forest_rows *rows, FILE *out)
{
    struct ratio_axis axis = forest_axis(rows, AXIS_TICKS);
    int label_width = widest_label(rows);
    print_heading(rows, out);
    print_axis(&axis, label_width + RATIO_WIDTH + INTERVAL_WIDTH + 3, out);
    for (size_t i = 0; i < rows->count; i++) {
        if (starts_subject(rows, i)) {
            char subject[512];
            result_cell_subject(rows->result,
                                &rows->result->cells[rows->items[i]->a],
                                subject,
                                sizeof(subject));
            fprintf(out, "%s\n", subject);
        }
        print_row(rows, &axis, rows->items[i], label_width, out);
    }
}
