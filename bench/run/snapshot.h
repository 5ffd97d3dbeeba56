/** The kernel's counters for a run's processes, before and after measuring. */
#ifndef BENCH_SNAPSHOT_H
#define BENCH_SNAPSHOT_H

#include <stdbool.h>
#include <stddef.h>

#include <yoke/executor.h>

#include "measure/usage.h"
#include "record/run_record.h"
#include "run/judge.h"
#include "run/run_spec.h"

/** The processes and workers of a run. */
struct crew {
    int *worker_ids; /* owned; thread or process ids, 0: none of its own */
    size_t worker_count;
    int *process_ids; /* owned; the runner, then workers that are processes and
                         the process that they come from */
    size_t process_count;
};

struct snapshot {
    struct tree_sample tree;
    int64_t steal_ns, throttled_ns;
};

/** @return 0; YOKE_E_NOMEM. crew_fini() accepts a zeroed crew. */
int crew_init(struct crew *crew, const yoke_executor *executor);
void crew_fini(struct crew *crew);

/** @return 0; YOKE_E_NOMEM. snapshot_fini() accepts a zeroed snapshot. */
int snapshot_take(struct snapshot *snapshot, const struct crew *crew);
void snapshot_fini(struct snapshot *snapshot);

/** Fill in what was used between two snapshots. */
void snapshot_record(const struct snapshot *before,
                     const struct snapshot *after,
                     struct run_record *record,
                     struct run_facts *facts);

/** Was every worker seen only on the CPUs that @p worker_cpus lists for it? */
bool snapshot_is_placed(const struct snapshot *snapshot,
                        const struct crew *crew,
                        const json_t *worker_cpus);

/** The memory of all processes of the run together; UNKNOWN if one hides it. */
int64_t crew_pss_bytes(const struct crew *crew);

#endif
