/*
 * Numbers are read by the same code that reads workload parameters: the table
 * is dressed as a workload's parameters, so that "300ms" means the same thing
 * everywhere and is refused in the same words.
 */
#include "suite/factor.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "topology/spelling.h"

#define SECOND_NS 1e9
#define HOUR_NS (3600 * SECOND_NS)

const struct factor FACTORS[FACTOR_COUNT] = {
    [FACTOR_WORKLOAD] = {{"workload", YOKE_PARAM_CHOICE, "", 0, 0, NULL, "what is run"},
                         "use",
                         SECTION_WORKLOADS,
                         FORM_WORKLOAD,
                         NULL,
                         ""},
    [FACTOR_EXECUTOR] = {{"executor",
                          YOKE_PARAM_CHOICE,
                          "threads",
                          0,
                          0,
                          "threads|processes|serial",
                          "who runs the tasks"},
                         "kind",
                         SECTION_EXECUTORS,
                         FORM_PLAIN,
                         "threads,processes",
                         ""},
    [FACTOR_WORKER_COUNT] = {{"worker_count",
                              YOKE_PARAM_INTEGER,
                              "1",
                              1,
                              YOKE_WORKERS_MAX,
                              NULL,
                              "workers of the executor"},
                             "workers",
                             SECTION_EXECUTORS,
                             FORM_CPUS,
                             "1,cpus",
                             "workers"},
    [FACTOR_PLACEMENT] = {{"placement",
                           YOKE_PARAM_CHOICE,
                           "scatter",
                           0,
                           0,
                           NULL,
                           "where the workers are pinned"},
                          NULL,
                          SECTION_EXECUTORS,
                          FORM_POLICY,
                          NULL,
                          ""},
    [FACTOR_START_METHOD] = {{"start_method",
                              YOKE_PARAM_CHOICE,
                              "fork",
                              0,
                              0,
                              "fork",
                              "how worker processes come to be"},
                             NULL,
                             SECTION_EXECUTORS,
                             FORM_PLAIN,
                             NULL,
                             ""},
    [FACTOR_WINDOW] = {{"window",
                        YOKE_PARAM_INTEGER,
                        "2",
                        1,
                        1e6,
                        NULL,
                        "closed load: tasks outstanding; auto is 2 a worker"},
                       NULL,
                       SECTION_LOAD,
                       FORM_AUTO,
                       "auto",
                       "tasks"},
    [FACTOR_BLOCKS] = {{"blocks",
                        YOKE_PARAM_INTEGER,
                        "12",
                        1,
                        1000,
                        NULL,
                        "times that every cell runs; under 8 no verdict is given"},
                       NULL,
                       SECTION_MEASURE,
                       FORM_PLAIN,
                       NULL,
                       "blocks"},
    [FACTOR_TIME] = {{"time",
                      YOKE_PARAM_DURATION,
                      "500ms",
                      1e6,
                      HOUR_NS,
                      NULL,
                      "measured part of a run"},
                     NULL,
                     SECTION_MEASURE,
                     FORM_PLAIN,
                     NULL,
                     "ns"},
    [FACTOR_PRECISION] = {{"precision",
                           YOKE_PARAM_REAL,
                           "0",
                           0,
                           0.5,
                           NULL,
                           "add batches of 4 blocks, at most 40 in all, until the "
                           "widest primary interval is within this; 0: do not"},
                          NULL,
                          SECTION_MEASURE,
                          FORM_RATIO,
                          "0%",
                          "ratio"},
    [FACTOR_SAME] = {{"same",
                      YOKE_PARAM_REAL,
                      "0.02",
                      0.001,
                      0.5,
                      NULL,
                      "how near two configurations count as the same"},
                     NULL,
                     SECTION_MEASURE,
                     FORM_RATIO,
                     "2%",
                     "ratio"},
    [FACTOR_BUDGET] = {{"budget",
                        YOKE_PARAM_DURATION,
                        "0s",
                        0,
                        168 * HOUR_NS,
                        NULL,
                        "time for the whole suite; 0: as long as it takes"},
                       NULL,
                       SECTION_MEASURE,
                       FORM_PLAIN,
                       NULL,
                       "ns"},
    [FACTOR_TIMEOUT] = {{"timeout",
                         YOKE_PARAM_DURATION,
                         "0s",
                         0,
                         24 * HOUR_NS,
                         NULL,
                         "a run that takes longer is killed and recorded as such; "
                         "0: 10 s and 10 times the measured part"},
                        NULL,
                        SECTION_MEASURE,
                        FORM_PLAIN,
                        NULL,
                        "ns"},
    [FACTOR_PRIMARY] = {{"primary",
                         YOKE_PARAM_CHOICE,
                         "throughput",
                         0,
                         0,
                         "throughput|latency_mean|latency_p50|latency_p90|latency_p99|"
                         "latency_p999|cpu_per_task|startup|worker_setup|pss",
                         "the metric that verdicts are about"},
                        NULL,
                        SECTION_MEASURE,
                        FORM_PLAIN,
                        NULL,
                        ""},
    [FACTOR_SEED] = {{"seed",
                      YOKE_PARAM_INTEGER,
                      "0",
                      0,
                      9007199254740991.0,
                      NULL,
                      "makes order and work repeatable; 0: drawn anew each time"},
                     NULL,
                     SECTION_MEASURE,
                     FORM_PLAIN,
                     NULL,
                     ""},
};

