#include "suite/problem.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <yoke/error.h>

static void append_list(struct problem *problem, const char *format, va_list list)
{
    size_t used = strlen(problem->text);
    vsnprintf(problem->text + used, sizeof(problem->text) - used, format, list);
}

static void append_place(struct problem *problem, const struct place *place)
{
    if (place->line)
        problem_append(
            problem, "%s:%d:%d: ", place->source, place->line, place->column);
    else if (place->source)
        problem_append(problem, "%s: ", place->source);
}

int problem_set(struct problem *problem,
                const struct place *place,
                const char *format,
                ...)
{
    problem->text[0] = '\0';
    if (place)
        append_place(problem, place);
    va_list list;
    va_start(list, format);
    append_list(problem, format, list);
    va_end(list);
    return YOKE_E_INVALID;
}

void problem_append(struct problem *problem, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    append_list(problem, format, list);
    va_end(list);
}
