/** What tests of plans share: YAML in, plan out. */
#ifndef TESTS_PLAN_RIG_H
#define TESTS_PLAN_RIG_H

#include "plan/cell.h"
#include "plan/planner.h"

/** A plan with the suite that it was made from. */
struct rig {
    struct suite suite;
    struct plan plan;
    struct plan_remarks remarks;
    struct problem problem;
};

/** The error of making the plan; the suite itself must be good. */
int rig_try(struct rig *rig, const char *yaml, uint64_t seed, const char *filter);

/** As rig_try(), which must succeed. */
void rig_init(struct rig *rig, const char *yaml, uint64_t seed, const char *filter);

void rig_fini(struct rig *rig);

/** "c01 cpu.sha256 threads 2 scatter 4 size=64KiB" */
void rig_describe(const struct cell *cell, char *text, size_t size);

#endif
