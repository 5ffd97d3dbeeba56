/* Processes ÷ threads with intervals, a row per comparison, on a log axis. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analyse/answer.h"
#include "analyse/axis.h"
#include "analyse/csv_out.h"
#include "analyse/forest_text.h"
#include "analyse/gp_out.h"
#include "analyse/panels.h"
#include "analyse/picture.h"
#include "analyse/units.h"

enum { AXIS_TICKS = 7, SUBJECT_WIDTH = 46, ROW_LABEL_WIDTH = 26 };

struct forest {
    const struct picture_files *files;
    struct forest_rows rows;
    size_t subject_count, subject_width, row_label_width;
};

static int
collect(struct forest *forest, const struct analysis *analysis, struct fault *fault)
{
    const struct comparison_list *list = &analysis->comparisons;
    forest->rows.result = &analysis->result;
    forest->rows.items = calloc(list->count + 1, sizeof(*forest->rows.items));
    if (!forest->rows.items)
        return fault_set(fault, "out of memory for %zu comparisons", list->count);
    for (size_t i = 0; i < list->count; i++)
        forest->rows.items[forest->rows.count++] = &list->items[i];
    forest_sort(&forest->rows);
    return 0;
}

static bool starts_subject(const struct forest *forest, size_t row)
{
    const struct forest_rows *rows = &forest->rows;
    return row == 0 || result_subject(rows->result, rows->items[row]->a) !=
                           result_subject(rows->result, rows->items[row - 1]->a);
}

/* "7.6×  processes faster"; short: without what only fills the margin. */
static void outcome(const struct forest *forest,
                    const struct comparison *item,
                    bool is_short,
                    char *text,
                    size_t size)
{
    char ratio[32], words[256] = "";
    units_ratio(item->ratio.estimate, ratio, sizeof(ratio));
    if (!is_short || item->family == FAMILY_PRIMARY)
        comparison_words(item, forest->rows.result, words, sizeof(words));
    if (is_short)
        words[strcspn(words, ":;")] = '\0';
    snprintf(text, size, "%s%s%s", ratio, *words ? "  " : "", words);
}

static void write_row(struct forest *forest, size_t row, double y)
{
    const struct comparison *item = forest->rows.items[row];
    struct csv_out csv = {.stream = forest->files->data};
    char label[256], fitted[256], text[512];
    FILE *settings = forest->files->settings;
    forest_label(&forest->rows, item, label, sizeof(label));
    gp_fit(label, ROW_LABEL_WIDTH, fitted, sizeof(fitted));
    if (units_width(fitted) > forest->row_label_width)
        forest->row_label_width = units_width(fitted);
    gp_out_element_text(settings, "row_label", row + 1, fitted);
    gp_out_element_number(settings, "row_y", row + 1, y);
    outcome(forest, item, false, text, sizeof(text));
    gp_out_element_text(settings, "row_outcome", row + 1, text);
    outcome(forest, item, true, text, sizeof(text));
    gp_out_element_text(settings, "row_outcome_short", row + 1, text);
    csv_out_number(&csv, y);
    csv_out_text(&csv, forest->rows.result->cells[item->a].id);
    csv_out_text(&csv, forest->rows.result->cells[item->b].id);
    csv_out_text(&csv, forest->rows.result->cells[item->a].factors[CELL_WORKLOAD]);
    csv_out_text(&csv, label);
    csv_out_number(&csv, item->ratio.estimate);
    csv_out_number(&csv, item->ratio.low);
    csv_out_number(&csv, item->ratio.high);
    csv_out_number(&csv, item->ratio.level);
    csv_out_count(&csv, (long long)item->ratio.count);
    csv_out_text(&csv, family_name(item->family));
    csv_out_text(&csv, verdict_name(item->verdict));
    csv_out_count(&csv, item->hollow_for != NULL);
    csv_out_end_row(&csv);
}

static void write_subject(struct forest *forest, size_t row, double y)
{
    char subject[512], fitted[512];
    const struct result *result = forest->rows.result;
    const struct result_cell *cell = &result->cells[forest->rows.items[row]->a];
    result_cell_subject(result, cell, subject, sizeof(subject));
    gp_fit(subject, SUBJECT_WIDTH, fitted, sizeof(fitted));
    size_t index = ++forest->subject_count, width = units_width(fitted);
    forest->subject_width =
        width > forest->subject_width ? width : forest->subject_width;
    gp_out_element_text(forest->files->settings, "subject", index, fitted);
    gp_out_element_number(forest->files->settings, "subject_y", index, y);
}

