/**
 * The columns of runs.csv, in their order: the one place that knows them. The
 * record's fields, the file's header, the runner's reply and the table in
 * results/README.md come from here.
 *
 * X(type, name, size, text): TEXT is a string of size - 1 bytes at most ("" is
 * empty), COUNT an int64_t (UNKNOWN is empty), REAL a double (NAN is empty).
 * A new column goes to the end of its group, and raises SCHEMA_VERSION.
 */
#ifndef BENCH_RUN_COLUMNS_H
#define BENCH_RUN_COLUMNS_H

#define SCHEMA_VERSION 1

/* One column a row, however long. */
/* clang-format off */
#define RUN_COLUMNS(X) \
    X(COUNT, schema_version, 0, "version of this table") \
    X(TEXT, suite, 64, "name of the suite") \
    X(TEXT, run_id, 24, "unique within the result; joins histogram.csv and errors.csv") \
    X(TEXT, cell_id, 16, "combination of factors; joins factors.csv and cells.csv") \
    X(TEXT, duplicate_of, 16, "the cell that this one repeats, for the noise floor") \
    X(COUNT, block, 0, "from 0; each block runs every cell once") \
    X(COUNT, position, 0, "within the block, from 0: the order of running") \
    X(COUNT, seed, 0, "of this run; equal seeds make equal work") \
    X(TEXT, machine_id, 24, "hash that tells machines apart") \
    X(TEXT, build_id, 48, "GNU build id of the program that ran") \
    X(COUNT, workload_version, 0, "raised when a workload's work changes") \
    X(TEXT, executor, 16, "threads, processes or serial") \
    X(TEXT, start_method, 16, "how worker processes come to be; processes only") \
    X(TEXT, allocator, 16, "that serves malloc in the runner and its workers") \
    X(COUNT, worker_count, 0, "workers in the executor") \
    X(TEXT, placement, 64, "policy that binds workers to CPUs") \
    X(TEXT, memory_policy, 16, "binding of memory to NUMA nodes") \
    X(COUNT, chunk, 0, "items a task") \
    X(COUNT, queue_capacity, 0, "tasks that may be pending") \
    X(TEXT, workload, 64, "family.name") \
    X(TEXT, params, 1024, "key=value;… of the workload's parameters, percent-encoded") \
    X(COUNT, payload_bytes, 0, "argument and result of a task") \
    X(TEXT, load, 16, "closed: a window is kept outstanding; open: arrivals on a schedule") \
    X(COUNT, window, 0, "closed: tasks outstanding") \
    X(TEXT, arrivals, 16, "open: poisson, fixed or a trace") \
    X(REAL, target_per_s, 0, "open: arrivals a second asked for") \
    X(REAL, offered_per_s, 0, "open: arrivals a second that the schedule held") \
    X(REAL, completed_per_s, 0, "tasks completed a second of the measured span; a task in service at its border counts by the share inside") \
    X(REAL, work_done, 0, "work of those tasks that the column tasks counts, in work_unit") \
    X(TEXT, work_unit, 24, "bytes, operations, tasks") \
    X(TEXT, started_utc, 32, "when the runner was started, ISO 8601") \
    X(COUNT, setup_ns, 0, "setting up what is shared, before the executor exists") \
    X(COUNT, startup_ns, 0, "from creating the executor until its last worker began its initializer") \
    X(COUNT, worker_setup_ns, 0, "the longest initializer of a worker") \
    X(COUNT, warmup_ns, 0, "the fixed warm-up") \
    X(COUNT, measure_ns, 0, "the measured span") \
    X(COUNT, wall_ns, 0, "the whole run, from starting the runner to its record") \
    X(COUNT, tasks, 0, "tasks that ended within the measured span") \
    X(COUNT, failures, 0, "tasks that failed, in the warm-up too") \
    X(COUNT, worker_deaths, 0, "workers that ended other than by shutdown") \
    X(COUNT, shed, 0, "open: arrivals dropped because the backlog was full") \
    X(COUNT, censored, 0, "open: tasks in flight at the cut-off") \
    X(COUNT, cpu_user_ns, 0, "user CPU time of the runner and its workers in the measured span") \
    X(COUNT, cpu_system_ns, 0, "system CPU time, likewise") \
    X(COUNT, server_cpu_ns, 0, "CPU time of servers that the workload started") \
    X(COUNT, harness_cpu_ns, 0, "CPU time of the thread that sends and collects; part of cpu_user_ns and cpu_system_ns") \
    X(COUNT, minor_faults, 0, "page faults without I/O, of the runner and its workers") \
    X(COUNT, major_faults, 0, "page faults with I/O, likewise") \
    X(COUNT, voluntary_switches, 0, "context switches by blocking, likewise") \
    X(COUNT, involuntary_switches, 0, "context switches by preemption, likewise") \
    X(COUNT, migrations, 0, "moves to another CPU, likewise") \
    X(COUNT, run_queue_ns, 0, "time runnable but not running, likewise") \
    X(COUNT, steal_ns, 0, "CPU time that the hypervisor kept, all CPUs") \
    X(COUNT, throttled_ns, 0, "time throttled by the cgroup's CPU quota") \
    X(COUNT, pss_bytes, 0, "proportional set size of the runner and its workers after the drain") \
    X(COUNT, allocated_bytes, 0, "allocated by the runner and each worker process; what a forked worker inherited counts in each") \
    X(COUNT, timer_slack_ns, 0, "of the workers") \
    X(TEXT, cache_state, 8, "page cache: warm or cold") \
    X(REAL, latency_mean_ns, 0, "mean of total: observed - due") \
    X(COUNT, latency_p50_ns, 0, "median of total; percentiles are empty below 3.7/(1-p) samples") \
    X(COUNT, latency_p90_ns, 0, "90th percentile of total") \
    X(COUNT, latency_p99_ns, 0, "99th percentile of total") \
    X(COUNT, latency_p999_ns, 0, "99.9th percentile of total") \
    X(COUNT, latency_max_ns, 0, "largest total") \
    X(COUNT, service_p50_ns, 0, "median of service: ended - started") \
    X(COUNT, slip_p50_ns, 0, "open: median of sent - due") \
    X(COUNT, slip_p99_ns, 0, "open: 99th percentile of sent - due") \
    X(COUNT, slip_max_ns, 0, "open: largest sent - due") \
    X(REAL, backlog_slope_per_s, 0, "open: growth of the backlog") \
    X(TEXT, steady_class, 16, "flat, warmup, slowdown or no steady state; a label only") \
    X(TEXT, status, 16, "valid; failed, wrong, timeout or crashed: see errors.csv") \
    X(TEXT, gates, 160, "what casts doubt on the run, separated by semicolons")
/* clang-format on */

#endif
