/*
 * What every workload must keep, whatever it does: each test goes over the whole
 * registry, so that a new workload is held to it without a line here.
 */
#include "rig.h"

#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

enum { TASK_COUNT = 6 };

/* Sleeping is not computing: its check is the time that passed. */
static bool has_constant_check(const yoke_workload *workload)
{
    return strcmp(workload->name, "io.sleep") != 0;
}

static bool depends_on_seed(const yoke_workload *workload)
{
    return strcmp(workload->name, "null") != 0;
}

static void workload_verify__accepts_what_was_done(void **state)
{
    (void)state;
    for (size_t i = 0; yoke_workloads()[i]; i++) {
        for (size_t kind = 0; kind < rig_kind_count; kind++) {
            struct rig rig;
            rig_open(&rig, rig_kinds[kind], yoke_workloads()[i]->name, "");
            for (uint64_t sequence = 0; sequence < TASK_COUNT; sequence++) {
                yoke_work work = rig_run(&rig, sequence);
                if (rig_verify(&rig, sequence, work) != 0) {
                    fail_msg("%s: %s", rig.workload->name, rig.setup.message);
                }
            }
            rig_close(&rig);
        }
    }
}

static void workload_run__large_sequences_are_tasks_too(void **state)
{
    (void)state;
    static const uint64_t sequences[] = {UINT64_C(1) << 40, UINT64_MAX - 1};
    for (size_t i = 0; yoke_workloads()[i]; i++) {
        struct rig rig;
        rig_open(&rig, YOKE_SERIAL, yoke_workloads()[i]->name, "");
        for (size_t j = 0; j < 2; j++) {
            yoke_work work = rig_run(&rig, sequences[j]);
            assert_int_equal(rig_verify(&rig, sequences[j], work), 0);
        }
        rig_close(&rig);
    }
}

/* Checks of a few tasks under a seed; all kinds must agree. */
static void run_checks(const char *name,
                       yoke_kind kind,
                       uint64_t seed,
                       uint64_t checks[static TASK_COUNT])
{
    struct rig rig;
    rig_init(&rig, name, "", seed);
    rig_set_up(&rig);
    rig_start(&rig, kind);
    for (uint64_t sequence = 0; sequence < TASK_COUNT; sequence++) {
        checks[sequence] = rig_run(&rig, sequence).check;
    }
    rig_close(&rig);
}

static bool is_file_bound(const char *name)
{
    return strcmp(name, "io.file_meta") == 0; /* a new file has a new inode */
}

static void workload_run__same_seed_does_the_same_in_all_kinds(void **state)
{
    (void)state;
    for (size_t i = 0; yoke_workloads()[i]; i++) {
        const yoke_workload *workload = yoke_workloads()[i];
        if (!has_constant_check(workload) || is_file_bound(workload->name)) {
            continue;
        }
        uint64_t expected[TASK_COUNT];
        run_checks(workload->name, YOKE_SERIAL, 11, expected);
        for (size_t kind = 1; kind < rig_kind_count; kind++) {
            uint64_t checks[TASK_COUNT];
            run_checks(workload->name, rig_kinds[kind], 11, checks);
            assert_memory_equal(checks, expected, sizeof(checks));
        }
    }
}

static void workload_run__other_seed_does_other_work(void **state)
{
    (void)state;
    for (size_t i = 0; yoke_workloads()[i]; i++) {
        const yoke_workload *workload = yoke_workloads()[i];
        uint64_t one[TASK_COUNT];
        uint64_t other[TASK_COUNT];
        run_checks(workload->name, YOKE_SERIAL, 11, one);
        run_checks(workload->name, YOKE_SERIAL, 12, other);
        for (size_t j = 0; depends_on_seed(workload) && j < TASK_COUNT; j++) {
            assert_true(one[j] != other[j]);
        }
    }
}

static void
check_rejects(struct rig *rig, uint64_t sequence, yoke_work work, const char *what)
{
    if (rig_verify(rig, sequence, work) == 0) {
        fail_msg("%s: verify() accepts %s", rig->workload->name, what);
    }
}

