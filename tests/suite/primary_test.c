/* The metrics that a suite may name are those that the analysis knows. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "analyse/metrics.h"
#include "suite/factor.h"

static void primary__is_any_metric_of_the_analysis(void **state)
{
    (void)state;
    size_t count = 0;
    char *words = strdup(FACTORS[FACTOR_PRIMARY].param.choices);
    for (char *rest = words, *word; (word = strsep(&rest, "|")); count++)
        assert_non_null(metric_find(word));
    free(words);
    for (const struct metric *metric = METRICS; metric->name; metric++)
        count--;
    assert_int_equal(count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(primary__is_any_metric_of_the_analysis),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
