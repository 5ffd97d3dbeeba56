#include "run/snapshot.h"

#include <stdlib.h>
#include <unistd.h>

#include "measure/machine.h"
#include "measure/unknown.h"

static void add_process(struct crew *crew, int process_id)
{
    for (size_t i = 0; i < crew->process_count; i++)
        if (crew->process_ids[i] == process_id)
            return;
    crew->process_ids[crew->process_count++] = process_id;
}

/* Workers that are processes, and their parent unless that is us: the hidden
 * guardian, whose time and memory belong to the run too. */
static void add_processes(struct crew *crew)
{
    for (size_t i = 0; i < crew->worker_count; i++) {
        struct task_sample sample;
        int id = crew->worker_ids[i];
        if (!id || task_sample_read(id, id, &sample))
            continue;
        add_process(crew, id);
        if (sample.parent_id > 1)
            add_process(crew, sample.parent_id);
    }
}

int crew_init(struct crew *crew, const yoke_executor *executor)
{
    size_t count = (size_t)yoke_executor_max_workers(executor);
    *crew = (struct crew){.worker_count = count};
    crew->worker_ids = calloc(count, sizeof(*crew->worker_ids));
    /* Each worker may bring a parent of its own. */
    crew->process_ids = calloc(2 * count + 1, sizeof(*crew->process_ids));
    if (!crew->worker_ids || !crew->process_ids) {
        crew_fini(crew);
        return YOKE_E_NOMEM;
    }
    for (size_t i = 0; i < count; i++)
        crew->worker_ids[i] = yoke_executor_worker_id(executor, (int)i);
    add_process(crew, getpid());
    if (yoke_executor_kind(executor) == YOKE_PROCESSES)
        add_processes(crew);
    return 0;
}

void crew_fini(struct crew *crew)
{
    free(crew->worker_ids);
    free(crew->process_ids);
    *crew = (struct crew){NULL, 0, NULL, 0};
}

int snapshot_take(struct snapshot *snapshot, const struct crew *crew)
{
    *snapshot = (struct snapshot){
        .steal_ns = machine_steal_ns(),
        .throttled_ns = machine_throttled_ns(),
    };
    int err = 0;
    for (size_t i = 0; !err && i < crew->process_count; i++)
        err = tree_sample_add(&snapshot->tree, crew->process_ids[i]);
    return err;
}

void snapshot_fini(struct snapshot *snapshot)
{
    tree_sample_fini(&snapshot->tree);
}

void snapshot_record(const struct snapshot *before,
                     const struct snapshot *after,
                     struct run_record *record,
                     struct run_facts *facts)
{
    struct usage used = tree_usage(&before->tree, &after->tree);
    record->cpu_user_ns = used.cpu_user_ns;
    record->cpu_system_ns = used.cpu_system_ns;
    record->minor_faults = used.minor_faults;
    record->major_faults = used.major_faults;
    record->voluntary_switches = used.voluntary_switches;
    record->involuntary_switches = used.involuntary_switches;
    record->migrations = used.migrations;
    record->run_queue_ns = used.run_queue_ns;
    record->harness_cpu_ns =
        tree_usage_of_task(&before->tree, &after->tree, getpid()).cpu_ns;
    record->steal_ns = known_growth(before->steal_ns, after->steal_ns);
    record->throttled_ns = known_growth(before->throttled_ns, after->throttled_ns);
    facts->cpu_ns = used.cpu_ns;
    facts->harness_cpu_ns = record->harness_cpu_ns;
    facts->steal_ns = record->steal_ns;
    facts->throttled_ns = record->throttled_ns;
}

bool snapshot_is_placed(const struct snapshot *snapshot,
                        const struct crew *crew,
                        const json_t *worker_cpus)
{
    for (size_t i = 0; i < crew->worker_count; i++) {
        const char *cpus = json_string_value(json_array_get(worker_cpus, i));
        const struct task_sample *sample =
            tree_sample_find(&snapshot->tree, crew->worker_ids[i]);
        if (cpus && sample && !cpu_list_has(cpus, sample->last_cpu))
            return false;
    }
    return true;
}

int64_t crew_pss_bytes(const struct crew *crew)
{
    int64_t sum_bytes = 0;
    for (size_t i = 0; i < crew->process_count; i++)
        sum_bytes = known_sum(sum_bytes, process_pss_bytes(crew->process_ids[i]));
    return sum_bytes;
}
