/*
 * yoke compare: which of two configurations is better, and how sure we are.
 * The comparisons themselves are made in analyse/; here are the options, and
 * the choice of how they are shown.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "analyse/analysis.h"
#include "analyse/compare_json.h"
#include "analyse/explain.h"
#include "analyse/tables.h"
#include "commands/command.h"
#include "topology/spelling.h"

enum output { OUTPUT_TEXT, OUTPUT_JSON, OUTPUT_CSV };

enum {
    OPTION_BY = 'b',
    OPTION_WHERE = 'w',
    OPTION_METRIC = 'm',
    OPTION_JSON = 0x100,
    OPTION_CSV
};

struct compare_options {
    const char *result;
    const char *by, *metric; /* NULL: the default */
    const char *where[FILTER_CONDITIONS_MAX];
    size_t where_count;
    enum output output;
};

static const struct argp_option OPTIONS[] = {
    {"by",
     OPTION_BY,
     "FACTOR",
     0,
     "compare cells that differ in FACTOR: executor "
     "(default), worker_count, placement, or another column of cells.csv",
     0},
    {"where",
     OPTION_WHERE,
     "KEY=VALUE",
     0,
     "only cells with this value; may be given "
     "several times",
     0},
    {"metric",
     OPTION_METRIC,
     "NAME",
     0,
     "throughput, latency_p50, latency_p99, "
     "cpu_per_task, pss, startup, … (default: the suite's primary metric)",
     0},
    {"json", OPTION_JSON, NULL, 0, "print JSON", 0},
    {"csv", OPTION_CSV, NULL, 0, "print CSV with the columns of compare.csv", 0},
    {0}};

