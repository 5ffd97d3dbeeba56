/*
 * Every malformed suite gives exactly its message: the place, what was written,
 * what is allowed, and the nearest right spelling.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "suite/suite.h"

#define W "workloads: cpu.sha256\n"

struct malformed {
    const char *text;
    const char *message;
};

static const struct malformed TABLE[] = {
    /* not a suite at all */
    {"", "s.yaml: the suite is empty"},
    {"# nothing but a comment\n", "s.yaml: the suite is empty"},
    {"threads", "s.yaml:1:1: a suite is a mapping that begins with 'suite: NAME'"},
    {"[a, b]", "s.yaml:1:1: a suite is a mapping that begins with 'suite: NAME'"},
    {"? [a]\n: b", "s.yaml:1:3: a key must be a word"},
    {"\"\": b", "s.yaml:1:1: a key must be a word"},
    {"suite: \xff", "s.yaml: not text in UTF-8: invalid leading UTF-8 octet at byte 7"},
    {"suite: {a: b",
     "s.yaml:2:1: not YAML: did not find expected ',' or '}' (while parsing a flow "
     "mapping)"},
    {"suite: a\n\tb: c",
     "s.yaml:2:1: not YAML: found a tab character that violates indentation (while "
     "scanning a plain scalar)"},
    {"suite: *x", "s.yaml:1:8: not YAML: found undefined alias"},
    {W "---\nsuite: b", "s.yaml:3:1: a second document; one suite is one file"},
    /* the top */
    {"suite: a\nworkload: cpu.sha256",
     "s.yaml:2:1: no key \"workload\" in a suite; allowed: suite, workloads, "
     "executors, load, measure, baseline; did you mean \"workloads\"?"},
    {W "colour: red",
     "s.yaml:2:1: no key \"colour\" in a suite; allowed: suite, workloads, executors, "
     "load, measure, baseline"},
    {"suite: a\nsuite: b\n" W, "s.yaml:2:1: \"suite\" is given twice"},
    {"suite: [a, b]\n" W, "s.yaml:1:8: \"suite\" takes one value, not a list"},
    {"suite: {a: b}\n" W,
     "s.yaml:1:8: \"suite\" takes a value or a list of values, nothing deeper"},
    {"suite: ../../etc\n" W,
     "s.yaml:1:8: \"../../etc\" cannot name a folder of results; allowed: 1 to 63 "
     "letters, digits, '.', '_' and '-', not beginning with '.' or '-'"},
    {"suite: \"a\\0b\"\n" W, "s.yaml:1:8: a value must not contain a NUL byte"},
    {"suite: alone",
     "no workload is named; write 'workloads: [cpu.sha256]' or `yoke run cpu.sha256`"},
    /* workloads */
    {"workloads: []", "s.yaml:1:12: \"workloads\" has an empty list"},
    {"workloads:\n  - [a]", "s.yaml:2:5: \"workloads\" has a list within the list"},
    {"workloads:\n  - {size: 3}",
     "s.yaml:2:5: this workload is not named; write {use: NAME, …} (`yoke list "
     "workloads` has the names)"},
    {"workloads:\n  - {use: cpu.sha256, workload: null}",
     "s.yaml:2:23: the workload is named twice"},
    {"workloads:\n  - {use: []}", "s.yaml:2:6: \"use\" has an empty list"},
    {"workloads:\n  - {use: cpu.sha256, sise: 3}",
     "s.yaml:2:23: no parameter \"sise\"; cpu.sha256 has size; did you mean \"size\"?"},
    {"workloads:\n  - {use: cpu.sha256, size: big}",
     "s.yaml:2:29: cpu.sha256: size is \"big\"; expected a number of bytes, such as "
     "64KiB; units: B, KiB, MiB, GiB, TiB, KB, MB, GB, TB"},
    {"workloads:\n  - {use: cpu.sha256, size: 9TiB}",
     "s.yaml:2:29: cpu.sha256: size is \"9TiB\"; allowed: 1B to 1GiB"},
    {"workloads:\n  - {use: cpu.sha256, size: 1KiB, size: 2KiB}",
     "s.yaml:2:35: \"size\" is given twice"},
    {"workloads:\n  - {use: cpu.sha256, size: [1MiB, 1024KiB]}",
     "s.yaml:2:36: size has \"1MiB\" twice"},
    {"workloads:\n  - {use: cpu.sha256, size: []}",
     "s.yaml:2:23: \"size\" has an empty list"},
    {"workloads:\n  - {use: cpu.sha256, size: [[1]]}",
     "s.yaml:2:30: \"size\" takes a value or a list of values, nothing deeper"},
    {"workloads:\n  - {use: cpu.sha256, size: }",
     "s.yaml:2:29: the value of \"size\" is missing"},
    {"workloads:\n  - {use: io.sleep, time: 5}",
     "s.yaml:2:27: io.sleep: time is \"5\"; a unit is missing; expected a duration, "
     "such as 1ms; units: ns, us, ms, s, min"},
    {"workloads:\n  - {use: io.file_meta, operation: close}",
     "s.yaml:2:36: io.file_meta: operation is \"close\"; allowed: dup|open"},
    /* executors */
    {W "executors: []", "s.yaml:2:12: \"executors\" has an empty list"},
    {W "executors: {kind: thread}",
     "s.yaml:2:19: executors: executor is \"thread\"; allowed: "
     "threads|processes|serial; did you mean \"threads\"?"},
    {W "executors: forks",
     "s.yaml:2:12: executors: executor is \"forks\"; allowed: "
     "threads|processes|serial"},
    {W "executors: &e [*e]", "s.yaml:2:12: \"executors\" has a list within the list"},
    {W "executors: {kind: threads, workers: 0}",
     "s.yaml:2:37: executors: worker_count is \"0\"; allowed: 1 to 1023, or cpus"},
    {W "executors: {workers: [2, two]}",
     "s.yaml:2:26: executors: worker_count is \"two\"; expected a whole number, such "
     "as 1, or cpus"},
    {W "executors: {workers: 99999999999999999999}",
     "s.yaml:2:22: executors: worker_count is \"99999999999999999999\"; allowed: 1 to "
     "1023, or cpus"},
    {W "executors: {wrokers: 2}",
     "s.yaml:2:13: no key \"wrokers\" in executors; allowed: executor (or kind), "
     "worker_count (or workers), placement, start_method; did you mean \"workers\"?"},
    {W "executors: {window: 2}",
     "s.yaml:2:13: \"window\" does not belong in executors; write it under load"},
    {W "executors: {placement: scater}",
     "s.yaml:2:24: executors: placement is \"scater\"; allowed: none|compact|scatter; "
     "did you mean \"scatter\"?"},
    {W "executors: {kind: serial, workers: [1, 2]}",
     "s.yaml:2:40: executors: worker_count is \"2\"; a serial executor runs tasks in "
     "the submitter: 1"},
    {W "executors: {kind: threads, start_method: fork}",
     "s.yaml:2:42: only processes have a start method; add kind: processes, or leave "
     "it out"},
    {W "executors: {start_method: spawn}",
     "s.yaml:2:27: executors: start_method is \"spawn\"; allowed: fork"},
    {W "executors: {kind: threads, executor: processes}",
     "s.yaml:2:28: \"executor\" is given twice"},
    /* load */
    {W "load: open", "s.yaml:2:7: open load is not available in this version"},
    {W "load: {open: {rate: 30%}}",
     "s.yaml:2:8: open load is not available in this version"},
    {W "load: {shut: {window: 1}}",
     "s.yaml:2:8: \"shut\" is no load; allowed: closed, as in {closed: {window: 64}}"},
    {W "load: {closed: {window: 0}}",
     "s.yaml:2:25: load: window is \"0\"; allowed: 1 to 1000000, or auto"},
    {W "load: {closed: {rate: 5}}",
     "s.yaml:2:17: no key \"rate\" in load; allowed: window"},
    {W "load: {closed: 64}", "s.yaml:2:16: write {closed: {window: 64}}"},
    {W "load: {}", "s.yaml:2:7: write {closed: {window: 64}}"},
    {W "load: {closed: {}, open: {}}",
     "s.yaml:2:20: one load an item; write the next one as '- {closed: …}'"},
    /* measure */
    {W "measure: 12",
     "s.yaml:2:10: \"measure\" takes settings, as in {blocks: 12, time: 500ms}"},
    {W "measure: {blocks: 0}",
     "s.yaml:2:19: measure: blocks is \"0\"; allowed: 1 to 1000"},
    {W "measure: {blocks: 8.5}",
     "s.yaml:2:19: measure: blocks is \"8.5\"; expected a whole number, such as 12"},
    {W "measure: {blocks: [8, 12]}",
     "s.yaml:2:11: \"blocks\" takes one value, not a list: it is the same for every "
     "run"},
    {W "measure: {time: 5}",
     "s.yaml:2:17: measure: time is \"5\"; a unit is missing; expected a duration, "
     "such as 500ms; units: ns, us, ms, s, min"},
    {W "measure: {same: 80%}",
     "s.yaml:2:17: measure: same is \"80%\"; allowed: 0.1% to 50%"},
    {W "measure: {same: nan}",
     "s.yaml:2:17: measure: same is \"nan\"; allowed: 0.1% to 50%"},
    {W "measure: {primary: throughputs}",
     "s.yaml:2:20: measure: primary is \"throughputs\"; allowed: "
     "throughput|latency_mean|latency_p50|latency_p90|latency_p99|latency_p999|"
     "cpu_per_task|startup|worker_setup|pss; did you mean \"throughput\"?"},
    {W "measure: {bugdet: 5min}",
     "s.yaml:2:11: no key \"bugdet\" in measure; allowed: blocks, time, precision, "
     "same, budget, timeout, primary, seed; did you mean \"budget\"?"},
    /* baseline */
    {W "baseline: threads",
     "s.yaml:2:11: \"baseline\" takes factors, as in {kind: threads, workers: 2}"},
    {W "baseline: {blocks: 3}", "s.yaml:2:12: \"blocks\" is the same for every cell"},
    {W "baseline: {sise: 1KiB}",
     "s.yaml:2:12: no factor or parameter \"sise\"; allowed: workload (or use), "
     "executor (or kind), worker_count (or workers), placement, start_method, window, "
     "and the workloads' parameters; did you mean \"size\"?"},
    {W "baseline: {size: big}",
     "s.yaml:2:18: cpu.sha256: size is \"big\"; expected a number of bytes, such as "
     "64KiB; units: B, KiB, MiB, GiB, TiB, KB, MB, GB, TB"},
    {W "baseline: {kind: threads, executor: threads}",
     "s.yaml:2:27: \"executor\" is given twice"},
    {W "baseline: {kind: []}", "s.yaml:2:12: \"kind\" has an empty list"},
};

