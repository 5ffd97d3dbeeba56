/*
 * The flags of `yoke run`. Those for factors and settings are made from the
 * factor table at the start, so that none can be missing or say otherwise.
 */
#include "commands/run_request.h"

#include <stdlib.h>
#include <string.h>

#include "commands/command.h"

enum option_key {
    OPTION_PARAM = 'p',
    OPTION_FILTER = 'f',
    OPTION_OUT = 'o',
    OPTION_DRY_RUN = 'n',
    OPTION_QUICK = 'q',
    OPTION_SUITE = 0x100,
    OPTION_BASELINE,
    OPTION_LOAD,
    OPTION_RESUME,
    OPTION_JSON,
    OPTION_FACTOR = 0x200 /* and the factor's index */
};

enum group { GROUP_WHAT = 1, GROUP_HOW, GROUP_OUTCOME };

static const struct argp_option FIXED[] = {
    {NULL, 0, NULL, 0, "What is run:", GROUP_WHAT},
    {NULL, 0, NULL, 0, "How it is measured:", GROUP_HOW},
    {NULL, 0, NULL, 0, "What comes of it:", GROUP_OUTCOME},
    {"param",
     OPTION_PARAM,
     "[WORKLOAD.]NAME=LIST",
     0,
     "a workload's parameter, such as size=64KiB,1MiB",
     GROUP_WHAT},
    {"load",
     OPTION_LOAD,
     "KIND",
     0,
     "closed (the default): a window of tasks is kept outstanding",
     GROUP_WHAT},
    {"suite", OPTION_SUITE, "NAME", 0, "what to call the result", GROUP_WHAT},
    {"name", OPTION_SUITE, NULL, OPTION_ALIAS | OPTION_HIDDEN, NULL, GROUP_WHAT},
    {"filter",
     OPTION_FILTER,
     "KEY=LIST",
     0,
     "only the cells with one of these values; may be repeated",
     GROUP_WHAT},
    {"baseline",
     OPTION_BASELINE,
     "KEY=LIST",
     0,
     "the cell that is run twice, to show the noise; may be repeated (default: "
     "threads that fill the CPUs)",
     GROUP_WHAT},
    {"quick",
     OPTION_QUICK,
     NULL,
     0,
     "a look, no verdict: 3 blocks of 100ms, where nothing else is said",
     GROUP_HOW},
    {"out",
     OPTION_OUT,
     "DIR",
     0,
     "the result's folder (default: results/SUITE-0001, and so on)",
     GROUP_OUTCOME},
    {"resume",
     OPTION_RESUME,
     NULL,
     0,
     "go on with the result in --out, or the latest: run what is missing",
     GROUP_OUTCOME},
    {"dry-run",
     OPTION_DRY_RUN,
     NULL,
     0,
     "show the cells and the order of the runs, and measure nothing",
     GROUP_OUTCOME},
    {"json", OPTION_JSON, NULL, 0, "with --dry-run: the plan as JSON", GROUP_OUTCOME},
};

enum {
    FIXED_COUNT = sizeof(FIXED) / sizeof(FIXED[0]),
    ROWS_MOST = FIXED_COUNT + 4 * FACTOR_COUNT + 1
};

/** The table for argp, with the texts that its rows point to. */
struct option_table {
    struct argp_option rows[ROWS_MOST];
    size_t count;
    char flags[2 * FACTOR_COUNT][32]; /* "--" and '-' for '_' */
    char *docs[FACTOR_COUNT];
};

/** "--worker-count" for worker_count; its name begins after the dashes. */
static const char *make_flag(struct option_table *table, size_t slot, const char *name)
{
    char *flag = table->flags[slot];
    snprintf(flag, sizeof(table->flags[slot]), "--%s", name);
    for (char *c = flag; *c; c++)
        *c = *c == '_' ? '-' : *c;
    return flag;
}

static void add_row(struct option_table *table, struct argp_option row)
{
    table->rows[table->count++] = row;
}

static void add_alias(struct option_table *table, const char *name, int flags)
{
    const struct argp_option *row = &table->rows[table->count - 1];
    add_row(table,
            (struct argp_option){.name = name,
                                 .key = row->key,
                                 .flags = OPTION_ALIAS | flags,
                                 .group = row->group});
}

static char *factor_doc(const struct factor *factor)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (!out)
        return NULL;
    const char *given =
        factor->default_list ? factor->default_list : factor->param.default_text;
    fprintf(out, "%s (", factor->param.help);
    suite_factor_print_allowed(factor, out);
    fprintf(out, "; default %s)", given);
    return fclose(out) == 0 ? text : NULL;
}

static void add_factor(struct option_table *table, size_t index)
{
    const struct factor *factor = &FACTORS[index];
    const char *name = make_flag(table, 2 * index, factor->param.name) + 2;
    table->docs[index] = factor_doc(factor);
    add_row(table,
            (struct argp_option){
                .name = name,
                .key = OPTION_FACTOR + (int)index,
                .arg = suite_factor_sweeps(factor) ? "LIST" : "VALUE",
                .doc = table->docs[index],
                .group = factor->section == SECTION_MEASURE ? GROUP_HOW : GROUP_WHAT});
    if (factor->alias)
        add_alias(table, make_flag(table, 2 * index + 1, factor->alias) + 2, 0);
    if (strcmp(name, factor->param.name) != 0)
        add_alias(table, factor->param.name, OPTION_HIDDEN);
}

