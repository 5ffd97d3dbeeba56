/*
 * yoke list: what a suite can name, from the tables that parse it.
 */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "commands/command.h"
#include "plan/wrap.h"
#include "suite/factor.h"
#include "suite/find.h"
#include "topology/spelling.h"

/* Columns at which texts begin. */
enum { NAME_COLUMNS = 16, PARAM_COLUMNS = 26, FACTOR_COLUMNS = 42 };

/** One kind of thing that can be listed. */
struct section {
    const char *name;
    void (*print)(const char *only);
    json_t *(*to_json)(const char *only);
};

struct list_request {
    const char *section; /* NULL: all */
    const char *only;    /* one workload; NULL: all */
    bool is_json;
};

/* ---- workloads ---- */

static const char *param_range(const yoke_param *row, char *buffer, size_t size)
{
    FILE *out = fmemopen(buffer, size, "w");
    buffer[0] = '\0';
    if (out) {
        suite_print_allowed(row, out);
        fclose(out);
    }
    return buffer;
}

/** Print "label  text (remark)" as a paragraph. */
static void
print_entry(int indent, const char *label, const char *text, const char *remark)
{
    char line[1024];
    snprintf(line,
             sizeof(line),
             "%s%s%s%s",
             text,
             remark[0] ? " (" : "",
             remark,
             remark[0] ? ")" : "");
    print_paragraph(stdout, indent, label, line);
}

static void print_workload(const yoke_workload *workload)
{
    print_entry(NAME_COLUMNS,
                workload->name,
                workload->summary,
                workload->is_control ? "control" : "");
    for (const yoke_param *row = workload->params; row && row->name; row++) {
        char label[128];
        char range[256];
        snprintf(label, sizeof(label), "  %-13s %-9s ", row->name, row->default_text);
        print_entry(
            PARAM_COLUMNS, label, row->help, param_range(row, range, sizeof(range)));
    }
}

static void print_workload_whole(const yoke_workload *workload)
{
    printf("%s, version %d%s\n",
           workload->name,
           workload->version,
           workload->is_control ? "; a control: no difference is expected" : "");
    print_paragraph(stdout, 9, "does", workload->summary);
    print_paragraph(stdout, 9, "shows", workload->isolates);
    printf("counts   %s\nwarm-up  %llu tasks a worker\n",
           workload->work_unit,
           (unsigned long long)workload->warmup_tasks);
    for (const yoke_param *row = workload->params; row && row->name; row++) {
        char range[256];
        printf("\n  %s: %s\n", row->name, row->help);
        printf("    default %s; allowed: %s\n",
               row->default_text,
               param_range(row, range, sizeof(range)));
    }
}

static void print_workloads(const char *only)
{
    if (only) {
        print_workload_whole(yoke_workload_find(only));
        return;
    }
    puts("workloads, each with its parameters: default, meaning (range)");
    for (const yoke_workload *const *row = yoke_workloads(); *row; row++)
        print_workload(*row);
}

static const char *type_name(yoke_param_type type)
{
    static const char *const NAMES[] = {
        "integer", "real", "size", "duration", "choice"};
    return NAMES[type];
}

static const char *type_unit(yoke_param_type type)
{
    return type == YOKE_PARAM_SIZE ? "bytes" : type == YOKE_PARAM_DURATION ? "ns" : "";
}

static json_t *split_words(const char *words)
{
    json_t *list = json_array();
    while (words && *words) {
        size_t size = strcspn(words, "|");
        json_array_append_new(list, json_stringn(words, size));
        words += size + (words[size] == '|');
    }
    return list;
}

static json_t *param_json(const yoke_param *row)
{
    json_t *json = json_pack("{s:s, s:s, s:s, s:s, s:s}",
                             "name",
                             row->name,
                             "type",
                             type_name(row->type),
                             "unit",
                             type_unit(row->type),
                             "default",
                             row->default_text,
                             "help",
                             row->help);
    if (row->type == YOKE_PARAM_CHOICE) {
        json_object_set_new(json, "choices", split_words(row->choices));
    } else {
        json_object_set_new(json, "minimum", json_real(row->minimum));
        json_object_set_new(json, "maximum", json_real(row->maximum));
    }
    return json;
}

