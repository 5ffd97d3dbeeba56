/**
 * Private to commands/: the folders of results, and what a stored one says of
 * how it was made.
 */
#ifndef BENCH_RESULTS_H
#define BENCH_RESULTS_H

#include <stddef.h>
#include <stdint.h>

#include "suite/problem.h"

/** The folder that the next result of @p suite_name gets: "results/NAME-0007". */
void results_next(const char *suite_name, char *path, size_t size);

/** The path without the working folder before it; points into @p path. */
const char *results_shown(const char *path);

/** What a stored result says of how it was made. */
struct stored_suite {
    uint64_t seed;
    char *text; /* YAML; owned */
};

/** Read it from @p directory/manifest.json. @p ret_suite: free() its text. */
int results_read_suite(const char *directory,
                       struct stored_suite *ret_suite,
                       struct problem *problem);

#endif
