#include "measure/stages.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void stage_find__knows_every_name(void **state)
{
    (void)state;
    for (enum stage stage = 0; stage < STAGE_COUNT; stage++)
        assert_int_equal(stage_find(stage_name(stage)), stage);
    assert_int_equal(stage_find("slip"), STAGE_COUNT);
    assert_int_equal(stage_find(""), STAGE_COUNT);
}

static void stages_init__total_is_finer_than_the_others(void **state)
{
    struct stages stages;
    (void)state;
    assert_int_equal(stages_init(&stages), 0);
    assert_int_equal(stages.of[STAGE_TOTAL].sub_bucket_bits, 11);
    assert_int_equal(stages.of[STAGE_QUEUE].sub_bucket_bits, 8);
    assert_int_equal(stages.of[STAGE_SERVICE].sub_bucket_bits, 8);
    stages_fini(&stages);
    stages_fini(&stages); /* emptied: again does no harm */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stage_find__knows_every_name),
        cmocka_unit_test(stages_init__total_is_finer_than_the_others),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
