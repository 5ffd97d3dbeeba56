#include "record/journal.h"

#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "temporary.h"

struct fixture {
    char dir[TEMPORARY_PATH_SIZE];
    struct stages stages; /* of three tasks, one beyond the highest value */
    struct fault fault;
};

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof(*fixture));
    *state = fixture;
    if (!fixture || stages_init(&fixture->stages))
        return -1;
    temporary_make(fixture->dir);
    for (int i = 0; i < STAGE_COUNT; i++) {
        histogram_record(&fixture->stages.of[i], 100);
        histogram_record(&fixture->stages.of[i], 5000);
        histogram_record(&fixture->stages.of[i], HISTOGRAM_HIGHEST_NS + 1);
    }
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    stages_fini(&fixture->stages);
    temporary_remove(fixture->dir);
    free(fixture);
    return 0;
}

static void open_journal(struct fixture *fixture, struct journal *journal)
{
    if (journal_open(journal, fixture->dir, &fixture->fault))
        fail_msg("%s", fixture->fault.message);
}

static struct run_record make_record(const char *run_id, enum run_status status)
{
    struct run_record record;
    run_record_init(&record);
    RUN_RECORD_SET(&record, run_id, run_id);
    RUN_RECORD_SET(&record, status, run_status_name(status));
    RUN_RECORD_SET(&record, params, "a=1,b=\"2\""); /* quoted in the file */
    return record;
}

static int add(struct fixture *fixture,
               struct journal *journal,
               const char *run_id,
               enum run_status status)
{
    struct run_record record = make_record(run_id, status);
    struct run_error error = {"setup", "no, \"really\""};
    return journal_commit(journal,
                          &record,
                          &fixture->stages,
                          status == RUN_VALID ? NULL : &error,
                          &fixture->fault);
}

static void add_three(struct fixture *fixture)
{
    struct journal journal;
    open_journal(fixture, &journal);
    assert_int_equal(add(fixture, &journal, "b01-c01", RUN_VALID), 0);
    assert_int_equal(add(fixture, &journal, "b01-c02", RUN_CRASHED), 0);
    assert_int_equal(add(fixture, &journal, "b01-c03", RUN_VALID), 0);
    journal_close(&journal);
}

/* How many lines of a file start with this run's id. */
static int lines_of(const struct fixture *fixture, const char *name, const char *run_id)
{
    int count = 0;
    char *text = temporary_read(fixture->dir, name);
    for (char *line = text; line; line = strchr(line, '\n')) {
        line += *line == '\n';
        count += strncmp(line, run_id, strlen(run_id)) == 0;
    }
    free(text);
    return count;
}

static void journal_commit__rows_are_found_again(void **state)
{
    struct fixture *fixture = *state;
    struct journal journal;
    add_three(fixture);
    open_journal(fixture, &journal);
    assert_int_equal(journal.row_count, 3);
    assert_int_equal(journal.failed_count, 1);
    assert_int_equal(journal.flagged_count, 0);
    assert_true(journal_has(&journal, "b01-c02"));
    assert_false(journal_has(&journal, "b01-c04"));
    journal_close(&journal);
    assert_int_equal(lines_of(fixture, "errors.csv", "b01-c02"), 1);
    assert_int_equal(lines_of(fixture, "errors.csv", "b01-"), 1);
    /* two buckets and the overflow for each of the stages */
    assert_int_equal(lines_of(fixture, "histogram.csv", "b01-c01"), 3 * STAGE_COUNT);
}

static void journal_commit__overflow_row_is_explicit(void **state)
{
    struct fixture *fixture = *state;
    add_three(fixture);
    char *text = temporary_read(fixture->dir, "histogram.csv");
    assert_non_null(strstr(text, "run_id,worker,stage,lo_ns,hi_ns,count\n"));
    assert_non_null(strstr(text, "b01-c01,,total,100,101,1\n"));
    assert_non_null(strstr(text, "b01-c01,,total,4398046511104,,1\n"));
    free(text);
}

