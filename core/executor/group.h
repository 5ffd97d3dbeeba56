/**
 * A group: some futures, and the order in which they settle. Behind yoke_wait()
 * for the first of several, and yoke_as_completed.
 */
#ifndef YK_GROUP_H
#define YK_GROUP_H

#include <yoke/future.h>

struct yk_group;

/**
 * Watch @p count futures, each once, however often it is given.
 * @return 0; YOKE_E_NOMEM; YOKE_E_SYSTEM; YOKE_E_UNSUPPORTED.
 */
int yk_group_create(yoke_future *const *futures,
                    size_t count,
                    struct yk_group **ret_group);

/** Let go; what has not settled is held until it does. */
void yk_group_release(struct yk_group *group);

/** How many different futures there are, and how many have settled. */
size_t yk_group_size(const struct yk_group *group);
size_t yk_group_settled(struct yk_group *group);

/**
 * Wait until at least @p count have settled. In a worker, an untimed wait runs
 * pending ones itself.
 * @return 0; YOKE_E_TIMEOUT; YOKE_E_DEPTH.
 */
int yk_group_await(struct yk_group *group, size_t count, int64_t deadline_ns);

/** The future that settled as number @p index; the group holds it. */
yoke_future *yk_group_at(struct yk_group *group, size_t index);

#endif
