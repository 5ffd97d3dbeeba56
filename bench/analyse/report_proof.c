#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analyse/answer.h"
#include "analyse/forest_text.h"
#include "analyse/gates.h"
#include "analyse/html_out.h"
#include "analyse/report_sections.h"
#include "analyse/units.h"

static void write_method(const struct analysis *analysis, FILE *out)
{
    const struct comparison_list *list = &analysis->comparisons;
    char level[32], delta[32];
    units_percent(list->primary_level, level, sizeof(level));
    units_percent(analysis->result.manifest.same_ratio, delta, sizeof(delta));
    fprintf(
        out,
        "<p>Each run was a fresh process; each of the %zu blocks ran every cell "
        "once in a random order of its own, so that what drifts hits all alike. Two "
        "cells are compared block by block, as ln(A/B): the ratio is the "
        "Hodges–Lehmann estimate, its interval the exact signed-rank one. "
        "%zu comparison%s decided beforehand share an error rate of 5 %%, hence "
        "intervals at %s. <b>Differs</b>: the interval excludes 1 and the estimate "
        "is at least %s away. <b>Same</b>: the interval lies within ±%s. Else it is "
        "<b>not decided</b>, and under %d blocks there is no verdict at all. "
        "Everything else is exploratory: 95 %% intervals, no verdict.</p>\n",
        analysis->result.block_count,
        list->primary_count,
        list->primary_count == 1 ? " that was" : "s that were",
        level,
        delta,
        delta,
        COMPARISON_LEAST_BLOCKS);
}

static void write_noise(const struct analysis *analysis, FILE *out)
{
    for (size_t i = 0; i < analysis->noise.count; i++) {
        const struct comparison *item = &analysis->noise.items[i];
        char ratio[32], interval[64], subject[512];
        const struct result_cell *cell = &analysis->result.cells[item->b];
        units_ratio(item->ratio.estimate, ratio, sizeof(ratio));
        answer_interval(&item->ratio, interval, sizeof(interval));
        result_cell_subject(&analysis->result, cell, subject, sizeof(subject));
        fputs("<p>Noise floor: ", out);
        html_out_text(out, subject);
        fputs(", ", out);
        html_out_text(out, cell->factors[CELL_EXECUTOR]);
        fprintf(out,
                " × %s, run twice in each block as if they were two cells, gave %s "
                "(%s, 95 %%, %zu pairs). It should be 1×.</p>\n",
                cell->factors[CELL_WORKER_COUNT],
                ratio,
                interval,
                item->ratio.count);
    }
    if (analysis->noise.count == 0)
        fputs("<p>Noise floor: not measured, no cell was run twice.</p>\n", out);
}

static size_t count_gate(const struct result *result, const char *name)
{
    size_t count = 0;
    for (size_t i = 0; i < result->run_count; i++)
        count += gates_have(result->runs[i].gates, name);
    return count;
}

static void write_gates(const struct result *result, FILE *out)
{
    static const char *const effects[] = {[GATE_EXCLUDES] = "runs left out",
                                          [GATE_HOLLOW] = "hollow, no verdict",
                                          [GATE_NOTE] = "noted"};
    char runs[512];
    answer_runs(result, runs, sizeof(runs));
    html_out_element(out, "p", NULL, runs);
    fputs("<div class=\"scroll\"><table>\n<thead><tr><th>gate</th><th>runs</th>"
          "<th>effect</th><th>meaning</th></tr></thead>\n<tbody>\n",
          out);
    for (const struct gate *gate = GATES; gate->name; gate++) {
        size_t count = count_gate(result, gate->name);
        fprintf(
            out,
            "<tr class=\"%s\"><th scope=\"row\">%s</th><td class=\"number\">%zu</td>"
            "<td>%s</td>",
            count ? "raised" : "quiet",
            gate->name,
            count,
            effects[gate->effect]);
        html_out_element(out, "td", NULL, gate->meaning);
        fputs("</tr>\n", out);
    }
    fputs("</tbody></table></div>\n", out);
}

