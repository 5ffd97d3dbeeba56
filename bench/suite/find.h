/**
 * Where suites lie: a path, or the name of one that comes with the program.
 */
#ifndef BENCH_SUITE_FIND_H
#define BENCH_SUITE_FIND_H

#include <stdbool.h>
#include <stddef.h>

/** The folder of the suites that come with the program: YOKE_SUITES when it is
 *  set, else the installed one, else the source tree's. */
const char *suite_folder(void);

/** Does that look like a file rather than a workload ("a/b", "x.yaml")? */
bool suite_is_path(const char *name);

/**
 * The path of the suite @p name: a path as given, "quickstart" or
 * "suites/quickstart.yaml" from suite_folder().
 * @return true when there is such a file; else @p path is @p name.
 */
bool suite_locate(const char *name, char *path, size_t size);

/** Called with the name (without ".yaml") of every suite of the folder, sorted. */
typedef void suite_visit_fn(const char *name, const char *path, void *context);
void suite_each(suite_visit_fn *visit, void *context);

#endif
