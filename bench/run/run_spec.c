#include "run/run_spec.h"

#include <stdio.h>

/* One format describes both directions, so that they cannot drift apart:
 * key, pack code, unpack code, member. */
#define SPEC_ROWS(X)                                                                   \
    X("run_id", "s", "s", run_id)                                                      \
    X("workload", "s", "s", workload)                                                  \
    X("params", "O", "o", params)                                                      \
    X("directory", "s", "s", directory)                                                \
    X("executor", "i", "i", executor)                                                  \
    X("start_method", "i", "i", start_method)                                          \
    X("worker_count", "i", "i", worker_count)                                          \
    X("placement", "s", "s", placement)                                                \
    X("worker_cpus", "O", "o", worker_cpus)                                            \
    X("window", "i", "i", window)                                                      \
    X("is_overcommitted", "b", "b", overcommitted)                                     \
    X("cpu_count", "i", "i", cpu_count)                                                \
    X("measure_ns", "I", "I", measure_ns)                                              \
    X("seed", "I", "I", seed)                                                          \
    X("launcher_id", "i", "i", launcher_id)                                            \
    X("is_tsc", "b", "b", tsc)                                                         \
    X("ns_per_tick_q32", "I", "I", ns_per_tick_q32)                                    \
    X("tick_cost_ns", "f", "F", tick_cost_ns)

/* The spec with members of the types that jansson's codes stand for. */
struct plain_spec {
    const char *run_id, *workload, *directory, *placement;
    json_t *params, *worker_cpus;
    int executor, start_method, worker_count, window, overcommitted, cpu_count;
    int launcher_id, tsc;
    json_int_t measure_ns, seed, ns_per_tick_q32;
    double tick_cost_ns;
};

json_t *run_spec_to_json(const struct run_spec *spec)
{
    struct plain_spec plain = {
        .run_id = spec->run_id,
        .workload = spec->workload,
        .directory = spec->directory,
        .placement = spec->placement,
        .params = (json_t *)spec->params,
        .worker_cpus = (json_t *)spec->worker_cpus,
        .executor = spec->executor,
        .start_method = spec->start_method,
        .worker_count = spec->worker_count,
        .window = spec->window,
        .overcommitted = spec->is_overcommitted,
        .cpu_count = spec->cpu_count,
        .launcher_id = spec->launcher_id,
        .tsc = spec->ticks.is_tsc,
        .measure_ns = spec->measure_ns,
        .seed = spec->seed,
        .ns_per_tick_q32 = (json_int_t)spec->ticks.ns_per_tick_q32,
        .tick_cost_ns = spec->ticks.cost_ns,
    };
#define SPEC_PACK_CODE(key, pack, unpack, member) "s" pack
#define SPEC_PACK_VALUE(key, pack, unpack, member) , key, plain.member
    return json_pack("{" SPEC_ROWS(SPEC_PACK_CODE) "}" SPEC_ROWS(SPEC_PACK_VALUE));
}

static struct run_spec from_plain(const struct plain_spec *plain)
{
    return (struct run_spec){
        .run_id = plain->run_id,
        .workload = plain->workload,
        .params = plain->params,
        .directory = plain->directory,
        .executor = plain->executor,
        .start_method = plain->start_method,
        .worker_count = plain->worker_count,
        .placement = plain->placement,
        .worker_cpus = plain->worker_cpus,
        .window = plain->window,
        .is_overcommitted = plain->overcommitted,
        .cpu_count = plain->cpu_count,
        .measure_ns = plain->measure_ns,
        .seed = plain->seed,
        .launcher_id = plain->launcher_id,
        .ticks = {.is_tsc = plain->tsc,
                  .ns_per_tick_q32 = (uint64_t)plain->ns_per_tick_q32,
                  .cost_ns = plain->tick_cost_ns},
    };
}

int run_spec_from_json(const json_t *root,
                       struct run_spec *ret_spec,
                       char *message,
                       size_t size)
{
    struct plain_spec plain = {0};
    json_error_t error;
#define SPEC_UNPACK_CODE(key, pack, unpack, member) "s" unpack
#define SPEC_UNPACK_VALUE(key, pack, unpack, member) , key, &plain.member
    if (json_unpack_ex(
            (json_t *)root,
            &error,
            JSON_STRICT,
            "{" SPEC_ROWS(SPEC_UNPACK_CODE) "}" SPEC_ROWS(SPEC_UNPACK_VALUE))) {
        snprintf(message, size, "the run's description: %s", error.text);
        return YOKE_E_INVALID;
    }
    if (plain.worker_count < 1 || plain.window < 1 || plain.measure_ns < 1 ||
        plain.ns_per_tick_q32 < 1 || plain.cpu_count < 1) {
        snprintf(message,
                 size,
                 "the run's description: worker_count, window, measure_ns, cpu_count "
                 "and ns_per_tick_q32 must be 1 or more");
        return YOKE_E_INVALID;
    }
    *ret_spec = from_plain(&plain);
    return 0;
}
