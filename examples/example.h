/**
 * What the examples share and what is no part of Yoke: stop at the first error,
 * read the command line, sleep, say how long something took.
 */
#ifndef EXAMPLE_H
#define EXAMPLE_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <yoke/yoke.h>

/** A timeout that never passes. */
#define FOREVER (-1)
/** A timeout in milliseconds. */
#define MS(count) ((int64_t)(count)*1000000)

/** Stop the program, with the reason, unless the call returned 0. */
#define MUST(call) example_must((call), #call)

static inline void example_must(int error, const char *call)
{
    if (error != 0) {
        fprintf(stderr,
                "%s: %s: %s (%s)\n",
                call,
                yoke_error_name(error),
                yoke_error_text(error),
                yoke_error_detail());
        exit(EXIT_FAILURE);
    }
}

/** "threads" (also when nothing is given), "processes" or "serial". */
static inline yoke_kind kind_argument(int argc, char **argv)
{
    if (argc < 2 || strcmp(argv[1], "threads") == 0) {
        return YOKE_THREADS;
    }
    if (strcmp(argv[1], "processes") == 0) {
        return YOKE_PROCESSES;
    }
    if (strcmp(argv[1], "serial") == 0) {
        return YOKE_SERIAL;
    }
    fprintf(
        stderr, "%s: \"%s\" is not threads, processes or serial\n", argv[0], argv[1]);
    exit(EXIT_FAILURE);
}

/** The number in an argument or a result. Bytes have no alignment: copy them. */
static inline long as_long(yoke_bytes bytes)
{
    long number = 0;
    if (bytes.size != sizeof number) {
        fprintf(stderr, "expected a long, got %zu bytes\n", bytes.size);
        abort();
    }
    memcpy(&number, bytes.data, sizeof number);
    return number;
}

static inline void sleep_ms(long count)
{
    struct timespec left = {count / 1000, count % 1000 * 1000000};
    while (nanosleep(&left, &left) != 0) {
    }
}

static inline double seconds_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/** Times go to stderr: what an example prints on stdout is always the same. */
static inline void report_seconds(const char *what, double since)
{
    fprintf(stderr, "%s: %.2f s\n", what, seconds_now() - since);
}

#endif
