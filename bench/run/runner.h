/**
 * The runner: a fresh process that carries out one run and ends. main() calls
 * runner_main() first thing when argv[1] is RUNNER_FLAG, before it makes any
 * thread: process executors fork from it.
 */
#ifndef BENCH_RUNNER_H
#define BENCH_RUNNER_H

#include <yoke/workload.h>

#define RUNNER_FLAG "--runner"

/** Finds a workload by name; NULL when there is none. */
typedef const yoke_workload *workload_find_fn(const char *name);

/**
 * Read the run from file descriptor 3, carry it out, write its record to file
 * descriptor 4.
 * @return the exit status of the process: 0 when a record was written.
 */
int runner_main(int argc, char **argv);

/** As runner_main(), with workloads from @p find: for tests and plug-ins. */
int runner_main_with(workload_find_fn *find, int argc, char **argv);

#endif
