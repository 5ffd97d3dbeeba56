/** Stacks of workers: large, since tasks may run on top of waiting tasks. */
#ifndef YK_STACK_H
#define YK_STACK_H

#include <stddef.h>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define YK_STACK_BYTES ((size_t)256 << 20)
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define YK_STACK_BYTES ((size_t)256 << 20)
#endif
#endif
#ifndef YK_STACK_BYTES
#define YK_STACK_BYTES ((size_t)64 << 20)
#endif

/** Kept free for the task itself when others are nested on top of it. */
#define YK_STACK_RESERVE_BYTES ((size_t)256 << 10)

/**
 * May another task be nested on this thread's stack?
 * @return 0; YOKE_E_DEPTH.
 */
int yk_stack_check(void);

/** In a worker process: let the main thread's stack grow to YK_STACK_BYTES, as far as
 * the system's hard limit allows. */
void yk_stack_raise_limit(void);

#endif
