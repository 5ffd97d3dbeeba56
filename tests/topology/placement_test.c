/*
 * Plans on machines that we do not have, held to invariants: no place twice
 * before all are used, nothing outside what may be used, and at every step the
 * choice that each policy promises.
 */
#include "machines.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static const char *const shapes[] = {
    "package:1 core:1 pu:1",
    "package:2 core:4 pu:2",
    "package:4 l3:2 core:3 pu:2",
    "package:2 numa:2 l3:2 l2:2 core:2 pu:1",
    "package:2 l3:4 core:4 pu:4",
    "package:3 core:5 pu:2",
    "package:2 pu:6",
};
enum { SHAPE_COUNT = sizeof(shapes) / sizeof(shapes[0]), VARIANTS = 8 };

/* Who sits where so far. */
struct seats {
    const struct machine *machine;
    int workers[MACHINE_CPUS_MAX]; /* on each CPU */
};

static int sum_over(const int *values, int first, int count)
{
    int sum = 0;
    for (int i = first; i < first + count; i++) {
        sum += values[i];
    }
    return sum;
}

/* Workers on the object of @p level_cpus CPUs that holds @p cpu. */
static int load_of(const struct seats *seats, int cpu, int level_cpus)
{
    return sum_over(seats->workers, cpu / level_cpus * level_cpus, level_cpus);
}

static bool is_free(const struct seats *seats, int cpu)
{
    return seats->machine->usable[cpu] && seats->workers[cpu] == 0;
}

/* Workers on the emptiest core that has a free CPU. */
static int current_round(const struct seats *seats)
{
    int round = MACHINE_CPUS_MAX;
    for (int cpu = 0; cpu < seats->machine->cpu_count; cpu++) {
        int load = load_of(seats, cpu, seats->machine->core_cpus);
        if (is_free(seats, cpu) && load < round) {
            round = load;
        }
    }
    return round;
}

/* At every level, no sibling with an open core has fewer workers than the
 * object that got this one. */
static void check_scatter_step(const struct seats *seats, int cpu)
{
    const struct machine *machine = seats->machine;
    int round = current_round(seats);
    assert_int_equal(load_of(seats, cpu, machine->core_cpus), round);
    for (int other = 0; other < machine->cpu_count; other++) {
        if (!is_free(seats, other) ||
            load_of(seats, other, machine->core_cpus) != round) {
            continue;
        }
        int level = 0;
        while (level < machine->level_count &&
               other / machine->level_cpus[level] == cpu / machine->level_cpus[level]) {
            level++;
        }
        if (level < machine->level_count) {
            int level_cpus = machine->level_cpus[level];
            assert_true(load_of(seats, cpu, level_cpus) <=
                        load_of(seats, other, level_cpus));
        }
    }
}

/* An object that is begun is filled before the next of its level is begun. */
static void check_compact_step(const struct seats *seats, int cpu)
{
    const struct machine *machine = seats->machine;
    for (int other = 0; other < machine->cpu_count; other++) {
        for (int level = 0; is_free(seats, other) && level < machine->level_count;
             level++) {
            int level_cpus = machine->level_cpus[level];
            bool is_begun = load_of(seats, other, level_cpus) > 0;
            bool is_other = other / level_cpus != cpu / level_cpus;
            assert_false(is_begun && is_other);
        }
    }
}

typedef void step_check_fn(const struct seats *seats, int cpu);

static void check_plan(const struct machine *machine,
                       const yoke_topology *topology,
                       const char *policy,
                       step_check_fn *check_step)
{
    int places = machine_usable_count(machine);
    int worker_count = 2 * places + 1;
    yoke_placement *placement = NULL;
    assert_int_equal(yoke_placement_plan(topology, policy, worker_count, &placement),
                     0);
    assert_true(yoke_placement_wraps(placement));
    struct seats seats = {.machine = machine};
    for (int worker = 0; worker < places; worker++) {
        int cpu = machine_cpu_of(placement, worker);
        assert_true(cpu < machine->cpu_count);
        assert_true(is_free(&seats, cpu)); /* usable, and not used before */
        check_step(&seats, cpu);
        seats.workers[cpu]++;
    }
    for (int worker = places; worker < worker_count; worker++) {
        assert_int_equal(machine_cpu_of(placement, worker),
                         machine_cpu_of(placement, worker % places));
    }
    yoke_placement_destroy(placement);
}

