/*
 * What the outside can do to a workload: no directory, no room, no descriptors,
 * files that vanish. Each must be told in words, and leave nothing behind
 * (rig_fini() checks that the directory is empty).
 */
#include "rig.h"

#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cmocka.h>

static void assert_says(const char *message, const char *part)
{
    if (!strstr(message, part)) {
        fail_msg("\"%s\" does not say \"%s\"", message, part);
    }
}

static void check_setup_fails(const char *name, const char *values, const char *part)
{
    struct rig rig;
    rig_init(&rig, name, values, 7);
    assert_int_not_equal(rig.workload->setup(&rig.setup), 0);
    assert_says(rig.setup.message, part);
    rig_fini(&rig);
}

static void setup__params_that_do_not_fit_together(void **state)
{
    (void)state;
    check_setup_fails("io.file_read", "block=100B", "must be a multiple of 32");
    check_setup_fails(
        "io.file_read", "file_size=4KiB;block=8KiB", "less than one block of 8192");
    check_setup_fails("memory.fault", "size=5000B", "must be a multiple of a page");
}

static void setup__directory_is_missing(void **state)
{
    (void)state;
    static const char *const names[] = {"io.file_read", "io.file_meta"};
    for (size_t i = 0; i < 2; i++) {
        struct rig rig;
        rig_init(&rig, names[i], "", 7);
        rig.setup.directory = "/nonexistent/yoke";
        assert_int_not_equal(rig.workload->setup(&rig.setup), 0);
        assert_says(rig.setup.message, "cannot make /nonexistent/yoke/");
        assert_says(rig.setup.message, "No such file or directory");
        rig.setup.directory = rig.directory;
        rig_fini(&rig);
    }
}

static void setup__directory_s_path_is_too_long(void **state)
{
    (void)state;
    char path[5000];
    memset(path, 'd', sizeof(path) - 1);
    path[sizeof(path) - 1] = '\0';
    struct rig rig;
    rig_init(&rig, "io.file_read", "", 7);
    rig.setup.directory = path;
    assert_int_not_equal(rig.workload->setup(&rig.setup), 0);
    assert_says(rig.setup.message, "path is too long");
    rig.setup.directory = rig.directory;
    rig_fini(&rig);
}

/* A limit on file size stops a write half-way, as a full disk does. */
static void setup__no_room_for_the_file(void **state)
{
    (void)state;
    struct rlimit old;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
    struct rlimit small = {.rlim_cur = 1 << 20, .rlim_max = old.rlim_max};
    void (*old_handler)(int) = signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    struct rig rig;
    rig_init(&rig, "io.file_read", "file_size=4MiB", 7);
    int err = rig.workload->setup(&rig.setup);
    setrlimit(RLIMIT_FSIZE, &old);
    signal(SIGXFSZ, old_handler);
    assert_int_not_equal(err, 0);
    assert_says(rig.setup.message, "cannot write 4194304 bytes to ");
    assert_says(rig.setup.message, "File too large");
    rig_fini(&rig);
}

static void setup__file_exists_already(void **state)
{
    (void)state;
    struct rig rig;
    rig_init(&rig, "io.file_read", "file_size=4KiB", 7);
    assert_int_equal(rig.workload->setup(&rig.setup), 0);
    yoke_setup again = rig.setup;
    again.shared = NULL;
    assert_int_not_equal(rig.workload->setup(&again), 0);
    assert_says(again.message, "File exists");
    rig_fini(&rig);
}

static void remove_file(const struct rig *rig, const char *name)
{
    char path[128];
    snprintf(path, sizeof(path), "%s/%s", rig->directory, name);
    assert_int_equal(unlink(path), 0);
}

static void
check_worker_cannot_start(yoke_kind kind, const char *name, const char *file)
{
    struct rig rig;
    yoke_work work;
    rig_init(&rig, name, "", 7);
    rig_set_up(&rig);
    remove_file(&rig, file);
    rig_start(&rig, kind);
    assert_int_equal(rig_try(&rig, 0, &work), YOKE_E_BROKEN);
    assert_says(rig.failure, file);
    assert_says(rig.failure, "No such file or directory");
    rig_close(&rig);
}

