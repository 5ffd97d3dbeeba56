/*
 * The order of steps is method.md's, and each has a reason. What the workers
 * share is set up before the executor exists, and nothing between its creation
 * and the barrier, or threads would see memory that processes do not. Harness
 * memory is there and touched before the executor too: what it faults in later
 * would be counted, and would be copied in forked workers. The kernel's counters
 * are read just before the measured span and just after it, while tasks are
 * outstanding, so that the workers never run dry inside.
 */
#include "run/trial.h"

#include <math.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#include "load/closed_loop.h"
#include "load/stamped_task.h"
#include "measure/machine.h"
#include "measure/unknown.h"
#include "record/build_id.h"
#include "run/snapshot.h"

struct trial {
    const struct run_spec *spec;
    const yoke_workload *workload;
    yoke_params *params;
    yoke_setup setup;
    bool is_set_up; /* teardown is due */
    struct worker_table *table;
    struct stamped_context context;
    struct recorder recorder;
    struct load load;
    int64_t create_ns; /* when the executor's creation began */
    yoke_executor *executor;
    struct crew crew;
    struct snapshot before, after;
    struct run_reply *reply;
};

/* Tells why, and stops the sequence of steps. */
#define FAIL(trial, status, step, ...)                                                 \
    (run_reply_fail((trial)->reply, (status), (step), __VA_ARGS__), -1)

static int set_params(struct trial *trial)
{
    const char *name;
    json_t *value;
    if (yoke_params_create(trial->workload, &trial->params))
        return FAIL(trial, RUN_FAILED, "setup", "out of memory");
    json_object_foreach((json_t *)trial->spec->params, name, value)
    {
        const char *text = json_string_value(value);
        if (yoke_params_set(trial->params, name, text ? text : ""))
            return FAIL(trial, RUN_FAILED, "setup", "%s", yoke_error_detail());
    }
    return 0;
}

static int set_up(struct trial *trial)
{
    int64_t begin_ns = monotonic_ns();
    trial->setup = (yoke_setup){
        .params = trial->params,
        .seed = (uint64_t)trial->spec->seed,
        .directory = trial->spec->directory,
    };
    trial->is_set_up = true; /* a set-up that fails half-way is torn down too */
    if (trial->workload->setup && trial->workload->setup(&trial->setup))
        return FAIL(trial, RUN_FAILED, "setup", "%s", trial->setup.message);
    trial->reply->record.setup_ns = monotonic_ns() - begin_ns;
    return 0;
}

static int make_harness(struct trial *trial)
{
    const struct run_spec *spec = trial->spec;
    if (worker_table_create(spec->worker_count, &trial->table) ||
        recorder_init(&trial->recorder, &spec->ticks) ||
        load_init(&trial->load, &trial->recorder, (size_t)spec->window))
        return FAIL(trial, RUN_FAILED, "setup", "out of memory");
    trial->load.first_measured =
        trial->workload->warmup_tasks * (uint64_t)spec->worker_count;
    trial->context = (struct stamped_context){
        .workload = trial->workload,
        .ticks = spec->ticks,
        .table = trial->table,
        .first_measured = trial->load.first_measured,
    };
    stamped_task_prepare(&trial->context);
    return 0;
}

static int create_executor(struct trial *trial)
{
    const struct run_spec *spec = trial->spec;
    yoke_options options = YOKE_OPTIONS_INIT;
    options.kind = (yoke_kind)spec->executor;
    options.start_method = (yoke_start_method)spec->start_method;
    options.max_workers = spec->worker_count;
    options.initializer = stamped_worker_init;
    options.initializer_data =
        (yoke_bytes){trial->setup.shared, trial->setup.shared_size};
    options.finalizer = stamped_worker_fini;
    options.placement = spec->placement;
    options.prestart = true;
    trial->create_ns = monotonic_ns();
    int err = yoke_executor_create(&options, &trial->executor);
    if (err)
        return FAIL(trial,
                    RUN_FAILED,
                    "startup",
                    "%s: %s",
                    yoke_error_text(err),
                    yoke_error_detail());
    trial->load.executor = trial->executor;
    return 0;
}

/* A prestarted executor is there when all its initializers have ended; a serial
 * one has no workers to wait for. */
static int pass_barrier(struct trial *trial)
{
    if (trial->spec->executor == YOKE_SERIAL)
        return 0;
    for (size_t i = 0; i < trial->table->row_count; i++)
        if (!atomic_load_explicit(&trial->table->rows[i].is_ready,
                                  memory_order_acquire))
            return FAIL(trial,
                        RUN_FAILED,
                        "startup",
                        "worker %zu was not ready when the executor was",
                        i);
    return 0;
}

