#include "rig.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* The thread sanitizer runs a thread of its own, and a program with two threads
 * cannot fork workers. */
const yoke_kind rig_kinds[] = {
    YOKE_SERIAL,
    YOKE_THREADS,
#ifndef RIG_WITHOUT_FORK
    YOKE_PROCESSES,
#endif
};
const size_t rig_kind_count = sizeof(rig_kinds) / sizeof(rig_kinds[0]);

struct order {
    const yoke_workload *workload; /* the same address in a forked worker */
    uint64_t sequence;
};

static int run_order(yoke_task *task)
{
    struct order order;
    yoke_work work = {0};
    memcpy(&order, yoke_task_input(task).data, sizeof(order));
    int err = order.workload->run(task, order.sequence, &work);
    return err != 0 ? err : yoke_task_return(task, &work, sizeof(work));
}

static void set_values(struct rig *rig, const char *values)
{
    char *copy = strdup(values);
    char *rest = copy;
    for (char *pair = strsep(&rest, ";"); pair && *pair; pair = strsep(&rest, ";")) {
        char *name = strsep(&pair, "=");
        if (yoke_params_set(rig->params, name, pair) != 0) {
            fail_msg("%s", yoke_error_detail());
        }
    }
    free(copy);
}

void rig_init(struct rig *rig, const char *name, const char *values, uint64_t seed)
{
    *rig = (struct rig){.workload = yoke_workload_find(name)};
    assert_non_null(rig->workload);
    assert_int_equal(yoke_params_create(rig->workload, &rig->params), 0);
    set_values(rig, values);
    snprintf(rig->directory, sizeof(rig->directory), "/tmp/yoke-rig-XXXXXX");
    assert_non_null(mkdtemp(rig->directory));
    rig->setup.params = rig->params;
    rig->setup.seed = seed;
    rig->setup.directory = rig->directory;
}

void rig_fini(struct rig *rig)
{
    rig->workload->teardown(&rig->setup);
    assert_null(rig->setup.shared);
    yoke_params_destroy(rig->params);
    if (rmdir(rig->directory) != 0) { /* refuses when something is left */
        fail_msg("%s left files in %s", rig->workload->name, rig->directory);
    }
}

void rig_set_up(struct rig *rig)
{
    if (rig->workload->setup(&rig->setup) != 0) {
        fail_msg("%s", rig->setup.message);
    }
}

void rig_start(struct rig *rig, yoke_kind kind)
{
    yoke_options options = YOKE_OPTIONS_INIT;
    options.kind = kind;
    options.max_workers = kind == YOKE_SERIAL ? 0 : 2;
    options.initializer = rig->workload->worker_init;
    options.initializer_data = (yoke_bytes){rig->setup.shared, rig->setup.shared_size};
    options.finalizer = rig->workload->worker_fini;
    if (yoke_executor_create(&options, &rig->executor) != 0) {
        fail_msg("%s", yoke_error_detail());
    }
}

void rig_stop(struct rig *rig)
{
    yoke_executor_destroy(rig->executor);
    rig->executor = NULL;
}

void rig_open(struct rig *rig, yoke_kind kind, const char *name, const char *values)
{
    rig_init(rig, name, values, 7);
    rig_set_up(rig);
    rig_start(rig, kind);
}

void rig_close(struct rig *rig)
{
    rig_stop(rig);
    rig_fini(rig);
}

int rig_try(struct rig *rig, uint64_t sequence, yoke_work *ret_work)
{
    struct order order = {rig->workload, sequence};
    yoke_future *future = NULL;
    yoke_bytes result = {0};
    int err = yoke_submit(rig->executor, run_order, &order, sizeof(order), &future);
    if (err != 0) {
        snprintf(rig->failure, sizeof(rig->failure), "%s", yoke_error_detail());
        return err;
    }
    err = yoke_future_result(future, -1, &result);
    if (err == 0) {
        assert_int_equal(result.size, sizeof(*ret_work));
        memcpy(ret_work, result.data, sizeof(*ret_work));
    } else {
        yoke_failure failure = {.message = ""};
        (void)yoke_future_failure(future, -1, &failure);
        snprintf(rig->failure, sizeof(rig->failure), "%s", failure.message);
    }
    yoke_future_release(future);
    return err;
}

yoke_work rig_run(struct rig *rig, uint64_t sequence)
{
    yoke_work work = {0};
    if (rig_try(rig, sequence, &work) != 0) {
        fail_msg("%s: %s", rig->workload->name, rig->failure);
    }
    return work;
}

int rig_verify(struct rig *rig, uint64_t sequence, yoke_work work)
{
    rig->setup.message[0] = '\0';
    int err = rig->workload->verify(&rig->setup, sequence, &work);
    assert_true((err != 0) == (rig->setup.message[0] != '\0'));
    return err;
}
