/**
 * Private to commands/: what the command line of `yoke run` asks for.
 */
#ifndef BENCH_RUN_REQUEST_H
#define BENCH_RUN_REQUEST_H

#include "suite/flags.h"

struct run_request {
    const char *const *names; /* a suite, or workloads; borrowed from argv */
    size_t name_count;
    struct suite suite;
    struct suite_flags flags;
    struct suite_conditions filter;
    const char *suite_name; /* --suite; NULL */
    const char *out;        /* --out; NULL */
    bool is_dry, is_json, is_quick, resumes;
};

/** Read the command line; ends the program when it is wrong. */
void run_request_parse(struct run_request *request, int argc, char **argv);

void run_request_fini(struct run_request *request);

#endif