static void record_startup(struct trial *trial)
{
    struct run_record *record = &trial->reply->record;
    int64_t last_begin_ns = trial->create_ns;
    record->worker_setup_ns = 0;
    record->timer_slack_ns = 0;
    for (size_t i = 0; i < trial->table->row_count; i++) {
        const struct worker_row *row = &trial->table->rows[i];
        int64_t length_ns = row->setup_end_ns - row->setup_begin_ns;
        if (row->setup_begin_ns > last_begin_ns)
            last_begin_ns = row->setup_begin_ns;
        if (length_ns > record->worker_setup_ns)
            record->worker_setup_ns = length_ns;
        if (row->timer_slack_ns > record->timer_slack_ns)
            record->timer_slack_ns = row->timer_slack_ns;
    }
    record->startup_ns = last_begin_ns - trial->create_ns;
}

static int fail_load(struct trial *trial, const char *step, int err)
{
    if (*trial->load.failure)
        return FAIL(trial, RUN_FAILED, step, "%s", trial->load.failure);
    return FAIL(
        trial, RUN_FAILED, step, "%s: %s", yoke_error_text(err), yoke_error_detail());
}

static int warm_up(struct trial *trial)
{
    int64_t begin_ns = monotonic_ns();
    int err = closed_loop_warm_up(&trial->load);
    if (err)
        return fail_load(trial, "warm-up", err);
    trial->reply->record.warmup_ns = monotonic_ns() - begin_ns;
    if (crew_init(&trial->crew, trial->executor))
        return FAIL(trial, RUN_FAILED, "warm-up", "out of memory");
    return 0;
}

static int measure(struct trial *trial)
{
    int err = snapshot_take(&trial->before, &trial->crew);
    if (!err)
        err = closed_loop_measure(&trial->load, trial->spec->measure_ns);
    int after_err = snapshot_take(&trial->after, &trial->crew);
    int drain_err = load_drain(&trial->load);
    if (!err)
        err = after_err ? after_err : drain_err;
    if (err)
        return fail_load(trial, "measure", err);
    trial->reply->record.measure_ns = trial->spec->measure_ns;
    trial->reply->record.pss_bytes = crew_pss_bytes(&trial->crew);
    trial->reply->record.allocated_bytes = allocated_bytes();
    return 0;
}

static int64_t quantile_or_unknown(const struct histogram *histogram, double quantile)
{
    return histogram_supports_quantile(histogram->total_count, quantile)
               ? histogram_quantile_ns(histogram, quantile)
               : UNKNOWN;
}

static void record_latency(struct trial *trial)
{
    struct run_record *record = &trial->reply->record;
    const struct stages *stages = &trial->recorder.stages;
    const struct histogram *total = &stages->of[STAGE_TOTAL];
    record->latency_mean_ns = histogram_mean_ns(total);
    record->latency_p50_ns = quantile_or_unknown(total, 0.50);
    record->latency_p90_ns = quantile_or_unknown(total, 0.90);
    record->latency_p99_ns = quantile_or_unknown(total, 0.99);
    record->latency_p999_ns = quantile_or_unknown(total, 0.999);
    record->latency_max_ns = total->total_count ? total->max_ns : UNKNOWN;
    record->service_p50_ns = quantile_or_unknown(&stages->of[STAGE_SERVICE], 0.50);
    for (int i = 0; i < STAGE_COUNT; i++)
        histogram_merge(&trial->reply->stages.of[i], &stages->of[i]);
}

/* Sums over the workers' rows. */
struct totals {
    uint64_t task_count, failure_count, measured_count, check_sum;
    double measured_work;
};

static struct totals sum_rows(const struct worker_table *table)
{
    struct totals totals = {0};
    for (size_t i = 0; i < table->row_count; i++) {
        const struct worker_row *row = &table->rows[i];
        totals.task_count += row->task_count;
        totals.failure_count += row->failure_count;
        totals.measured_count += row->measured_count;
        totals.check_sum += row->check_sum;
        totals.measured_work += row->measured_work;
    }
    return totals;
}

/* work_done is of the tasks within the span, the rows' of all that were sent
 * after the warm-up: a few more. */
static void record_throughput(struct trial *trial, const struct totals *totals)
{
    struct run_record *record = &trial->reply->record;
    const struct recorder *recorder = &trial->recorder;
    record->completed_per_s = recorder_completed_per_s(recorder);
    record->tasks = (int64_t)recorder->completed_count;
    record->failures = (int64_t)trial->load.failure_count;
    if (totals->measured_count)
        record->work_done = totals->measured_work / (double)totals->measured_count *
                            (double)recorder->completed_count;
}

static int verify_sample(struct trial *trial, const struct work_sample *sample)
{
    trial->setup.message[0] = '\0';
    if (trial->workload->verify &&
        trial->workload->verify(&trial->setup, sample->sequence, &sample->work))
        return FAIL(trial,
                    RUN_WRONG,
                    "verify",
                    "task %llu: %s",
                    (unsigned long long)sample->sequence,
                    trial->setup.message);
    return 0;
}

static int verify_samples(struct trial *trial)
{
    int err = 0;
    for (size_t i = 0; !err && i < trial->table->row_count; i++) {
        const struct worker_row *row = &trial->table->rows[i];
        for (uint64_t s = 0; !err && s < row->sample_count; s++)
            err = verify_sample(trial, &row->samples[s]);
        if (!err && row->task_count)
            err = verify_sample(trial, &row->last);
    }
    return err;
}

