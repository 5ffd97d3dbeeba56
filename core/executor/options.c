/*
 * Options are checked in one place, each with an error that names the field,
 * the value and what is allowed. They carry their size, so that a program
 * compiled against a shorter struct gets defaults for what it does not know.
 */
#include "executor/options.h"

#include <stdlib.h>
#include <string.h>

#include "executor/error.h"

/* The caller's fields over the defaults. */
static int read_options(const yoke_options *given, yoke_options *ret_options)
{
    *ret_options = (yoke_options)YOKE_OPTIONS_INIT;
    if (!given)
        return 0;
    if (given->size < offsetof(yoke_options, max_workers) ||
        given->size > sizeof(yoke_options))
        return yk_error_set(YOKE_E_INVALID,
                            "options.size is %zu; allowed: %zu (start from "
                            "YOKE_OPTIONS_INIT)",
                            given->size,
                            sizeof(yoke_options));
    memcpy(ret_options, given, given->size);
    return 0;
}

static int apply_kind(const yoke_options *options, yoke_executor *executor)
{
    switch (options->kind) {
    case YOKE_THREADS:
        executor->ops = &yk_kind_threads;
        break;
    case YOKE_PROCESSES:
        executor->ops = &yk_kind_processes;
        break;
    case YOKE_SERIAL:
        executor->ops = &yk_kind_serial;
        break;
    default:
        return yk_error_set(YOKE_E_INVALID,
                            "options.kind is %d; allowed: YOKE_THREADS, "
                            "YOKE_PROCESSES, YOKE_SERIAL",
                            (int)options->kind);
    }
    executor->kind = options->kind;
    if (options->start_method != YOKE_START_DEFAULT &&
        options->start_method != YOKE_START_FORK)
        return yk_error_set(YOKE_E_INVALID,
                            "options.start_method is %d; allowed: "
                            "YOKE_START_DEFAULT, YOKE_START_FORK",
                            (int)options->start_method);
    if (options->start_method != YOKE_START_DEFAULT && options->kind != YOKE_PROCESSES)
        return yk_error_set(YOKE_E_INVALID,
                            "options.start_method is given for %s; it is for "
                            "YOKE_PROCESSES",
                            executor->ops->name);
    return 0;
}

static int apply_workers(const yoke_options *options, yoke_executor *executor)
{
    if (options->max_workers < 0 || options->max_workers > YOKE_WORKERS_MAX)
        return yk_error_set(YOKE_E_INVALID,
                            "options.max_workers is %d; allowed: 0 (the default) to %d",
                            options->max_workers,
                            YOKE_WORKERS_MAX);
    int workers =
        options->max_workers ? options->max_workers : executor->ops->default_workers();
    if (executor->kind == YOKE_SERIAL) /* so that the kind alone is changed */
        workers = 1;
    executor->max_workers =
        (unsigned)(workers < YOKE_WORKERS_MAX ? workers : YOKE_WORKERS_MAX);
    return 0;
}

static int apply_names(const yoke_options *options, yoke_executor *executor)
{
    const char *prefix = options->name_prefix ? options->name_prefix : "yoke";
    size_t length = strlen(prefix);
    if (!length || length >= YK_NAME_PREFIX_BYTES)
        return yk_error_set(YOKE_E_INVALID,
                            "options.name_prefix has %zu bytes; allowed: 1 to %d",
                            length,
                            YK_NAME_PREFIX_BYTES - 1);
    memcpy(executor->name_prefix, prefix, length + 1);
    return 0;
}

static int apply_initializer(const yoke_options *options, yoke_executor *executor)
{
    yoke_bytes data = options->initializer_data;
    if (data.size && !data.data)
        return yk_error_set(YOKE_E_INVALID,
                            "options.initializer_data has %zu bytes at NULL",
                            data.size);
    executor->initializer = options->initializer;
    executor->finalizer = options->finalizer;
    executor->prestart = options->prestart;
    if (!data.size)
        return 0;
    void *copy = malloc(data.size);
    if (!copy)
        return yk_error_set(
            YOKE_E_NOMEM, "no memory for %zu bytes of initializer data", data.size);
    memcpy(copy, data.data, data.size);
    executor->initializer_data = (yoke_bytes){copy, data.size};
    return 0;
}

static int apply_placement(const yoke_options *options, yoke_executor *executor)
{
    if (!options->placement || strcmp(options->placement, "none") == 0)
        return 0;
    if (executor->kind == YOKE_SERIAL)
        return yk_error_set(YOKE_E_INVALID,
                            "options.placement is \"%s\" for a serial executor; "
                            "allowed: \"none\" (the caller's thread is not moved)",
                            options->placement);
    yoke_topology *topology = NULL;
    int error = yoke_topology_load(&topology);
    if (!error)
        error = yoke_placement_plan(topology,
                                    options->placement,
                                    (int)executor->max_workers,
                                    &executor->placement);
    yoke_topology_destroy(topology);
    return error;
}

int yk_options_apply(const yoke_options *given, yoke_executor *executor)
{
    yoke_options options;
    int error = read_options(given, &options);
    if (!error)
        error = apply_kind(&options, executor);
    if (!error)
        error = apply_workers(&options, executor);
    if (!error)
        error = apply_names(&options, executor);
    if (!error)
        error = apply_initializer(&options, executor);
    if (!error)
        error = apply_placement(&options, executor);
    return error;
}

void yk_options_drop(yoke_executor *executor)
{
    free((void *)(uintptr_t)executor->initializer_data.data);
    yoke_placement_destroy(executor->placement);
}

int yoke_options_for(const char *task_type, yoke_options *ret_options)
{
    yoke_options options = YOKE_OPTIONS_INIT;
    if (task_type && strcmp(task_type, "io") == 0)
        options.kind = YOKE_THREADS;
    else if (task_type && strcmp(task_type, "cpu") == 0)
        options.kind = YOKE_PROCESSES;
    else
        return yk_error_set(YOKE_E_INVALID,
                            "task type %s%s%s; allowed: \"io\", \"cpu\"",
                            task_type ? "\"" : "",
                            task_type ? task_type : "NULL",
                            task_type ? "\"" : "");
    *ret_options = options;
    return 0;
}
