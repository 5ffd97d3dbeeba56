/*
 * Reading one value of a factor. Numbers go through yoke_params_set(), with
 * the factor table dressed as a workload's parameters: one parser of "300ms"
 * and one wording of refusals in the whole program.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "suite/build.h"
#include "topology/spelling.h"

static void set_text(struct factor_value *value, const char *text)
{
    snprintf(value->text, sizeof(value->text), "%s", text);
}

struct factor_value suite_factor_value_of(const yoke_params *params,
                                          const yoke_param *param)
{
    struct factor_value value = {.is_number = true};
    set_text(&value, yoke_params_text(params, param->name));
    switch (param->type) {
    case YOKE_PARAM_INTEGER:
    case YOKE_PARAM_SIZE:
    case YOKE_PARAM_DURATION:
        value.number = (double)yoke_params_integer(params, param->name);
        break;
    case YOKE_PARAM_REAL:
        value.number = yoke_params_real(params, param->name);
        break;
    case YOKE_PARAM_CHOICE:
        value.number = NAN;
        value.is_number = false;
        break;
    }
    return value;
}

static int parse_workload(const char *text,
                          const struct place *place,
                          struct factor_value *ret_value,
                          struct problem *problem)
{
    if (yoke_workload_find(text)) {
        *ret_value = (struct factor_value){.number = NAN};
        set_text(ret_value, text);
        return 0;
    }
    struct yk_spelling spelling = yk_spelling_of(text);
    problem_set(problem, place, "there is no workload \"%s\"; allowed: ", text);
    for (const yoke_workload *const *row = yoke_workloads(); *row; row++) {
        problem_append(
            problem, "%s%s", row == yoke_workloads() ? "" : ", ", (*row)->name);
        yk_spelling_offer(&spelling, (*row)->name);
    }
    if (spelling.nearest)
        problem_append(problem, "; did you mean \"%s\"?", spelling.nearest);
    return YOKE_E_INVALID;
}

/** The policies as a row's choices: "none|compact|scatter". */
static void join_policies(char *buffer, size_t size)
{
    size_t used = 0;
    buffer[0] = '\0';
    for (const char *const *policy = yoke_placement_policies(); *policy; policy++) {
        int written =
            snprintf(buffer + used, size - used, "%s%s", used ? "|" : "", *policy);
        used += (size_t)written;
        if (used >= size)
            return;
    }
}

/** The word that a form adds to the numbers; NULL for none. */
static const char *extra_word(const struct factor *factor)
{
    return factor->form == FORM_CPUS   ? "cpus"
           : factor->form == FORM_AUTO ? "auto"
                                       : NULL;
}

static int parse_row(const struct factor *factor,
                     const char *text,
                     const struct place *place,
                     struct factor_value *ret_value,
                     struct problem *problem)
{
    char policies[128];
    yoke_param rows[2] = {factor->param};
    if (factor->form == FORM_POLICY) {
        join_policies(policies, sizeof(policies));
        rows[0].choices = policies;
    }
    const yoke_workload dressed = {.size = sizeof(dressed),
                                   .abi = YOKE_WORKLOAD_ABI,
                                   .name = suite_section_name(factor->section),
                                   .params = rows};
    yoke_params *params = NULL;
    int err = yoke_params_create(&dressed, &params);
    if (!err)
        err = yoke_params_set(params, factor->param.name, text);
    if (!err)
        *ret_value = suite_factor_value_of(params, &rows[0]);
    else
        problem_set(problem, place, "%s", yoke_error_detail());
    if (err && extra_word(factor))
        problem_append(problem, ", or %s", extra_word(factor));
    yoke_params_destroy(params);
    return err;
}

/** "2%" or "0.02"; NAN when it is neither. */
static double read_ratio(const char *text)
{
    char *end;
    if (strspn(text, "+-.0123456789") == 0) /* nor "inf" nor "nan" */
        return NAN;
    double number = strtod(text, &end);
    if (strcmp(end, "%") == 0)
        return number / 100;
    return *end == '\0' ? number : NAN;
}

