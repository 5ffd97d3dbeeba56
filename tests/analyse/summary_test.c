/* What a user reads at the end of a run, and the files that stay. */
#include "analyse/summary.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "analyse/analysis.h"
#include "analyse/rows.h"
#include "analyse/summarise.h"
#include "analyse/tables.h"
#include "fixture.h"

/* The summary of a named fixture; owned by the caller. */
static char *summary_of(const char *name)
{
    char *text = NULL, *dir = fixture_directory();
    size_t size;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    assert_true(fixture_write_named(name, dir));
    assert_int_equal(summary_print(dir, out), 0);
    fclose(out);
    fixture_remove(dir);
    return text;
}

static void expect_in(const char *text, const char *wanted)
{
    if (!strstr(text, wanted))
        print_error("not there: %s\nin: %s\n", wanted, text);
    assert_non_null(strstr(text, wanted));
}

static void summary_print__table_verdicts_and_sentences(void **state)
{
    (void)state;
    char *text = summary_of("quickstart");
    expect_in(text, "2 workers ");
    expect_in(text, "proc/thread (98.75 %, 8 blocks)");
    expect_in(text, "431 MB/s");
    expect_in(text, "processes faster");
    expect_in(text, "noise floor (duplicate)");
    expect_in(text, "200 runs: 199 valid, 1 OFF_CPU (kept, excluded)");
    expect_in(text,
              "memory.fault: use processes: 7.6 times the throughput of threads at 2 "
              "workers.\n");
    expect_in(text, "cpu.sha256: no verdict at 2 workers: 7 valid blocks");
    expect_in(text, "yoke compare");
    free(text);
}

static void summary_print__columns_line_up(void **state)
{
    (void)state;
    char *text = summary_of("few_blocks");
    const char *heading = strstr(text, "processes"), *row = strstr(text, "427 MB/s");
    assert_non_null(heading);
    assert_non_null(row);
    const char *row_start = row;
    while (row_start > text && row_start[-1] != '\n')
        row_start--;
    assert_int_equal(heading + strlen("processes") - text,
                     row + strlen("427 MB/s") - row_start);
    free(text);
}

static void summary_print__without_pairs_shows_the_cells(void **state)
{
    (void)state;
    char *text = summary_of("one_arm");
    expect_in(text, "no threads and processes to compare");
    expect_in(text, "threads×4");
    free(text);
}

static void summary_print__holes_and_zeros(void **state)
{
    (void)state;
    char *text = summary_of("invalid");
    expect_in(text, "16 timeout, 6 THROTTLED, 24 failed (kept, excluded)");
    expect_in(text, "io.file_meta: no verdict at 2 workers: 0 valid blocks");
    free(text);
    text = summary_of("missing");
    expect_in(text, "; 3 missing");
    free(text);
    text = summary_of("extreme");
    expect_in(text, "nothing.zero: no verdict");
    free(text);
}

