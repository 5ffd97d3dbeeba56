#include "fixture.h"

#include <ftw.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char RUN_HEADER[] =
    "schema_version,suite,run_id,cell_id,duplicate_of,block,position,seed,machine_id,"
    "build_id,workload_version,executor,start_method,allocator,worker_count,placement,"
    "memory_policy,chunk,queue_capacity,workload,params,payload_bytes,load,window,"
    "arrivals,target_per_s,offered_per_s,completed_per_s,work_done,work_unit,"
    "started_utc,setup_ns,startup_ns,worker_setup_ns,warmup_ns,measure_ns,wall_ns,"
    "tasks,"
    "failures,worker_deaths,shed,censored,cpu_user_ns,cpu_system_ns,server_cpu_ns,"
    "harness_cpu_ns,minor_faults,major_faults,voluntary_switches,involuntary_switches,"
    "migrations,run_queue_ns,steal_ns,throttled_ns,pss_bytes,allocated_bytes,"
    "timer_slack_ns,cache_state,latency_mean_ns,latency_p50_ns,latency_p90_ns,"
    "latency_p99_ns,latency_p999_ns,latency_max_ns,service_p50_ns,slip_p50_ns,"
    "slip_p99_ns,slip_max_ns,backlog_slope_per_s,steady_class,status,gates\n";

/* 0.5 s, as in quickstart. */
static const double MEASURE_S = 0.5;

static FILE *create(const char *dir, const char *name)
{
    char path[4096];
    snprintf(path, sizeof(path), "%s/%s", dir, name);
    FILE *file = fopen(path, "w");
    if (!file) {
        perror(path);
        abort();
    }
    return file;
}

static bool is_processes(const struct fixture_cell *cell)
{
    return strcmp(cell->executor, "processes") == 0;
}

static double median_latency_ns(const struct fixture_run *run)
{
    double window = 2.0 * run->cell->workers;
    return run->tasks_per_s > 0 ? 1e9 * window / run->tasks_per_s : 0;
}

static void write_identity(FILE *out, const struct fixture_run *run)
{
    const struct fixture_cell *cell = run->cell;
    fprintf(out,
            "1,fixture,b%02d-%s,%s,%s,%d,0,7,machine,build,1,%s,%s,jemalloc,%d,%s,,1,,"
            "%s,%s,,closed,%d,,,",
            run->block,
            cell->id,
            cell->id,
            cell->duplicate_of,
            run->block,
            cell->executor,
            is_processes(cell) ? "fork" : "",
            cell->workers,
            cell->placement,
            cell->workload,
            cell->params,
            2 * cell->workers);
}

static void write_run(FILE *out, const struct fixture_run *run)
{
    const struct fixture_cell *cell = run->cell;
    double tasks = floor(run->tasks_per_s * MEASURE_S);
    double p50 = median_latency_ns(run);
    bool processes = is_processes(cell);
    write_identity(out, run);
    fprintf(out,
            ",%.6f,%.0f,%s,2026-01-01T00:00:00Z,900000,%d,%d,50000000,500000000,"
            "690000000,%.0f,0,0,0,0,%.0f,%.0f,0,1000,",
            tasks / MEASURE_S,
            tasks * cell->work_per_task,
            cell->work_unit,
            processes ? 4100000 : 200000,
            processes ? 90000 : 80000,
            tasks,
            4e8 * cell->workers,
            5e7 * cell->workers);
    fprintf(out,
            "120,0,%.0f,9,,0,,,%d,800000,50000,warm,%.0f,%.0f,%.0f,%.0f,%.0f,%.0f,%.0f,"
            "0,0,0,,flat,%s,%s\n",
            tasks,
            processes ? 9800000 : 3100000,
            p50 * 1.1,
            p50,
            p50 * 1.5,
            p50 * 3,
            p50 * 8,
            p50 * 20,
            p50 / 2,
            run->status,
            run->gates);
}

