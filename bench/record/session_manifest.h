/** manifest.json: what a result was made from, where, and what it has so far. */
#ifndef BENCH_SESSION_MANIFEST_H
#define BENCH_SESSION_MANIFEST_H

#include <stdbool.h>

#include <jansson.h>

#include "analyse/fault.h"
#include "measure/ticks.h"
#include "plan/plan.h"
#include "record/journal.h"

/** What a session is, besides its plan. */
struct session_facts {
    int argc;
    char *const *argv;
    struct ticks ticks;
    int cpu_count; /* that the runs may use */
};

/**
 * Describe a new session.
 * @return the manifest; NULL without memory.
 */
json_t *session_manifest_make(const struct plan *plan,
                              const struct session_facts *facts);

/** Is there a manifest in @p dir? */
bool session_manifest_exists(const char *dir);

/**
 * Go on with the manifest in @p dir: it must have been begun with the same seed
 * and measuring time, by the same build, on the same machine. The start of the
 * first session, and the command lines of all, are taken over into @p now.
 * @return 0; -1 with @p fault naming what differs.
 */
int session_manifest_resume(json_t *now, const char *dir, struct fault *fault);

/** Write it into @p dir, with the runs of @p plan that @p journal has. */
int session_manifest_write(json_t *manifest,
                           const char *dir,
                           const struct plan *plan,
                           const struct journal *journal,
                           struct fault *fault);

/** The time in UTC as ISO 8601: "2026-07-01T12:00:00.123Z". */
void utc_text(char *text, size_t size);

#endif
