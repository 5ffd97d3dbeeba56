#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fixture.h"

enum { CELLS_MAX = 128 };

struct builder {
    struct fixture_cell cells[CELLS_MAX];
    char ids[CELLS_MAX][8];
    size_t count;
};

static struct fixture_cell *add(struct builder *builder,
                                const char *workload,
                                const char *executor,
                                int workers,
                                double tasks_per_s)
{
    struct fixture_cell *cell = &builder->cells[builder->count];
    snprintf(builder->ids[builder->count], 8, "c%02zu", builder->count + 1);
    *cell = (struct fixture_cell){.id = builder->ids[builder->count],
                                  .duplicate_of = "",
                                  .executor = executor,
                                  .workers = workers,
                                  .placement = "none",
                                  .workload = workload,
                                  .params = "",
                                  .work_unit = "operations",
                                  .tasks_per_s = tasks_per_s,
                                  .work_per_task = 1};
    builder->count++;
    return cell;
}

/* Threads and processes at 1, 2 and 4 workers. */
static void add_workload(struct builder *builder,
                         const char *workload,
                         const double threads[3],
                         const double processes[3],
                         const char *unit,
                         double work)
{
    for (int i = 0; i < 6; i++) {
        const double *rates = i % 2 ? processes : threads;
        struct fixture_cell *cell = add(builder,
                                        workload,
                                        i % 2 ? "processes" : "threads",
                                        1 << i / 2,
                                        rates[i / 2]);
        cell->work_unit = unit;
        cell->work_per_task = work;
    }
}

static void add_quickstart(struct builder *builder)
{
    add_workload(builder,
                 "cpu.sha256",
                 (double[]){3150, 6300, 6290},
                 (double[]){3150, 6300, 6310},
                 "bytes",
                 65536);
    add_workload(builder,
                 "io.file_read",
                 (double[]){330e3, 610e3, 600e3},
                 (double[]){330e3, 640e3, 630e3},
                 "operations",
                 1);
    add_workload(builder,
                 "io.file_meta",
                 (double[]){40e3, 63e3, 60e3},
                 (double[]){41e3, 131e3, 129e3},
                 "operations",
                 20);
    add_workload(builder,
                 "memory.fault",
                 (double[]){240e3, 65e3, 63e3},
                 (double[]){255e3, 494e3, 450e3},
                 "operations",
                 1);
    struct fixture_cell *duplicate = add(builder, "cpu.sha256", "threads", 1, 3150);
    duplicate->duplicate_of = builder->cells[0].id;
    duplicate->work_unit = "bytes";
    duplicate->work_per_task = 65536;
}

static void mark_overcommitted(struct fixture_run *run)
{
    if (run->cell->workers > 2)
        run->gates = "OVERCOMMITTED";
}

static void mark_overcommitted_of_four(struct fixture_run *run)
{
    if (run->cell->workers > 4)
        run->gates = "OVERCOMMITTED";
}

static void damage_quickstart(struct fixture_run *run)
{
    mark_overcommitted(run);
    if (run->block == 3 && strcmp(run->cell->id, "c03") == 0)
        run->gates = "OFF_CPU";
}

static void invalidate(struct fixture_run *run)
{
    mark_overcommitted(run);
    const char *workload = run->cell->workload;
    if (strcmp(workload, "io.file_meta") == 0 && run->cell->workers == 2)
        run->status = "timeout"; /* no valid run at all */
    if (strcmp(workload, "memory.fault") == 0 && run->block % 2)
        run->status = "failed";
    if (strcmp(workload, "io.file_read") == 0 && run->block == 1)
        run->gates = "STEAL;THROTTLED";
}

static void remove_some(struct fixture_run *run)
{
    mark_overcommitted(run);
    const char *id = run->cell->id;
    run->is_missing = (run->block > 4 && strcmp(id, "c04") == 0) ||
                      strcmp(id, "c10") == 0 || strcmp(id, "c16") == 0 ||
                      run->cell->workers == 4;
}

