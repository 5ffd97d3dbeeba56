/*
 * Parameters from a workload's declared table: the table gives parsing, bounds,
 * messages and the canonical text at once. Equal values have equal texts
 * ("1024KiB" and "1MiB"), so that results can be grouped by text.
 */
#include "units.h"

#include "executor/error.h"
#include "topology/spelling.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct value {
    int64_t integer;
    double real;
    char text[UNITS_TEXT_MAX]; /* canonical; for a CHOICE the value itself */
};

struct yoke_params {
    const yoke_workload *workload; /* borrowed; outlives its parameters */
    struct value values[];         /* one a row of the workload's table */
};

enum { LIST_MAX = 256 };

static size_t row_count(const yoke_workload *workload)
{
    size_t count = 0;
    while (workload->params && workload->params[count].name) {
        count++;
    }
    return count;
}

static const yoke_param *find_row(const yoke_workload *workload, const char *name)
{
    for (size_t i = 0; i < row_count(workload); i++) {
        if (strcmp(workload->params[i].name, name) == 0) {
            return &workload->params[i];
        }
    }
    return NULL;
}

static const struct value *value_of(const yoke_params *params, const char *name)
{
    const yoke_param *row = find_row(params->workload, name);
    assert(row && "no such parameter in the workload's table");
    return &params->values[row - params->workload->params];
}

/* "; did you mean "size"?", or nothing when no spelling is near. */
static const char *hint(const struct yk_spelling *spelling, char text[static LIST_MAX])
{
    text[0] = '\0';
    if (spelling->nearest) {
        snprintf(text, LIST_MAX, "; did you mean \"%s\"?", spelling->nearest);
    }
    return text;
}

static int fail_unknown_name(const yoke_workload *workload, const char *name)
{
    if (row_count(workload) == 0) {
        return yk_error_set(YOKE_E_INVALID,
                            "%s takes no parameters, but got \"%s\"",
                            workload->name,
                            name);
    }
    char list[LIST_MAX] = "";
    char hint_text[LIST_MAX];
    struct yk_spelling spelling = yk_spelling_of(name);
    for (size_t i = 0; i < row_count(workload); i++) {
        size_t length = strlen(list);
        snprintf(list + length,
                 sizeof(list) - length,
                 "%s%s",
                 i > 0 ? ", " : "",
                 workload->params[i].name);
        yk_spelling_offer(&spelling, workload->params[i].name);
    }
    return yk_error_set(YOKE_E_INVALID,
                        "%s has no parameter \"%s\"; allowed: %s%s",
                        workload->name,
                        name,
                        list,
                        hint(&spelling, hint_text));
}

static int fail_value(const yoke_params *params,
                      const yoke_param *row,
                      const char *text,
                      const char *why)
{
    return yk_error_set(YOKE_E_INVALID,
                        "%s: %s is \"%s\"; %s",
                        params->workload->name,
                        row->name,
                        text,
                        why);
}

static void
format_bound(const yoke_param *row, double bound, char text[static UNITS_TEXT_MAX])
{
    if (row->type == YOKE_PARAM_REAL) {
        units_format_real(bound, text);
    } else {
        units_format_integer(row->type, (int64_t)bound, text);
    }
}

static int
fail_range(const yoke_params *params, const yoke_param *row, const char *text)
{
    char low[UNITS_TEXT_MAX];
    char high[UNITS_TEXT_MAX];
    char why[LIST_MAX];
    format_bound(row, row->minimum, low);
    format_bound(row, row->maximum, high);
    snprintf(why, sizeof(why), "allowed: %s to %s", low, high);
    return fail_value(params, row, text, why);
}

static int fail_units(const yoke_params *params,
                      const yoke_param *row,
                      const char *text,
                      enum units_error error)
{
    static const char *const nouns[] = {
        [YOKE_PARAM_INTEGER] = "a whole number, such as",
        [YOKE_PARAM_REAL] = "a number, such as",
        [YOKE_PARAM_SIZE] = "a number of bytes, such as",
        [YOKE_PARAM_DURATION] = "a duration, such as",
    };
    if (error == UNITS_TOO_LARGE) {
        return fail_range(params, row, text);
    }
    const char *units = units_allowed(row->type);
    char why[LIST_MAX];
    snprintf(why,
             sizeof(why),
             "%s%s %s%s%s",
             error == UNITS_NEEDS_UNIT ? "a unit is missing; expected " : "expected ",
             nouns[row->type],
             row->default_text,
             *units ? "; units: " : "",
             units);
    return fail_value(params, row, text, why);
}

