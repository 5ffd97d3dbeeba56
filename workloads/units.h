/**
 * Numbers with units as people write them: "64KiB", "5ms", "1e6". Each type of
 * parameter has its units; INTEGER and REAL have none.
 */
#ifndef WORKLOADS_UNITS_H
#define WORKLOADS_UNITS_H

#include <yoke/workload.h>

enum { UNITS_TEXT_MAX = 64 };

enum units_error {
    UNITS_OK = 0,
    UNITS_NO_NUMBER,
    UNITS_TOO_LARGE,    /* for any int64 or double */
    UNITS_UNKNOWN_UNIT, /* a number, but what follows is no unit of this type */
    UNITS_NEEDS_UNIT,   /* a duration other than 0 without a unit */
    UNITS_NOT_WHOLE     /* a part of a byte, nanosecond or whole number */
};

/** Read an INTEGER, SIZE (bytes) or DURATION (ns). */
enum units_error
units_parse_integer(yoke_param_type type, const char *text, int64_t *ret_value);
enum units_error units_parse_real(const char *text, double *ret_value);

/** Write it in the one form that equal values share: the largest unit that fits
 * without a rest. Reading it again gives the same value. */
void units_format_integer(yoke_param_type type,
                          int64_t value,
                          char text[static UNITS_TEXT_MAX]);
void units_format_real(double value, char text[static UNITS_TEXT_MAX]);

/** The units of a type, for messages: "B, KiB, …"; "" when it has none. */
const char *units_allowed(yoke_param_type type);

#endif
