#include "load/stamped_task.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "measure/unknown.h"

static const struct task_stamp ROUND[] = {
    {0, 0, 0, 0},
    {1, 1, 1, 1},
    {(UINT64_C(1) << STAMP_STARTED_BITS) - 1,
     (UINT64_C(1) << STAMP_SERVICE_BITS) - 1,
     YOKE_WORKERS_MAX,
     UINT32_MAX},
    {UINT64_C(0x123456789AB), UINT64_C(0xFEDCBA9876), 517, 0xDEADBEEF},
};

static void stamp_pack__round_trip(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(ROUND) / sizeof(ROUND[0]); i++) {
        struct task_stamp back = stamp_unpack(stamp_pack(&ROUND[i]));
        assert_true(back.started_ticks == ROUND[i].started_ticks);
        assert_true(back.service_ticks == ROUND[i].service_ticks);
        assert_int_equal(back.worker_index, ROUND[i].worker_index);
        assert_int_equal(back.check, ROUND[i].check);
    }
}

static void stamp_pack__cuts_a_service_that_is_too_long(void **state)
{
    struct task_stamp stamp = {.service_ticks = UINT64_MAX, .worker_index = 3};
    (void)state;
    struct task_stamp back = stamp_unpack(stamp_pack(&stamp));
    assert_true(back.service_ticks == (UINT64_C(1) << STAMP_SERVICE_BITS) - 1);
    assert_int_equal(back.worker_index, 3);
    assert_true(back.started_ticks == 0);
}

static void stamp_started_near__restores_the_high_bits(void **state)
{
    static const uint64_t sent[] = {
        5, UINT64_C(1) << 44, (UINT64_C(7) << 44) - 2, UINT64_C(0x7FFFFFFFFFFFFFF0)};
    static const int64_t later[] = {-3, 0, 1, 1000000000000};
    (void)state;
    for (size_t s = 0; s < sizeof(sent) / sizeof(sent[0]); s++) {
        for (size_t l = 0; l < sizeof(later) / sizeof(later[0]); l++) {
            struct task_stamp stamp = {.started_ticks = sent[s] + (uint64_t)later[l]};
            struct task_stamp back = stamp_unpack(stamp_pack(&stamp));
            assert_true(stamp_started_near(&back, sent[s]) == stamp.started_ticks);
        }
    }
}

static void worker_table__rows_are_lines_of_their_own(void **state)
{
    struct worker_table *table;
    (void)state;
    assert_int_equal(worker_table_create(3, &table), 0);
    assert_int_equal(table->row_count, 3);
    for (size_t i = 0; i < table->row_count; i++) {
        assert_int_equal((uintptr_t)&table->rows[i] % 64, 0);
        assert_int_equal(table->rows[i].task_count, 0);
        assert_false(is_known(table->rows[i].allocated_bytes));
        assert_false(table->rows[i].is_ready);
    }
    worker_table_destroy(table);
    worker_table_destroy(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stamp_pack__round_trip),
        cmocka_unit_test(stamp_pack__cuts_a_service_that_is_too_long),
        cmocka_unit_test(stamp_started_near__restores_the_high_bits),
        cmocka_unit_test(worker_table__rows_are_lines_of_their_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
