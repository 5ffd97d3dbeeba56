/**
 * A workload under test, with everything around it that the harness would give:
 * parameters, a directory, set-up, and a real executor whose workers run it.
 */
#ifndef TEST_RIG_H
#define TEST_RIG_H

#include <yoke/workload.h>

/** Every kind that this build can run; each test goes over all of them. */
extern const yoke_kind rig_kinds[];
extern const size_t rig_kind_count;

struct rig {
    const yoke_workload *workload;
    yoke_setup setup;
    yoke_params *params;
    yoke_executor *executor;
    char directory[64];
    char failure[256]; /* what the last task that failed said */
};

/**
 * Parameters and directory, nothing set up. @p values is "size=4KiB;n=3" or "".
 */
void rig_init(struct rig *rig, const char *name, const char *values, uint64_t seed);
/** Tear down, check that the directory is empty, remove it. */
void rig_fini(struct rig *rig);

void rig_set_up(struct rig *rig);

/** Start an executor of @p kind with two workers (serial: one). */
void rig_start(struct rig *rig, yoke_kind kind);
/** End the executor's workers; what set-up made stays. */
void rig_stop(struct rig *rig);

/** rig_init(), rig_set_up() and rig_start(); rig_stop() and rig_fini(). */
void rig_open(struct rig *rig, yoke_kind kind, const char *name, const char *values);
void rig_close(struct rig *rig);

/** Run one task. @return 0, or the future's error with rig->failure filled in. */
int rig_try(struct rig *rig, uint64_t sequence, yoke_work *ret_work);
/** Run one task that must succeed. */
yoke_work rig_run(struct rig *rig, uint64_t sequence);

int rig_verify(struct rig *rig, uint64_t sequence, yoke_work work);

#endif
