/** Monotonic time in nanoseconds. */
#ifndef YK_CLOCK_H
#define YK_CLOCK_H

#include <stdint.h>
#include <time.h>

#define YK_NS_PER_S INT64_C(1000000000)

/** A deadline that never comes. */
#define YK_NEVER_NS INT64_MAX

static inline int64_t yk_clock_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * YK_NS_PER_S + now.tv_nsec;
}

/** When a relative timeout ends: negative never does, and so does a far one. */
static inline int64_t yk_deadline_ns(int64_t timeout_ns)
{
    int64_t deadline_ns = 0;
    if (timeout_ns < 0 ||
        __builtin_add_overflow(yk_clock_ns(), timeout_ns, &deadline_ns))
        return YK_NEVER_NS;
    return deadline_ns;
}

/** What is left until a deadline, as a timeout: 0 when it has passed. */
static inline int64_t yk_remaining_ns(int64_t deadline_ns)
{
    if (deadline_ns == YK_NEVER_NS)
        return -1;
    int64_t left_ns = deadline_ns - yk_clock_ns();
    return left_ns > 0 ? left_ns : 0;
}

static inline struct timespec yk_clock_timespec(int64_t time_ns)
{
    return (struct timespec){time_ns / YK_NS_PER_S, time_ns % YK_NS_PER_S};
}

/** Tell the core that this is a spin loop. */
static inline void yk_pause(void)
{
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("yield");
#endif
}

#endif
