/** One row of runs.csv: as a struct, as CSV, and as JSON between processes. */
#ifndef BENCH_RUN_RECORD_H
#define BENCH_RUN_RECORD_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <jansson.h>

#include "record/run_columns.h"

#define RUN_FIELD_TEXT(name, size) char name[size];
#define RUN_FIELD_COUNT(name, size) int64_t name;
#define RUN_FIELD_REAL(name, size) double name;
#define RUN_FIELD(type, name, size, text) RUN_FIELD_##type(name, size)
struct run_record {
    RUN_COLUMNS(RUN_FIELD)
};
#undef RUN_FIELD

enum column_type { COLUMN_TEXT, COLUMN_COUNT, COLUMN_REAL };

/** A column of any table. */
struct column {
    const char *name;
    const char *text; /* what it holds */
};

/** A column of runs.csv, and where its value is. */
struct run_column {
    struct column column;
    enum column_type type;
    size_t offset, size;
};

extern const struct run_column RUN_TABLE[];
extern const size_t RUN_TABLE_COUNT;

/** What status means; written to runs.csv by name. */
#define RUN_STATUSES(X)                                                                \
    X(VALID, "valid")     /* measured and verified */                                  \
    X(FAILED, "failed")   /* something refused: a set-up, the executor, a task */      \
    X(WRONG, "wrong")     /* the results are not what they must be */                  \
    X(TIMEOUT, "timeout") /* took longer than run_timeout_ns; was killed */            \
    X(CRASHED, "crashed") /* the runner ended without a record */

enum run_status {
#define RUN_STATUS_ENUM(identifier, name) RUN_##identifier,
    RUN_STATUSES(RUN_STATUS_ENUM)
#undef RUN_STATUS_ENUM
};

const char *run_status_name(enum run_status status);

/** Every field empty. */
void run_record_init(struct run_record *record);

/**
 * Set a text field. What does not fit is cut at a whole UTF-8 character; bytes
 * that are no UTF-8 become '?' (JSON takes none), and control characters blanks
 * (one row stays one line, so that a torn write can be told).
 */
#define RUN_RECORD_SET(record, field, text)                                            \
    run_record_set_text((record)->field, sizeof((record)->field), (text))
void run_record_set_text(char *field, size_t size, const char *text);

/** Write the header of runs.csv. */
void run_record_write_header(FILE *stream);
/** Write one row. */
void run_record_write(const struct run_record *record, FILE *stream);

/** The fields that are not empty, as an object; NULL without memory. */
json_t *run_record_to_json(const struct run_record *record);

/**
 * Take over the fields of @p object; the others stay.
 * @return 0; YOKE_E_INVALID when a key is no column or a value has the wrong
 *         type, *ret_key naming it.
 */
int run_record_from_json(struct run_record *record,
                         const json_t *object,
                         const char **ret_key);

#endif