static void check_all_machines(const char *policy, step_check_fn *check_step)
{
    for (unsigned i = 0; i < SHAPE_COUNT * VARIANTS; i++) {
        struct machine machine = machine_of(shapes[i / VARIANTS]);
        if (i % VARIANTS > 0) {
            machine_thin_out(&machine, i, 20 + 10 * (int)(i % VARIANTS));
        }
        yoke_topology *topology =
            machine_load(&machine, i % 2 ? HOLE_ABSENT : HOLE_DISALLOWED);
        check_plan(&machine, topology, policy, check_step);
        yoke_topology_destroy(topology);
    }
}

static void placement_plan__scatter_is_spread_at_each_level(void **state)
{
    (void)state;
    check_all_machines("scatter", check_scatter_step);
}

static void placement_plan__compact_fills_what_it_began(void **state)
{
    (void)state;
    check_all_machines("compact", check_compact_step);
}

static void check_order(const char *synthetic, const char *policy, const char *expected)
{
    struct machine machine = machine_of(synthetic);
    yoke_topology *topology = machine_load(&machine, HOLE_ABSENT);
    yoke_placement *placement = NULL;
    char order[256] = "";
    assert_int_equal(
        yoke_placement_plan(topology, policy, machine.cpu_count, &placement), 0);
    assert_false(yoke_placement_wraps(placement));
    for (int worker = 0; worker < machine.cpu_count; worker++) {
        size_t length = strlen(order);
        snprintf(order + length,
                 sizeof(order) - length,
                 "%s ",
                 yoke_placement_cpus(placement, worker));
    }
    assert_string_equal(order, expected);
    yoke_placement_destroy(placement);
    yoke_topology_destroy(topology);
}

/* Written out by hand, so that the invariants above are not all there is. */
static void placement_plan__orders_of_a_known_machine(void **state)
{
    (void)state;
    check_order("package:2 l3:2 core:2 pu:2",
                "scatter",
                "0 8 4 12 2 10 6 14 1 9 5 13 3 11 7 15 ");
    check_order("package:2 core:2 pu:2", "compact", "0 1 2 3 4 5 6 7 ");
    check_order("package:1 core:3 pu:1", "scatter", "0 1 2 ");
}

static void placement_plan__none_leaves_workers_unbound(void **state)
{
    (void)state;
    struct machine machine = machine_of("package:1 core:2 pu:1");
    yoke_topology *topology = machine_load(&machine, HOLE_ABSENT);
    yoke_placement *placement = NULL;
    assert_int_equal(yoke_placement_plan(topology, "none", 5, &placement), 0);
    assert_false(yoke_placement_wraps(placement));
    assert_string_equal(yoke_placement_cpus(placement, 4), "");
    assert_int_equal(yoke_placement_bind(placement, 4), 0);
    yoke_placement_destroy(placement);
    yoke_topology_destroy(topology);
}

static void placement_plan__names_what_is_wrong(void **state)
{
    (void)state;
    struct machine machine = machine_of("package:1 core:2 pu:1");
    yoke_topology *topology = machine_load(&machine, HOLE_ABSENT);
    yoke_placement *placement = NULL;
    assert_int_equal(yoke_placement_plan(topology, "scater", 1, &placement),
                     YOKE_E_INVALID);
    assert_string_equal(yoke_error_detail(),
                        "placement \"scater\" does not exist; allowed: none, compact, "
                        "scatter; did you mean \"scatter\"?");
    assert_int_equal(yoke_placement_plan(topology, "fast", 1, &placement),
                     YOKE_E_INVALID);
    assert_string_equal(
        yoke_error_detail(),
        "placement \"fast\" does not exist; allowed: none, compact, scatter");
    assert_int_equal(yoke_placement_plan(topology, "compact", 0, &placement),
                     YOKE_E_INVALID);
    assert_string_equal(yoke_error_detail(), "worker_count is 0; at least 1 is needed");
    assert_null(placement);
    yoke_topology_destroy(topology);
}

static void placement_policies__each_has_help(void **state)
{
    (void)state;
    const char *const *policies = yoke_placement_policies();
    assert_string_equal(policies[0], "none");
    assert_string_equal(policies[1], "compact");
    assert_string_equal(policies[2], "scatter");
    assert_null(policies[3]);
    for (int i = 0; policies[i]; i++) {
        assert_true(strlen(yoke_placement_policy_help(policies[i])) > 0);
    }
    assert_null(yoke_placement_policy_help("nowhere"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(placement_plan__scatter_is_spread_at_each_level),
        cmocka_unit_test(placement_plan__compact_fills_what_it_began),
        cmocka_unit_test(placement_plan__orders_of_a_known_machine),
        cmocka_unit_test(placement_plan__none_leaves_workers_unbound),
        cmocka_unit_test(placement_plan__names_what_is_wrong),
        cmocka_unit_test(placement_policies__each_has_help),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
