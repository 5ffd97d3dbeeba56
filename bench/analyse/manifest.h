/** What manifest.json says about the session, as far as answers need it. */
#ifndef BENCH_ANALYSE_MANIFEST_H
#define BENCH_ANALYSE_MANIFEST_H

#include <jansson.h>

#include "analyse/fault.h"

struct manifest {
    json_t *root;
    int cpu_count;       /* that the runs could use */
    double same_ratio;   /* δ: how near counts as the same */
    const char *primary; /* the metric that verdicts are on; borrowed from root */
};

int manifest_open(struct manifest *manifest, const char *path, struct fault *fault);
void manifest_close(struct manifest *manifest);

/** The text of a key of the top level, or @p otherwise when it is not there. */
const char *
manifest_text(const struct manifest *manifest, const char *key, const char *otherwise);

#endif
