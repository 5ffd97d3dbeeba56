/** The life of a task cut into stages, each with a histogram. */
#ifndef BENCH_STAGES_H
#define BENCH_STAGES_H

#include "measure/histogram.h"

/** One row a stage: identifier, name in histogram.csv, significant digits. */
#define STAGES(X)                                                                      \
    X(QUEUE, "queue", 2)     /* started - sent */                                      \
    X(SERVICE, "service", 2) /* ended - started */                                     \
    X(NOTICE, "notice", 2)   /* observed - ended */                                    \
    X(TOTAL, "total", 3)     /* observed - due */

enum stage {
#define STAGE_ENUM(identifier, name, digits) STAGE_##identifier,
    STAGES(STAGE_ENUM)
#undef STAGE_ENUM
        STAGE_COUNT
};

struct stages {
    struct histogram of[STAGE_COUNT];
};

/** @return 0; YOKE_E_NOMEM (then there is nothing to fini). */
int stages_init(struct stages *stages);

/** Accepts zeroed stages. */
void stages_fini(struct stages *stages);

const char *stage_name(enum stage stage);

/** By name; STAGE_COUNT when there is none. */
enum stage stage_find(const char *name);

#endif
