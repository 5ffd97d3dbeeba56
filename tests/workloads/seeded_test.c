#include "support/seeded.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* The first outputs of splitmix64 from 0, as its authors publish them. */
static void seeded_word__is_splitmix64(void **state)
{
    (void)state;
    assert_true(seeded_word(0, 0) == UINT64_C(0xe220a8397b1dcdaf));
    assert_true(seeded_word(0, 1) == UINT64_C(0x6e789e6aa1b965f4));
    assert_true(seeded_word(0, 2) == UINT64_C(0x06c45d188009454f));
}

static void seeded_fill__any_place_stands_alone(void **state)
{
    (void)state;
    uint64_t words[8];
    seeded_fill(42, 1000, words, 8);
    for (uint64_t i = 0; i < 8; i++) {
        assert_true(words[i] == seeded_word(42, 1000 + i));
    }
}

static void seeded_stream__purposes_differ(void **state)
{
    (void)state;
    assert_true(seeded_stream(1, 0) != seeded_stream(1, 1));
    assert_true(seeded_stream(1, 0) != seeded_stream(2, 0));
}

static void seeded_fold__has_its_closed_form(void **state)
{
    (void)state;
    uint64_t folded = 5;
    uint64_t closed = 5 * seeded_fold_power(100);
    for (uint64_t i = 0; i < 100; i++) {
        folded = seeded_fold(folded, seeded_word(9, i));
        closed += seeded_word(9, i) * seeded_fold_power(99 - i);
    }
    assert_true(folded == closed);
    assert_true(seeded_fold(seeded_fold(0, 1), 2) != seeded_fold(seeded_fold(0, 2), 1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(seeded_word__is_splitmix64),
        cmocka_unit_test(seeded_fill__any_place_stands_alone),
        cmocka_unit_test(seeded_stream__purposes_differ),
        cmocka_unit_test(seeded_fold__has_its_closed_form),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
