#include "record/recovery.h"

#include <csv.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "record/run_record.h"

static int read_whole(int fd, const char *path, char **ret_text, struct fault *fault)
{
    struct stat info;
    if (fstat(fd, &info))
        return fault_set(fault, "%s: %s", path, strerror(errno));
    size_t size = (size_t)info.st_size;
    size_t used = 0;
    char *text = malloc(size + 1);
    if (!text)
        return fault_set(fault, "%s: out of memory", path);
    while (used < size) {
        ssize_t count = pread(fd, text + used, size - used, (off_t)used);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0) {
            free(text);
            return fault_set(fault, "%s: %s", path, strerror(errno));
        }
        if (count == 0)
            break;
        used += (size_t)count;
    }
    text[used] = '\0';
    *ret_text = text;
    return 0;
}

/* Where the rows start; 0 when the header itself is torn. */
static int pass_header(const char *text,
                       const char *header,
                       const char *path,
                       size_t *ret_start,
                       struct fault *fault)
{
    size_t length = strlen(header);
    if (strncmp(text, header, length) == 0)
        *ret_start = length;
    else if (!strchr(text, '\n') && strncmp(text, header, strlen(text)) == 0)
        *ret_start = 0;
    else
        return fault_set(fault,
                         "%s:1: the columns are not those that this yoke writes; "
                         "another version wrote it",
                         path);
    return 0;
}

int recover_lines(int fd,
                  const char *path,
                  const char *header,
                  keep_line_fn *keep,
                  void *context,
                  off_t *ret_kept_bytes,
                  struct fault *fault)
{
    char *text;
    size_t kept = 0;
    if (read_whole(fd, path, &text, fault))
        return -1;
    int err = pass_header(text, header, path, &kept, fault);
    for (const char *end; !err && kept && (end = strchr(text + kept, '\n'));) {
        const char *line = text + kept;
        size_t size = (size_t)(end + 1 - line);
        if (!keep(context, line, size))
            break;
        kept += size;
    }
    free(text);
    *ret_kept_bytes = (off_t)kept;
    return err;
}

/* One row of runs.csv, as libcsv hands it out. */
struct row {
    size_t field_count, row_count;
    struct run_record record; /* only the fields that recovered_run has */
};

static void on_field(void *data, size_t size, void *context)
{
    struct row *row = context;
    size_t index = row->field_count++;
    if (index >= RUN_TABLE_COUNT || RUN_TABLE[index].type != COLUMN_TEXT)
        return;
    const struct run_column *column = &RUN_TABLE[index];
    size_t length = size < column->size ? size : column->size - 1;
    char *field = (char *)&row->record + column->offset;
    memcpy(field, data ? data : "", length);
    field[length] = '\0';
}

static void on_row_end(int terminator, void *context)
{
    struct row *row = context;
    (void)terminator;
    row->row_count++;
}

/* @return whether the line is one whole row. */
static bool
parse_row(struct csv_parser *parser, const char *line, size_t size, struct row *row)
{
    row->field_count = 0;
    row->row_count = 0;
    return csv_parse(parser, line, size, on_field, on_row_end, row) == size &&
           row->row_count == 1 && row->field_count == RUN_TABLE_COUNT &&
           *row->record.run_id;
}

struct run_rows {
    const char *path;
    const char *header;
    const char *text;
    recovered_run_fn *on_run;
    void *context;
};

static int read_rows(const struct run_rows *rows,
                     struct csv_parser *parser,
                     size_t *kept,
                     struct fault *fault)
{
    struct row row;
    long line_number = 2;
    memset(&row, 0, sizeof(row));
    for (const char *end; (end = strchr(rows->text + *kept, '\n')); line_number++) {
        const char *line = rows->text + *kept;
        size_t size = (size_t)(end + 1 - line);
        struct recovered_run run = {
            row.record.run_id, row.record.status, row.record.gates};
        if (!parse_row(parser, line, size, &row))
            return end[1] ? fault_set(fault,
                                      "%s:%ld: not a row of %zu fields; the file was "
                                      "changed by something else",
                                      rows->path,
                                      line_number,
                                      RUN_TABLE_COUNT)
                          : 0;
        if (rows->on_run(rows->context, &run))
            return fault_set(fault, "%s: out of memory", rows->path);
        *kept += size;
    }
    return 0;
}

int recover_runs(int fd,
                 const char *path,
                 const char *header,
                 recovered_run_fn *on_run,
                 void *context,
                 off_t *ret_kept_bytes,
                 struct fault *fault)
{
    char *text;
    size_t kept = 0;
    struct csv_parser parser;
    if (read_whole(fd, path, &text, fault))
        return -1;
    struct run_rows rows = {path, header, text, on_run, context};
    int err = pass_header(text, header, path, &kept, fault);
    if (!err && kept && csv_init(&parser, CSV_STRICT))
        err = fault_set(fault, "%s: out of memory", path);
    if (!err && kept) {
        err = read_rows(&rows, &parser, &kept, fault);
        csv_free(&parser);
    }
    free(text);
    *ret_kept_bytes = (off_t)kept;
    return err;
}
