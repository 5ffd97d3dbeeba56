/**
 * Reading a CSV file by column name, row by row (libcsv). A column may stand
 * anywhere, and columns that nobody asks for are skipped, so that files with
 * more columns stay readable. Every complaint names file, line and column.
 */
#ifndef BENCH_ANALYSE_ROWS_H
#define BENCH_ANALYSE_ROWS_H

#include <stdbool.h>
#include <stddef.h>

#include "analyse/fault.h"

enum field_type {
    FIELD_TEXT,   /* const char *, borrowed until the next row */
    FIELD_NUMBER, /* double; NAN when empty */
    FIELD_COUNT   /* int64_t, 0 or more; -1 when empty */
};

/** Where one column of a row goes in the caller's record. */
struct field {
    const char *name;
    enum field_type type;
    size_t offset;
    bool may_be_empty;
};

/** The row just read, for messages. */
struct row_place {
    const char *path;
    long line;
};

/** Called after the record has been filled. @return 0, or -1 with @p fault set. */
typedef int row_fn(void *context, const struct row_place *place, struct fault *fault);

/**
 * Read all rows of @p path: fill @p record, call @p on_row, and so on.
 * @return 0; -1 with @p fault set (also when on_row returned -1).
 */
int rows_read(const char *path,
              const struct field *fields,
              size_t field_count,
              void *record,
              row_fn *on_row,
              void *context,
              struct fault *fault);

#endif
