#include "latch.h"

#include <limits.h>
#include <linux/futex.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

/* One mapping, made before any executor: workers are forked from a copy of this
 * process as it was then, and see nothing that was mapped later. */
enum { ARENA_BYTES = 1 << 20, ALIGN_BYTES = 64 };

static char *arena;
static _Atomic size_t arena_used;

void shared_init(void)
{
    arena = mmap(
        NULL, ARENA_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (arena == MAP_FAILED) {
        abort();
    }
}

void *shared_alloc(size_t size_bytes)
{
    size_t rounded = (size_bytes + ALIGN_BYTES - 1) & ~(size_t)(ALIGN_BYTES - 1);
    size_t at = atomic_fetch_add(&arena_used, rounded);
    if (arena == NULL || at + rounded > ARENA_BYTES) {
        abort();
    }
    return arena + at;
}

struct latch *latch_create(void)
{
    return shared_alloc(sizeof(struct latch));
}

/* Release and acquire: what was written before an add is visible after a wait. */
void latch_add(struct latch *latch)
{
    atomic_fetch_add_explicit(&latch->count, 1, memory_order_release);
    syscall(SYS_futex, &latch->count, FUTEX_WAKE, INT_MAX, NULL, NULL, 0);
}

void latch_wait(struct latch *latch, uint32_t count)
{
    uint32_t now;
    while ((now = latch_count(latch)) < count) {
        syscall(SYS_futex, &latch->count, FUTEX_WAIT, now, NULL, NULL, 0);
    }
}

uint32_t latch_count(const struct latch *latch)
{
    return atomic_load_explicit(&latch->count, memory_order_acquire);
}

struct gate *gate_create(void)
{
    return shared_alloc(sizeof(struct gate));
}

void gate_pass(struct gate *gate)
{
    latch_add(&gate->arrived);
    latch_wait(&gate->opened, 1);
}

void gate_wait_arrived(struct gate *gate, uint32_t count)
{
    latch_wait(&gate->arrived, count);
}

void gate_open(struct gate *gate)
{
    latch_add(&gate->opened);
}