static void append_to(const char *dir, const char *name, const char *text)
{
    char path[256];
    snprintf(path, sizeof(path), "%s/%s", dir, name);
    FILE *file = fopen(path, "a");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static void expect_open_fault(const char *dir, const char *wanted)
{
    struct analysis analysis;
    struct fault fault;
    assert_int_equal(analysis_open(&analysis, dir, &fault), -1);
    expect_in(fault.message, wanted);
}

static void analysis_open__names_what_is_wrong(void **state)
{
    char path[256], *dir = fixture_directory();
    (void)state;
    expect_open_fault(dir, "manifest.json");
    assert_true(fixture_write_named("one_cell", dir));
    append_to(dir, "runs.csv", "1,torn,ro");
    expect_open_fault(dir, "/runs.csv:10: 3 columns, but the header has ");
    assert_true(fixture_write_named("one_cell", dir));
    append_to(dir, "factors.csv", "c01,window,2,2,,maybe\n");
    expect_open_fault(dir, "column 'swept' is 'maybe'");
    assert_true(fixture_write_named("one_cell", dir));
    append_to(dir, "manifest.json", "}");
    expect_open_fault(dir, "manifest.json:4:1: not JSON");
    assert_true(fixture_write_named("one_cell", dir));
    snprintf(path, sizeof(path), "%s/factors.csv", dir);
    remove(path);
    expect_open_fault(dir, "factors.csv: cannot be opened: No such file");
    fixture_remove(dir);
}

struct compare_row {
    const char *a, *b, *family, *verdict, *executor;
    double ratio, low, high;
};

struct compare_seen {
    struct compare_row row;
    int primaries, noise, rows;
};

static int
see_compare(void *context, const struct row_place *place, struct fault *fault)
{
    struct compare_seen *seen = context;
    (void)place;
    (void)fault;
    seen->rows++;
    seen->primaries += strcmp(seen->row.family, "primary") == 0;
    seen->noise += strcmp(seen->row.family, "noise_floor") == 0;
    if (strcmp(seen->row.family, "noise_floor") != 0)
        assert_string_equal(seen->row.executor, "processes/threads");
    return 0;
}

static void analyse_summarise__writes_files_that_read_back(void **state)
{
    static const struct field fields[] = {
        {"a", FIELD_TEXT, offsetof(struct compare_row, a), false},
        {"b", FIELD_TEXT, offsetof(struct compare_row, b), false},
        {"family", FIELD_TEXT, offsetof(struct compare_row, family), false},
        {"verdict", FIELD_TEXT, offsetof(struct compare_row, verdict), true},
        {"executor", FIELD_TEXT, offsetof(struct compare_row, executor), false},
        {"ratio", FIELD_NUMBER, offsetof(struct compare_row, ratio), false},
        {"low", FIELD_NUMBER, offsetof(struct compare_row, low), true},
        {"high", FIELD_NUMBER, offsetof(struct compare_row, high), true},
    };
    char path[256], *dir = fixture_directory();
    struct compare_seen seen = {.rows = 0};
    struct fault fault;
    (void)state;
    assert_true(fixture_write_named("quickstart", dir));
    assert_int_equal(analyse_summarise(dir), 0);
    snprintf(path, sizeof(path), "%s/compare.csv", dir);
    assert_int_equal(rows_read(path, fields, 8, &seen.row, see_compare, &seen, &fault),
                     0);
    assert_int_equal(seen.rows, 13);
    assert_int_equal(seen.primaries, 4);
    assert_int_equal(seen.noise, 1);
    fixture_remove(dir);
}

/* After a change: test_analyse_summary --print, into results/README.md. */
static void schema__readme_shows_it(void **state)
{
    char *schema = NULL, *readme = NULL;
    size_t schema_size, readme_size = 0;
    (void)state;
    FILE *out = open_memstream(&schema, &schema_size);
    assert_non_null(out);
    tables_write_schema(out);
    fclose(out);
    FILE *file = fopen(RESULTS_README, "r");
    assert_non_null(file);
    assert_true(getdelim(&readme, &readme_size, '\0', file) > 0);
    fclose(file);
    expect_in(readme, schema);
    free(schema);
    free(readme);
}

static void analyse_summarise__says_what_stops_it(void **state)
{
    (void)state;
    assert_int_equal(analyse_summarise("/nowhere"), -1);
    assert_int_equal(summary_print("/nowhere", stdout), -1);
}

int main(int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], "--print") == 0) {
        tables_write_schema(stdout);
        return 0;
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(summary_print__table_verdicts_and_sentences),
        cmocka_unit_test(summary_print__columns_line_up),
        cmocka_unit_test(summary_print__without_pairs_shows_the_cells),
        cmocka_unit_test(summary_print__holes_and_zeros),
        cmocka_unit_test(analysis_open__names_what_is_wrong),
        cmocka_unit_test(analyse_summarise__writes_files_that_read_back),
        cmocka_unit_test(schema__readme_shows_it),
        cmocka_unit_test(analyse_summarise__says_what_stops_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
