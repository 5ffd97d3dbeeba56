/*
 * libcsv pushes fields and row ends at us. The file is fed to it line by line,
 * so that we always know the line without counting inside its buffers; a
 * quoted field with a line break in it just spans two feeds. The fields of the
 * row at hand lie one after the other in one buffer, each with its final NUL.
 */
#include "analyse/rows.h"

#include <csv.h>
#include <errno.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct row_reader {
    struct row_place place;
    const struct field *fields;
    size_t field_count;
    size_t *column_of_field; /* known once the header was read */
    void *record;
    row_fn *on_row;
    void *context;
    struct fault *fault;
    bool has_header;
    size_t column_count;
    char *text; /* the cells of this row */
    size_t text_size, text_capacity;
    size_t *starts; /* where in text each cell begins */
    size_t cell_count, cell_capacity;
    long feed_line; /* the physical line that is being fed */
    bool failed;
};

static int fail_memory(struct row_reader *reader)
{
    reader->failed = true;
    return fault_set(reader->fault, "%s: out of memory", reader->place.path);
}

static int reserve_text(struct row_reader *reader, size_t size)
{
    if (reader->text_size + size <= reader->text_capacity)
        return 0;
    size_t capacity = 2 * (reader->text_size + size) + 256;
    char *text = realloc(reader->text, capacity);
    if (!text)
        return fail_memory(reader);
    reader->text = text;
    reader->text_capacity = capacity;
    return 0;
}

static int reserve_cell(struct row_reader *reader)
{
    if (reader->cell_count < reader->cell_capacity)
        return 0;
    size_t capacity = 2 * reader->cell_capacity + 32;
    size_t *starts = realloc(reader->starts, capacity * sizeof(*starts));
    if (!starts)
        return fail_memory(reader);
    reader->starts = starts;
    reader->cell_capacity = capacity;
    return 0;
}

static void on_cell(void *data, size_t size, void *context)
{
    struct row_reader *reader = context;
    if (reader->failed)
        return;
    if (reserve_cell(reader) || reserve_text(reader, size + 1))
        return;
    if (reader->cell_count == 0)
        reader->place.line = reader->feed_line;
    if (memchr(data, '\0', size)) {
        reader->failed = true;
        fault_set(reader->fault,
                  "%s:%ld: column %zu holds a NUL byte; the file is not CSV text",
                  reader->place.path,
                  reader->place.line,
                  reader->cell_count + 1);
        return;
    }
    reader->starts[reader->cell_count++] = reader->text_size;
    memcpy(reader->text + reader->text_size, data, size);
    reader->text[reader->text_size + size] = '\0';
    reader->text_size += size + 1;
}

static const char *cell_text(const struct row_reader *reader, size_t column)
{
    return reader->text + reader->starts[column];
}

static int find_column(struct row_reader *reader, const char *name, size_t *ret_column)
{
    size_t found = SIZE_MAX;
    for (size_t i = 0; i < reader->cell_count; i++) {
        if (strcmp(cell_text(reader, i), name) != 0)
            continue;
        if (found != SIZE_MAX)
            return fault_set(reader->fault,
                             "%s:%ld: two columns are named '%s'",
                             reader->place.path,
                             reader->place.line,
                             name);
        found = i;
    }
    if (found == SIZE_MAX)
        return fault_set(reader->fault,
                         "%s:%ld: no column '%s' among the %zu of the header",
                         reader->place.path,
                         reader->place.line,
                         name,
                         reader->cell_count);
    *ret_column = found;
    return 0;
}

static int take_header(struct row_reader *reader)
{
    reader->has_header = true;
    reader->column_count = reader->cell_count;
    for (size_t i = 0; i < reader->field_count; i++)
        if (find_column(reader, reader->fields[i].name, &reader->column_of_field[i]))
            return -1;
    return 0;
}

static int bad_cell(struct row_reader *reader,
                    const struct field *field,
                    const char *text,
                    const char *allowed)
{
    return fault_set(reader->fault,
                     "%s:%ld: column '%s' is '%.60s'; %s",
                     reader->place.path,
                     reader->place.line,
                     field->name,
                     text,
                     allowed);
}

static int take_number(struct row_reader *reader,
                       const struct field *field,
                       const char *text,
                       double *ret_number)
{
    char *end;
    double number = *text ? strtod(text, &end) : NAN;
    if (*text && (end == text || *end || !isfinite(number)))
        return bad_cell(reader, field, text, "a finite number is needed");
    *ret_number = number;
    return 0;
}

