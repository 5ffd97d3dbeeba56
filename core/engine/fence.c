/*
 * A submit would need a full barrier between "task published" and "is anybody
 * asleep?": 5 to 8 ns each. Sleepers are rare, so they pay instead: the kernel
 * interrupts every CPU that runs one of our threads, which orders that CPU's
 * stores and loads around the interrupt. Where the system call is refused
 * (old kernels, seccomp), both sides use full fences.
 */
#include "engine/fence.h"

#include <linux/membarrier.h>
#include <sys/syscall.h>
#include <unistd.h>

static int membarrier(int command)
{
    return (int)syscall(SYS_membarrier, command, 0, 0);
}

struct yk_fence yk_fence_register(bool between_processes)
{
    int supported = membarrier(MEMBARRIER_CMD_QUERY);
    int command = between_processes ? MEMBARRIER_CMD_GLOBAL_EXPEDITED
                                    : MEMBARRIER_CMD_PRIVATE_EXPEDITED;
    int registration = between_processes ? MEMBARRIER_CMD_REGISTER_GLOBAL_EXPEDITED
                                         : MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED;
    bool usable = supported > 0 && (supported & command) &&
                  (supported & registration) && membarrier(registration) == 0;
    return (struct yk_fence){usable ? command : 0};
}

void yk_fence_heavy(const struct yk_fence *fence)
{
    yk_fence_full();
    if (fence->command)
        membarrier(fence->command);
}
