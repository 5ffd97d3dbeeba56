/** What a runner is told: one run, as JSON on its file descriptor 3. */
#ifndef BENCH_RUN_SPEC_H
#define BENCH_RUN_SPEC_H

#include <jansson.h>

#include <yoke/workload.h>

#include "measure/ticks.h"

/** The runner's ends of the line to the launcher. */
#define RUNNER_SPEC_FD 3
#define RUNNER_REPLY_FD 4

struct run_spec {
    const char *run_id;
    const char *workload;
    const json_t *params;  /* object: name to text */
    const char *directory; /* of the workload; empty */
    int executor;          /* a yoke_kind */
    int start_method;      /* a yoke_start_method */
    int worker_count;
    const char *placement;
    const json_t *worker_cpus; /* array of CPU lists; empty: unbound, or unknown */
    int window;
    bool is_overcommitted;
    int cpu_count; /* that the session may use */
    int64_t measure_ns;
    int64_t seed; /* the bits of a uint64_t */
    int launcher_id;
    struct ticks ticks;
};

/** @return a new object; NULL without memory. */
json_t *run_spec_to_json(const struct run_spec *spec);

/**
 * Read a spec; its strings and objects are borrowed from @p root.
 * @return 0; YOKE_E_INVALID with @p message naming the key.
 */
int run_spec_from_json(const json_t *root,
                       struct run_spec *ret_spec,
                       char *message,
                       size_t size);

#endif
