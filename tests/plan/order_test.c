/* Randomised complete blocks, from a seed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "plan/order.h"
#include "plan_rig.h"

static const char YAML[] = "workloads: [null, cpu.sha256, io.sleep]\n"
                           "executors: {kind: [threads, processes], workers: [1, 2]}\n"
                           "measure: {blocks: 40}";

static void order__every_block_runs_every_cell_once(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 20; seed++) {
        struct rig rig;
        rig_init(&rig, YAML, seed, NULL);
        size_t count = rig.plan.cell_count;
        assert_int_equal(rig.plan.run_count, 40 * count);
        for (size_t first = 0; first < rig.plan.run_count; first += count) {
            uint64_t seen = 0;
            for (size_t i = 0; i < count; i++) {
                const struct planned_run *run = &rig.plan.runs[first + i];
                assert_int_equal(run->block, first / count);
                assert_int_equal(run->position, i);
                seen |= UINT64_C(1) << run->cell_index;
            }
            assert_int_equal(seen, (UINT64_C(1) << count) - 1);
        }
        rig_fini(&rig);
    }
}

static void expect_same_runs(const struct plan *a, const struct plan *b, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        assert_string_equal(a->runs[i].id, b->runs[i].id);
        assert_int_equal(a->runs[i].cell_index, b->runs[i].cell_index);
        assert_int_equal(a->runs[i].seed, b->runs[i].seed);
    }
}

static void order__is_the_seeds(void **state)
{
    (void)state;
    struct rig a;
    struct rig b;
    struct rig c;
    rig_init(&a, YAML, 7, NULL);
    rig_init(&b, YAML, 7, NULL);
    rig_init(&c, YAML, 8, NULL);
    expect_same_runs(&a.plan, &b.plan, a.plan.run_count);
    size_t different = 0;
    for (size_t i = 0; i < a.plan.run_count; i++)
        different += a.plan.runs[i].cell_index != c.plan.runs[i].cell_index;
    assert_true(different > a.plan.run_count / 2);
    rig_fini(&a);
    rig_fini(&b);
    rig_fini(&c);
}

static void order__blocks_differ_from_each_other(void **state)
{
    (void)state;
    struct rig rig;
    rig_init(&rig, YAML, 7, NULL);
    size_t count = rig.plan.cell_count;
    for (size_t block = 1; block < 40; block++) {
        size_t equal = 0;
        for (size_t i = 0; i < count; i++)
            equal += rig.plan.runs[i].cell_index ==
                     rig.plan.runs[block * count + i].cell_index;
        assert_true(equal < count);
    }
    rig_fini(&rig);
}

/** Each cell comes first in about 1/13 of 13 × 400 blocks: chi-square with 12
 *  degrees of freedom is under 32.9 in 99.9 % of fair shuffles, and the seed is
 *  fixed. */
static void order__positions_are_fair(void **state)
{
    (void)state;
    enum { BLOCKS = 5200 };
    struct rig rig;
    size_t firsts[16] = {0};
    rig_init(&rig, YAML, 7, NULL);
    size_t count = rig.plan.cell_count;
    assert_int_equal(plan_add_blocks(&rig.plan, BLOCKS - 40), 0);
    for (size_t i = 0; i < BLOCKS * count; i += count)
        firsts[rig.plan.runs[i].cell_index]++;
    double expected = (double)BLOCKS / (double)count;
    double chi_square = 0;
    for (size_t i = 0; i < count; i++) {
        double difference = (double)firsts[i] - expected;
        chi_square += difference * difference / expected;
    }
    assert_true(chi_square < 32.9);
    rig_fini(&rig);
}

static void plan_add_blocks__leaves_earlier_blocks_alone(void **state)
{
    (void)state;
    struct rig whole;
    struct rig grown;
    rig_init(&whole, "workloads: null\nmeasure: {blocks: 12}", 3, NULL);
    rig_init(&grown, "workloads: null\nmeasure: {blocks: 8}", 3, NULL);
    assert_int_equal(plan_add_blocks(&grown.plan, 4), 0);
    assert_int_equal(grown.plan.run_count, whole.plan.run_count);
    assert_int_equal(grown.plan.measure.blocks, 12);
    expect_same_runs(&whole.plan, &grown.plan, whole.plan.run_count);
    rig_fini(&whole);
    rig_fini(&grown);
}

static void order__ids_name_block_and_cell_once(void **state)
{
    (void)state;
    struct rig rig;
    rig_init(&rig, YAML, 7, NULL);
    for (size_t i = 0; i < rig.plan.run_count; i++) {
        const struct planned_run *run = &rig.plan.runs[i];
        char wanted[32];
        snprintf(wanted,
                 sizeof(wanted),
                 "b%02d-%.8s",
                 run->block + 1,
                 rig.plan.cells[run->cell_index].id);
        assert_string_equal(run->id, wanted);
    }
    rig_fini(&rig);
}

static void order__arms_of_a_block_do_the_same_work(void **state)
{
    (void)state;
    struct rig rig;
    rig_init(&rig, YAML, 7, NULL);
    size_t count = rig.plan.cell_count;
    for (size_t i = 0; i < rig.plan.run_count; i++)
        assert_int_equal(rig.plan.runs[i].seed, rig.plan.runs[i - i % count].seed);
    assert_int_not_equal(rig.plan.runs[0].seed, rig.plan.runs[count].seed);
    rig_fini(&rig);
}

static void order__a_fresh_seed_is_never_none(void **state)
{
    (void)state;
    for (int i = 0; i < 1000; i++) {
        uint64_t seed = order_fresh_seed();
        assert_true(seed >= 1 && seed <= 999999);
        assert_true(order_block_seed(seed, i) < UINT64_C(1) << 53);
    }
}

static void plan_init__takes_the_suites_seed(void **state)
{
    (void)state;
    struct rig rig;
    rig_init(&rig, "workloads: null\nmeasure: {seed: 11}", 0, NULL);
    assert_int_equal(rig.plan.seed, 11);
    rig_fini(&rig);
    rig_init(&rig, "workloads: null", 0, NULL);
    assert_int_not_equal(rig.plan.seed, 0);
    rig_fini(&rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(order__every_block_runs_every_cell_once),
        cmocka_unit_test(order__is_the_seeds),
        cmocka_unit_test(order__blocks_differ_from_each_other),
        cmocka_unit_test(order__positions_are_fair),
        cmocka_unit_test(plan_add_blocks__leaves_earlier_blocks_alone),
        cmocka_unit_test(order__ids_name_block_and_cell_once),
        cmocka_unit_test(order__arms_of_a_block_do_the_same_work),
        cmocka_unit_test(order__a_fresh_seed_is_never_none),
        cmocka_unit_test(plan_init__takes_the_suites_seed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
