/* Marks of idle workers, and who is woken. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>
#include <pthread.h>

#include "engine/idle.h"

static int set_up(void **state)
{
    struct yk_engine *engine = calloc(1, sizeof(*engine));
    assert_non_null(engine);
    assert_int_equal(yk_engine_init(engine, 70, false), 0); /* two words of marks */
    *state = engine;
    return 0;
}

static int tear_down(void **state)
{
    yk_engine_fini(*state);
    free(*state);
    return 0;
}

static void sleep_like(struct yk_engine *engine, unsigned index)
{
    atomic_fetch_or(&engine->control->sleeping[index / 64],
                    UINT64_C(1) << (index % 64));
}

static void idle_wake_one__one_searcher_at_a_time(void **state)
{
    struct yk_engine *engine = *state;
    sleep_like(engine, 3);
    sleep_like(engine, 69);
    yk_idle_wake_one(engine);
    assert_int_equal(engine->control->searcher, 3 + 1);
    assert_int_equal(engine->ports[3].wakes, 1);
    yk_idle_wake_one(engine);
    assert_int_equal(engine->ports[69].wakes, 0);
    yk_idle_found(engine, 3); /* the queues are empty: nobody else is needed */
    assert_int_equal(engine->control->searcher, 0);
    yk_idle_wake_one(engine);
    assert_int_equal(engine->ports[69].wakes, 1);
    assert_false(yk_idle_any_sleeping(engine));
}

static void idle_wake_one__poller_will_find_it(void **state)
{
    struct yk_engine *engine = *state;
    sleep_like(engine, 1);
    atomic_fetch_or(&engine->control->polling[0], 1);
    yk_idle_wake_one(engine);
    assert_int_equal(engine->ports[1].wakes, 0);
}

static void idle_forget__wipes_the_dead(void **state)
{
    struct yk_engine *engine = *state;
    sleep_like(engine, 68);
    yk_idle_wake_one(engine);
    atomic_fetch_or(&engine->control->polling[1], UINT64_C(1) << 4);
    yk_idle_forget(engine, 68);
    assert_int_equal(engine->control->searcher, 0);
    assert_int_equal(engine->control->polling[1], 0);
}

static void *wait_idle(void *engine)
{
    yk_idle_wait(engine, 5, false, false);
    return NULL;
}

static void idle_wait__closing_gets_everybody_up(void **state)
{
    struct yk_engine *engine = *state;
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, wait_idle, engine), 0);
    yk_engine_flag(engine, YK_ENGINE_CLOSING);
    yk_idle_wake_all(engine);
    assert_int_equal(pthread_join(thread, NULL), 0);
    assert_false(yk_idle_any_sleeping(engine));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(idle_wake_one__one_searcher_at_a_time),
        TEST(idle_wake_one__poller_will_find_it),
        TEST(idle_forget__wipes_the_dead),
        TEST(idle_wait__closing_gets_everybody_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
