/**
 * The contract: what every executor does, whatever its kind. One table of cases
 * is run against each flavour (a kind and a start method), and each case in a
 * process of its own, so that a case may fork, leak, crash or hang alone.
 *
 * cmocka's assertions belong to the case itself, never to a task, a callback or
 * another thread: they jump.
 */
#ifndef CONTRACT_CONTRACT_H
#define CONTRACT_CONTRACT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <pthread.h>
#include <yoke/yoke.h>

#include "latch.h"
#include "tasks.h"

/** The kinds that a case is for. */
enum {
    ON_SERIAL = 1 << YOKE_SERIAL,
    ON_THREADS = 1 << YOKE_THREADS,
    ON_PROCESSES = 1 << YOKE_PROCESSES,
    ON_WORKERS = ON_THREADS | ON_PROCESSES,
    ON_ALL = ON_SERIAL | ON_WORKERS,
    /* Makes several executors one after the other. By FORK that cannot be under the
     * thread sanitizer: its own thread, there from the first pthread_create() on,
     * is one that core must refuse to fork beside. */
    SEVERAL_EXECUTORS = 1 << 8
};

/** A row of the table; a table ends with a row whose name is NULL. */
struct contract_case {
    const char *name;
    unsigned kinds;
    void (*run)(void);
};

/** A whole program that a case starts and looks at from outside. */
struct contract_program {
    const char *name;
    int (*run)(void); /* its value is the exit status */
};

/** What is under test. */
struct contract_flavour {
    yoke_kind kind;
    yoke_start_method start_method;
};

extern const struct contract_case submit_cases[], payload_cases[], failure_cases[],
    option_cases[], state_cases[], result_cases[], callback_cases[], wait_cases[],
    as_completed_cases[], map_cases[], map_option_cases[], init_cases[], pool_cases[],
    shutdown_cases[], program_cases[], resource_cases[], nested_cases[], crash_cases[];
extern const struct contract_program contract_programs[];

/** Set by main before anything else runs. */
extern struct contract_flavour contract_flavour;

/** Options of the flavour under test. */
yoke_options contract_options(int max_workers);

/** An executor of the flavour under test. */
yoke_executor *contract_create(int max_workers);

/** Submit, which must succeed. */
yoke_future *contract_submit(yoke_executor *executor,
                             yoke_task_fn *function,
                             const void *data,
                             size_t size);
yoke_future *
contract_submit_long(yoke_executor *executor, yoke_task_fn *function, long n);

/** Submit a task that stops at the gate, and returns @p value when it is open. */
yoke_future *
contract_submit_gate(yoke_executor *executor, struct gate *gate, long value);

/** Submit gates until @p count tasks run and no worker is free; the futures. */
void contract_occupy(yoke_executor *executor,
                     struct gate *gate,
                     size_t count,
                     yoke_future **ret_futures);

/** The result, which must be a long. Waits. */
long contract_long(yoke_future *future);

/** Why it failed; it must have. Waits. */
yoke_failure contract_failure(yoke_future *future);

void contract_release(yoke_future *const *futures, size_t count);

yoke_stats contract_stats(const yoke_executor *executor);

pthread_t contract_thread(void *(*run)(void *), void *context);
void contract_join(pthread_t thread);

/**
 * Start a program of contract_programs under the same flavour.
 * @param ret_output_fd  the read end of its stdout; close() it.
 * @return its process id; wait for it.
 */
int contract_start_program(const char *name, int *ret_output_fd);

/**
 * Run one to its end.
 * @return its wait status; its output, cut to @p size - 1 bytes, in @p ret_output.
 */
int contract_run_program(const char *name, char *ret_output, size_t size);

/** The call returned this error; else says which it returned, and the detail. */
#define assert_error(call, expected)                                                   \
    contract_assert_error((call), (expected), #call, __FILE__, __LINE__)
#define assert_ok(call) assert_error((call), 0)

/** The text has this part. */
#define assert_contains(text, part)                                                    \
    contract_assert_contains((text), (part), __FILE__, __LINE__)

void contract_assert_error(
    int actual, int expected, const char *call, const char *file, int line);
void contract_assert_contains(const char *text,
                              const char *part,
                              const char *file,
                              int line);

#endif