static void check(const struct malformed *row)
{
    struct suite suite;
    struct problem problem = {""};
    suite_init(&suite);
    int err = suite_read_text(&suite, "s.yaml", row->text, strlen(row->text), &problem);
    if (!err)
        err = suite_complete(&suite, &problem);
    if (!err || strcmp(problem.text, row->message) != 0)
        print_error("suite:\n%s\n", row->text);
    assert_string_equal(problem.text, row->message);
    assert_int_equal(err, YOKE_E_INVALID);
    suite_fini(&suite);
}

static void suite_read__says_what_is_wrong(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(TABLE) / sizeof(TABLE[0]); i++)
        check(&TABLE[i]);
}

static void suite_read__an_unknown_workload_names_all(void **state)
{
    (void)state;
    struct suite suite;
    struct problem problem = {""};
    static const char TEXT[] = "workloads: cpu.sha265";
    suite_init(&suite);
    assert_int_equal(
        suite_read_text(&suite, "s.yaml", TEXT, sizeof(TEXT) - 1, &problem),
        YOKE_E_INVALID);
    assert_non_null(
        strstr(problem.text, "s.yaml:1:12: there is no workload \"cpu.sha265\""));
    assert_non_null(strstr(problem.text, "did you mean \"cpu.sha256\"?"));
    for (const yoke_workload *const *row = yoke_workloads(); *row; row++)
        assert_non_null(strstr(problem.text, (*row)->name));
    suite_fini(&suite);
}

