/** Workers without work: polling, sleeping, being woken. */
#ifndef YK_IDLE_H
#define YK_IDLE_H

#include "engine/engine.h"

/**
 * In a worker that found nothing: poll for a while, then sleep until there may
 * be work or the engine closes. @p may_poll is false when recent tasks were
 * long, so that polling would burn more than it saves. The first sleep after
 * work, @p is_first, is short: what others were claiming at that moment may have
 * been in nobody's sight.
 */
void yk_idle_wait(struct yk_engine *engine,
                  unsigned worker_index,
                  bool may_poll,
                  bool is_first);

/** In a worker that found something after yk_idle_wait(): let another look too. */
void yk_idle_found(struct yk_engine *engine, unsigned worker_index);

/** Wake one sleeping worker, unless somebody is looking for work already. */
void yk_idle_wake_one(struct yk_engine *engine);

/** Wake them all: the engine closes, or a worker died. */
void yk_idle_wake_all(struct yk_engine *engine);

/** Forget a dead worker's marks. */
void yk_idle_forget(struct yk_engine *engine, unsigned worker_index);

/** Does any worker sleep? Read by every push. */
static inline bool yk_idle_any_sleeping(const struct yk_engine *engine)
{
    uint64_t any = 0;
    for (unsigned w = 0; w < engine->idle_words; w++)
        /* relaxed: ordered by the fence between push and look */
        any |=
            atomic_load_explicit(&engine->control->sleeping[w], memory_order_relaxed);
    return any != 0;
}

#endif
