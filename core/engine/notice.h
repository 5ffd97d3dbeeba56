/**
 * Notices: who wants to be told when a slot settles.
 *
 * A watch is private memory of the process that created the engine. The slot
 * carries only the flag WATCHED. Whoever settles such a slot either fires its
 * watches at once (a thread of that process) or puts it on the engine's stack
 * of notices, which the notifier thread there empties (a worker process).
 */
#ifndef YK_NOTICE_H
#define YK_NOTICE_H

#include "engine/engine.h"

typedef void yk_watch_fn(yoke_future *future, void *context);

/** Nodes are from malloc(); the table owns them. */
struct yk_watch {
    struct yk_watch *next;
    uint64_t offset;
    yk_watch_fn *function;
    void *context;
};

int yk_watches_create(unsigned worker_count, struct yk_watches **ret_watches);
void yk_watches_destroy(struct yk_watches *watches);

/** Fire what is due and end the notifier thread, if there is one. Blocks. */
void yk_watches_stop(struct yk_engine *engine);

/**
 * Call @p function once when @p slot settles; at once if it is settled. The
 * caller holds the future for the watch, until it is called.
 * @return 0; YOKE_E_NOMEM; YOKE_E_SYSTEM (no notifier thread);
 *         YOKE_E_UNSUPPORTED in a worker process.
 */
int yk_watch_add(struct yk_engine *engine,
                 struct yk_slot *slot,
                 yk_watch_fn *function,
                 void *context);

/** A watched slot has settled. */
void yk_notice(struct yk_engine *engine, struct yk_slot *slot);

/** After a worker's death, its life counted on: look for notices it still owed. */
void yk_notice_recheck(struct yk_engine *engine);

#endif
