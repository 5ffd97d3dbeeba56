/**
 * The paired comparison of two cells: per block d = ln(A/B), of which the
 * Hodges–Lehmann estimate and the exact signed-rank interval are taken; and
 * which pairs of cells a result compares.
 */
#ifndef BENCH_ANALYSE_COMPARISON_H
#define BENCH_ANALYSE_COMPARISON_H

#include "analyse/metrics.h"
#include "analyse/result.h"
#include "analyse/signed_rank.h"

/** Fewer blocks than this give no verdict. */
#define COMPARISON_LEAST_BLOCKS 8

/** The level of everything that is not a primary comparison. */
#define COMPARISON_LEVEL 0.95

enum family {
    FAMILY_PRIMARY,     /* a verdict, at a level shared among all primaries */
    FAMILY_EXPLORATORY, /* an interval, no verdict */
    FAMILY_NOISE        /* a cell against its duplicate */
};

enum verdict {
    VERDICT_NONE, /* exploratory, or hollow */
    VERDICT_DIFFERS,
    VERDICT_SAME,
    VERDICT_NOT_DECIDED,
    VERDICT_TOO_FEW
};

struct comparison {
    size_t a, b; /* cells; b is the baseline */
    enum cell_factor by;
    const struct metric *metric;
    enum family family;
    struct interval ratio; /* A/B; its count is the pairs */
    double delta;          /* how near to 1 counts as the same */
    double mde_ratio;      /* smallest ratio found with 80 % power; NAN if unknown */
    enum verdict verdict;
    int more_blocks;        /* not decided, too few: how many would decide */
    const char *hollow_for; /* the gate that forbids a verdict, or NULL */
};

struct comparison_list {
    struct comparison *items; /* primaries first */
    size_t count;
    size_t primary_count;
    double primary_level;
};

/**
 * Compare every cell with its baseline: the cell that differs in @p by alone.
 * When @p by is the executor and @p metric the session's primary one, the
 * comparison of processes with threads at as many workers as there are CPUs
 * (or the next smaller count that was measured) is primary, one per workload
 * and parameters.
 * @return 0; -1 with @p fault set when out of memory.
 */
int comparison_list_make(struct comparison_list *list,
                         const struct result *result,
                         enum cell_factor by,
                         const struct metric *metric,
                         struct fault *fault);

/** The noise floor: every duplicate against the cell that it repeats. */
int comparison_list_make_noise(struct comparison_list *list,
                               const struct result *result,
                               const struct metric *metric,
                               struct fault *fault);

void comparison_list_fini(struct comparison_list *list);

/** An interval of one cell's metric over its runs, on the metric's own scale. */
int comparison_of_cell(const struct result *result,
                       size_t cell_index,
                       const struct metric *metric,
                       struct interval *ret_interval,
                       struct fault *fault);

/** "differs", "same", "not_decided", "too_few_blocks", "" */
const char *verdict_name(enum verdict verdict);

/** "primary", "exploratory", "noise_floor" */
const char *family_name(enum family family);

/** The verdict in plain words: "processes faster", "same within 2 %". */
void comparison_words(const struct comparison *comparison,
                      const struct result *result,
                      char *text,
                      size_t size);

#endif