/* A log-normal latency in buckets 2 % wide. */
static void write_histogram(FILE *out, const struct fixture_run *run)
{
    double p50 = median_latency_ns(run), tasks = floor(run->tasks_per_s * MEASURE_S);
    for (int i = -100; i < 250 && p50 > 0; i++) {
        double low = p50 * pow(1.02, i), high = p50 * pow(1.02, i + 1);
        double share = gsl_cdf_lognormal_P(high / p50, 0, 0.5) -
                       gsl_cdf_lognormal_P(low / p50, 0, 0.5);
        long count = lround(share * tasks);
        if (count > 0 && floor(high) > floor(low))
            fprintf(out,
                    "b%02d-%s,,total,%.0f,%.0f,%ld\n",
                    run->block,
                    run->cell->id,
                    floor(low),
                    floor(high),
                    count);
    }
    fprintf(out, "b%02d-%s,,total,60000000000,,0\n", run->block, run->cell->id);
}

static void write_factors(const struct fixture *fixture, const char *dir)
{
    FILE *out = create(dir, "factors.csv");
    fputs("cell_id,name,value,number,unit,swept\n", out);
    for (size_t i = 0; i < fixture->cell_count; i++) {
        const struct fixture_cell *cell = &fixture->cells[i];
        fprintf(out, "%s,executor,%s,,,true\n", cell->id, cell->executor);
        fprintf(out,
                "%s,worker_count,%d,%d,,true\n",
                cell->id,
                cell->workers,
                cell->workers);
        fprintf(out, "%s,placement,%s,,,false\n", cell->id, cell->placement);
        fprintf(out, "%s,workload,%s,,,true\n", cell->id, cell->workload);
        if (fixture->swept_param)
            fprintf(out, "%s,%s,1,,,true\n", cell->id, fixture->swept_param);
    }
    fclose(out);
}

static void write_manifest(const struct fixture *fixture, const char *dir)
{
    FILE *out = create(dir, "manifest.json");
    fprintf(out,
            "{\"schema_version\": 1, \"suite\": \"fixture\", \"cpu_count\": %d,\n"
            " \"argv\": [\"yoke run\", \"it's <a> \\\"suite\\\".yaml\"], "
            "\"seed\": 7,\n"
            " \"measure\": {\"same_ratio\": %g, \"primary\": \"throughput\"}}\n",
            fixture->cpu_count,
            fixture->same_ratio);
    fclose(out);
}

static void write_runs(const struct fixture *fixture, const char *dir)
{
    FILE *runs = create(dir, "runs.csv"), *histogram = create(dir, "histogram.csv");
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_taus2);
    gsl_rng_set(rng, fixture->seed);
    fputs(RUN_HEADER, runs);
    fputs("run_id,worker,stage,lo_ns,hi_ns,count\n", histogram);
    for (int block = 0; block < fixture->blocks; block++) {
        double shared = exp(gsl_ran_gaussian(rng, fixture->common));
        for (size_t i = 0; i < fixture->cell_count; i++) {
            struct fixture_run run = {.cell = &fixture->cells[i],
                                      .block = block,
                                      .status = "valid",
                                      .gates = ""};
            run.tasks_per_s = run.cell->tasks_per_s * shared *
                              exp(gsl_ran_gaussian(rng, fixture->cv));
            if (fixture->alter)
                fixture->alter(&run);
            if (run.is_missing)
                continue;
            write_run(runs, &run);
            if (fixture->has_histogram)
                write_histogram(histogram, &run);
        }
    }
    gsl_rng_free(rng);
    fclose(runs);
    fclose(histogram);
}

void fixture_write(const struct fixture *fixture, const char *dir)
{
    write_manifest(fixture, dir);
    write_factors(fixture, dir);
    write_runs(fixture, dir);
}

char *fixture_directory(void)
{
    char *dir = strdup("/tmp/yoke-fixture-XXXXXX");
    if (!dir || !mkdtemp(dir)) {
        perror("mkdtemp");
        abort();
    }
    return dir;
}

static int
remove_entry(const char *path, const struct stat *status, int type, struct FTW *walk)
{
    (void)status;
    (void)type;
    (void)walk;
    return remove(path);
}

void fixture_remove(char *dir)
{
    nftw(dir, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
    free(dir);
}