static void check_rejects_wrong_work(struct rig *rig, uint64_t sequence)
{
    yoke_work good = rig_run(rig, sequence);
    yoke_work half = {good.check, good.work / 2};
    yoke_work more = {good.check, good.work + 1};
    check_rejects(rig, sequence, (yoke_work){0}, "a task that never ran");
    check_rejects(rig, sequence, (yoke_work){0, good.work}, "work without a check");
    check_rejects(rig, sequence, half, "half the work");
    check_rejects(rig, sequence, more, "more work than was done");
    check_rejects(rig, sequence + 1, good, "the next task's work");
    check_rejects(rig, sequence + (UINT64_C(1) << 40), good, "a far task's work");
    for (int bit = 0; bit < 64; bit++) {
        yoke_work flipped = {good.check ^ (UINT64_C(1) << bit), good.work};
        check_rejects(rig, sequence, flipped, "a check with a flipped bit");
    }
}

static void workload_verify__rejects_wrong_work(void **state)
{
    (void)state;
    for (size_t i = 0; yoke_workloads()[i]; i++) {
        struct rig rig;
        rig_open(&rig, YOKE_SERIAL, yoke_workloads()[i]->name, "");
        check_rejects_wrong_work(&rig, 0);
        check_rejects_wrong_work(&rig, 5);
        rig_close(&rig);
    }
}

static void workload_verify__rejects_work_under_another_seed(void **state)
{
    (void)state;
    for (size_t i = 0; yoke_workloads()[i]; i++) {
        const yoke_workload *workload = yoke_workloads()[i];
        struct rig rig;
        struct rig other;
        if (!depends_on_seed(workload)) {
            continue;
        }
        rig_init(&other, workload->name, "", 8);
        rig_set_up(&other);
        rig_start(&other, YOKE_SERIAL);
        rig_open(&rig, YOKE_SERIAL, workload->name, "");
        check_rejects(&rig, 3, rig_run(&other, 3), "work under another seed");
        rig_close(&rig);
        rig_close(&other);
    }
}

/* rig_fini() checks that nothing is left. */
static void workload_teardown__needs_no_setup_and_may_be_repeated(void **state)
{
    (void)state;
    for (size_t i = 0; yoke_workloads()[i]; i++) {
        struct rig rig;
        rig_init(&rig, yoke_workloads()[i]->name, "", 7);
        rig.workload->teardown(&rig.setup);
        assert_int_equal(rig.workload->setup(&rig.setup), 0);
        rig.workload->teardown(&rig.setup);
        rig_fini(&rig);
    }
}

static void check_name(const char *name)
{
    assert_true(strlen(name) > 0);
    for (const char *c = name; *c; c++) {
        assert_true(islower((unsigned char)*c) || isdigit((unsigned char)*c) ||
                    *c == '_' || *c == '.');
    }
}

static void check_params(const yoke_workload *workload)
{
    yoke_params *params = NULL;
    assert_int_equal(yoke_params_create(workload, &params), 0);
    for (const yoke_param *row = workload->params; row->name; row++) {
        check_name(row->name);
        assert_true(strlen(row->help) > 0);
        /* The default stands in the table as it will stand in results. */
        assert_string_equal(yoke_params_text(params, row->name), row->default_text);
    }
    yoke_params_destroy(params);
}

static void workloads__tables_are_complete(void **state)
{
    (void)state;
    for (size_t i = 0; yoke_workloads()[i]; i++) {
        const yoke_workload *workload = yoke_workloads()[i];
        assert_int_equal(workload->size, sizeof(*workload));
        assert_int_equal(workload->abi, YOKE_WORKLOAD_ABI);
        check_name(workload->name);
        assert_ptr_equal(yoke_workload_find(workload->name), workload);
        assert_true(strlen(workload->summary) > 0);
        assert_true(strlen(workload->isolates) > 0);
        assert_true(strlen(workload->work_unit) > 0);
        assert_true(workload->version >= 1);
        assert_true(workload->warmup_tasks >= 1);
        assert_true(workload->setup && workload->run);
        assert_true(workload->verify && workload->teardown);
        check_params(workload);
    }
    assert_null(yoke_workload_find("cpu.sha255"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(workload_verify__accepts_what_was_done),
        cmocka_unit_test(workload_run__large_sequences_are_tasks_too),
        cmocka_unit_test(workload_run__same_seed_does_the_same_in_all_kinds),
        cmocka_unit_test(workload_run__other_seed_does_other_work),
        cmocka_unit_test(workload_verify__rejects_wrong_work),
        cmocka_unit_test(workload_verify__rejects_work_under_another_seed),
        cmocka_unit_test(workload_teardown__needs_no_setup_and_may_be_repeated),
        cmocka_unit_test(workloads__tables_are_complete),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