/* '-' and '_' are alike, so that flags and keys are the same words. */
static bool same_name(const char *a, const char *b)
{
    while (*a && (*a == '-' ? '_' : *a) == *b) {
        a++;
        b++;
    }
    return *a == *b;
}

static bool is_called(const struct factor *factor, const char *name)
{
    return same_name(name, factor->param.name) ||
           (factor->alias && same_name(name, factor->alias));
}

const struct factor *suite_factor_find(const char *name)
{
    for (size_t i = 0; i < FACTOR_COUNT; i++)
        if (is_called(&FACTORS[i], name))
            return &FACTORS[i];
    return NULL;
}

const struct factor *suite_factor_find_in(enum suite_section section, const char *name)
{
    const struct factor *factor = suite_factor_find(name);
    return factor && factor->section == section ? factor : NULL;
}

bool suite_factor_sweeps(const struct factor *factor)
{
    return factor->section != SECTION_MEASURE;
}

const char *suite_section_name(enum suite_section section)
{
    static const char *const NAMES[] = {"workloads", "executors", "load", "measure"};
    return NAMES[section];
}

const char *suite_factor_nearest(enum suite_section section, const char *name)
{
    struct yk_spelling spelling = yk_spelling_of(name);
    for (size_t i = 0; i < FACTOR_COUNT; i++) {
        if (FACTORS[i].section != section)
            continue;
        yk_spelling_offer(&spelling, FACTORS[i].param.name);
        if (FACTORS[i].alias)
            yk_spelling_offer(&spelling, FACTORS[i].alias);
    }
    return spelling.nearest;
}

void suite_factor_append_names(struct problem *problem, enum suite_section section)
{
    const char *separator = "";
    for (size_t i = 0; i < FACTOR_COUNT; i++) {
        if (FACTORS[i].section != section)
            continue;
        problem_append(problem, "%s%s", separator, FACTORS[i].param.name);
        if (FACTORS[i].alias)
            problem_append(problem, " (or %s)", FACTORS[i].alias);
        separator = ", ";
    }
}

const char *executor_kind_name(yoke_kind kind)
{
    switch (kind) {
    case YOKE_THREADS:
        return "threads";
    case YOKE_PROCESSES:
        return "processes";
    case YOKE_SERIAL:
        return "serial";
    }
    return "";
}

const char *start_method_name(yoke_start_method method)
{
    return method == YOKE_START_FORK ? "fork" : "";
}