static json_t *workload_json(const yoke_workload *workload)
{
    json_t *params = json_array();
    for (const yoke_param *row = workload->params; row && row->name; row++)
        json_array_append_new(params, param_json(row));
    return json_pack("{s:s, s:i, s:s, s:s, s:s, s:b, s:b, s:I, s:o}",
                     "name",
                     workload->name,
                     "version",
                     workload->version,
                     "summary",
                     workload->summary,
                     "isolates",
                     workload->isolates,
                     "work_unit",
                     workload->work_unit,
                     "control",
                     workload->is_control,
                     "cpu_bound",
                     workload->is_cpu_bound,
                     "warmup_tasks",
                     (json_int_t)workload->warmup_tasks,
                     "params",
                     params);
}

static json_t *workloads_json(const char *only)
{
    json_t *list = json_array();
    for (const yoke_workload *const *row = yoke_workloads(); *row; row++)
        if (!only || strcmp((*row)->name, only) == 0)
            json_array_append_new(list, workload_json(*row));
    return list;
}

/* ---- executors ---- */

static const char *executor_help(yoke_kind kind)
{
    switch (kind) {
    case YOKE_THREADS:
        return "threads of one process: one address space, one table of files";
    case YOKE_PROCESSES:
        return "processes that share one memory region with the submitter";
    case YOKE_SERIAL:
        return "the submitter itself: what an executor costs at all";
    }
    return "";
}

static void print_executors(const char *only)
{
    (void)only;
    puts("executors");
    for (yoke_kind kind = YOKE_THREADS; kind <= YOKE_SERIAL; kind++)
        print_entry(NAME_COLUMNS, executor_kind_name(kind), executor_help(kind), "");
}

static json_t *executors_json(const char *only)
{
    (void)only;
    json_t *list = json_array();
    for (yoke_kind kind = YOKE_THREADS; kind <= YOKE_SERIAL; kind++)
        json_array_append_new(list,
                              json_pack("{s:s, s:s}",
                                        "name",
                                        executor_kind_name(kind),
                                        "help",
                                        executor_help(kind)));
    return list;
}

/* ---- policies ---- */

static void print_policies(const char *only)
{
    (void)only;
    puts("policies of placement");
    for (const char *const *policy = yoke_placement_policies(); *policy; policy++)
        print_entry(NAME_COLUMNS, *policy, yoke_placement_policy_help(*policy), "");
}

static json_t *policies_json(const char *only)
{
    (void)only;
    json_t *list = json_array();
    for (const char *const *policy = yoke_placement_policies(); *policy; policy++)
        json_array_append_new(list,
                              json_pack("{s:s, s:s}",
                                        "name",
                                        *policy,
                                        "help",
                                        yoke_placement_policy_help(*policy)));
    return list;
}

/* ---- factors ---- */

static const char *default_of(const struct factor *factor)
{
    return factor->default_list ? factor->default_list : factor->param.default_text;
}

static const char *factor_range(const struct factor *factor, char *buffer, size_t size)
{
    FILE *out = fmemopen(buffer, size, "w");
    buffer[0] = '\0';
    if (out) {
        suite_factor_print_allowed(factor, out);
        fclose(out);
    }
    return buffer;
}

static void print_factors(const char *only)
{
    (void)only;
    puts("factors and settings of a suite, each with its default, meaning (allowed)");
    for (size_t i = 0; i < FACTOR_COUNT; i++) {
        const struct factor *factor = &FACTORS[i];
        char label[128];
        char range[256];
        if (i == 0 || factor[-1].section != factor->section)
            printf(" %s\n", suite_section_name(factor->section));
        snprintf(label,
                 sizeof(label),
                 "  %s%s%-*s %s ",
                 factor->param.name,
                 factor->alias ? ", " : "",
                 (int)(21 - strlen(factor->param.name) - (factor->alias ? 2 : 0)),
                 factor->alias ? factor->alias : "",
                 default_of(factor));
        print_entry(FACTOR_COLUMNS,
                    label,
                    factor->param.help,
                    factor_range(factor, range, sizeof(range)));
    }
}

static json_t *factor_json(const struct factor *factor)
{
    json_t *json = param_json(&factor->param);
    json_object_set_new(json, "default", json_string(default_of(factor)));
    json_object_set_new(json, "unit", json_string(factor->unit));
    json_object_set_new(
        json, "alias", factor->alias ? json_string(factor->alias) : json_null());
    json_object_set_new(
        json, "section", json_string(suite_section_name(factor->section)));
    json_object_set_new(json, "sweeps", json_boolean(suite_factor_sweeps(factor)));
    return json;
}

static json_t *factors_json(const char *only)
{
    (void)only;
    json_t *list = json_array();
    for (size_t i = 0; i < FACTOR_COUNT; i++)
        json_array_append_new(list, factor_json(&FACTORS[i]));
    return list;
}

