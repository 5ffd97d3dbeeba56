/*
 * engine_cost: what a task costs, threads against processes.
 *
 * Each measurement is a fresh process of this program (two kinds in one process
 * would disturb each other: after a fork, a thread's first writes are many
 * times slower). Pairs are measured one after the other, in an order that
 * alternates, and the ratio is the median of the pairs' ratios with its exact
 * signed-rank interval.
 */
#include <argp.h>
#include <fcntl.h>
#include <math.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "analyse/signed_rank.h"
#include "cost/shape.h"

#define PAIRS_DEFAULT 15
#define PAIRS_MAX 1000
#define WARM_UPS 2

struct arguments {
    int pairs;
    int workers;
    const char *shape;
    const char *kind; /* one measurement, in this process */
};

static const struct argp_option options[] = {
    {"pairs", 'p', "N", 0, "pairs of measurements a shape; 15", 0},
    {"workers", 'w', "N", 0, "workers of each executor; 2", 0},
    {"shape", 's', "NAME", 0, "only this shape", 0},
    {"kind", 'k', "KIND", 0, "one measurement of --shape: threads or processes", 0},
    {0},
};

static int
parse_count(const char *text, int most, struct argp_state *state, const char *name)
{
    char *end = NULL;
    long value = strtol(text, &end, 10);
    if (*end || end == text || value < 1 || value > most)
        argp_error(state, "--%s is '%s'; allowed: 1 to %d", name, text, most);
    return (int)value;
}

static error_t parse(int key, char *text, struct argp_state *state)
{
    struct arguments *arguments = state->input;
    switch (key) {
    case 'p':
        arguments->pairs = parse_count(text, PAIRS_MAX, state, "pairs");
        return 0;
    case 'w':
        arguments->workers = parse_count(text, YOKE_WORKERS_MAX, state, "workers");
        return 0;
    case 's':
        if (!shape_find(text))
            argp_error(state, "--shape is '%s'; run without it to see them", text);
        arguments->shape = text;
        return 0;
    case 'k':
        if (strcmp(text, "threads") != 0 && strcmp(text, "processes") != 0)
            argp_error(state, "--kind is '%s'; allowed: threads, processes", text);
        arguments->kind = text;
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

/* One measurement, in this process; prints nanoseconds. */
static int measure_here(const struct arguments *arguments)
{
    const struct shape *shape = shape_find(arguments->shape);
    yoke_options executor_options = YOKE_OPTIONS_INIT;
    executor_options.kind =
        strcmp(arguments->kind, "threads") == 0 ? YOKE_THREADS : YOKE_PROCESSES;
    executor_options.max_workers = arguments->workers;
    executor_options.prestart = true;
    yoke_executor *executor = NULL;
    int error = yoke_executor_create(&executor_options, &executor);
    if (error) {
        fprintf(stderr,
                "engine_cost: %s: %s\n",
                yoke_error_name(error),
                yoke_error_detail());
        return 1;
    }
    double cost_ns = 0;
    for (int i = 0; i <= WARM_UPS && cost_ns >= 0; i++)
        cost_ns = shape->run(executor, shape->tasks);
    yoke_executor_destroy(executor);
    printf("%.17g\n", cost_ns);
    return cost_ns < 0;
}

/* Start this program again, its output into a pipe. @return the pipe, or -1. */
static int spawn_self(const struct arguments *arguments,
                      const struct shape *shape,
                      const char *kind,
                      pid_t *ret_pid)
{
    char shape_flag[64];
    char kind_flag[64];
    char workers_flag[64];
    snprintf(shape_flag, sizeof(shape_flag), "--shape=%s", shape->name);
    snprintf(kind_flag, sizeof(kind_flag), "--kind=%s", kind);
    snprintf(workers_flag, sizeof(workers_flag), "--workers=%d", arguments->workers);
    char program[] = "engine_cost";
    char *argv[] = {program, shape_flag, kind_flag, workers_flag, NULL};
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0)
        return -1;
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    int error = posix_spawn(ret_pid, "/proc/self/exe", &actions, NULL, argv, environ);
    posix_spawn_file_actions_destroy(&actions);
    close(ends[1]);
    if (!error)
        return ends[0];
    close(ends[0]);
    return -1;
}

/* The same in a fresh process; negative when it failed. */
static double
measure(const struct arguments *arguments, const struct shape *shape, const char *kind)
{
    pid_t pid = 0;
    int output = spawn_self(arguments, shape, kind, &pid);
    FILE *file = output < 0 ? NULL : fdopen(output, "r");
    if (!file)
        return -1;
    double cost_ns = -1;
    if (fscanf(file, "%lf", &cost_ns) != 1)
        cost_ns = -1;
    fclose(file);
    int status = 0;
    waitpid(pid, &status, 0);
    return status == 0 ? cost_ns : -1;
}

static double exact_median(const double *logs, int count)
{
    struct interval interval;
    struct fault fault;
    if (signed_rank_interval(logs, (size_t)count, 0.95, &interval, &fault) != 0)
        return NAN;
    return exp(interval.estimate);
}

static void print_row(const struct shape *shape,
                      const double *threads,
                      const double *processes,
                      const double *ratios,
                      int pairs)
{
    struct interval ratio;
    struct fault fault;
    if (signed_rank_interval(ratios, (size_t)pairs, 0.95, &ratio, &fault) != 0)
        return;
    printf("%-18s %10.1f %10.1f   %.2f×  [%.2f, %.2f]   %s\n",
           shape->name,
           exact_median(threads, pairs),
           exact_median(processes, pairs),
           exp(ratio.estimate),
           exp(ratio.low),
           exp(ratio.high),
           shape->help);
}

/* @return false when a measurement failed. */
static bool compare(const struct arguments *arguments, const struct shape *shape)
{
    double logs[2][PAIRS_MAX]; /* threads, processes */
    double ratios[PAIRS_MAX];
    static const char *const kinds[] = {"threads", "processes"};
    for (int pair = 0; pair < arguments->pairs; pair++) {
        for (int turn = 0; turn < 2; turn++) {
            int kind = (pair + turn) % 2;
            double cost_ns = measure(arguments, shape, kinds[kind]);
            if (cost_ns <= 0) {
                fprintf(
                    stderr, "engine_cost: %s, %s: failed\n", shape->name, kinds[kind]);
                return false;
            }
            logs[kind][pair] = log(cost_ns);
        }
        ratios[pair] = logs[1][pair] - logs[0][pair];
    }
    print_row(shape, logs[0], logs[1], ratios, arguments->pairs);
    return true;
}

int main(int argc, char **argv)
{
    static const struct argp argp = {options,
                                     parse,
                                     NULL,
                                     "What a task costs, threads against processes.\v"
                                     "Example: engine_cost --pairs=15 --shape=flat",
                                     NULL,
                                     NULL,
                                     NULL};
    struct arguments arguments = {.pairs = PAIRS_DEFAULT, .workers = 2};
    argp_parse(&argp, argc, argv, 0, NULL, &arguments);
    if (arguments.kind && !arguments.shape) {
        fprintf(stderr, "engine_cost: --kind needs --shape\n");
        return 3;
    }
    if (arguments.kind)
        return measure_here(&arguments);
    printf(
        "%d workers, %d pairs, 95 %% intervals, ns a task\n%-18s %10s %10s   ratio\n",
        arguments.workers,
        arguments.pairs,
        "shape",
        "threads",
        "processes");
    for (const struct shape *shape = shapes; shape->name; shape++)
        if ((!arguments.shape || shape == shape_find(arguments.shape)) &&
            !compare(&arguments, shape))
            return 1;
    return 0;
}
