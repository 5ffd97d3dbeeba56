/* The queue of hints: order, growing, shrinking, and claimers that race. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <pthread.h>

#include "engine/queue.h"

#define LOG2_MAX 17u
#define AREA_BYTES ((size_t)16 << LOG2_MAX)

struct fixture {
    struct yk_queue queue;
    struct yk_queue_rings rings;
};

static int set_up(void **state)
{
    struct fixture *fixture = aligned_alloc(64, sizeof(*fixture));
    assert_non_null(fixture);
    fixture->rings = (struct yk_queue_rings){calloc(1, AREA_BYTES), LOG2_MAX};
    assert_non_null(fixture->rings.area);
    yk_queue_init(&fixture->queue);
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    free(fixture->rings.area);
    free(fixture);
    return 0;
}

static void push_range(struct fixture *fixture, uint64_t first, uint64_t count)
{
    for (uint64_t i = first; i < first + count; i++)
        assert_true(yk_queue_push(&fixture->queue, fixture->rings, i));
}

static void claim_range(struct fixture *fixture, uint64_t first, uint64_t count)
{
    _Atomic yk_hint hints[32];
    for (uint64_t at = first; at < first + count;) {
        uint64_t left = first + count - at;
        unsigned got = yk_queue_claim(
            &fixture->queue, fixture->rings, hints, left < 32 ? (unsigned)left : 32, 1);
        assert_true(got > 0);
        for (unsigned i = 0; i < got; i++)
            assert_int_equal(hints[i], at++);
    }
}

static void queue_claim__oldest_first(void **state)
{
    struct fixture *fixture = *state;
    push_range(fixture, 1, 100);
    claim_range(fixture, 1, 100);
    assert_true(yk_queue_is_empty(&fixture->queue));
}

static void queue_claim__takes_a_share(void **state)
{
    struct fixture *fixture = *state;
    _Atomic yk_hint hints[32];
    push_range(fixture, 1, 40);
    assert_int_equal(yk_queue_claim(&fixture->queue, fixture->rings, hints, 32, 4), 10);
    assert_int_equal(yk_queue_claim(&fixture->queue, fixture->rings, hints, 3, 4), 3);
    claim_range(fixture, 14, 27);
    assert_int_equal(yk_queue_claim(&fixture->queue, fixture->rings, hints, 32, 4), 0);
}

static void queue_push__grows_in_order(void **state)
{
    struct fixture *fixture = *state;
    push_range(fixture, 1, 300);
    claim_range(fixture, 1, 200); /* the ring has wrapped when it grows */
    push_range(fixture, 301, 50000);
    assert_true(fixture->queue.ring_log2 > YK_RING_LOG2_MIN);
    claim_range(fixture, 201, 50100);
}

static void queue_push__shrinks_when_drained(void **state)
{
    struct fixture *fixture = *state;
    push_range(fixture, 1, 10000);
    claim_range(fixture, 1, 9990);
    push_range(fixture, 10001, 1024);
    claim_range(fixture, 9991, 1034);
    push_range(fixture, 11025, 600);
    assert_int_equal(fixture->queue.ring_log2, YK_RING_LOG2_MIN + 1);
    claim_range(fixture, 11025, 600);
}

static void queue_push__refuses_when_the_largest_ring_is_full(void **state)
{
    struct fixture *fixture = *state;
    push_range(fixture, 1, UINT64_C(1) << LOG2_MAX);
    assert_false(yk_queue_push(&fixture->queue, fixture->rings, 7));
    claim_range(fixture, 1, 1);
    assert_true(
        yk_queue_push(&fixture->queue, fixture->rings, (UINT64_C(1) << LOG2_MAX) + 1));
    claim_range(fixture, 2, UINT64_C(1) << LOG2_MAX);
}

static void queue_pop__youngest_first(void **state)
{
    struct fixture *fixture = *state;
    yk_hint hint = 0;
    push_range(fixture, 1, 3);
    for (uint64_t expected = 3; expected; expected--) {
        assert_true(yk_queue_pop(&fixture->queue, fixture->rings, &hint));
        assert_int_equal(hint, expected);
    }
    assert_false(yk_queue_pop(&fixture->queue, fixture->rings, &hint));
    push_range(fixture, 9, 1);
    assert_true(yk_queue_pop(&fixture->queue, fixture->rings, &hint));
    assert_int_equal(hint, 9);
}

