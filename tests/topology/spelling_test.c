#include "topology/spelling.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const char *nearest_to(const char *word)
{
    static const char *const names[] = {
        "io", "size", "operations", "processes", "seed"};
    struct yk_spelling spelling = yk_spelling_of(word);
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        yk_spelling_offer(&spelling, names[i]);
    }
    return spelling.nearest;
}

static void spelling_offer__finds_what_fingers_meant(void **state)
{
    (void)state;
    assert_string_equal(nearest_to("sise"), "size"); /* substituted */
    assert_string_equal(nearest_to("siez"), "size"); /* swapped */
    assert_string_equal(nearest_to("operation"), "operations");
    assert_string_equal(nearest_to("opperations"), "operations");
    assert_string_equal(nearest_to("PROCESSES"), "processes");
    assert_string_equal(nearest_to("proc"), "processes"); /* the beginning */
    assert_string_equal(nearest_to("oi"), "io");
    assert_string_equal(nearest_to("seed"), "seed");
}

static void spelling_offer__keeps_silent_about_strangers(void **state)
{
    (void)state;
    assert_null(nearest_to("zebra"));
    assert_null(nearest_to(""));
    assert_null(nearest_to("x"));
}

static void spelling_offer__long_words_are_no_misspelling(void **state)
{
    (void)state;
    char word[4096];
    memset(word, 'a', sizeof(word) - 1);
    word[sizeof(word) - 1] = '\0';
    assert_null(nearest_to(word));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(spelling_offer__finds_what_fingers_meant),
        cmocka_unit_test(spelling_offer__keeps_silent_about_strangers),
        cmocka_unit_test(spelling_offer__long_words_are_no_misspelling),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
