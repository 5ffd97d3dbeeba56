/*
 * The futex system call, and nothing more. `shared` selects between the
 * private variant (threads of one process: no mapping look-up) and the one
 * that works between processes over a memfd.
 */
#include "engine/futex.h"

#include <errno.h>
#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "engine/clock.h"

bool yk_futex_wait(_Atomic uint32_t *word,
                   uint32_t expected,
                   int64_t deadline_ns,
                   bool shared)
{
    struct timespec deadline = yk_clock_timespec(deadline_ns);
    int operation = FUTEX_WAIT_BITSET | (shared ? 0 : FUTEX_PRIVATE_FLAG);
    long status = syscall(SYS_futex,
                          word,
                          operation,
                          expected,
                          deadline_ns == YK_NEVER_NS ? NULL : &deadline,
                          NULL,
                          FUTEX_BITSET_MATCH_ANY);
    return status == 0 || errno != ETIMEDOUT;
}

void yk_futex_wake(_Atomic uint32_t *word, int count, bool shared)
{
    int operation = FUTEX_WAKE | (shared ? 0 : FUTEX_PRIVATE_FLAG);
    syscall(SYS_futex, word, operation, count, NULL, NULL, 0);
}
