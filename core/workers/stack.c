/*
 * A thread gets its stack size when it is made. A worker process runs on the
 * stack of a main thread, which grows on demand up to the soft limit of the
 * moment; the kernel keeps at least 128 MiB of address space free below it.
 */
#include "workers/stack.h"

#include <pthread.h>
#include <sys/resource.h>

#define MAIN_STACK_BYTES_MAX ((rlim_t)120 << 20)

const char *yk_stack_limit(void)
{
    pthread_attr_t attributes;
    void *lowest = NULL;
    size_t size = 0;
    if (pthread_getattr_np(pthread_self(), &attributes) != 0)
        return NULL;
    pthread_attr_getstack(&attributes, &lowest, &size);
    pthread_attr_destroy(&attributes);
    return lowest ? (const char *)lowest + YK_STACK_RESERVE_BYTES : NULL;
}

void yk_stack_raise_limit(void)
{
    struct rlimit limit;
    rlim_t wanted =
        YK_STACK_BYTES < MAIN_STACK_BYTES_MAX ? YK_STACK_BYTES : MAIN_STACK_BYTES_MAX;
    if (getrlimit(RLIMIT_STACK, &limit) != 0 || limit.rlim_cur >= wanted)
        return;
    limit.rlim_cur = limit.rlim_max < wanted ? limit.rlim_max : wanted;
    setrlimit(RLIMIT_STACK, &limit);
}
