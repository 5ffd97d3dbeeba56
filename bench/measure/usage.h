/**
 * What the kernel counted for a tree of processes: CPU time, faults, switches,
 * migrations, run-queue delay. A snapshot before and one after give the use in
 * between, per task (thread), so that the harness's own share can be told.
 */
#ifndef BENCH_USAGE_H
#define BENCH_USAGE_H

#include <stddef.h>
#include <stdint.h>

/** Counters of one task, or of many; each may be UNKNOWN. */
struct usage {
    int64_t cpu_ns; /* user and system; up to the last tick of one that runs */
    int64_t cpu_user_ns;
    int64_t cpu_system_ns;
    int64_t minor_faults;
    int64_t major_faults;
    int64_t voluntary_switches;
    int64_t involuntary_switches;
    int64_t migrations;
    int64_t run_queue_ns; /* runnable, but not running */
};

/** One task at one moment. */
struct task_sample {
    int process_id, task_id;
    int parent_id; /* of its process */
    int last_cpu;  /* that it ran on */
    int64_t user_clock_ticks, system_clock_ticks;
    struct usage usage; /* without the split of CPU time */
};

/** Every task of some processes at one moment. Zeroed is empty. */
struct tree_sample {
    struct task_sample *tasks; /* owned */
    size_t count, capacity;
};

/**
 * Read one task from /proc.
 * @return 0; YOKE_E_INVALID when there is no such task (any more).
 */
int task_sample_read(int process_id, int task_id, struct task_sample *ret_sample);

/**
 * Add every task of a process; one that has ended adds nothing.
 * @return 0; YOKE_E_NOMEM.
 */
int tree_sample_add(struct tree_sample *tree, int process_id);

/** Accepts a zeroed sample. */
void tree_sample_fini(struct tree_sample *tree);

/** The sample of a task, or NULL. */
const struct task_sample *tree_sample_find(const struct tree_sample *tree, int task_id);

/**
 * What was used between two samples, by all tasks. A task that is new in @p
 * after counts from its start; one that has ended is lost.
 */
struct usage tree_usage(const struct tree_sample *before,
                        const struct tree_sample *after);

/** The same for one task; everything UNKNOWN when it is not in @p after. */
struct usage tree_usage_of_task(const struct tree_sample *before,
                                const struct tree_sample *after,
                                int task_id);

#endif
