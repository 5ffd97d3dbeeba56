/**
 * From a result's runs to its derived files: cells.csv (an estimate with an
 * interval per cell and metric) and compare.csv (the paired comparisons).
 */
#ifndef BENCH_ANALYSE_SUMMARISE_H
#define BENCH_ANALYSE_SUMMARISE_H

/**
 * Read @p result_dir (runs.csv, factors.csv, manifest.json), then write
 * cells.csv and compare.csv beside them, each whole or not at all.
 * @return 0; -1 after telling on stderr which file, line and column is wrong.
 */
int analyse_summarise(const char *result_dir);

#endif
