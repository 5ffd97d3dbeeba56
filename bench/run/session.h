/** What is open while a plan is carried out. Private to run/. */
#ifndef BENCH_SESSION_H
#define BENCH_SESSION_H

#include <stdbool.h>

#include <jansson.h>

#include <yoke/topology.h>

#include "analyse/fault.h"
#include "measure/ticks.h"
#include "record/journal.h"
#include "record/result_dir.h"
#include "run/launcher.h"
#include "run/run.h"

struct session {
    const struct plan *plan;
    const struct run_options *options;
    const char *results_root;
    int cpu_count;
    struct ticks ticks;
    yoke_topology *topology;
    char *topology_xml;
    char machine_id[32];
    struct result_dir dir;
    struct journal journal;
    json_t *manifest;
    struct launcher launcher;
    bool *has_failed; /* per cell: its first failure was told; owned */
};

/**
 * Read the machine, open or make the result, and write what does not grow:
 * factors.csv, topology.xml, manifest.json, the link to it.
 * @return 0; a YOKE_E value with @p fault set. session_close() in any case.
 */
int session_open(struct session *session,
                 const struct plan *plan,
                 const struct run_options *options,
                 struct fault *fault);

/** Bring manifest.json up to date. */
int session_save(struct session *session, struct fault *fault);

void session_close(struct session *session);

#endif