static int verify_totals(struct trial *trial, const struct totals *totals)
{
    const struct load *load = &trial->load;
    if (totals->check_sum != load->check_sum)
        return FAIL(trial,
                    RUN_WRONG,
                    "verify",
                    "the sum of the checks that came back is not the workers' sum");
    if (totals->task_count != load->collected_count)
        return FAIL(trial,
                    RUN_WRONG,
                    "verify",
                    "%llu results came back of %llu tasks that the workers ran",
                    (unsigned long long)load->collected_count,
                    (unsigned long long)totals->task_count);
    if (!isfinite(totals->measured_work) ||
        (totals->measured_count && totals->measured_work <= 0))
        return FAIL(trial,
                    RUN_WRONG,
                    "verify",
                    "%llu tasks report %g %s of work",
                    (unsigned long long)totals->measured_count,
                    totals->measured_work,
                    trial->workload->work_unit);
    return 0;
}

static int verify(struct trial *trial)
{
    struct totals totals = sum_rows(trial->table);
    record_throughput(trial, &totals);
    record_latency(trial);
    if (trial->load.failure_count)
        return FAIL(trial,
                    RUN_FAILED,
                    "measure",
                    "%llu of %llu tasks failed, first %s",
                    (unsigned long long)trial->load.failure_count,
                    (unsigned long long)trial->load.collected_count,
                    trial->load.failure);
    if (verify_totals(trial, &totals))
        return -1;
    return verify_samples(trial);
}

static void assess(struct trial *trial)
{
    const struct run_spec *spec = trial->spec;
    struct run_record *record = &trial->reply->record;
    yoke_stats stats = {.size = sizeof(stats)};
    bool has_stats = yoke_executor_stats(trial->executor, &stats) == 0;
    if (has_stats)
        record->worker_deaths = (int64_t)stats.workers_died;
    struct run_facts facts = {
        .span_ns = spec->measure_ns,
        .task_count = (int64_t)trial->recorder.completed_count,
        .worker_count = spec->worker_count,
        .cpu_count = spec->cpu_count,
        .window = spec->window,
        .is_cpu_bound = trial->workload->is_cpu_bound,
        .is_overcommitted = spec->is_overcommitted,
        .counts_agree = !has_stats || stats.submitted == trial->load.next_sequence,
        .was_placed =
            snapshot_is_placed(&trial->before, &trial->crew, spec->worker_cpus) &&
            snapshot_is_placed(&trial->after, &trial->crew, spec->worker_cpus),
        .busy_workers = recorder_busy_workers(&trial->recorder),
        .outstanding = recorder_outstanding(&trial->recorder),
    };
    snapshot_record(&trial->before, &trial->after, record, &facts);
    judge(&facts, record->gates, sizeof(record->gates));
}

static void run_steps(struct trial *trial)
{
    if (set_params(trial) || set_up(trial) || make_harness(trial) ||
        create_executor(trial) || pass_barrier(trial) || warm_up(trial))
        return;
    record_startup(trial);
    if (measure(trial))
        return;
    assess(trial);
    verify(trial);
}

/* The finalizers of the workers write their part of the memory into the rows. */
static void add_worker_memory(struct trial *trial)
{
    int64_t *sum_bytes = &trial->reply->record.allocated_bytes;
    for (size_t i = 0; trial->table && i < trial->table->row_count; i++) {
        int64_t bytes = trial->table->rows[i].allocated_bytes;
        if (is_known(bytes))
            *sum_bytes = known_sum(*sum_bytes, bytes);
    }
}

static void take_down(struct trial *trial)
{
    if (trial->executor)
        load_drain(&trial->load);
    yoke_executor_destroy(trial->executor);
    add_worker_memory(trial);
    if (trial->is_set_up && trial->workload->teardown)
        trial->workload->teardown(&trial->setup);
    yoke_params_destroy(trial->params);
    snapshot_fini(&trial->before);
    snapshot_fini(&trial->after);
    crew_fini(&trial->crew);
    load_fini(&trial->load);
    recorder_fini(&trial->recorder);
    worker_table_destroy(trial->table);
}

void trial_carry_out(const struct run_spec *spec,
                     workload_find_fn *find,
                     struct run_reply *reply)
{
    struct run_record *record = &reply->record;
    struct trial trial = {.spec = spec, .reply = reply};
    build_id_text(record->build_id, sizeof(record->build_id));
    RUN_RECORD_SET(record, allocator, allocator_name());
    trial.workload = find(spec->workload);
    if (!trial.workload) {
        run_reply_fail(
            reply, RUN_FAILED, "setup", "no workload is called %s", spec->workload);
        return;
    }
    record->workload_version = trial.workload->version;
    RUN_RECORD_SET(record, work_unit, trial.workload->work_unit);
    RUN_RECORD_SET(record, cache_state, "warm");
    run_steps(&trial);
    take_down(&trial);
}
