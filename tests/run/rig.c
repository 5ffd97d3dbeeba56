#include "rig.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "run/run_spec.h"

/* What the workers share: the fault, by its first letters. */
struct shared {
    char fault[16];
    uint64_t seed;
};

static int rig_setup(yoke_setup *setup)
{
    const char *fault = yoke_params_choice(setup->params, "fault");
    char path[4200];
    snprintf(path, sizeof(path), "%s/file", setup->directory);
    FILE *file = fopen(path, "we"); /* the directory is there, and writable */
    if (!file || fclose(file)) {
        snprintf(setup->message, sizeof(setup->message), "no file can be made");
        return -1;
    }
    if (strcmp(fault, "setup") == 0) {
        snprintf(setup->message, sizeof(setup->message), "no luck, on purpose");
        return -1;
    }
    if (strcmp(fault, "abort") == 0) {
        fputs("about to abort\n", stderr);
        raise(SIGKILL); /* SIGABRT would say more under a sanitizer */
    }
    if (strcmp(fault, "exit") == 0) {
        puts("leaving early");
        fflush(stdout);
        _exit(7);
    }
    while (strcmp(fault, "hang") == 0)
        pause();
    if (strcmp(fault, "garbage") == 0) {
        dprintf(RUNNER_REPLY_FD, "{\"status\": \"valid\"");
        _exit(0);
    }
    struct shared *shared = calloc(1, sizeof(*shared));
    if (!shared)
        return -1;
    snprintf(shared->fault, sizeof(shared->fault), "%s", fault);
    shared->seed = setup->seed;
    setup->shared = shared;
    setup->shared_size = sizeof(*shared);
    return 0;
}

/* The finalizer runs only where the initializer succeeded. */
static int rig_worker_init(yoke_worker *worker, yoke_bytes data)
{
    struct shared *own = malloc(sizeof(*own));
    if (!own || data.size != sizeof(*own))
        return yoke_worker_fail(worker, 1, "wrong data");
    memcpy(own, data.data, sizeof(*own));
    if (strcmp(own->fault, "init") == 0) {
        free(own);
        return yoke_worker_fail(worker, 2, "this worker will not start");
    }
    yoke_worker_set_state(worker, own);
    return 0;
}

static void rig_worker_fini(yoke_worker *worker)
{
    free(yoke_worker_state(worker));
}

static uint64_t check_of(uint64_t seed, uint64_t sequence)
{
    return (seed ^ sequence) * UINT64_C(0x9E3779B97F4A7C15);
}

static int rig_run(yoke_task *task, uint64_t sequence, yoke_work *ret_work)
{
    const struct shared *own = yoke_task_worker_state(task);
    if (strcmp(own->fault, "task") == 0 && sequence % 10 == 3)
        return yoke_task_fail(task, 5, "unlucky number");
    if (strcmp(own->fault, "worker") == 0 && sequence == 3)
        raise(SIGKILL);
    bool is_wrong = strcmp(own->fault, "wrong") == 0;
    ret_work->check = check_of(own->seed, sequence) + is_wrong;
    ret_work->work = strcmp(own->fault, "lazy") == 0 ? 0 : 3;
    return 0;
}

static int rig_verify(yoke_setup *setup, uint64_t sequence, const yoke_work *work)
{
    if (work->check == check_of(setup->seed, sequence))
        return 0;
    snprintf(setup->message, sizeof(setup->message), "another check was left");
    return -1;
}

static void rig_teardown(yoke_setup *setup)
{
    free(setup->shared);
}

static const yoke_param PARAMS[] = {
    {"fault",
     YOKE_PARAM_CHOICE,
     "none",
     0,
     0,
     "none|setup|abort|exit|hang|garbage|task|wrong|lazy|init|worker",
     "what goes wrong"},
    {NULL, YOKE_PARAM_INTEGER, NULL, 0, 0, NULL, NULL},
};

const yoke_workload RIG_WORKLOAD = {
    .size = sizeof(yoke_workload),
    .abi = YOKE_WORKLOAD_ABI,
    .name = "test.rig",
    .summary = "goes wrong where it is told to",
    .isolates = "nothing",
    .version = 9,
    .work_unit = "operations",
    .params = PARAMS,
    .warmup_tasks = 50,
    .setup = rig_setup,
    .worker_init = rig_worker_init,
    .worker_fini = rig_worker_fini,
    .run = rig_run,
    .verify = rig_verify,
    .teardown = rig_teardown,
};

const yoke_workload *rig_find(const char *name)
{
    return strcmp(name, RIG_WORKLOAD.name) == 0 ? &RIG_WORKLOAD
                                                : yoke_workload_find(name);
}

static void add_cell(struct plan *plan, const char *fault, yoke_kind kind)
{
    struct cell *cell = &plan->cells[plan->cell_count++];
    *cell = (struct cell){
        .executor = kind,
        .start_method = kind == YOKE_PROCESSES ? YOKE_START_FORK : YOKE_START_DEFAULT,
        .worker_count = kind == YOKE_SERIAL ? 1 : 2,
        .workload = &RIG_WORKLOAD,
        .load = {.kind = LOAD_CLOSED},
    };
    snprintf(cell->id, sizeof(cell->id), "c%02d", (int)(plan->cell_count % 100));
    const char *placement = kind == YOKE_SERIAL ? "none" : "scatter";
    snprintf(cell->placement, sizeof(cell->placement), "%s", placement);
    assert_int_equal(yoke_params_create(&RIG_WORKLOAD, &cell->params), 0);
    assert_int_equal(yoke_params_set(cell->params, "fault", fault), 0);
}

static void add_run(struct plan *plan, int block, size_t cell_index)
{
    struct planned_run *run = &plan->runs[plan->run_count++];
    *run = (struct planned_run){
        .block = block,
        .position = (int)cell_index,
        .cell_index = cell_index,
        .seed = 1000 + (uint64_t)block,
    };
    snprintf(
        run->id, sizeof(run->id), "b%02d-%s", block + 1, plan->cells[cell_index].id);
}

struct plan
rig_plan(const char *fault, const yoke_kind *kinds, size_t kind_count, int block_count)
{
    struct plan plan = {
        .suite_name = "rig",
        .suite_text = strdup("workloads: test.rig\n"),
        .seed = 77,
        .measure = {.blocks = block_count,
                    .measure_ns = 20000000,
                    .same_ratio = 0.02,
                    .run_timeout_ns = 30 * INT64_C(1000000000),
                    .primary = "throughput"},
        .cells = calloc(kind_count, sizeof(struct cell)),
        .runs = calloc(kind_count * (size_t)block_count, sizeof(struct planned_run)),
    };
    assert_true(plan.suite_text && plan.cells && plan.runs);
    for (size_t i = 0; i < kind_count; i++)
        add_cell(&plan, fault, kinds[i]);
    for (int block = 0; block < block_count; block++)
        for (size_t i = 0; i < kind_count; i++)
            add_run(&plan, block, i);
    return plan;
}
