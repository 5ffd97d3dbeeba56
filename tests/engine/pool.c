/* Slots and blocks: distinct, reused in order of address, given back whole. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "engine/engine.h"

struct fixture {
    struct yk_engine engine;
    struct yk_port *port;
};

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof(*fixture));
    assert_non_null(fixture);
    assert_int_equal(yk_engine_init(&fixture->engine, 2, false), 0);
    fixture->port = yk_engine_lane(&fixture->engine, 2);
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    yk_engine_fini(&fixture->engine);
    free(fixture);
    return 0;
}

static uint64_t take_slot(struct fixture *fixture)
{
    uint64_t offset = yk_pool_take(
        &fixture->engine.pool, &fixture->port->hands[YK_CLASS_SLOTS], YK_CLASS_SLOTS);
    assert_true(yk_pool_is_slot(&fixture->engine.pool, offset));
    return offset;
}

static int compare(const void *a, const void *b)
{
    uint64_t left = *(const uint64_t *)a;
    uint64_t right = *(const uint64_t *)b;
    return left < right ? -1 : left > right;
}

static void pool_take__slots_are_distinct_over_chunks(void **state)
{
    enum { COUNT = 200000 }; /* four chunks */
    uint64_t *offsets = calloc(COUNT, sizeof(*offsets));
    assert_non_null(offsets);
    for (int i = 0; i < COUNT; i++)
        offsets[i] = take_slot(*state);
    qsort(offsets, COUNT, sizeof(*offsets), compare);
    for (int i = 1; i < COUNT; i++)
        assert_true(offsets[i] != offsets[i - 1]);
    free(offsets);
}

static void shuffle(uint64_t *values, size_t count)
{
    uint64_t random = 12345;
    for (size_t i = count - 1; i; i--) {
        random = random * UINT64_C(6364136223846793005) + 1442695040888963407;
        size_t other = (random >> 33) % (i + 1);
        uint64_t kept = values[i];
        values[i] = values[other];
        values[other] = kept;
    }
}

static void pool_take__aged_slots_come_in_order_of_address(void **state)
{
    enum { COUNT = 64 * 500 };
    struct fixture *fixture = *state;
    uint64_t *offsets = calloc(COUNT, sizeof(*offsets));
    assert_non_null(offsets);
    for (int i = 0; i < COUNT; i++)
        offsets[i] = take_slot(fixture);
    shuffle(offsets, COUNT);
    for (int i = 0; i < COUNT; i++)
        yk_pool_give(&fixture->engine.pool, offsets[i]);
    size_t steps_back = 0;
    uint64_t last = 0;
    for (int i = 0; i < COUNT; i++) {
        uint64_t offset = take_slot(fixture);
        steps_back += offset < last;
        last = offset;
    }
    assert_in_range(steps_back, 0, 1); /* once, to the start */
    free(offsets);
}

static void pool_give__small_working_set_stays_small(void **state)
{
    struct fixture *fixture = *state;
    uint64_t first = take_slot(fixture);
    uint64_t highest = first;
    yk_pool_give(&fixture->engine.pool, first);
    for (int i = 0; i < 100000; i++) {
        uint64_t offset = take_slot(fixture);
        highest = offset > highest ? offset : highest;
        yk_pool_give(&fixture->engine.pool, offset);
    }
    assert_in_range(highest - first, 0, UINT64_C(4) * 64 * sizeof(struct yk_slot));
}

static void block_take__sizes_fit_and_are_found_again(void **state)
{
    struct fixture *fixture = *state;
    struct yk_pool *pool = &fixture->engine.pool;
    const uint64_t sizes[] = {1,
                              17,
                              64,
                              65,
                              1000,
                              4096,
                              65536,
                              1u << 20,
                              (1u << 20) + 1,
                              4u << 20,
                              16u << 20,
                              100u << 20};
    uint64_t offsets[12];
    for (int i = 0; i < 12; i++) {
        offsets[i] = yk_block_take(pool, fixture->port->hands, sizes[i]);
        assert_true(offsets[i] != 0);
        assert_true(yk_block_size(pool, offsets[i]) >= sizes[i]);
        memset(pool->region.base + offsets[i], i, sizes[i]);
    }
    for (int i = 0; i < 12; i++) {
        const char *bytes = pool->region.base + offsets[i];
        assert_int_equal(bytes[0], i);
        assert_int_equal(bytes[sizes[i] - 1], i);
        yk_block_give(pool, offsets[i]);
    }
    uint64_t again = yk_block_take(pool, fixture->port->hands, 100u << 20);
    assert_in_range(again, 1, offsets[11]); /* given-back chunks serve again */
}

static void block_size__only_of_blocks(void **state)
{
    struct fixture *fixture = *state;
    struct yk_pool *pool = &fixture->engine.pool;
    uint64_t block = yk_block_take(pool, fixture->port->hands, 100);
    uint64_t slot = take_slot(fixture);
    assert_int_equal(yk_block_size(pool, block), 128);
    assert_int_equal(yk_block_size(pool, block + 8), 0);
    assert_int_equal(yk_block_size(pool, slot), 0);
    assert_int_equal(yk_block_size(pool, 0), 0);
    assert_int_equal(yk_block_size(pool, pool->region.size), 0);
    assert_int_equal(yk_block_size(pool, UINT64_MAX - 100), 0);
}

static void block_take__refuses_more_than_the_region(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(yk_block_take(&fixture->engine.pool,
                                   fixture->port->hands,
                                   fixture->engine.pool.region.size),
                     0);
}

static bool count_visit(uint64_t offset, void *context)
{
    (void)offset;
    ++*(size_t *)context;
    return true;
}

static void pool_each_slot__visits_what_is_taken(void **state)
{
    struct fixture *fixture = *state;
    for (int i = 0; i < 640; i++)
        take_slot(fixture);
    size_t visited = 0;
    yk_pool_each_slot(&fixture->engine.pool, count_visit, &visited);
    assert_int_equal(visited, 640);
    visited = 0;
    yk_pool_each_owned_slot(&fixture->engine.pool,
                            &fixture->port->hands[YK_CLASS_SLOTS],
                            count_visit,
                            &visited);
    assert_int_equal(visited, 640);
}

static int no_task(yoke_task *task)
{
    (void)task;
    return 0;
}

static void slot_create__stale_bits_hand_out_nothing_twice(void **state)
{
    struct fixture *fixture = *state;
    struct yk_engine *engine = &fixture->engine;
    struct yk_slot *held = NULL;
    uint32_t generation = 0;
    yoke_bytes none = {NULL, 0};
    assert_int_equal(
        yk_slot_create(engine, fixture->port, no_task, none, true, &held, &generation),
        0);
    /* a bit that should not be set: the state word knows better */
    yk_pool_give(&engine->pool, yk_engine_offset(engine, held));
    for (int i = 0; i < 200; i++) {
        struct yk_slot *slot = NULL;
        assert_int_equal(
            yk_slot_create(
                engine, fixture->port, no_task, none, true, &slot, &generation),
            0);
        assert_ptr_not_equal(slot, held);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(pool_take__slots_are_distinct_over_chunks),
        TEST(pool_take__aged_slots_come_in_order_of_address),
        TEST(pool_give__small_working_set_stays_small),
        TEST(block_take__sizes_fit_and_are_found_again),
        TEST(block_size__only_of_blocks),
        TEST(block_take__refuses_more_than_the_region),
        TEST(pool_each_slot__visits_what_is_taken),
        TEST(slot_create__stale_bits_hand_out_nothing_twice),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