static error_t parse_option(int key, char *argument, struct argp_state *state)
{
    struct compare_options *options = state->input;
    switch (key) {
    case OPTION_BY:
        options->by = argument;
        return 0;
    case OPTION_METRIC:
        options->metric = argument;
        return 0;
    case OPTION_WHERE:
        if (options->where_count == FILTER_CONDITIONS_MAX)
            argp_error(state, "--where: at most %d times", FILTER_CONDITIONS_MAX);
        options->where[options->where_count++] = argument;
        return 0;
    case OPTION_JSON:
        options->output = OUTPUT_JSON;
        return 0;
    case OPTION_CSV:
        options->output = OUTPUT_CSV;
        return 0;
    case ARGP_KEY_ARG:
        if (options->result)
            argp_error(state, "one result at a time; \"%s\" is a second one", argument);
        options->result = argument;
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static int
find_factor(const char *name, enum cell_factor *ret_factor, struct fault *fault)
{
    *ret_factor = name ? cell_factor_find(name) : CELL_EXECUTOR;
    if (*ret_factor != CELL_FACTOR_NONE)
        return 0;
    struct yk_spelling spelling = yk_spelling_of(name);
    for (enum cell_factor factor = 0; factor < CELL_FACTOR_COUNT; factor++)
        yk_spelling_offer(&spelling, cell_factor_name(factor));
    return fault_set(
        fault,
        "--by \"%s\": no such factor; use executor, worker_count, placement "
        "or another column of cells.csv%s%s%s",
        name,
        spelling.nearest ? "; did you mean \"" : "",
        spelling.nearest ? spelling.nearest : "",
        spelling.nearest ? "\"?" : "");
}

static int find_metric(const char *name,
                       const struct analysis *analysis,
                       const struct metric **ret_metric,
                       struct fault *fault)
{
    struct yk_spelling spelling = yk_spelling_of(name ? name : "");
    *ret_metric = name ? metric_find(name) : analysis->metric;
    if (*ret_metric)
        return 0;
    for (const struct metric *metric = METRICS; metric->name; metric++)
        yk_spelling_offer(&spelling, metric->name);
    return fault_set(
        fault,
        "--metric \"%s\": no such metric; `yoke compare --help` names them%s%s%s",
        name,
        spelling.nearest ? "; did you mean \"" : "",
        spelling.nearest ? spelling.nearest : "",
        spelling.nearest ? "\"?" : "");
}

static void select_rows(struct forest_rows *rows,
                        const struct comparison_list *list,
                        const struct filter *filter)
{
    for (size_t i = 0; i < list->count; i++)
        if (filter_accepts_comparison(filter, rows->result, &list->items[i]))
            rows->items[rows->count++] = &list->items[i];
    forest_sort(rows);
}

/* The comparison that the explanation is about: the first with a verdict. */
static const struct comparison *explained(const struct forest_rows *rows)
{
    for (size_t i = 0; i < rows->count; i++)
        if (rows->items[i]->family == FAMILY_PRIMARY)
            return rows->items[i];
    return rows->items[0];
}

static bool has_one_subject(const struct forest_rows *rows)
{
    for (size_t i = 1; i < rows->count; i++)
        if (result_subject(rows->result, rows->items[i]->a) !=
            result_subject(rows->result, rows->items[0]->a))
            return false;
    return true;
}

static int print_text(const struct forest_rows *rows, struct fault *fault)
{
    forest_text_print(rows, stdout);
    if (has_one_subject(rows) &&
        explain_print(rows->result, explained(rows), stdout, fault))
        return -1;
    explain_print_gates(rows, stdout);
    return 0;
}

static int print_rows(const struct forest_rows *rows,
                      const struct analysis *analysis,
                      enum output output,
                      struct fault *fault)
{
    if (output == OUTPUT_JSON)
        return compare_json_print(rows, &analysis->noise, stdout, fault);
    if (output == OUTPUT_TEXT)
        return print_text(rows, fault);
    tables_write_compare_header(stdout);
    for (size_t i = 0; i < rows->count; i++)
        tables_write_comparison(rows->result, rows->items[i], stdout);
    return 0;
}

static int show(const struct analysis *analysis,
                const struct compare_options *options,
                const struct comparison_list *list,
                struct fault *fault)
{
    struct filter filter = {.count = 0};
    for (size_t i = 0; i < options->where_count; i++)
        if (filter_add(&filter, &analysis->result, options->where[i], fault))
            return -1;
    struct forest_rows rows = {.result = &analysis->result};
    rows.items = calloc(list->count + 1, sizeof(*rows.items));
    if (!rows.items)
        return fault_set(fault, "out of memory");
    select_rows(&rows, list, &filter);
    int err;
    if (rows.count == 0)
        err = fault_set(fault,
                        "%s: nothing to compare: no two cells differ in %s alone%s",
                        analysis->result.dir,
                        options->by ? options->by : "executor",
                        filter.count ? " among those that --where leaves" : "");
    else
        err = print_rows(&rows, analysis, options->output, fault);
    free((void *)rows.items);
    return err;
}

static int compare(const struct analysis *analysis,
                   const struct compare_options *options,
                   struct fault *fault)
{
    enum cell_factor by;
    const struct metric *metric;
    struct comparison_list list;
    if (find_factor(options->by, &by, fault) ||
        find_metric(options->metric, analysis, &metric, fault) ||
        comparison_list_make(&list, &analysis->result, by, metric, fault))
        return -1;
    int err = show(analysis, options, &list, fault);
    comparison_list_fini(&list);
    return err;
}

int compare_main(int argc, char **argv)
{
    static const struct argp argp = {
        .options = OPTIONS,
        .parser = parse_option,
        .args_doc = "[RESULT]",
        .doc = "Compare the cells of a result, paired by block; RESULT is a directory "
               "that `yoke run` made (default: results/latest).\v"
               "Examples:\n"
               "  yoke compare\n"
               "  yoke compare results/quickstart-0001 --where workload=memory.fault\n"
               "  yoke compare --by worker_count --metric latency_p99 --json\n",
    };
    struct compare_options options = {.result = NULL};
    struct analysis analysis;
    struct fault fault;
    char dir[4096];
    command_parse(&argp, argc, argv, &options);
    if (result_locate(options.result, dir, sizeof(dir), &fault) ||
        analysis_open(&analysis, dir, &fault))
        return command_invalid("compare", "%s", fault.message);
    int err = compare(&analysis, &options, &fault);
    analysis_close(&analysis);
    return err ? command_invalid("compare", "%s", fault.message) : EXIT_CODE_GOOD;
}