static void expect_unreadable(const char *path, const char *message)
{
    struct suite suite;
    struct problem problem = {""};
    suite_init(&suite);
    assert_int_equal(suite_read_file(&suite, path, &problem), YOKE_E_INVALID);
    assert_string_equal(problem.text, message);
    suite_fini(&suite);
}

static void suite_read_file__says_why_it_cannot(void **state)
{
    (void)state;
    expect_unreadable("/nonexistent/s.yaml",
                      "/nonexistent/s.yaml: cannot be read: No such file or directory");
    expect_unreadable("/tmp", "/tmp: cannot be read: Is a directory");
    expect_unreadable("/dev/zero", "/dev/zero: larger than 1 MiB: no suite");
}

/** Every prefix of a good suite is read or refused, without a crash or a leak. */
static void suite_read__survives_any_truncation(void **state)
{
    (void)state;
    static const char TEXT[] =
        "suite: s\nworkloads:\n  - {use: [cpu.sha256, null]}\nexecutors:\n"
        "  - {kind: [threads, serial], workers: [1, cpus]}\nload: {closed: {window: "
        "4}}\nmeasure: {blocks: 8, same: 5%}\nbaseline: {kind: threads}\n";
    for (size_t size = 0; size < sizeof(TEXT); size++) {
        struct suite suite;
        struct problem problem = {""};
        suite_init(&suite);
        int err = suite_read_text(&suite, "s.yaml", TEXT, size, &problem);
        if (!err)
            err = suite_complete(&suite, &problem);
        assert_int_equal(err != 0, problem.text[0] != '\0');
        suite_fini(&suite);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(suite_read__says_what_is_wrong),
        cmocka_unit_test(suite_read__an_unknown_workload_names_all),
        cmocka_unit_test(suite_read_file__says_why_it_cannot),
        cmocka_unit_test(suite_read__survives_any_truncation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
