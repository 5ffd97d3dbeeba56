/**
 * Writing CSV (RFC 4180, LF): text is quoted only where it must be, NAN and
 * infinities become empty.
 */
#ifndef BENCH_ANALYSE_CSV_OUT_H
#define BENCH_ANALYSE_CSV_OUT_H

#include <stdbool.h>
#include <stdio.h>

struct csv_out {
    FILE *stream;
    bool has_cells; /* in the row at hand */
};

void csv_out_text(struct csv_out *out, const char *text);
void csv_out_number(struct csv_out *out, double number);
void csv_out_count(struct csv_out *out, long long count);
void csv_out_end_row(struct csv_out *out);

/** A header: NULL-terminated names. */
void csv_out_header(struct csv_out *out, const char *const *names);

#endif
