#include "record/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "analyse/csv_out.h"
#include "record/recovery.h"

const struct column HISTOGRAM_COLUMNS[] = {
    {"run_id", "joins runs.csv"},
    {"worker", "index of the worker; empty: all workers merged"},
    {"stage", "queue, service, notice or total"},
    {"lo_ns", "lower bound of the bucket, inclusive"},
    {"hi_ns", "upper bound, exclusive; empty: the overflow"},
    {"count", "tasks in the bucket; buckets without tasks have no row"},
    {NULL, NULL},
};

const struct column ERROR_COLUMNS[] = {
    {"run_id", "joins runs.csv"},
    {"status", "as in runs.csv"},
    {"step", "setup, startup, warm-up, measure, verify or runner"},
    {"message", "why the run is not valid"},
    {NULL, NULL},
};

/* The plan says beforehand which cells need more CPUs than there are. */
#define EXPECTED_GATE "OVERCOMMITTED"

static const char *const FILE_NAMES[JOURNAL_FILES] = {
    [JOURNAL_HISTOGRAM] = "histogram.csv",
    [JOURNAL_ERRORS] = "errors.csv",
    [JOURNAL_RUNS] = "runs.csv",
};

static void write_columns(struct csv_out *csv, const struct column *columns)
{
    for (; columns->name; columns++)
        csv_out_text(csv, columns->name);
    csv_out_end_row(csv);
}

static void write_header(enum journal_file file, FILE *stream)
{
    struct csv_out csv = {.stream = stream};
    if (file == JOURNAL_RUNS)
        run_record_write_header(stream);
    else
        write_columns(&csv,
                      file == JOURNAL_HISTOGRAM ? HISTOGRAM_COLUMNS : ERROR_COLUMNS);
}

/* Bytes that will be appended in one go. */
struct rows {
    char *text;
    size_t size;
    FILE *stream;
};

static int rows_open(struct rows *rows, struct fault *fault)
{
    *rows = (struct rows){NULL, 0, NULL};
    rows->stream = open_memstream(&rows->text, &rows->size);
    return rows->stream ? 0 : fault_set(fault, "out of memory");
}

/* Append at the committed end; nothing counts until the size says so. */
static int append(const struct journal *journal,
                  enum journal_file file,
                  struct rows *rows,
                  struct fault *fault)
{
    if (fclose(rows->stream)) {
        free(rows->text);
        return fault_set(fault, "out of memory");
    }
    size_t done = 0;
    int failed = 0;
    while (!failed && done < rows->size) {
        ssize_t count = pwrite(journal->fd[file],
                               rows->text + done,
                               rows->size - done,
                               journal->size_bytes[file] + (off_t)done);
        if (count < 0 && errno != EINTR)
            failed = errno;
        else if (count > 0)
            done += (size_t)count;
    }
    if (!failed && rows->size && fdatasync(journal->fd[file]))
        failed = errno;
    free(rows->text);
    if (failed)
        return fault_set(fault, "%s: %s", journal->path[file], strerror(failed));
    return 0;
}

/* Takes back what a failed commit has written; a shorter file needs no room. */
static void roll_back(const struct journal *journal)
{
    for (int file = 0; file < JOURNAL_FILES; file++)
        if (ftruncate(journal->fd[file], journal->size_bytes[file]))
            return; /* the next journal_open() cuts it off */
}