static void journal_commit__gates_are_counted(void **state)
{
    struct fixture *fixture = *state;
    struct journal journal;
    open_journal(fixture, &journal);
    struct run_record record = make_record("b01-c01", RUN_VALID);
    RUN_RECORD_SET(&record, gates, "STEAL;OFF_CPU");
    assert_int_equal(
        journal_commit(&journal, &record, &fixture->stages, NULL, &fixture->fault), 0);
    record = make_record("b01-c02", RUN_VALID);
    RUN_RECORD_SET(&record, gates, "OVERCOMMITTED"); /* the plan said so */
    assert_int_equal(
        journal_commit(&journal, &record, &fixture->stages, NULL, &fixture->fault), 0);
    assert_int_equal(journal.flagged_count, 1);
    journal_close(&journal);
    open_journal(fixture, &journal);
    assert_int_equal(journal.flagged_count, 1);
    assert_int_equal(journal.failed_count, 0);
    journal_close(&journal);
}

/* Around each end of a line, and here and there between. */
static bool is_telling(const char *text, size_t size)
{
    for (size_t at = size > 2 ? size - 2 : 0; at < size + 2 && text[at]; at++)
        if (text[at] == '\n')
            return true;
    return size % 61 == 0;
}

/* Cut one file at many of its bytes, as a killed or powered-off session might
 * leave it: every run is there whole or not at all, and can be added again. */
static void cut_everywhere(struct fixture *fixture, const char *name)
{
    char *whole = temporary_read(fixture->dir, name);
    for (size_t size = 0; size < strlen(whole); size++) {
        struct journal journal;
        if (!is_telling(whole, size))
            continue;
        temporary_write(fixture->dir, name, whole, size);
        open_journal(fixture, &journal);
        size_t kept = journal.row_count;
        assert_true(kept < 3 || strcmp(name, "runs.csv") != 0);
        static const char *const ids[] = {"b01-c01", "b01-c02", "b01-c03"};
        for (size_t i = 0; i < 3; i++) {
            assert_int_equal(journal_has(&journal, ids[i]), i < kept);
            if (i >= kept)
                assert_int_equal(
                    add(fixture, &journal, ids[i], i == 1 ? RUN_CRASHED : RUN_VALID),
                    0);
        }
        journal_close(&journal);
        if (strcmp(name, "runs.csv") != 0)
            continue;
        char *again = temporary_read(fixture->dir, name);
        assert_string_equal(again, whole);
        free(again);
        for (size_t i = 0; i < 3; i++)
            assert_int_equal(lines_of(fixture, "histogram.csv", ids[i]),
                             3 * STAGE_COUNT);
        assert_int_equal(lines_of(fixture, "errors.csv", "b01-"), 1);
    }
    free(whole);
}

static void journal_open__torn_row_is_cut_off_with_its_parts(void **state)
{
    add_three(*state);
    cut_everywhere(*state, "runs.csv");
}

static void journal_open__parts_without_a_row_are_cut_off(void **state)
{
    struct fixture *fixture = *state;
    add_three(fixture);
    char *rows = temporary_read(fixture->dir, "histogram.csv");
    size_t size = strlen(rows);
    char *longer = malloc(size + 64);
    assert_non_null(longer);
    snprintf(longer, size + 64, "%sb01-c04,,total,1,2,1\nb01-c04,,tot", rows);
    temporary_write(fixture->dir, "histogram.csv", longer, strlen(longer));
    struct journal journal;
    open_journal(fixture, &journal);
    journal_close(&journal);
    char *again = temporary_read(fixture->dir, "histogram.csv");
    assert_string_equal(again, rows);
    free(again);
    free(longer);
    free(rows);
}

