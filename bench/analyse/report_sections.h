/** The parts of the report; each writes its <section>. */
#ifndef BENCH_ANALYSE_REPORT_SECTIONS_H
#define BENCH_ANALYSE_REPORT_SECTIONS_H

#include <stdio.h>

#include "analyse/analysis.h"

/** The sentences, and the table that they come from. */
void report_answers(const struct analysis *analysis, FILE *out);

/** Each picture that the result supports, wide and narrow. */
int report_pictures(const struct analysis *analysis, FILE *out, struct fault *fault);

/** Method, noise floor, gates, excluded runs, all comparisons. */
void report_proof(const struct analysis *analysis, FILE *out);

/** The session: what the manifest says, and how to repeat it. */
void report_session(const struct analysis *analysis, FILE *out);

#endif
