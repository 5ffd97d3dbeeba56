#include <yoke/workload.h>

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static const yoke_param rows[] = {
    {"count", YOKE_PARAM_INTEGER, "10", -5, 1000000, NULL, "an integer"},
    {"share", YOKE_PARAM_REAL, "0.5", 0, 1, NULL, "a real number"},
    {"size", YOKE_PARAM_SIZE, "64KiB", 1, 1099511627776.0, NULL, "a size"},
    {"time", YOKE_PARAM_DURATION, "5ms", 0, 3600e9, NULL, "a duration"},
    {"mode", YOKE_PARAM_CHOICE, "open", 0, 0, "open|create|unlink", "a choice"},
    {.name = NULL},
};

static const yoke_workload workload = {.name = "test.params", .params = rows};

static int make(void **state)
{
    yoke_params *params = NULL;
    if (yoke_params_create(&workload, &params) != 0) {
        return -1;
    }
    *state = params;
    return 0;
}

static int unmake(void **state)
{
    yoke_params_destroy(*state);
    return 0;
}

static void params_create__gives_defaults(void **state)
{
    yoke_params *params = *state;
    assert_int_equal(yoke_params_integer(params, "count"), 10);
    assert_true(yoke_params_real(params, "share") > 0.49);
    assert_true(yoke_params_real(params, "share") < 0.51);
    assert_int_equal(yoke_params_integer(params, "size"), 65536);
    assert_int_equal(yoke_params_integer(params, "time"), 5000000);
    assert_string_equal(yoke_params_choice(params, "mode"), "open");
}

static void params_create__checks_a_plugin_s_defaults(void **state)
{
    (void)state;
    static const yoke_param wrong[] = {
        {"n", YOKE_PARAM_INTEGER, "0", 1, 9, NULL, "out of its own bounds"},
        {.name = NULL},
    };
    const yoke_workload plugin = {.name = "test.plugin", .params = wrong};
    yoke_params *params = NULL;
    assert_int_equal(yoke_params_create(&plugin, &params), YOKE_E_INVALID);
    assert_string_equal(yoke_error_detail(),
                        "test.plugin: n is \"0\"; allowed: 1 to 9");
    assert_null(params);
}

struct good {
    const char *name;
    const char *text;
    int64_t value;
    const char *canonical;
};

static const struct good goods[] = {
    {"count", "1000000", 1000000, "1000000"},
    {"count", "1e6", 1000000, "1000000"},
    {"count", "-5", -5, "-5"},
    {"count", "+3", 3, "3"},
    {"size", "1024KiB", 1 << 20, "1MiB"},
    {"size", "1MiB", 1 << 20, "1MiB"},
    {"size", "1.5 KiB", 1536, "1536B"},
    {"size", "4096", 4096, "4KiB"},
    {"size", "1B", 1, "1B"},
    {"size", "64kib", 65536, "64KiB"},
    {"size", "64KB", 64000, "64000B"},
    {"size", "1TiB", INT64_C(1) << 40, "1TiB"},
    {"time", "5000us", 5000000, "5ms"},
    {"time", "2.5us", 2500, "2500ns"},
    {"time", "20\xc2\xb5s", 20000, "20us"},
    {"time", "1min", INT64_C(60000000000), "60s"},
    {"time", "0", 0, "0ns"},
    {"time", "3600s", INT64_C(3600000000000), "3600s"},
};

static void params_set__reads_units_and_writes_one_form(void **state)
{
    yoke_params *params = *state;
    for (size_t i = 0; i < sizeof(goods) / sizeof(goods[0]); i++) {
        assert_int_equal(yoke_params_set(params, goods[i].name, goods[i].text), 0);
        assert_int_equal(yoke_params_integer(params, goods[i].name), goods[i].value);
        assert_string_equal(yoke_params_text(params, goods[i].name),
                            goods[i].canonical);
        /* The canonical form reads as itself. */
        assert_int_equal(yoke_params_set(params, goods[i].name, goods[i].canonical), 0);
        assert_string_equal(yoke_params_text(params, goods[i].name),
                            goods[i].canonical);
    }
}

static void params_set__reals_keep_their_value(void **state)
{
    static const char *const texts[][2] = {{"0.1", "0.1"},
                                           {"1", "1"},
                                           {".25", "0.25"},
                                           {"1e-3", "0.001"},
                                           {"0.30000", "0.3"}};
    yoke_params *params = *state;
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        assert_int_equal(yoke_params_set(params, "share", texts[i][0]), 0);
        assert_string_equal(yoke_params_text(params, "share"), texts[i][1]);
    }
    /* 17 digits where they are needed. */
    assert_int_equal(yoke_params_set(params, "share", "0.12345678901234568"), 0);
    assert_string_equal(yoke_params_text(params, "share"), "0.12345678901234568");
}

static void params_set__choices_are_words(void **state)
{
    yoke_params *params = *state;
    assert_int_equal(yoke_params_set(params, "mode", "unlink"), 0);
    assert_string_equal(yoke_params_choice(params, "mode"), "unlink");
}