static int parse_integer(const yoke_params *params,
                         const yoke_param *row,
                         const char *text,
                         struct value *ret_value)
{
    int64_t integer = 0;
    enum units_error error = units_parse_integer(row->type, text, &integer);
    if (error != UNITS_OK) {
        return fail_units(params, row, text, error);
    }
    if ((double)integer < row->minimum || (double)integer > row->maximum) {
        return fail_range(params, row, text);
    }
    ret_value->integer = integer;
    units_format_integer(row->type, integer, ret_value->text);
    return 0;
}

static int parse_real(const yoke_params *params,
                      const yoke_param *row,
                      const char *text,
                      struct value *ret_value)
{
    double real = 0;
    enum units_error error = units_parse_real(text, &real);
    if (error != UNITS_OK) {
        return fail_units(params, row, text, error);
    }
    if (real < row->minimum || real > row->maximum) {
        return fail_range(params, row, text);
    }
    ret_value->real = real;
    units_format_real(real, ret_value->text);
    return 0;
}

/* Finds the word among "a|b|c"; offers every word to the spelling. */
static bool has_choice(const char *choices,
                       const char *text,
                       struct yk_spelling *spelling,
                       char words[static LIST_MAX])
{
    snprintf(words, LIST_MAX, "%s", choices);
    char *rest = words;
    for (char *word = strsep(&rest, "|"); word; word = strsep(&rest, "|")) {
        if (strcmp(word, text) == 0) {
            return true;
        }
        yk_spelling_offer(spelling, word);
    }
    return false;
}

static int parse_choice(const yoke_params *params,
                        const yoke_param *row,
                        const char *text,
                        struct value *ret_value)
{
    char words[LIST_MAX];
    char hint_text[LIST_MAX];
    char why[2 * LIST_MAX];
    struct yk_spelling spelling = yk_spelling_of(text);
    if (strlen(text) < sizeof(ret_value->text) &&
        has_choice(row->choices, text, &spelling, words)) {
        snprintf(ret_value->text, sizeof(ret_value->text), "%s", text);
        return 0;
    }
    snprintf(
        why, sizeof(why), "allowed: %s%s", row->choices, hint(&spelling, hint_text));
    return fail_value(params, row, text, why);
}

static int parse(const yoke_params *params,
                 const yoke_param *row,
                 const char *text,
                 struct value *ret_value)
{
    switch (row->type) {
    case YOKE_PARAM_INTEGER:
    case YOKE_PARAM_SIZE:
    case YOKE_PARAM_DURATION:
        return parse_integer(params, row, text, ret_value);
    case YOKE_PARAM_REAL:
        return parse_real(params, row, text, ret_value);
    case YOKE_PARAM_CHOICE:
        return parse_choice(params, row, text, ret_value);
    }
    return fail_value(params, row, text, "the workload declares an unknown type");
}

int yoke_params_create(const yoke_workload *workload, yoke_params **ret_params)
{
    size_t count = row_count(workload);
    yoke_params *params =
        calloc(1, sizeof(*params) + count * sizeof(params->values[0]));
    if (!params) {
        return yk_error_set(YOKE_E_NOMEM, "no memory for the parameters");
    }
    params->workload = workload;
    for (size_t i = 0; i < count; i++) {
        const yoke_param *row = &workload->params[i];
        /* A plug-in's default may be wrong. */
        int err = parse(params, row, row->default_text, &params->values[i]);
        if (err != 0) {
            yoke_params_destroy(params);
            return err;
        }
    }
    *ret_params = params;
    return 0;
}

int yoke_params_set(yoke_params *params, const char *name, const char *text)
{
    const yoke_param *row = find_row(params->workload, name);
    if (!row) {
        return fail_unknown_name(params->workload, name);
    }
    struct value value = {0};
    int err = parse(params, row, text, &value);
    if (err == 0) {
        params->values[row - params->workload->params] = value;
    }
    return err;
}

void yoke_params_destroy(yoke_params *params)
{
    free(params);
}

int64_t yoke_params_integer(const yoke_params *params, const char *name)
{
    return value_of(params, name)->integer;
}

double yoke_params_real(const yoke_params *params, const char *name)
{
    return value_of(params, name)->real;
}

const char *yoke_params_choice(const yoke_params *params, const char *name)
{
    return value_of(params, name)->text;
}

const char *yoke_params_text(const yoke_params *params, const char *name)
{
    return value_of(params, name)->text;
}