static void write_rows(struct forest *forest)
{
    static const char *const columns[] = {"y",
                                          "a",
                                          "b",
                                          "workload",
                                          "label",
                                          "ratio",
                                          "low",
                                          "high",
                                          "level",
                                          "pairs",
                                          "family",
                                          "verdict",
                                          "hollow",
                                          NULL};
    static const char *const arrays[] = {
        "row_label", "row_y", "row_outcome", "row_outcome_short", NULL};
    struct csv_out csv = {.stream = forest->files->data};
    FILE *settings = forest->files->settings;
    csv_out_header(&csv, columns);
    for (size_t i = 0; arrays[i]; i++)
        gp_out_array(settings, arrays[i], forest->rows.count);
    gp_out_array(settings, "subject", forest->rows.count);
    gp_out_array(settings, "subject_y", forest->rows.count);
    double y = 0;
    for (size_t row = 0; row < forest->rows.count; row++) {
        if (starts_subject(forest, row)) {
            y -= forest->subject_count ? 1.4 : 1;
            write_subject(forest, row, y);
        }
        write_row(forest, row, --y);
    }
    gp_out_number(settings, "lowest_y", y - 0.8);
    gp_out_number(settings, "row_count", (double)forest->rows.count);
    gp_out_number(settings, "subject_count", (double)forest->subject_count);
    gp_out_number(settings, "subject_width", (double)forest->subject_width);
    gp_out_number(settings, "row_label_width", (double)forest->row_label_width);
}

/* Which kinds of points there are: a plot without a point is a warning. */
static void write_kinds(const struct forest *forest)
{
    size_t bars = 0, primary = 0, exploratory = 0, hollow = 0;
    for (size_t row = 0; row < forest->rows.count; row++) {
        const struct comparison *item = forest->rows.items[row];
        bool has_point = !isnan(item->ratio.estimate), is_hollow = item->hollow_for;
        bars += isnan(item->ratio.low) ? 0 : 1;
        hollow += has_point && is_hollow;
        primary += has_point && !is_hollow && item->family == FAMILY_PRIMARY;
        exploratory += has_point && !is_hollow && item->family != FAMILY_PRIMARY;
    }
    FILE *out = forest->files->settings;
    gp_out_number(out, "has_bars", bars > 0);
    gp_out_number(out, "has_primary", primary > 0);
    gp_out_number(out, "has_exploratory", exploratory > 0);
    gp_out_number(out, "has_hollow", hollow > 0);
}

static void write_axis(const struct forest *forest)
{
    struct ratio_axis axis = forest_axis(&forest->rows, AXIS_TICKS);
    int first = ratio_axis_first_power(&axis), last = ratio_axis_last_power(&axis);
    FILE *out = forest->files->settings;
    double delta = forest->rows.items[0]->delta;
    size_t index = 0;
    gp_out_number(out, "axis_low", fmin(axis.low, 0.98 / (1 + delta)));
    gp_out_number(out, "axis_high", fmax(axis.high, 1.02 * (1 + delta)));
    gp_out_number(out, "delta", delta);
    gp_out_number(out, "tick_count", last - first + 1);
    gp_out_array(out, "tick", AXIS_TICKS);
    gp_out_array(out, "tick_label", AXIS_TICKS);
    for (int power = first; power <= last; power++) {
        char label[32];
        index++;
        ratio_axis_label(&axis, power, label, sizeof(label));
        gp_out_element_number(out, "tick", index, ratio_axis_tick(&axis, power));
        gp_out_element_text(out, "tick_label", index, label);
    }
}

static void write_words(const struct forest *forest, const struct analysis *analysis)
{
    const struct metric *metric = analysis->metric;
    char title[256], axis[256], status[512], caption[1024], level[32], delta[32];
    FILE *out = forest->files->settings;
    bool more = metric_more_is_better(metric);
    snprintf(title, sizeof(title), "Processes against threads: %s", metric->title);
    snprintf(axis, sizeof(axis), "%s, processes ÷ threads", metric->title);
    gp_out_text(out, "title", title);
    gp_out_text(out, "axis_title", axis);
    gp_out_text(out, "left_side", more ? "← threads better" : "← processes better");
    gp_out_text(out, "right_side", more ? "processes better →" : "threads better →");
    units_percent(analysis->comparisons.primary_level, level, sizeof(level));
    units_percent(forest->rows.items[0]->delta, delta, sizeof(delta));
    panels_status(&analysis->result, status, sizeof(status));
    snprintf(caption,
             sizeof(caption),
             "Paired by block, up to %zu pairs; bars: exact signed-rank intervals, %s "
             "where there is a verdict, 95 %% elsewhere (small points); band: the same "
             "within %s; hollow: flagged by a gate. %s.",
             analysis->result.block_count,
             level,
             delta,
             status);
    panels_write_caption(caption, out);
}

int forest_prepare(const struct analysis *analysis,
                   const struct picture_files *files,
                   struct fault *fault)
{
    struct forest forest = {.files = files};
    if (collect(&forest, analysis, fault))
        return -1;
    write_words(&forest, analysis);
    write_axis(&forest);
    write_kinds(&forest);
    write_rows(&forest);
    free((void *)forest.rows.items);
    return 0;
}

int forest_lacks(const struct analysis *analysis,
                 char *lacking,
                 size_t size,
                 struct fault *fault)
{
    (void)fault;
    for (size_t i = 0; i < analysis->comparisons.count; i++)
        if (!isnan(analysis->comparisons.items[i].ratio.estimate))
            return 0;
    snprintf(lacking, size, "a block with valid runs of both threads and processes");
    return 1;
}