static int take_count(struct row_reader *reader,
                      const struct field *field,
                      const char *text,
                      int64_t *ret_count)
{
    char *end;
    errno = 0;
    long long count = *text ? strtoll(text, &end, 10) : -1;
    if (*text && (end == text || *end || errno || count < 0))
        return bad_cell(reader, field, text, "a whole number from 0 is needed");
    *ret_count = count;
    return 0;
}

static int
take_cell(struct row_reader *reader, const struct field *field, size_t column)
{
    const char *text = cell_text(reader, column);
    char *target = (char *)reader->record + field->offset;
    if (!*text && !field->may_be_empty)
        return bad_cell(reader, field, text, "a value is needed");
    switch (field->type) {
    case FIELD_NUMBER:
        return take_number(reader, field, text, (double *)(void *)target);
    case FIELD_COUNT:
        return take_count(reader, field, text, (int64_t *)(void *)target);
    case FIELD_TEXT:
        break;
    }
    memcpy(target, &text, sizeof(text));
    return 0;
}

static int take_row(struct row_reader *reader)
{
    if (!reader->has_header)
        return take_header(reader);
    if (reader->cell_count != reader->column_count)
        return fault_set(reader->fault,
                         "%s:%ld: %zu columns, but the header has %zu",
                         reader->place.path,
                         reader->place.line,
                         reader->cell_count,
                         reader->column_count);
    for (size_t i = 0; i < reader->field_count; i++)
        if (take_cell(reader, &reader->fields[i], reader->column_of_field[i]))
            return -1;
    return reader->on_row(reader->context, &reader->place, reader->fault);
}

static void on_row_end(int terminator, void *context)
{
    (void)terminator;
    struct row_reader *reader = context;
    if (!reader->failed && take_row(reader))
        reader->failed = true;
    reader->cell_count = 0;
    reader->text_size = 0;
}

static int feed_line(struct row_reader *reader,
                     struct csv_parser *parser,
                     const char *line,
                     size_t size)
{
    reader->feed_line++;
    size_t taken = csv_parse(parser, line, size, on_cell, on_row_end, reader);
    if (reader->failed)
        return -1;
    if (taken == size)
        return 0;
    return fault_set(reader->fault,
                     "%s:%ld: not CSV (RFC 4180): %s",
                     reader->place.path,
                     reader->feed_line,
                     csv_strerror(csv_error(parser)));
}

static int feed_file(struct row_reader *reader, struct csv_parser *parser, FILE *file)
{
    char *line = NULL;
    size_t capacity = 0;
    ssize_t size;
    int err = 0;
    errno = 0;
    while (!err && (size = getline(&line, &capacity, file)) >= 0)
        err = feed_line(reader, parser, line, (size_t)size);
    if (!err && ferror(file))
        err = fault_set(reader->fault,
                        "%s: cannot be read: %s",
                        reader->place.path,
                        strerror(errno));
    free(line);
    return err;
}

static int finish(struct row_reader *reader, struct csv_parser *parser)
{
    if (csv_fini(parser, on_cell, on_row_end, reader))
        return fault_set(reader->fault,
                         "%s:%ld: the file ends inside a quoted field",
                         reader->place.path,
                         reader->feed_line);
    if (reader->failed)
        return -1;
    if (!reader->has_header)
        return fault_set(reader->fault, "%s: is empty", reader->place.path);
    return 0;
}

int rows_read(const char *path,
              const struct field *fields,
              size_t field_count,
              void *record,
              row_fn *on_row,
              void *context,
              struct fault *fault)
{
    struct row_reader reader = {.place = {.path = path, .line = 1},
                                .fields = fields,
                                .field_count = field_count,
                                .record = record,
                                .on_row = on_row,
                                .context = context,
                                .fault = fault};
    struct csv_parser parser;
    FILE *file = fopen(path, "re");
    if (!file)
        return fault_set(fault, "%s: cannot be opened: %s", path, strerror(errno));
    int err = -1;
    reader.column_of_field = calloc(field_count + 1, sizeof(*reader.column_of_field));
    if (!reader.column_of_field ||
        csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI) != 0) {
        fail_memory(&reader);
    } else {
        err = feed_file(&reader, &parser, file);
        if (!err)
            err = finish(&reader, &parser);
        csv_free(&parser);
    }
    fclose(file);
    free(reader.column_of_field);
    free(reader.starts);
    free(reader.text);
    return err;
}
