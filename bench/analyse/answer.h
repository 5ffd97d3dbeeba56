/** Answers in words: what the summary and the report both say. */
#ifndef BENCH_ANALYSE_ANSWER_H
#define BENCH_ANALYSE_ANSWER_H

#include "analyse/analysis.h"

/**
 * One plain sentence for a primary comparison, for example "memory.fault: use
 * processes: 7.6 times the throughput of threads at 2 workers."
 */
void answer_sentence(const struct comparison *comparison,
                     const struct result *result,
                     char *text,
                     size_t size);

/** "0.98–1.03"; "no interval" when there is none. */
void answer_interval(const struct interval *ratio, char *text, size_t size);

/** "200 runs: 199 valid, 1 OFF_CPU (kept, excluded)" */
void answer_runs(const struct result *result, char *text, size_t size);

/** A cell's estimate in its natural unit; "–" when there is none. */
void answer_value(const struct result *result,
                  size_t cell_index,
                  const struct metric *metric,
                  char *text,
                  size_t size);

#endif
