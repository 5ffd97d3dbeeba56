/** What the machine did meanwhile, and what memory a process holds. */
#ifndef BENCH_MACHINE_H
#define BENCH_MACHINE_H

#include <stdint.h>

/** CPU time that the hypervisor kept, since boot, over all CPUs; 10 ms steps. */
int64_t machine_steal_ns(void);

/** How long the cgroup's CPU quota has throttled us; UNKNOWN without a quota. */
int64_t machine_throttled_ns(void);

/**
 * Proportional set size of a process: private pages, and a share of those that
 * several processes map. Walks the page tables (4 ms with 64 GiB reserved): not
 * for a timed region. UNKNOWN when the process has ended or hides it.
 */
int64_t process_pss_bytes(int process_id);

/**
 * Bytes that this process has allocated and not freed, by jemalloc's count;
 * UNKNOWN when another allocator serves it. Takes locks: not from a task.
 */
int64_t allocated_bytes(void);

/** "jemalloc" or "libc". */
const char *allocator_name(void);

#endif