/* ---- suites ---- */

static void print_suite(const char *name, const char *path, void *context)
{
    (void)context;
    printf("%-15s %s\n", name, path);
}

static void print_suites(const char *only)
{
    (void)only;
    puts("suites that come with yoke");
    suite_each(print_suite, NULL);
}

static void add_suite(const char *name, const char *path, void *context)
{
    json_array_append_new(context, json_pack("{s:s, s:s}", "name", name, "path", path));
}

static json_t *suites_json(const char *only)
{
    (void)only;
    json_t *list = json_array();
    suite_each(add_suite, list);
    return list;
}

/* ---- the command ---- */

static const struct section SECTIONS_LISTED[] = {
    {"workloads", print_workloads, workloads_json},
    {"executors", print_executors, executors_json},
    {"policies", print_policies, policies_json},
    {"factors", print_factors, factors_json},
    {"suites", print_suites, suites_json},
    {NULL, NULL, NULL},
};

static const struct section *find_section(const char *name)
{
    for (const struct section *section = SECTIONS_LISTED; section->name; section++)
        if (strcmp(section->name, name) == 0)
            return section;
    return NULL;
}

static void refuse_section(struct argp_state *state, const char *name)
{
    struct yk_spelling spelling = yk_spelling_of(name);
    for (const struct section *section = SECTIONS_LISTED; section->name; section++)
        yk_spelling_offer(&spelling, section->name);
    argp_failure(state,
                 EXIT_CODE_INVALID,
                 0,
                 "nothing called \"%s\"; allowed: workloads, executors, policies, "
                 "factors, suites%s%s%s",
                 name,
                 spelling.nearest ? "; did you mean \"" : "",
                 spelling.nearest ? spelling.nearest : "",
                 spelling.nearest ? "\"?" : "");
}

static void refuse_workload(struct argp_state *state, const char *name)
{
    struct factor_value ignored;
    struct problem problem;
    if (suite_factor_parse(&FACTORS[FACTOR_WORKLOAD], name, NULL, &ignored, &problem) !=
        0)
        argp_failure(state, EXIT_CODE_INVALID, 0, "%s", problem.text);
}

static void
take_argument(struct argp_state *state, struct list_request *request, const char *word)
{
    if (!request->section) {
        if (!find_section(word))
            refuse_section(state, word);
        request->section = word;
    } else if (!request->only && strcmp(request->section, "workloads") == 0) {
        refuse_workload(state, word);
        request->only = word;
    } else {
        argp_failure(
            state, EXIT_CODE_INVALID, 0, "\"%s\" is one argument too many", word);
    }
}

static error_t parse_option(int key, char *argument, struct argp_state *state)
{
    struct list_request *request = state->input;
    switch (key) {
    case 'j':
        request->is_json = true;
        return 0;
    case ARGP_KEY_ARG:
        take_argument(state, request, argument);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static int print_json(const struct list_request *request)
{
    json_t *root = json_object();
    for (const struct section *section = SECTIONS_LISTED; section->name; section++)
        if (!request->section || strcmp(request->section, section->name) == 0)
            json_object_set_new(root, section->name, section->to_json(request->only));
    int err = json_dumpf(root, stdout, JSON_INDENT(2));
    json_decref(root);
    putchar('\n');
    return err ? command_failed("list", "the answer cannot be printed")
               : EXIT_CODE_GOOD;
}

int list_main(int argc, char **argv)
{
    static const struct argp_option OPTIONS[] = {
        {"json", 'j', NULL, 0, "print JSON", 0}, {0}};
    static const struct argp ARGP = {
        .options = OPTIONS,
        .parser = parse_option,
        .args_doc = "[workloads [NAME]|executors|policies|factors|suites]",
        .doc = "Name what a suite or a flag can name, with defaults and ranges.\v"
               "Examples:\n"
               "  yoke list\n"
               "  yoke list workloads io.file_read\n"
               "  yoke list factors --json",
    };
    struct list_request request = {.section = NULL};
    command_parse(&ARGP, argc, argv, &request);
    if (request.is_json)
        return print_json(&request);
    for (const struct section *section = SECTIONS_LISTED; section->name; section++) {
        if (request.section && strcmp(request.section, section->name) != 0)
            continue;
        section->print(request.only);
        if (!request.section && section[1].name)
            putchar('\n');
    }
    return EXIT_CODE_GOOD;
}