struct bad {
    const char *name;
    const char *text;
    const char *detail;
};

static const struct bad bads[] = {
    {"count",
     "many",
     "test.params: count is \"many\"; expected a whole number, such as 10"},
    {"count", "", "test.params: count is \"\"; expected a whole number, such as 10"},
    {"count",
     "1.5",
     "test.params: count is \"1.5\"; expected a whole number, such as 10"},
    {"count",
     "7x",
     "test.params: count is \"7x\"; expected a whole number, such as 10"},
    {"count",
     "0x10",
     "test.params: count is \"0x10\"; expected a whole number, such as 10"},
    {"count", "-6", "test.params: count is \"-6\"; allowed: -5 to 1000000"},
    {"count", "1e300", "test.params: count is \"1e300\"; allowed: -5 to 1000000"},
    {"share", "nan", "test.params: share is \"nan\"; expected a number, such as 0.5"},
    {"share", "1.01", "test.params: share is \"1.01\"; allowed: 0 to 1"},
    {"share", "1e999", "test.params: share is \"1e999\"; allowed: 0 to 1"},
    {"share", "50%", "test.params: share is \"50%\"; expected a number, such as 0.5"},
    {"size", "0", "test.params: size is \"0\"; allowed: 1B to 1TiB"},
    {"size", "2TiB", "test.params: size is \"2TiB\"; allowed: 1B to 1TiB"},
    {"size",
     "64K",
     "test.params: size is \"64K\"; expected a number of bytes, such as 64KiB; "
     "units: "
     "B, KiB, MiB, GiB, TiB, KB, MB, GB, TB"},
    {"size",
     "0.5B",
     "test.params: size is \"0.5B\"; expected a number of bytes, such as 64KiB; "
     "units: "
     "B, KiB, MiB, GiB, TiB, KB, MB, GB, TB"},
    {"time",
     "5",
     "test.params: time is \"5\"; a unit is missing; expected a duration, such as "
     "5ms; "
     "units: ns, us, ms, s, min"},
    {"time", "-1ms", "test.params: time is \"-1ms\"; allowed: 0ns to 3600s"},
    {"mode",
     "opne",
     "test.params: mode is \"opne\"; allowed: open|create|unlink; did you mean "
     "\"open\"?"},
    {"mode",
     "open|create",
     "test.params: mode is \"open|create\"; allowed: open|create|unlink"},
    {"mode", "", "test.params: mode is \"\"; allowed: open|create|unlink"},
    {"siez",
     "1",
     "test.params has no parameter \"siez\"; allowed: count, share, size, time, "
     "mode; "
     "did you mean \"size\"?"},
    {"zebra",
     "1",
     "test.params has no parameter \"zebra\"; allowed: count, share, size, time, "
     "mode"},
};

static void params_set__names_what_is_wrong(void **state)
{
    yoke_params *params = *state;
    for (size_t i = 0; i < sizeof(bads) / sizeof(bads[0]); i++) {
        assert_int_equal(yoke_params_set(params, bads[i].name, bads[i].text),
                         YOKE_E_INVALID);
        assert_string_equal(yoke_error_detail(), bads[i].detail);
    }
    /* What failed changed nothing. */
    assert_int_equal(yoke_params_integer(params, "count"), 10);
    assert_string_equal(yoke_params_text(params, "mode"), "open");
}

static void params_set__says_that_there_are_none(void **state)
{
    (void)state;
    static const yoke_param none[] = {{.name = NULL}};
    const yoke_workload plain = {.name = "test.plain", .params = none};
    yoke_params *params = NULL;
    assert_int_equal(yoke_params_create(&plain, &params), 0);
    assert_int_equal(yoke_params_set(params, "n", "1"), YOKE_E_INVALID);
    assert_string_equal(yoke_error_detail(),
                        "test.plain takes no parameters, but got \"n\"");
    yoke_params_destroy(params);
}

static void params_set__survives_long_texts(void **state)
{
    char text[10000];
    memset(text, '9', sizeof(text) - 1);
    text[sizeof(text) - 1] = '\0';
    yoke_params *params = *state;
    for (const yoke_param *row = rows; row->name; row++) {
        assert_int_equal(yoke_params_set(params, row->name, text), YOKE_E_INVALID);
        assert_true(strlen(yoke_error_detail()) > 0);
    }
    assert_int_equal(yoke_params_set(params, text, "1"), YOKE_E_INVALID);
}

#define WITH_PARAMS(test) cmocka_unit_test_setup_teardown(test, make, unmake)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_PARAMS(params_create__gives_defaults),
        cmocka_unit_test(params_create__checks_a_plugin_s_defaults),
        WITH_PARAMS(params_set__reads_units_and_writes_one_form),
        WITH_PARAMS(params_set__reals_keep_their_value),
        WITH_PARAMS(params_set__choices_are_words),
        WITH_PARAMS(params_set__names_what_is_wrong),
        cmocka_unit_test(params_set__says_that_there_are_none),
        WITH_PARAMS(params_set__survives_long_texts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
