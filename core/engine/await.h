/** Sleeping until a slot settles. */
#ifndef YK_AWAIT_H
#define YK_AWAIT_H

#include "engine/engine.h"

/**
 * Sleep until @p slot settles or the deadline passes. Port is the caller's.
 * Returns whether it is settled.
 */
bool yk_slot_await(struct yk_engine *engine,
                   struct yk_port *port,
                   struct yk_slot *slot,
                   int64_t deadline_ns);

/** Wake every sleeping waiter, to look again: somebody who owed a wake-up died. */
void yk_wake_waiters(struct yk_engine *engine);

#endif