static int open_file(struct journal *journal,
                     enum journal_file file,
                     const char *dir,
                     struct fault *fault)
{
    snprintf(journal->path[file],
             sizeof(journal->path[file]),
             "%s/%s",
             dir,
             FILE_NAMES[file]);
    journal->fd[file] = open(journal->path[file], O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (journal->fd[file] < 0)
        return fault_set(fault, "%s: %s", journal->path[file], strerror(errno));
    return 0;
}

static bool keep_committed(void *context, const char *line, size_t size)
{
    const struct journal *journal = context;
    char run_id[sizeof(((struct run_record *)NULL)->run_id)];
    size_t length = strcspn(line, ",\n");
    if (length >= sizeof(run_id) || length >= size)
        return false;
    memcpy(run_id, line, length);
    run_id[length] = '\0';
    return journal_has(journal, run_id);
}

static int count_run(void *context, const struct recovered_run *run)
{
    struct journal *journal = context;
    if (!texts_keep(&journal->run_ids, run->run_id))
        return -1;
    journal->row_count++;
    if (strcmp(run->status, run_status_name(RUN_VALID)) != 0)
        journal->failed_count++;
    else if (*run->gates && strcmp(run->gates, EXPECTED_GATE) != 0)
        journal->flagged_count++;
    return 0;
}

/* Bring one file to its committed length, with its header. */
static int
recover_file(struct journal *journal, enum journal_file file, struct fault *fault)
{
    struct rows header;
    if (rows_open(&header, fault))
        return -1;
    write_header(file, header.stream);
    if (fflush(header.stream)) {
        fclose(header.stream);
        free(header.text);
        return fault_set(fault, "out of memory");
    }
    off_t kept_bytes = 0;
    int err = file == JOURNAL_RUNS ? recover_runs(journal->fd[file],
                                                  journal->path[file],
                                                  header.text,
                                                  count_run,
                                                  journal,
                                                  &kept_bytes,
                                                  fault)
                                   : recover_lines(journal->fd[file],
                                                   journal->path[file],
                                                   header.text,
                                                   keep_committed,
                                                   journal,
                                                   &kept_bytes,
                                                   fault);
    journal->size_bytes[file] = kept_bytes;
    if (!err && ftruncate(journal->fd[file], kept_bytes))
        err = fault_set(fault, "%s: %s", journal->path[file], strerror(errno));
    if (err || kept_bytes) {
        fclose(header.stream);
        free(header.text);
        return err;
    }
    err = append(journal, file, &header, fault);
    if (!err)
        journal->size_bytes[file] = (off_t)header.size;
    return err;
}

int journal_open(struct journal *journal, const char *dir, struct fault *fault)
{
    memset(journal, 0, sizeof(*journal));
    for (int file = 0; file < JOURNAL_FILES; file++)
        journal->fd[file] = -1;
    int err = 0;
    for (enum journal_file file = 0; !err && file < JOURNAL_FILES; file++)
        err = open_file(journal, file, dir, fault);
    /* runs.csv first: it says which runs the other files may hold. */
    for (enum journal_file file = JOURNAL_FILES; !err && file-- > 0;)
        err = recover_file(journal, file, fault);
    if (err)
        journal_close(journal);
    return err;
}

void journal_close(struct journal *journal)
{
    for (int file = 0; file < JOURNAL_FILES; file++) {
        if (journal->fd[file] >= 0)
            close(journal->fd[file]);
        journal->fd[file] = -1;
    }
    texts_fini(&journal->run_ids);
}

bool journal_has(const struct journal *journal, const char *run_id)
{
    return texts_find(&journal->run_ids, run_id) != NULL;
}

static void write_bucket(struct csv_out *csv,
                         const char *run_id,
                         enum stage stage,
                         const struct histogram_bucket *bucket)
{
    csv_out_text(csv, run_id);
    csv_out_text(csv, "");
    csv_out_text(csv, stage_name(stage));
    csv_out_count(csv, bucket->lo_ns);
    if (bucket->hi_ns > bucket->lo_ns)
        csv_out_count(csv, bucket->hi_ns);
    else
        csv_out_text(csv, "");
    csv_out_count(csv, (long long)bucket->count);
    csv_out_end_row(csv);
}

/* Nothing for a run that measured nothing. */
static void write_stages(const char *run_id, const struct stages *stages, FILE *stream)
{
    struct csv_out csv = {.stream = stream};
    for (enum stage stage = 0; stage < STAGE_COUNT; stage++) {
        const struct histogram *histogram = &stages->of[stage];
        struct histogram_bucket bucket;
        if (!histogram->total_count)
            continue;
        for (size_t cursor = 0; histogram_next(histogram, &cursor, &bucket);)
            write_bucket(&csv, run_id, stage, &bucket);
        struct histogram_bucket overflow = {
            .lo_ns = HISTOGRAM_HIGHEST_NS + 1,
            .count = histogram->overflow_count,
        };
        write_bucket(&csv, run_id, stage, &overflow);
    }
}

static void write_error(const struct run_record *record,
                        const struct run_error *error,
                        FILE *stream)
{
    struct csv_out csv = {.stream = stream};
    csv_out_text(&csv, record->run_id);
    csv_out_text(&csv, record->status);
    csv_out_text(&csv, error->step);
    csv_out_text(&csv, error->message);
    csv_out_end_row(&csv);
}

static int append_part(const struct journal *journal,
                       enum journal_file file,
                       const struct run_record *record,
                       const struct stages *stages,
                       const struct run_error *error,
                       off_t *ret_end_bytes,
                       struct fault *fault)
{
    struct rows rows;
    if (rows_open(&rows, fault))
        return -1;
    if (file == JOURNAL_RUNS)
        run_record_write(record, rows.stream);
    else if (file == JOURNAL_HISTOGRAM)
        write_stages(record->run_id, stages, rows.stream);
    else if (error)
        write_error(record, error, rows.stream);
    int err = append(journal, file, &rows, fault);
    *ret_end_bytes = journal->size_bytes[file] + (off_t)rows.size;
    return err;
}

int journal_commit(struct journal *journal,
                   const struct run_record *record,
                   const struct stages *stages,
                   const struct run_error *error,
                   struct fault *fault)
{
    off_t end_bytes[JOURNAL_FILES];
    int err = 0;
    for (enum journal_file file = 0; !err && file < JOURNAL_FILES; file++)
        err =
            append_part(journal, file, record, stages, error, &end_bytes[file], fault);
    struct recovered_run run = {record->run_id, record->status, record->gates};
    if (!err && count_run(journal, &run))
        err = fault_set(fault, "out of memory");
    if (err) {
        roll_back(journal);
        return -1;
    }
    memcpy(journal->size_bytes, end_bytes, sizeof(end_bytes));
    return 0;
}
