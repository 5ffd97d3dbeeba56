/**
 * Where the .gp files and the report's style are, in this order:
 *   $YOKE_PLOTS_DIR             when set
 *   ../share/yoke/plots         as seen from the program: an installed yoke,
 *                               wherever its prefix was moved to
 *   the source's plots/         a yoke that was built and not installed
 */
#ifndef BENCH_ANALYSE_PLOTS_DIR_H
#define BENCH_ANALYSE_PLOTS_DIR_H

#include <stddef.h>

#include "analyse/fault.h"

/** @return 0 with @p dir filled in; -1 with @p fault saying where was looked. */
int plots_dir_find(char *dir, size_t size, struct fault *fault);

#endif