/* A power cut can leave zeroes where the last blocks were not written. */
static void journal_open__zeroes_at_the_end_are_cut_off(void **state)
{
    struct fixture *fixture = *state;
    struct journal journal;
    add_three(fixture);
    char *rows = temporary_read(fixture->dir, "runs.csv");
    size_t size = strlen(rows);
    char *longer = calloc(1, size + 100);
    assert_non_null(longer);
    memcpy(longer, rows, size - 20);
    temporary_write(fixture->dir, "runs.csv", longer, size + 100);
    open_journal(fixture, &journal);
    assert_int_equal(journal.row_count, 2);
    journal_close(&journal);
    free(longer);
    free(rows);
}

static void journal_open__another_table_is_refused(void **state)
{
    struct fixture *fixture = *state;
    struct journal journal;
    static const char other[] = "a,b\n1,2\n";
    temporary_write(fixture->dir, "runs.csv", other, strlen(other));
    assert_int_equal(journal_open(&journal, fixture->dir, &fixture->fault), -1);
    assert_non_null(strstr(fixture->fault.message, "runs.csv:1: the columns"));
    char *text = temporary_read(fixture->dir, "runs.csv");
    assert_string_equal(text, other); /* untouched */
    free(text);
}

static void journal_open__a_wrong_row_in_the_middle_is_named(void **state)
{
    struct fixture *fixture = *state;
    struct journal journal;
    add_three(fixture);
    char *rows = temporary_read(fixture->dir, "runs.csv");
    char *second = strchr(strchr(rows, '\n') + 1, '\n') + 1;
    second[0] = ','; /* a field more */
    temporary_write(fixture->dir, "runs.csv", rows, strlen(rows));
    assert_int_equal(journal_open(&journal, fixture->dir, &fixture->fault), -1);
    assert_non_null(strstr(fixture->fault.message, "runs.csv:3: not a row"));
    free(rows);
}

static off_t size_of(const struct fixture *fixture, const char *name)
{
    char path[TEMPORARY_PATH_SIZE + 256];
    struct stat info;
    snprintf(path, sizeof(path), "%s/%s", fixture->dir, name);
    assert_int_equal(stat(path, &info), 0);
    return info.st_size;
}

/* The kernel refuses to grow a file past the limit, as it does on a full disk:
 * some of a run's rows are written, others are not. */
static void journal_commit__full_disk_takes_back_the_run(void **state)
{
    struct fixture *fixture = *state;
    struct journal journal;
    struct rlimit before;
    add_three(fixture);
    open_journal(fixture, &journal);
    off_t runs = size_of(fixture, "runs.csv");
    off_t histogram = size_of(fixture, "histogram.csv");
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    for (int room = 0; room < 40; room += 13) {
        struct rlimit tight = {(rlim_t)(histogram + room), before.rlim_max};
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &tight), 0);
        assert_int_equal(add(fixture, &journal, "b01-c04", RUN_VALID), -1);
        assert_non_null(strstr(fixture->fault.message, "histogram.csv: "));
        assert_int_equal(size_of(fixture, "runs.csv"), runs);
        assert_int_equal(size_of(fixture, "histogram.csv"), histogram);
        assert_false(journal_has(&journal, "b01-c04"));
    }
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    assert_int_equal(add(fixture, &journal, "b01-c04", RUN_VALID), 0);
    assert_int_equal(journal.row_count, 4);
    journal_close(&journal);
    open_journal(fixture, &journal);
    assert_int_equal(journal.row_count, 4);
    journal_close(&journal);
}

#define JOURNAL_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        JOURNAL_TEST(journal_commit__rows_are_found_again),
        JOURNAL_TEST(journal_commit__overflow_row_is_explicit),
        JOURNAL_TEST(journal_commit__gates_are_counted),
        JOURNAL_TEST(journal_open__torn_row_is_cut_off_with_its_parts),
        JOURNAL_TEST(journal_open__parts_without_a_row_are_cut_off),
        JOURNAL_TEST(journal_open__zeroes_at_the_end_are_cut_off),
        JOURNAL_TEST(journal_open__another_table_is_refused),
        JOURNAL_TEST(journal_open__a_wrong_row_in_the_middle_is_named),
        JOURNAL_TEST(journal_commit__full_disk_takes_back_the_run),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