static void worker_init__file_has_vanished(void **state)
{
    (void)state;
    for (size_t i = 0; i < rig_kind_count; i++) {
        check_worker_cannot_start(rig_kinds[i], "io.file_read", "file_read.data");
        check_worker_cannot_start(rig_kinds[i], "io.file_meta", "file_meta.data");
    }
}

static void run__file_was_cut(void **state)
{
    (void)state;
    struct rig rig;
    yoke_work work;
    char path[128];
    rig_open(&rig, YOKE_SERIAL, "io.file_read", "");
    snprintf(path, sizeof(path), "%s/file_read.data", rig.directory);
    assert_int_equal(truncate(path, 0), 0);
    assert_int_equal(rig_try(&rig, 0, &work), YOKE_E_TASK_FAILED);
    assert_says(rig.failure, "cannot read block ");
    rig_close(&rig);
}

static void run__descriptors_are_used_up(void **state)
{
    (void)state;
    static const char *const operations[] = {"operation=dup", "operation=open"};
    for (size_t i = 0; i < 2; i++) {
        struct rig rig;
        struct rlimit old;
        yoke_work work;
        rig_open(&rig, YOKE_SERIAL, "io.file_meta", operations[i]);
        (void)rig_run(&rig, 0);
        assert_int_equal(getrlimit(RLIMIT_NOFILE, &old), 0);
        struct rlimit none = {.rlim_cur = 1, .rlim_max = old.rlim_max};
        assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
        int err = rig_try(&rig, 1, &work);
        setrlimit(RLIMIT_NOFILE, &old);
        assert_int_equal(err, YOKE_E_TASK_FAILED);
        assert_says(rig.failure, operations[i] + strlen("operation="));
        assert_says(rig.failure, "ulimit -n");
        (void)rig_run(&rig, 2); /* goes on when there are some again */
        rig_close(&rig);
    }
}

static void worker_fini__puts_the_timer_slack_back(void **state)
{
    (void)state;
    int before_ns = prctl(PR_GET_TIMERSLACK, 0, 0, 0, 0);
    struct rig rig;
    rig_open(&rig, YOKE_SERIAL, "io.sleep", "time=0");
    (void)rig_run(&rig, 0);
    assert_int_equal(prctl(PR_GET_TIMERSLACK, 0, 0, 0, 0), 1);
    rig_close(&rig);
    assert_int_equal(prctl(PR_GET_TIMERSLACK, 0, 0, 0, 0), before_ns);
}

/* Work is in the natural unit, and follows the parameters. */
static void run__counts_what_the_params_ask_for(void **state)
{
    (void)state;
    static const struct {
        const char *name, *values;
        int work;
    } rows[] = {
        {"null", "", 1},
        {"cpu.sumsq", "n=1", 1},
        {"cpu.sumsq", "n=12345", 12345},
        {"cpu.sha256", "size=1B", 1},
        {"cpu.sha256", "size=100001B", 100001},
        {"io.sleep", "time=2us", 1},
        {"io.file_read", "file_size=1MiB;block=512B;reads=3", 1536},
        {"io.file_read", "file_size=100000B;block=32KiB;reads=1", 32768},
        {"io.file_meta", "operation=dup;operations=1", 1},
        {"io.file_meta", "operation=open;operations=9", 9},
        {"memory.fault", "size=4KiB", 4096},
        {"memory.fault", "size=4MiB", 4 << 20},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct rig rig;
        rig_open(&rig, YOKE_SERIAL, rows[i].name, rows[i].values);
        yoke_work work = rig_run(&rig, i);
        assert_int_equal((int)work.work, rows[i].work);
        assert_int_equal(rig_verify(&rig, i, work), 0);
        rig_close(&rig);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(setup__params_that_do_not_fit_together),
        cmocka_unit_test(setup__directory_is_missing),
        cmocka_unit_test(setup__directory_s_path_is_too_long),
        cmocka_unit_test(setup__no_room_for_the_file),
        cmocka_unit_test(setup__file_exists_already),
        cmocka_unit_test(worker_init__file_has_vanished),
        cmocka_unit_test(run__file_was_cut),
        cmocka_unit_test(run__descriptors_are_used_up),
        cmocka_unit_test(worker_fini__puts_the_timer_slack_back),
        cmocka_unit_test(run__counts_what_the_params_ask_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
