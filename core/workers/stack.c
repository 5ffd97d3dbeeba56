/*
 * A thread gets its stack size when it is made. A worker process begins on the
 * stack of its ancestor's main thread, whose limit is the host's; it switches
 * to one of its own with ucontext.
 */
#include "workers/stack.h"

#include <pthread.h>
#include <stdint.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>

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

struct trampoline {
    void (*function)(void *);
    void *argument;
};

/* makecontext() passes ints; two of them carry a pointer. */
static void enter(unsigned low, unsigned high)
{
    uintptr_t bits = (uintptr_t)high << 32 | low;
    struct trampoline *trampoline = (struct trampoline *)bits;
    trampoline->function(trampoline->argument);
}

_Bool yk_stack_call(void (*function)(void *), void *argument, const char **limit)
{
    size_t guard = (size_t)sysconf(_SC_PAGESIZE);
    char *stack = mmap(NULL,
                       YK_STACK_BYTES + guard,
                       PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK,
                       -1,
                       0);
    if (stack == MAP_FAILED || mprotect(stack, guard, PROT_NONE) != 0)
        return 0;
    *limit = stack + guard + YK_STACK_RESERVE_BYTES;
    struct trampoline trampoline = {function, argument};
    uintptr_t bits = (uintptr_t)&trampoline;
    ucontext_t here;
    ucontext_t there;
    getcontext(&there);
    there.uc_stack.ss_sp = stack + guard;
    there.uc_stack.ss_size = YK_STACK_BYTES;
    there.uc_link = &here;
    makecontext(
        &there, (void (*)(void))enter, 2, (unsigned)bits, (unsigned)(bits >> 32));
    swapcontext(&here, &there);
    munmap(stack, YK_STACK_BYTES + guard);
    return 1;
}