static void add_twelve_arms(struct builder *builder)
{
    static const char *const placements[] = {
        "none", "compact", "scatter", "cores", "numa", "core:0-3 pu:5"};
    for (int i = 0; i < 12; i++)
        for (int workers = 1; workers <= 8; workers *= 2) {
            double scale = workers / (1 + 0.05 * (i + 1) * (workers - 1));
            struct fixture_cell *cell = add(builder,
                                            "cpu.sumsq",
                                            i % 2 ? "processes" : "threads",
                                            workers,
                                            (1000 + 7 * i) * scale);
            cell->placement = placements[i / 2];
        }
}

static void add_extremes(struct builder *builder)
{
    add_workload(builder,
                 "null",
                 (double[]){2e9, 9e11, 1e12},
                 (double[]){4e8, 8e8, 3e8},
                 "tasks",
                 1e9);
    add_workload(
        builder, "io.sleep", (double[]){2, 4, 0}, (double[]){2, 4, 6}, "tasks", 1);
    add_workload(
        builder, "nothing.zero", (double[]){0, 0, 0}, (double[]){0, 0, 0}, "tasks", 1);
}

static void add_long_names(struct builder *builder)
{
    const size_t first = builder->count;
    add_workload(builder,
                 "external.a_workload_whose_author_liked_long_names_very_much",
                 (double[]){100, 200, 210},
                 (double[]){100, 190, 220},
                 "operations",
                 1);
    add_workload(builder,
                 "plug'in.<b>&{x_1}^2 \\alpha %s",
                 (double[]){100, 200, 210},
                 (double[]){100, 230, 220},
                 "operations",
                 1);
    for (size_t i = first; i < builder->count; i++) {
        builder->cells[i].params = "size=64KiB;pattern=random%3Bblocks";
        builder->cells[i].placement = "core:0-3 pu:5 core:8-11";
    }
}

static void build(const char *name, struct builder *builder, struct fixture *fixture)
{
    if (strcmp(name, "one_arm") == 0) {
        for (int workers = 1; workers <= 4; workers *= 2)
            add(builder, "cpu.sumsq", "threads", workers, 1000 * workers);
    } else if (strcmp(name, "one_cell") == 0) {
        add(builder, "cpu.sumsq", "threads", 2, 1000);
    } else if (strcmp(name, "twelve_arms") == 0) {
        add_twelve_arms(builder);
        fixture->cpu_count = 4;
        fixture->alter = mark_overcommitted_of_four;
    } else if (strcmp(name, "extreme") == 0) {
        add_extremes(builder);
    } else if (strcmp(name, "long_names") == 0) {
        add_long_names(builder);
        fixture->swept_param = "size";
    } else {
        add_quickstart(builder);
    }
}

const char *const FIXTURE_NAMES[] = {"quickstart",
                                     "one_arm",
                                     "one_cell",
                                     "twelve_arms",
                                     "missing",
                                     "invalid",
                                     "extreme",
                                     "long_names",
                                     "few_blocks",
                                     NULL};

static bool is_known(const char *name)
{
    for (size_t i = 0; FIXTURE_NAMES[i]; i++)
        if (strcmp(FIXTURE_NAMES[i], name) == 0)
            return true;
    return false;
}

bool fixture_write_named(const char *name, const char *dir)
{
    if (!is_known(name))
        return false;
    struct builder *builder = calloc(1, sizeof(*builder));
    if (!builder)
        abort();
    struct fixture fixture = {.blocks = 8,
                              .cv = 0.018,
                              .common = 0.05,
                              .seed = 7,
                              .cpu_count = 2,
                              .same_ratio = 0.05,
                              .has_histogram = true,
                              .alter = mark_overcommitted};
    build(name, builder, &fixture);
    if (strcmp(name, "quickstart") == 0)
        fixture.alter = damage_quickstart;
    if (strcmp(name, "invalid") == 0)
        fixture.alter = invalidate;
    if (strcmp(name, "missing") == 0)
        fixture.alter = remove_some;
    if (strcmp(name, "few_blocks") == 0)
        fixture.blocks = 3;
    fixture.cells = builder->cells;
    fixture.cell_count = builder->count;
    fixture_write(&fixture, dir);
    free(builder);
    return true;
}
