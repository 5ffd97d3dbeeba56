/** What a runner answers: its record, as JSON on its file descriptor 4. */
#ifndef BENCH_RUN_REPLY_H
#define BENCH_RUN_REPLY_H

#include <stdbool.h>

#include <jansson.h>

#include "measure/stages.h"
#include "record/run_record.h"

struct run_reply {
    enum run_status status;
    char step[32];      /* where it failed: "setup", "warm-up", …; "" when valid */
    char message[1024]; /* why; "" when valid */
    struct run_record record;
    struct stages stages; /* empty unless something was measured */
};

/** An empty reply, valid until run_reply_fail(). @return 0; YOKE_E_NOMEM. */
int run_reply_init(struct run_reply *reply);
void run_reply_fini(struct run_reply *reply);

/** Say why the run is not valid; the first reason stays. */
void run_reply_fail(struct run_reply *reply,
                    enum run_status status,
                    const char *step,
                    const char *format,
                    ...) __attribute__((format(printf, 4, 5)));

/** @return a new object; NULL without memory. */
json_t *run_reply_to_json(const struct run_reply *reply);

/**
 * Read a reply into an initialised one.
 * @return 0; YOKE_E_INVALID with @p message naming what is wrong.
 */
int run_reply_from_json(struct run_reply *reply,
                        const json_t *root,
                        char *message,
                        size_t size);

#endif
