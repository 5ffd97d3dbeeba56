/* Reading CSV by column name, and what is said of files that are none. */
#include "analyse/rows.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "fixture.h"

struct record {
    const char *name;
    double number;
    int64_t count;
};

struct seen {
    struct record record;
    char names[256];
    double sum;
    int64_t total;
    int rows;
    long last_line;
};

static const struct field FIELDS[] = {
    {"name", FIELD_TEXT, offsetof(struct record, name), true},
    {"number", FIELD_NUMBER, offsetof(struct record, number), true},
    {"count", FIELD_COUNT, offsetof(struct record, count), false},
};

static int see(void *context, const struct row_place *place, struct fault *fault)
{
    struct seen *seen = context;
    (void)fault;
    size_t used = strlen(seen->names);
    snprintf(seen->names + used, sizeof(seen->names) - used, "[%s]", seen->record.name);
    seen->sum += isnan(seen->record.number) ? 0 : seen->record.number;
    seen->total += seen->record.count;
    seen->rows++;
    seen->last_line = place->line;
    return 0;
}

/* Read @p text as a file named t.csv; the fault's message without its folder. */
static int
read_bytes(const char *text, size_t size, struct seen *seen, struct fault *fault)
{
    char *dir = fixture_directory(), path[256];
    snprintf(path, sizeof(path), "%s/t.csv", dir);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fwrite(text, 1, size, file);
    fclose(file);
    memset(seen, 0, sizeof(*seen));
    fault->message[0] = '\0';
    int err = rows_read(path, FIELDS, 3, &seen->record, see, seen, fault);
    fixture_remove(dir);
    return err;
}

static void expect_fault(const char *text, const char *wanted)
{
    struct seen seen;
    struct fault fault;
    assert_int_equal(read_bytes(text, strlen(text), &seen, &fault), -1);
    const char *message = strstr(fault.message, "/t.csv");
    assert_non_null(message);
    assert_string_equal(message, wanted);
}

static void expect_good(const char *text, const char *names, double sum, int64_t total)
{
    struct seen seen;
    struct fault fault;
    assert_int_equal(read_bytes(text, strlen(text), &seen, &fault), 0);
    assert_string_equal(seen.names, names);
    assert_true(seen.sum == sum);
    assert_int_equal(seen.total, total);
}

static void rows_read__takes_columns_by_name_in_any_order(void **state)
{
    (void)state;
    expect_good("name,number,count\na,1.5,2\nb,2.5,3\n", "[a][b]", 4, 5);
    expect_good("count,more,name,number\n2,x,a,1.5\n3,,b,2.5\n", "[a][b]", 4, 5);
    expect_good("count,name,number\r\n2,a,1\r\n", "[a]", 1, 2);
    expect_good("count,name,number\n2,a,1", "[a]", 1, 2);
    expect_good("count,name,number\n", "", 0, 0);
}

static void rows_read__understands_quotes(void **state)
{
    (void)state;
    expect_good("count,name,number\n1,\"a,b\",1\n1,\"say \"\"x\"\"\",1\n",
                "[a,b][say \"x\"]",
                2,
                2);
    struct seen seen;
    struct fault fault;
    const char *text = "count,name,number\n1,\"two\nlines\",1\n1,b,1\n";
    assert_int_equal(read_bytes(text, strlen(text), &seen, &fault), 0);
    assert_string_equal(seen.names, "[two\nlines][b]");
    assert_int_equal(seen.last_line, 4);
}

static void rows_read__empty_is_not_available(void **state)
{
    struct seen seen;
    struct fault fault;
    const char *text = "count,name,number\n0,,\n";
    (void)state;
    assert_int_equal(read_bytes(text, strlen(text), &seen, &fault), 0);
    assert_true(isnan(seen.record.number) != 0);
    expect_fault("count,name,number\n,a,1\n",
                 "/t.csv:2: column 'count' is ''; a value is needed");
}

static void rows_read__names_line_and_column(void **state)
{
    (void)state;
    expect_fault("count,name\n1,a\n",
                 "/t.csv:1: no column 'number' among the 2 of the header");
    expect_fault("count,name,number,name\n1,a,2,b\n",
                 "/t.csv:1: two columns are named 'name'");
    expect_fault("count,name,number\n1,a,2\n1,a\n",
                 "/t.csv:3: 2 columns, but the header has 3");
    expect_fault("count,name,number\n1,a,2,\n",
                 "/t.csv:2: 4 columns, but the header has 3");
    expect_fault("count,name,number\n1,a,fast\n",
                 "/t.csv:2: column 'number' is 'fast'; a finite number is needed");
    expect_fault("count,name,number\n-1,a,2\n",
                 "/t.csv:2: column 'count' is '-1'; a whole number from 0 is needed");
    expect_fault("count,name,number\n1.5,a,2\n",
                 "/t.csv:2: column 'count' is '1.5'; a whole number from 0 is needed");
}

static void rows_read__refuses_numbers_that_are_none(void **state)
{
    static const char *const bad[] = {"nan", "inf", "-inf", "1e999", "1 2", "0x", "1,"};
    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        char text[128];
        struct seen seen;
        struct fault fault;
        snprintf(text, sizeof(text), "count,name,number\n1,a,%s\n", bad[i]);
        assert_int_equal(read_bytes(text, strlen(text), &seen, &fault), -1);
    }
    expect_fault("count,name,number\n99999999999999999999,a,2\n",
                 "/t.csv:2: column 'count' is '99999999999999999999'; a whole number "
                 "from 0 is needed");
}

static void rows_read__refuses_what_is_no_csv(void **state)
{
    struct seen seen;
    struct fault fault;
    static const char with_nul[] = "count,name,number\n1,a\0b,2\n";
    (void)state;
    expect_fault("", "/t.csv: is empty");
    expect_fault("count,name,number\n1,\"a,2\n",
                 "/t.csv:2: the file ends inside a quoted field");
    assert_int_equal(read_bytes(with_nul, sizeof(with_nul) - 1, &seen, &fault), -1);
    assert_non_null(strstr(fault.message, ":2: column 2 holds a NUL byte"));
    assert_int_equal(read_bytes("count,name,number\n1,a\"b,2\n", 27, &seen, &fault),
                     -1);
    assert_non_null(strstr(fault.message, ":2: not CSV"));
}

static void rows_read__says_that_a_file_is_missing(void **state)
{
    struct seen seen = {.rows = 0};
    struct fault fault;
    (void)state;
    assert_int_equal(
        rows_read("/nowhere/t.csv", FIELDS, 3, &seen.record, see, &seen, &fault), -1);
    assert_string_equal(fault.message,
                        "/nowhere/t.csv: cannot be opened: No such file or directory");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_read__takes_columns_by_name_in_any_order),
        cmocka_unit_test(rows_read__understands_quotes),
        cmocka_unit_test(rows_read__empty_is_not_available),
        cmocka_unit_test(rows_read__names_line_and_column),
        cmocka_unit_test(rows_read__refuses_numbers_that_are_none),
        cmocka_unit_test(rows_read__refuses_what_is_no_csv),
        cmocka_unit_test(rows_read__says_that_a_file_is_missing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
