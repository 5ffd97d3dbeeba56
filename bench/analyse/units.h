/** Numbers as people read them: three digits and a natural unit. */
#ifndef BENCH_ANALYSE_UNITS_H
#define BENCH_ANALYSE_UNITS_H

#include <stddef.h>
#include <stdio.h>

/**
 * "412 MB/s", "1.26 M/s", "3.2 ms", "9.8 MB"; "–" when NAN.
 * @param unit  "bytes/s", "operations/s", …, "ns", "bytes".
 */
void units_print(double value, const char *unit, char *text, size_t size);

/** The power of ten (or of 1000, and its unit) that suits @p value: an axis. */
double units_scale(double value, const char *unit, char *scaled_unit, size_t size);

/** "1.06×", "7.6×", "0.27×", "120×"; "–" when NAN. */
void units_ratio(double ratio, char *text, size_t size);

/** As units_ratio(), but without the sign, for the ends of an interval. */
void units_ratio_bare(double ratio, char *text, size_t size);

/** 0.9875 as "98.75 %", 0.02 as "2 %". */
void units_percent(double ratio, char *text, size_t size);

/** "2 min 18 s" */
void units_span(double seconds, char *text, size_t size);

/** How many columns a UTF-8 text takes (one per code point). */
size_t units_width(const char *text);

/** Print @p text in @p width columns, left-aligned; right-aligned when negative. */
void units_pad(FILE *out, const char *text, int width);

#endif
