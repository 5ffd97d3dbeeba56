/*
 * Values are read as long double, whose 64 bits of mantissa hold every int64
 * exactly, so that "1.5KiB" and "2.5us" are whole and nothing is rounded in
 * silence. The table's order is the order of preference when writing.
 */
#include "units.h"

#include <float.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct unit {
    const char *name;
    int64_t scale;
    bool is_canonical; /* used for writing; the others are only read */
};

static const struct unit size_units[] = {
    {"TiB", INT64_C(1) << 40, true},
    {"GiB", INT64_C(1) << 30, true},
    {"MiB", INT64_C(1) << 20, true},
    {"KiB", INT64_C(1) << 10, true},
    {"B", 1, true},
    {"TB", INT64_C(1000000000000), false},
    {"GB", 1000000000, false},
    {"MB", 1000000, false},
    {"KB", 1000, false},
    {NULL, 0, false},
};

static const struct unit duration_units[] = {
    {"s", 1000000000, true},
    {"ms", 1000000, true},
    {"us", 1000, true},
    {"ns", 1, true},
    {"\xc2\xb5s", 1000, false}, /* micro sign */
    {"\xce\xbcs", 1000, false}, /* Greek mu */
    {"min", INT64_C(60000000000), false},
    {NULL, 0, false},
};

static const struct unit no_units[] = {{NULL, 0, false}};

static const struct unit *units_of(yoke_param_type type)
{
    switch (type) {
    case YOKE_PARAM_SIZE:
        return size_units;
    case YOKE_PARAM_DURATION:
        return duration_units;
    default:
        return no_units;
    }
}

const char *units_allowed(yoke_param_type type)
{
    switch (type) {
    case YOKE_PARAM_SIZE:
        return "B, KiB, MiB, GiB, TiB, KB, MB, GB, TB";
    case YOKE_PARAM_DURATION:
        return "ns, us, ms, s, min";
    default:
        return "";
    }
}

/* strtold() also takes "inf", "nan" and hexadecimal, which no suite means. */
static bool
parse_number(const char *text, long double *ret_number, const char **ret_rest)
{
    size_t digits = strspn(text, "+-.0123456789");
    if (digits == 0 || strncasecmp(text, "0x", 2) == 0) {
        return false;
    }
    char *end = NULL;
    *ret_number = strtold(text, &end);
    *ret_rest = end;
    return end > text;
}

static const struct unit *find_unit(yoke_param_type type, const char *name)
{
    for (const struct unit *unit = units_of(type); unit->name; unit++) {
        if (strcasecmp(unit->name, name) == 0) {
            return unit;
        }
    }
    return NULL;
}

static enum units_error
scale_of(yoke_param_type type, const char *rest, bool is_zero, int64_t *ret_scale)
{
    *ret_scale = 1;
    rest += strspn(rest, " ");
    if (*rest == '\0') {
        bool needs_unit = type == YOKE_PARAM_DURATION && !is_zero;
        return needs_unit ? UNITS_NEEDS_UNIT : UNITS_OK;
    }
    const struct unit *unit = find_unit(type, rest);
    if (!unit) {
        return UNITS_UNKNOWN_UNIT;
    }
    *ret_scale = unit->scale;
    return UNITS_OK;
}

enum units_error
units_parse_integer(yoke_param_type type, const char *text, int64_t *ret_value)
{
    long double number = 0;
    const char *rest = NULL;
    int64_t scale = 1;
    if (!parse_number(text, &number, &rest)) {
        return UNITS_NO_NUMBER;
    }
    enum units_error error = scale_of(type, rest, number == 0, &scale);
    if (error != UNITS_OK) {
        return error;
    }
    number *= (long double)scale;
    if (number > (long double)INT64_MAX || number < (long double)INT64_MIN) {
        return UNITS_TOO_LARGE;
    }
    if ((long double)(int64_t)number != number) {
        return UNITS_NOT_WHOLE;
    }
    *ret_value = (int64_t)number;
    return UNITS_OK;
}

enum units_error units_parse_real(const char *text, double *ret_value)
{
    long double number = 0;
    const char *rest = NULL;
    if (!parse_number(text, &number, &rest)) {
        return UNITS_NO_NUMBER;
    }
    if (*rest != '\0') {
        return UNITS_UNKNOWN_UNIT;
    }
    if (number > (long double)DBL_MAX || number < -(long double)DBL_MAX) {
        return UNITS_TOO_LARGE;
    }
    *ret_value = (double)number;
    return UNITS_OK;
}

void units_format_integer(yoke_param_type type,
                          int64_t value,
                          char text[static UNITS_TEXT_MAX])
{
    const struct unit *chosen = NULL;
    for (const struct unit *unit = units_of(type); unit->name; unit++) {
        if (unit->is_canonical && value % unit->scale == 0 &&
            (value != 0 || unit->scale == 1)) {
            chosen = unit;
            break;
        }
    }
    snprintf(text,
             UNITS_TEXT_MAX,
             "%" PRId64 "%s",
             chosen ? value / chosen->scale : value,
             chosen ? chosen->name : "");
}

/* The fewest digits that still give the same value back. */
void units_format_real(double value, char text[static UNITS_TEXT_MAX])
{
    for (int digits = 1; digits <= 17; digits++) {
        snprintf(text, UNITS_TEXT_MAX, "%.*g", digits, value);
        double back = strtod(text, NULL);
        if (!(back < value) && !(back > value)) {
            return;
        }
    }
}
