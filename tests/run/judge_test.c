#include "run/judge.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "analyse/gates.h"
#include "measure/unknown.h"

#define SECOND_NS INT64_C(1000000000)

/* A run of one second on two CPUs that nobody could object to. */
static struct run_facts good(void)
{
    return (struct run_facts){
        .span_ns = SECOND_NS,
        .task_count = 100000,
        .worker_count = 2,
        .cpu_count = 2,
        .window = 4,
        .is_cpu_bound = true,
        .counts_agree = true,
        .was_placed = true,
        .busy_workers = 1.9,
        .outstanding = 3.99,
        .cpu_ns = 2 * SECOND_NS,
        .harness_cpu_ns = SECOND_NS / 10,
    };
}

static void assert_gates(const struct run_facts *facts, const char *expected)
{
    char gates[160];
    judge(facts, gates, sizeof(gates));
    assert_string_equal(gates, expected);
}

static void judge__a_good_run_has_no_gate(void **state)
{
    struct run_facts facts = good();
    (void)state;
    assert_gates(&facts, "");
}

static void judge__off_cpu_is_what_others_had_or_nobody(void **state)
{
    struct run_facts facts = good();
    (void)state;
    facts.cpu_ns = 17 * SECOND_NS / 10;
    assert_gates(&facts, "OFF_CPU");
    facts.is_cpu_bound = false; /* it may sleep */
    assert_gates(&facts, "");
    facts.is_cpu_bound = true;
    facts.cpu_ns = UNKNOWN;
    assert_gates(&facts, "");
}

/* Four workers on two CPUs wait for each other: all there is was used. */
static void judge__off_cpu_counts_the_cpus_there_are(void **state)
{
    struct run_facts facts = good();
    (void)state;
    facts.worker_count = 4;
    facts.busy_workers = 4;
    assert_gates(&facts, "");
    facts.worker_count = 1;
    facts.busy_workers = 1;
    facts.cpu_ns = SECOND_NS;
    assert_gates(&facts, "");
    facts.cpu_ns = 9 * SECOND_NS / 10;
    assert_gates(&facts, "OFF_CPU");
}

static void judge__steal_above_a_twentieth(void **state)
{
    struct run_facts facts = good();
    (void)state;
    facts.steal_ns = SECOND_NS / 10; /* of 2 CPU-seconds: exactly 5 % */
    assert_gates(&facts, "");
    facts.steal_ns = SECOND_NS / 10 + 10000000;
    assert_gates(&facts, "STEAL");
    facts.steal_ns = UNKNOWN;
    assert_gates(&facts, "");
}

static void judge__accounting_within_two_percent(void **state)
{
    struct run_facts facts = good();
    (void)state;
    facts.outstanding = 4 * 1.019;
    assert_gates(&facts, "");
    facts.outstanding = 4 * 0.97;
    assert_gates(&facts, "ACCOUNTING");
    facts = good();
    facts.busy_workers = 2.1; /* more in service than there are workers */
    assert_gates(&facts, "ACCOUNTING");
    facts = good();
    facts.counts_agree = false;
    assert_gates(&facts, "ACCOUNTING");
}

static void judge__several_are_a_list(void **state)
{
    struct run_facts facts = good();
    char small[20];
    (void)state;
    facts.throttled_ns = 1;
    facts.was_placed = false;
    facts.is_overcommitted = true;
    facts.task_count = 36;
    assert_gates(&facts, "THROTTLED;PLACEMENT;OVERCOMMITTED;FEW_SAMPLES");
    judge(&facts, small, sizeof(small)); /* no room for all: whole names only */
    assert_string_equal(small, "THROTTLED;PLACEMENT");
}

/* Answers know what each of them means. */
static void judge__names_are_those_of_the_answers(void **state)
{
    struct run_facts facts = {.was_placed = false,
                              .is_cpu_bound = true,
                              .is_overcommitted = true,
                              .span_ns = SECOND_NS,
                              .cpu_count = 1,
                              .window = 1,
                              .worker_count = 1,
                              .busy_workers = 1,
                              .steal_ns = SECOND_NS / 10,
                              .throttled_ns = 5};
    char gates[160];
    (void)state;
    judge(&facts, gates, sizeof(gates));
    const char *cursor = gates;
    const char *name;
    int count = 0;
    for (size_t size; (size = gates_next(&cursor, &name)) > 0; count++)
        assert_non_null(gate_find(name, size));
    assert_int_equal(count, 7);
}

static void cpu_list_has__ranges_and_single_ones(void **state)
{
    (void)state;
    assert_true(cpu_list_has("0-3,8", 0));
    assert_true(cpu_list_has("0-3,8", 3));
    assert_true(cpu_list_has("0-3,8", 8));
    assert_false(cpu_list_has("0-3,8", 4));
    assert_false(cpu_list_has("0-3,8", 9));
    assert_true(cpu_list_has("", 5)); /* unbound */
    assert_false(cpu_list_has("1", 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(judge__a_good_run_has_no_gate),
        cmocka_unit_test(judge__off_cpu_is_what_others_had_or_nobody),
        cmocka_unit_test(judge__off_cpu_counts_the_cpus_there_are),
        cmocka_unit_test(judge__steal_above_a_twentieth),
        cmocka_unit_test(judge__accounting_within_two_percent),
        cmocka_unit_test(judge__several_are_a_list),
        cmocka_unit_test(judge__names_are_those_of_the_answers),
        cmocka_unit_test(cpu_list_has__ranges_and_single_ones),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