static void queue_steal__oldest(void **state)
{
    struct fixture *fixture = *state;
    _Atomic yk_hint stolen = 0;
    yk_hint popped = 0;
    push_range(fixture, 1, 2);
    assert_true(yk_queue_steal(&fixture->queue, fixture->rings, &stolen));
    assert_int_equal(stolen, 1);
    assert_true(yk_queue_pop(&fixture->queue, fixture->rings, &popped));
    assert_int_equal(popped, 2);
    assert_false(yk_queue_steal(&fixture->queue, fixture->rings, &stolen));
}

static void mark_seen(yk_hint hint, void *context)
{
    char *seen = context;
    if (hint < 1000)
        seen[hint] = 1;
}

static void queue_abandon__visits_everything(void **state)
{
    struct fixture *fixture = *state;
    char seen[1000] = {0};
    yk_hint popped = 0;
    _Atomic yk_hint stolen = 0;
    push_range(fixture, 1, 900);
    /* the owner died with the one in a register, a thief with the other */
    assert_true(yk_queue_pop(&fixture->queue, fixture->rings, &popped));
    assert_true(yk_queue_steal(&fixture->queue, fixture->rings, &stolen));
    yk_queue_abandon(&fixture->queue, fixture->rings, mark_seen, seen);
    for (int i = 1; i <= 900; i++)
        assert_int_equal(seen[i], 1);
    assert_true(yk_queue_is_empty(&fixture->queue));
    push_range(fixture, 5, 1);
    claim_range(fixture, 5, 1);
}

static void queue_claim__scribbled_sizes_stay_inside(void **state)
{
    struct fixture *fixture = *state;
    _Atomic yk_hint hints[32];
    for (uint32_t log2 = 0; log2 < 256; log2++) {
        atomic_store(&fixture->queue.ring_log2, log2 * 0x01010101u);
        atomic_store(&fixture->queue.head, UINT64_MAX - log2);
        atomic_store(&fixture->queue.tail, log2);
        assert_in_range(
            yk_queue_claim(&fixture->queue, fixture->rings, hints, 32, 1), 0, 32);
    }
}

/* Races: every hint must come out, at least once. */

#define RACE_HINTS 200000u

struct race {
    struct fixture *fixture;
    _Atomic unsigned seen[RACE_HINTS + 1];
    _Atomic bool over;
    bool owner_pops;
};

static void *claimer(void *argument)
{
    struct race *race = argument;
    _Atomic yk_hint hints[32];
    bool last = false;
    while (!last) {
        last = atomic_load(&race->over);
        unsigned got =
            race->owner_pops
                ? yk_queue_steal(&race->fixture->queue, race->fixture->rings, &hints[0])
                : yk_queue_claim(
                      &race->fixture->queue, race->fixture->rings, hints, 32, 3);
        for (unsigned i = 0; i < got; i++)
            atomic_fetch_add(&race->seen[hints[i]], 1);
        last = last && !got && yk_queue_is_empty(&race->fixture->queue);
    }
    return NULL;
}

static void run_race(struct fixture *fixture, bool owner_pops)
{
    struct race *race = calloc(1, sizeof(*race));
    assert_non_null(race);
    race->fixture = fixture;
    race->owner_pops = owner_pops;
    pthread_t claimers[2];
    for (int i = 0; i < 2; i++)
        assert_int_equal(pthread_create(&claimers[i], NULL, claimer, race), 0);
    for (uint64_t i = 1; i <= RACE_HINTS; i++) {
        yk_hint hint = 0;
        while (!yk_queue_push(&fixture->queue, fixture->rings, i))
            continue; /* the claimers are slow */
        if (owner_pops && i % 3 == 0 &&
            yk_queue_pop(&fixture->queue, fixture->rings, &hint))
            atomic_fetch_add(&race->seen[hint], 1);
    }
    atomic_store(&race->over, true);
    for (int i = 0; i < 2; i++)
        pthread_join(claimers[i], NULL);
    for (unsigned i = 1; i <= RACE_HINTS; i++)
        assert_int_equal(race->seen[i], 1);
    free(race);
}

static void queue_claim__race_loses_and_doubles_nothing(void **state)
{
    run_race(*state, false);
}

static void queue_steal__race_with_pop_loses_and_doubles_nothing(void **state)
{
    run_race(*state, true);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(queue_claim__oldest_first),
        TEST(queue_claim__takes_a_share),
        TEST(queue_push__grows_in_order),
        TEST(queue_push__shrinks_when_drained),
        TEST(queue_push__refuses_when_the_largest_ring_is_full),
        TEST(queue_pop__youngest_first),
        TEST(queue_steal__oldest),
        TEST(queue_abandon__visits_everything),
        TEST(queue_claim__scribbled_sizes_stay_inside),
        TEST(queue_claim__race_loses_and_doubles_nothing),
        TEST(queue_steal__race_with_pop_loses_and_doubles_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
