/*
 * A suite as canonical YAML. Keys and values come from the tables, so what is
 * written reads back as an equal suite.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "suite/suite.h"

static bool is_plain(const char *text)
{
    static const char PLAIN[] = "abcdefghijklmnopqrstuvwxyz"
                                "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._%/+-";
    return text[0] && text[0] != '-' && text[0] != '%' &&
           strspn(text, PLAIN) == strlen(text);
}

static void write_scalar(FILE *out, const char *text)
{
    if (is_plain(text)) {
        fputs(text, out);
        return;
    }
    fputc('"', out);
    for (const char *c = text; *c; c++) {
        if (*c == '"' || *c == '\\')
            fputc('\\', out);
        if ((unsigned char)*c < ' ')
            fprintf(out, "\\x%02x", (unsigned char)*c);
        else
            fputc(*c, out);
    }
    fputc('"', out);
}

static void write_values(FILE *out, const struct suite_value *values, size_t count)
{
    if (count != 1)
        fputc('[', out);
    for (size_t i = 0; i < count; i++) {
        if (i)
            fputs(", ", out);
        write_scalar(out, values[i].text);
    }
    if (count != 1)
        fputc(']', out);
}

static void
write_axes(FILE *out, const struct suite_group *group, const char *separator)
{
    for (size_t i = 0; i < group->axis_count; i++) {
        const struct suite_axis *axis = &group->axes[i];
        fprintf(out, "%s%s: ", separator, axis->name);
        write_values(out, axis->values, axis->value_count);
        separator = ", ";
    }
}

static void write_workloads(FILE *out, const struct suite *suite)
{
    fputs("workloads:\n", out);
    for (size_t i = 0; i < suite->workloads.count; i++) {
        const struct suite_group *group = &suite->workloads.items[i];
        fprintf(out, "  - {use: %s", group->workload->name);
        write_axes(out, group, ", ");
        fputs("}\n", out);
    }
}

static void write_executors(FILE *out, const struct suite *suite)
{
    if (suite->executors.count == 0)
        return;
    fputs("executors:\n", out);
    for (size_t i = 0; i < suite->executors.count; i++) {
        fputs("  - {", out);
        write_axes(out, &suite->executors.items[i], "");
        fputs("}\n", out);
    }
}

static void write_loads(FILE *out, const struct suite *suite)
{
    if (suite->loads.count == 0)
        return;
    fputs("load:\n", out);
    for (size_t i = 0; i < suite->loads.count; i++) {
        fputs("  - {closed: {", out);
        write_axes(out, &suite->loads.items[i], "");
        fputs("}}\n", out);
    }
}

static void write_conditions(FILE *out, const struct suite_conditions *conditions)
{
    if (conditions->count == 0)
        return;
    fputs("baseline: {", out);
    for (size_t i = 0; i < conditions->count; i++) {
        const struct suite_condition *condition = &conditions->items[i];
        fprintf(out, "%s%s: ", i ? ", " : "", condition->name);
        write_values(out, condition->values, condition->value_count);
    }
    fputs("}\n", out);
}

int suite_write_text(const struct suite *suite, char **ret_text)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (!out)
        return YOKE_E_NOMEM;
    if (suite->name[0]) {
        fputs("suite: ", out);
        write_scalar(out, suite->name);
        fputc('\n', out);
    }
    write_workloads(out, suite);
    write_executors(out, suite);
    write_loads(out, suite);
    if (suite->settings.axis_count) {
        fputs("measure: {", out);
        write_axes(out, &suite->settings, "");
        fputs("}\n", out);
    }
    write_conditions(out, &suite->baseline);
    if (fclose(out) != 0) {
        free(text);
        return YOKE_E_NOMEM;
    }
    *ret_text = text;
    return 0;
}
