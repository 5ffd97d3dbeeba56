/** What pictures of several panels share: a panel a subject, a curve an arm. */
#ifndef BENCH_ANALYSE_PANELS_H
#define BENCH_ANALYSE_PANELS_H

#include <stdio.h>

#include "analyse/analysis.h"
#include "analyse/arms.h"

struct panels {
    const struct result *result;
    struct arms arms;
    size_t *subjects; /* result_subject() of each panel */
    size_t count;
};

int panels_make(struct panels *panels,
                const struct result *result,
                struct fault *fault);
void panels_fini(struct panels *panels);

/** The cell of an arm in a panel with so many workers; false when there is none. */
bool panels_cell(const struct panels *panels,
                 size_t panel,
                 size_t arm,
                 int workers,
                 size_t *ret_cell);

/** Styles of the series, and the title of each panel. */
void panels_write_settings(const struct panels *panels, FILE *out);

/** A panel's end-of-curve labels: where they would be, and where they can be. */
struct curve_label {
    size_t arm;
    double place; /* 0 at the bottom of the panel, 1 at its top */
};

/** Move labels apart by at least @p distance; keeps their order and the panel. */
void panels_spread_labels(struct curve_label *labels, size_t count, double distance);

/** Declare "label_text" and "label_place", all empty. */
void panels_write_label_arrays(const struct panels *panels, FILE *out);

/** "label_text" and "label_place" of panel @p panel, @p arms elements a panel. */
void panels_write_labels(const struct panels *panels,
                         size_t panel,
                         const struct curve_label *labels,
                         size_t count,
                         FILE *out);

/** The caption's lines, broken for a wide and for a narrow picture. */
void panels_write_caption(const char *caption, FILE *out);

/** "199 of 200 runs valid; RESULT" */
void panels_status(const struct result *result, char *text, size_t size);

#endif
