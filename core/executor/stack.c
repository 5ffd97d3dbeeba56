/*
 * A thread gets its stack size when it is made. A worker process runs on the
 * stack of a main thread, which grows on demand up to the soft limit of the
 * moment; the kernel keeps at least 128 MiB of address space free below it.
 */
#include "executor/stack.h"

#include <pthread.h>
#include <stdbool.h>
#include <sys/resource.h>

#include "executor/error.h"

#define MAIN_STACK_BYTES_MAX ((rlim_t)120 << 20)

/* The lowest address to which tasks may nest; looked up at first use. NULL when
 * it cannot be told. */
static _Thread_local const char *lowest_use;
static _Thread_local bool is_known;

static void look_up(void)
{
    pthread_attr_t attributes;
    void *lowest = NULL;
    size_t size = 0;
    is_known = true;
    lowest_use = NULL;
    if (pthread_getattr_np(pthread_self(), &attributes) != 0)
        return;
    pthread_attr_getstack(&attributes, &lowest, &size);
    pthread_attr_destroy(&attributes);
    if (lowest)
        lowest_use = (const char *)lowest + YK_STACK_RESERVE_BYTES;
}

int yk_stack_check(void)
{
    /* the frame's address: a sanitizer may keep variables elsewhere */
    const char *here = __builtin_frame_address(0);
    if (!is_known)
        look_up();
    if (!lowest_use || here >= lowest_use)
        return 0;
    return yk_error_set(YOKE_E_DEPTH,
                        "the stack is used up by tasks that wait for tasks (%zu KiB "
                        "are kept free)",
                        YK_STACK_RESERVE_BYTES >> 10);
}

void yk_stack_raise_limit(void)
{
    is_known = false; /* what was known was of the process that was forked */
    struct rlimit limit;
    rlim_t wanted =
        YK_STACK_BYTES < MAIN_STACK_BYTES_MAX ? YK_STACK_BYTES : MAIN_STACK_BYTES_MAX;
    if (getrlimit(RLIMIT_STACK, &limit) != 0 || limit.rlim_cur >= wanted)
        return;
    limit.rlim_cur = limit.rlim_max < wanted ? limit.rlim_max : wanted;
    setrlimit(RLIMIT_STACK, &limit);
}