static void
write_excluded_run(const struct result *result, const struct result_run *run, FILE *out)
{
    const struct result_cell *cell = &result->cells[run->cell_index];
    char subject[512];
    result_cell_subject(result, cell, subject, sizeof(subject));
    fputs("<tr>", out);
    html_out_row_head(out, run->run_id);
    html_out_element(out, "td", NULL, subject);
    html_out_element(out, "td", NULL, cell->factors[CELL_EXECUTOR]);
    html_out_element(out, "td", "number", cell->factors[CELL_WORKER_COUNT]);
    html_out_element(out, "td", NULL, run->excluded_for);
    fputs("</tr>\n", out);
}

static void write_excluded(const struct result *result, FILE *out)
{
    size_t count = 0;
    for (size_t i = 0; i < result->run_count; i++)
        count += result->runs[i].excluded_for != NULL;
    if (count == 0)
        return;
    fprintf(out,
            "<details><summary>The %zu excluded run%s</summary>\n",
            count,
            count == 1 ? "" : "s");
    fputs("<div class=\"scroll\"><table>\n<thead><tr><th>run</th><th>workload</th>"
          "<th>executor</th><th>workers</th><th>why</th></tr></thead>\n<tbody>\n",
          out);
    for (size_t i = 0; i < result->run_count; i++)
        if (result->runs[i].excluded_for)
            write_excluded_run(result, &result->runs[i], out);
    fputs("</tbody></table></div></details>\n", out);
}

static void write_comparison(const struct forest_rows *rows,
                             const struct comparison *item,
                             FILE *out)
{
    char subject[512], label[256], ratio[32], interval[64], words[256], pairs[32];
    result_cell_subject(
        rows->result, &rows->result->cells[item->a], subject, sizeof(subject));
    forest_label(rows, item, label, sizeof(label));
    units_ratio(item->ratio.estimate, ratio, sizeof(ratio));
    answer_interval(&item->ratio, interval, sizeof(interval));
    comparison_words(item, rows->result, words, sizeof(words));
    snprintf(pairs, sizeof(pairs), "%zu", item->ratio.count);
    fputs("<tr>", out);
    html_out_row_head(out, subject);
    html_out_element(out, "td", NULL, label);
    html_out_element(out, "td", "number", ratio);
    html_out_element(out, "td", "number", interval);
    html_out_element(out, "td", "number", pairs);
    html_out_element(out, "td", NULL, words);
    fputs("</tr>\n", out);
}

static void write_comparisons(const struct analysis *analysis, FILE *out)
{
    const struct comparison_list *list = &analysis->comparisons;
    struct forest_rows rows = {.result = &analysis->result};
    rows.items = calloc(list->count + 1, sizeof(*rows.items));
    if (!rows.items || list->count == 0) {
        free((void *)rows.items);
        return;
    }
    for (size_t i = 0; i < list->count; i++)
        rows.items[rows.count++] = &list->items[i];
    forest_sort(&rows);
    fprintf(out, "<details><summary>All %zu comparisons</summary>\n", rows.count);
    fputs("<div class=\"scroll\"><table>\n<thead><tr><th>workload</th><th>at</th>"
          "<th>processes ÷ threads</th><th>interval</th><th>pairs</th><th>verdict</th>"
          "</tr></thead>\n<tbody>\n",
          out);
    for (size_t i = 0; i < rows.count; i++)
        write_comparison(&rows, rows.items[i], out);
    fputs("</tbody></table></div></details>\n", out);
    free((void *)rows.items);
}

void report_proof(const struct analysis *analysis, FILE *out)
{
    fputs("<section id=\"proof\">\n<h2>Proof</h2>\n<h3>Method</h3>\n", out);
    write_method(analysis, out);
    write_noise(analysis, out);
    fputs("<h3>Gates and runs</h3>\n", out);
    write_gates(&analysis->result, out);
    write_excluded(&analysis->result, out);
    write_comparisons(analysis, out);
    fputs("</section>\n", out);
}