static void table_init(struct option_table *table)
{
    *table = (struct option_table){.count = 0};
    for (size_t i = 0; i < FACTOR_COUNT; i++)
        if (FACTORS[i].section != SECTION_WORKLOADS)
            add_factor(table, i);
    for (size_t i = 0; i < FIXED_COUNT; i++)
        add_row(table, FIXED[i]);
}

static void table_fini(struct option_table *table)
{
    for (size_t i = 0; i < FACTOR_COUNT; i++)
        free(table->docs[i]);
}

/** What argp's callback needs. */
struct parse {
    struct run_request *request;
    const struct option_table *table;
    struct problem problem;
};

static error_t outcome(struct argp_state *state, const struct parse *parse, int err)
{
    if (err)
        argp_failure(state,
                     err == YOKE_E_NOMEM ? EXIT_CODE_FAILED : EXIT_CODE_INVALID,
                     0,
                     "%s",
                     parse->problem.text);
    return 0;
}

static int check_load(const char *kind, struct problem *problem)
{
    const struct place place = {.source = "--load"};
    if (strcmp(kind, "closed") == 0)
        return 0;
    if (strcmp(kind, "open") == 0)
        return problem_set(
            problem, &place, "open load is not available in this version");
    return problem_set(problem, &place, "\"%s\" is no load; allowed: closed", kind);
}

static error_t parse_factor(struct argp_state *state, size_t index, const char *list)
{
    struct parse *parse = state->input;
    return outcome(state,
                   parse,
                   suite_flags_factor(&parse->request->flags,
                                      &FACTORS[index],
                                      parse->table->flags[2 * index],
                                      list,
                                      &parse->problem));
}

static error_t parse_switch(int key, struct run_request *request)
{
    switch (key) {
    case OPTION_DRY_RUN:
        request->is_dry = true;
        return 0;
    case OPTION_QUICK:
        request->is_quick = true;
        return 0;
    case OPTION_RESUME:
        request->resumes = true;
        return 0;
    case OPTION_JSON:
        request->is_json = true;
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static error_t parse_option(int key, char *argument, struct argp_state *state)
{
    struct parse *parse = state->input;
    struct run_request *request = parse->request;
    struct problem *problem = &parse->problem;
    if (key >= OPTION_FACTOR && key < OPTION_FACTOR + FACTOR_COUNT)
        return parse_factor(state, (size_t)(key - OPTION_FACTOR), argument);
    switch (key) {
    case OPTION_PARAM:
        return outcome(
            state,
            parse,
            suite_flags_param(&request->flags, &request->suite, argument, problem));
    case OPTION_FILTER:
        return outcome(
            state,
            parse,
            suite_condition_flag(
                &request->suite, &request->filter, "--filter", argument, problem));
    case OPTION_BASELINE:
        return outcome(
            state,
            parse,
            suite_flags_baseline(&request->flags, &request->suite, argument, problem));
    case OPTION_LOAD:
        return outcome(state, parse, check_load(argument, problem));
    case OPTION_SUITE:
        request->suite_name = argument;
        return 0;
    case OPTION_OUT:
        request->out = argument;
        return 0;
    case ARGP_KEY_ARGS:
        request->names = (const char *const *)(state->argv + state->next);
        request->name_count = (size_t)(state->argc - state->next);
        return 0;
    default:
        return parse_switch(key, request);
    }
}

static const char DOC[] =
    "Measure a suite (a YAML file, or the name of one that comes with yoke), or "
    "workloads with what the flags say.\v"
    "A LIST is one value or several, a,b,c, which makes a sweep. Flags replace what "
    "a suite says.\n\n"
    "Examples:\n"
    "  yoke run quickstart\n"
    "  yoke run cpu.sha256 --workers 1,2,4 -p size=64KiB,1MiB\n"
    "  yoke run suites/quickstart.yaml --filter workload=memory.fault --dry-run\n"
    "  yoke run quickstart --resume --blocks 20\n\n"
    "`yoke list` names workloads, parameters and suites; `yoke --help` the exit "
    "codes.";

void run_request_parse(struct run_request *request, int argc, char **argv)
{
    static struct option_table table; /* argp_parse() may end the program */
    table_init(&table);
    *request = (struct run_request){.name_count = 0};
    suite_init(&request->suite);
    struct parse parse = {.request = request, .table = &table};
    const struct argp argp = {
        .options = table.rows,
        .parser = parse_option,
        .args_doc = "SUITE\nWORKLOAD...",
        .doc = DOC,
    };
    command_parse(&argp, argc, argv, &parse);
    table_fini(&table);
}

void run_request_fini(struct run_request *request)
{
    suite_flags_fini(&request->flags);
    suite_conditions_fini(&request->filter);
    suite_fini(&request->suite);
}
