/** What the map cases share: a source that counts, and reading to the end. */
#ifndef CONTRACT_MAP_SUPPORT_H
#define CONTRACT_MAP_SUPPORT_H

#include "contract.h"

/** Yields the longs 0, 1, 2, … and counts how many were pulled. */
struct number_source {
    yoke_source source; /* first, so that next() finds the rest */
    long next;
    long end;      /* none at or after this one; LONG_MAX: endless */
    int end_error; /* what next() returns then */
};

yoke_source *number_source_init(struct number_source *numbers, long end);

yoke_map *map_open(yoke_executor *executor,
                   yoke_task_fn *function,
                   yoke_source *source,
                   const yoke_map_options *options);

/** The next result, which must be a long. */
long map_long(yoke_map *map);

/** The map ends here, and again when asked again. */
void assert_map_end(yoke_map *map);

#endif
