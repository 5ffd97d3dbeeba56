#include "analyse/summary.h"

#include <math.h>
#include <string.h>
#include <unistd.h>

#include "analyse/analysis.h"
#include "analyse/answer.h"
#include "analyse/units.h"

enum { VALUE_WIDTH = 12, RATIO_WIDTH = 9, INTERVAL_WIDTH = 12 };

struct summary {
    const struct analysis *analysis;
    FILE *out;
    int subject_width;
    int workers; /* of all primaries; 0: each row says its own */
};

static void
subject_of(const struct summary *summary, size_t cell_index, char *text, size_t size)
{
    const struct result *result = &summary->analysis->result;
    const struct result_cell *cell = &result->cells[cell_index];
    result_cell_subject(result, cell, text, size);
    size_t used = strlen(text);
    if (summary->workers == 0)
        snprintf(text + used, size - used, " ×%d", result_cell_workers(cell));
}

static void measure_subjects(struct summary *summary)
{
    const struct comparison_list *list = &summary->analysis->comparisons;
    char subject[512];
    summary->subject_width = 24;
    for (size_t i = 0; i < list->primary_count; i++) {
        subject_of(summary, list->items[i].a, subject, sizeof(subject));
        int width = (int)units_width(subject) + 2;
        if (width > summary->subject_width)
            summary->subject_width = width;
    }
}

/* Right-aligned, and apart from what stands before it however long it is. */
static void print_value(FILE *out, const char *value)
{
    fputc(' ', out);
    units_pad(out, value, 1 - VALUE_WIDTH);
}

static void print_ratio(const struct summary *summary, const struct comparison *item)
{
    char ratio[32], interval[64];
    units_ratio(item->ratio.estimate, ratio, sizeof(ratio));
    answer_interval(&item->ratio, interval, sizeof(interval));
    units_pad(summary->out, ratio, -RATIO_WIDTH);
    fputs("  ", summary->out);
    units_pad(summary->out, interval, INTERVAL_WIDTH);
    fputs("  ", summary->out);
}

static void print_primary(const struct summary *summary, const struct comparison *item)
{
    const struct result *result = &summary->analysis->result;
    char subject[512], a[64], b[64], words[256];
    subject_of(summary, item->a, subject, sizeof(subject));
    answer_value(result, item->a, item->metric, a, sizeof(a));
    answer_value(result, item->b, item->metric, b, sizeof(b));
    comparison_words(item, result, words, sizeof(words));
    units_pad(summary->out, subject, summary->subject_width);
    print_value(summary->out, b);
    print_value(summary->out, a);
    print_ratio(summary, item);
    fprintf(summary->out, "%s\n", words);
}

static void print_heading(const struct summary *summary)
{
    const struct comparison_list *list = &summary->analysis->comparisons;
    char heading[64], level[32], last[128];
    size_t blocks = summary->analysis->result.block_count;
    if (summary->workers)
        snprintf(heading,
                 sizeof(heading),
                 "%d worker%s",
                 summary->workers,
                 summary->workers == 1 ? "" : "s");
    else
        snprintf(heading, sizeof(heading), "×workers");
    units_percent(list->primary_level, level, sizeof(level));
    snprintf(last, sizeof(last), "proc/thread (%s, %zu blocks)", level, blocks);
    units_pad(summary->out, heading, summary->subject_width);
    print_value(summary->out, "threads");
    print_value(summary->out, "processes");
    fprintf(summary->out, "   %s\n", last);
}

static void print_noise(const struct summary *summary)
{
    for (size_t i = 0; i < summary->analysis->noise.count; i++) {
        units_pad(summary->out,
                  "noise floor (duplicate)",
                  summary->subject_width + 2 * VALUE_WIDTH);
        print_ratio(summary, &summary->analysis->noise.items[i]);
        fputs("95 %\n", summary->out);
    }
}

/* Nothing to compare: what was measured, then. */
static void print_cells(const struct summary *summary)
{
    const struct analysis *analysis = summary->analysis;
    fputs("no threads and processes to compare; the cells:\n", summary->out);
    for (size_t i = 0; i < analysis->result.cell_count; i++) {
        const struct result_cell *cell = &analysis->result.cells[i];
        char subject[512], arm[128], value[64];
        result_cell_subject(&analysis->result, cell, subject, sizeof(subject));
        snprintf(arm,
                 sizeof(arm),
                 "%s×%s",
                 cell->factors[CELL_EXECUTOR],
                 cell->factors[CELL_WORKER_COUNT]);
        answer_value(&analysis->result, i, analysis->metric, value, sizeof(value));
        units_pad(summary->out, subject, summary->subject_width);
        units_pad(summary->out, arm, 2 * VALUE_WIDTH - 8);
        print_value(summary->out, value);
        fprintf(summary->out, "   n=%zu\n", cell->used_count);
    }
}

static void print_runs(const struct summary *summary)
{
    const struct result *result = &summary->analysis->result;
    char runs[512], span[64];
    double wall_ns = 0;
    for (size_t i = 0; i < result->run_count; i++)
        wall_ns += isnan(result->runs[i].wall_ns) ? 0 : result->runs[i].wall_ns;
    answer_runs(result, runs, sizeof(runs));
    units_span(wall_ns / 1e9, span, sizeof(span));
    fprintf(summary->out, "%s; %s of runs\n", runs, span);
}

static void print_sentences(const struct summary *summary)
{
    const struct comparison_list *list = &summary->analysis->comparisons;
    char sentence[1024];
    for (size_t i = 0; i < list->primary_count; i++) {
        answer_sentence(
            &list->items[i], &summary->analysis->result, sentence, sizeof(sentence));
        fprintf(summary->out, "%s\n", sentence);
    }
}

static void print_where(const struct summary *summary)
{
    const char *dir = summary->analysis->result.dir;
    char report[4200];
    result_path(dir, "report.html", report, sizeof(report));
    bool has_report = access(report, R_OK) == 0;
    if (has_report)
        fprintf(summary->out, "report %s\n", report);
    fprintf(summary->out,
            "csv    %s/runs.csv, cells.csv, compare.csv, histogram.csv\n",
            dir);
    fprintf(summary->out,
            "next   yoke compare %s   yoke plot %s%s%s\n",
            dir,
            dir,
            has_report ? "" : "   yoke report ",
            has_report ? "" : dir);
}

static void print_all(struct summary *summary)
{
    const struct comparison_list *list = &summary->analysis->comparisons;
    summary->workers = analysis_primary_workers(summary->analysis);
    measure_subjects(summary);
    if (list->primary_count) {
        print_heading(summary);
        for (size_t i = 0; i < list->primary_count; i++)
            print_primary(summary, &list->items[i]);
    } else {
        print_cells(summary);
    }
    print_noise(summary);
    print_runs(summary);
    if (list->primary_count) {
        fputc('\n', summary->out);
        print_sentences(summary);
    }
    fputc('\n', summary->out);
    print_where(summary);
}

int summary_print(const char *result_dir, FILE *out)
{
    struct analysis analysis;
    struct fault fault;
    if (analysis_open(&analysis, result_dir, &fault)) {
        fprintf(stderr, "yoke: %s\n", fault.message);
        return -1;
    }
    struct summary summary = {.analysis = &analysis, .out = out};
    print_all(&summary);
    analysis_close(&analysis);
    return 0;
}
