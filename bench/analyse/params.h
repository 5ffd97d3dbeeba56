/** The `params` column: "size=64KiB;depth=3", percent-encoded. */
#ifndef BENCH_ANALYSE_PARAMS_H
#define BENCH_ANALYSE_PARAMS_H

#include <stdbool.h>
#include <stddef.h>

/** Decides whether a parameter is shown. */
typedef bool params_filter(const void *context, const char *name);

/**
 * Write the parameters that @p filter accepts as "size=64KiB depth=3" (between
 * them @p separator), decoded; cut at @p size.
 * @return how many there were.
 */
size_t params_print(const char *params,
                    params_filter *filter,
                    const void *context,
                    const char *separator,
                    char *text,
                    size_t size);

#endif