static int parse_ratio(const struct factor *factor,
                       const char *text,
                       const struct place *place,
                       struct factor_value *ret_value,
                       struct problem *problem)
{
    double ratio = read_ratio(text);
    if (!(ratio >= factor->param.minimum && ratio <= factor->param.maximum))
        return problem_set(problem,
                           place,
                           "%s: %s is \"%s\"; allowed: %g%% to %g%%",
                           suite_section_name(factor->section),
                           factor->param.name,
                           text,
                           100 * factor->param.minimum,
                           100 * factor->param.maximum);
    *ret_value = (struct factor_value){.number = ratio, .is_number = true};
    snprintf(ret_value->text, sizeof(ret_value->text), "%.10g%%", 100 * ratio);
    return 0;
}

static int parse_special(const struct factor *factor,
                         const char *text,
                         struct factor_value *ret_value)
{
    const char *word = extra_word(factor);
    if (!word || strcmp(text, word) != 0)
        return YOKE_E_INVALID;
    double number = factor->form == FORM_CPUS ? yoke_cpu_count() : 0;
    *ret_value = (struct factor_value){.number = number, .is_number = true};
    set_text(ret_value, text);
    return 0;
}

int suite_factor_parse(const struct factor *factor,
                       const char *text,
                       const struct place *place,
                       struct factor_value *ret_value,
                       struct problem *problem)
{
    if (text[0] == '\0')
        return problem_set(
            problem, place, "the value of \"%s\" is missing", factor->param.name);
    if (factor->form == FORM_WORKLOAD)
        return parse_workload(text, place, ret_value, problem);
    if (parse_special(factor, text, ret_value) == 0)
        return 0;
    if (factor->form == FORM_RATIO)
        return parse_ratio(factor, text, place, ret_value, problem);
    return parse_row(factor, text, place, ret_value, problem);
}

void suite_format_number(yoke_param_type type, double number, char *text, size_t size)
{
    char written[64];
    const char *unit = type == YOKE_PARAM_DURATION ? "ns"
                       : type == YOKE_PARAM_SIZE   ? "B"
                                                   : "";
    snprintf(written,
             sizeof(written),
             type == YOKE_PARAM_REAL ? "%.17g%s" : "%.0f%s",
             number,
             unit);
    const yoke_param rows[2] = {{.name = "number",
                                 .type = type,
                                 .default_text = written,
                                 .minimum = -INFINITY,
                                 .maximum = INFINITY}};
    const yoke_workload dressed = {
        .size = sizeof(dressed), .abi = YOKE_WORKLOAD_ABI, .name = "", .params = rows};
    yoke_params *params = NULL;
    bool is_good = yoke_params_create(&dressed, &params) == 0;
    snprintf(text, size, "%s", is_good ? yoke_params_text(params, "number") : written);
    yoke_params_destroy(params);
}

static void print_words(const char *words, FILE *out)
{
    for (; *words; words++) {
        fputc(*words == '|' ? ',' : *words, out);
        if (*words == '|')
            fputc(' ', out);
    }
}

void suite_print_allowed(const yoke_param *param, FILE *out)
{
    char low[64];
    char high[64];
    if (param->type == YOKE_PARAM_CHOICE) {
        print_words(param->choices ? param->choices : "", out);
        return;
    }
    suite_format_number(param->type, param->minimum, low, sizeof(low));
    suite_format_number(param->type, param->maximum, high, sizeof(high));
    fprintf(out, "%s to %s", low, high);
}

void suite_factor_print_allowed(const struct factor *factor, FILE *out)
{
    char policies[128];
    switch (factor->form) {
    case FORM_WORKLOAD:
        fputs("see `yoke list workloads`", out);
        return;
    case FORM_POLICY:
        join_policies(policies, sizeof(policies));
        print_words(policies, out);
        return;
    case FORM_RATIO:
        fprintf(out,
                "%g%% to %g%%",
                100 * factor->param.minimum,
                100 * factor->param.maximum);
        return;
    case FORM_PLAIN:
    case FORM_CPUS:
    case FORM_AUTO:
        suite_print_allowed(&factor->param, out);
    }
    if (extra_word(factor))
        fprintf(out, ", or %s", extra_word(factor));
}
