#include "record/run_record.h"

#include <math.h>
#include <string.h>

#include <yoke/error.h>

#include "analyse/csv_out.h"
#include "measure/unknown.h"

const struct run_column RUN_TABLE[] = {
#define RUN_ROW(type_, name_, size_, text_)                                            \
    {.column = {#name_, (text_)},                                                      \
     .type = COLUMN_##type_,                                                           \
     .offset = offsetof(struct run_record, name_),                                     \
     .size = (size_)},
    RUN_COLUMNS(RUN_ROW)
#undef RUN_ROW
};
const size_t RUN_TABLE_COUNT = sizeof(RUN_TABLE) / sizeof(RUN_TABLE[0]);

const char *run_status_name(enum run_status status)
{
    static const char *const names[] = {
#define RUN_STATUS_NAME(identifier, name) name,
        RUN_STATUSES(RUN_STATUS_NAME)
#undef RUN_STATUS_NAME
    };
    return names[status];
}

static char *text_of(const struct run_record *record, const struct run_column *column)
{
    return (char *)record + column->offset;
}

static int64_t *count_of(const struct run_record *record,
                         const struct run_column *column)
{
    return (int64_t *)((char *)record + column->offset);
}

static double *real_of(const struct run_record *record, const struct run_column *column)
{
    return (double *)((char *)record + column->offset);
}

void run_record_init(struct run_record *record)
{
    memset(record, 0, sizeof(*record));
    for (size_t i = 0; i < RUN_TABLE_COUNT; i++) {
        const struct run_column *column = &RUN_TABLE[i];
        if (column->type == COLUMN_COUNT)
            *count_of(record, column) = UNKNOWN;
        else if (column->type == COLUMN_REAL)
            *real_of(record, column) = UNKNOWN_REAL;
    }
    record->schema_version = SCHEMA_VERSION;
}

/* The length of the UTF-8 character at @p text by its first byte, if the bytes
 * after it continue it; 0 when they do not. */
static size_t utf8_length(const char *text)
{
    unsigned char lead = (unsigned char)text[0];
    size_t length = lead < 0x80   ? 1
                    : lead < 0xC2 ? 0
                    : lead < 0xE0 ? 2
                    : lead < 0xF0 ? 3
                    : lead < 0xF5 ? 4
                                  : 0;
    for (size_t i = 1; i < length; i++)
        if (((unsigned char)text[i] & 0xC0) != 0x80)
            return 0;
    return length;
}

void run_record_set_text(char *field, size_t size, const char *text)
{
    size_t used = 0;
    while (*text) {
        size_t length = utf8_length(text);
        size_t step = length ? length : 1;
        if (used + step >= size)
            break;
        if (!length)
            field[used] = '?';
        else if (length == 1 && ((unsigned char)*text < 0x20 || *text == 0x7F))
            field[used] = ' ';
        else
            memcpy(field + used, text, length);
        used += step;
        text += step;
    }
    field[used] = '\0';
}

void run_record_write_header(FILE *stream)
{
    struct csv_out csv = {.stream = stream};
    for (size_t i = 0; i < RUN_TABLE_COUNT; i++)
        csv_out_text(&csv, RUN_TABLE[i].column.name);
    csv_out_end_row(&csv);
}

static void write_count(struct csv_out *csv, int64_t count)
{
    if (is_known(count))
        csv_out_count(csv, count);
    else
        csv_out_text(csv, "");
}

void run_record_write(const struct run_record *record, FILE *stream)
{
    struct csv_out csv = {.stream = stream};
    for (size_t i = 0; i < RUN_TABLE_COUNT; i++) {
        const struct run_column *column = &RUN_TABLE[i];
        switch (column->type) {
        case COLUMN_TEXT:
            csv_out_text(&csv, text_of(record, column));
            break;
        case COLUMN_COUNT:
            write_count(&csv, *count_of(record, column));
            break;
        case COLUMN_REAL:
            csv_out_number(&csv, *real_of(record, column));
            break;
        }
    }
    csv_out_end_row(&csv);
}

/* NULL when the field is empty; *ret_failed tells that from no memory. */
static json_t *field_to_json(const struct run_record *record,
                             const struct run_column *column)
{
    switch (column->type) {
    case COLUMN_TEXT:
        return *text_of(record, column) ? json_string(text_of(record, column)) : NULL;
    case COLUMN_COUNT:
        return is_known(*count_of(record, column))
                   ? json_integer(*count_of(record, column))
                   : NULL;
    case COLUMN_REAL:
        return json_real(*real_of(record, column)); /* NULL for NAN */
    }
    return NULL;
}

json_t *run_record_to_json(const struct run_record *record)
{
    json_t *object = json_object();
    for (size_t i = 0; object && i < RUN_TABLE_COUNT; i++) {
        json_t *value = field_to_json(record, &RUN_TABLE[i]);
        if (value && json_object_set_new(object, RUN_TABLE[i].column.name, value)) {
            json_decref(object);
            return NULL;
        }
    }
    return object;
}

static int field_from_json(struct run_record *record,
                           const struct run_column *column,
                           const json_t *value)
{
    switch (column->type) {
    case COLUMN_TEXT:
        if (!json_is_string(value))
            return YOKE_E_INVALID;
        run_record_set_text(
            text_of(record, column), column->size, json_string_value(value));
        return 0;
    case COLUMN_COUNT:
        if (!json_is_integer(value))
            return YOKE_E_INVALID;
        *count_of(record, column) = json_integer_value(value);
        return 0;
    case COLUMN_REAL:
        if (!json_is_number(value))
            return YOKE_E_INVALID;
        *real_of(record, column) = json_number_value(value);
        return 0;
    }
    return YOKE_E_INVALID;
}

static const struct run_column *find_column(const char *name)
{
    for (size_t i = 0; i < RUN_TABLE_COUNT; i++)
        if (strcmp(RUN_TABLE[i].column.name, name) == 0)
            return &RUN_TABLE[i];
    return NULL;
}

int run_record_from_json(struct run_record *record,
                         const json_t *object,
                         const char **ret_key)
{
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)object, key, value)
    {
        const struct run_column *column = find_column(key);
        if (!column || field_from_json(record, column, value)) {
            *ret_key = key;
            return YOKE_E_INVALID;
        }
    }
    return 0;
}
