/*
 * Real binding: whatever the plan says, the kernel is asked what it did. Each
 * test binds in a child, so that none narrows the next one's CPUs.
 */
#include "machines.h"

#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum { CHILD_GOOD = 0, CHILD_BIND_FAILED = 1, CHILD_WRONG_MASK = 2 };

static int bind_and_read_back(const yoke_placement *placement, int worker)
{
    cpu_set_t kernel;
    cpu_set_t expected;
    CPU_ZERO(&expected);
    CPU_SET((size_t)machine_cpu_of(placement, worker), &expected);
    if (yoke_placement_bind(placement, worker) != 0) {
        return CHILD_BIND_FAILED;
    }
    if (sched_getaffinity(0, sizeof(kernel), &kernel) != 0 ||
        !CPU_EQUAL(&kernel, &expected)) {
        return CHILD_WRONG_MASK;
    }
    return CHILD_GOOD;
}

static void check_in_child(const yoke_placement *placement, int worker)
{
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        _exit(bind_and_read_back(placement, worker));
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), CHILD_GOOD);
}

static yoke_placement *plan_here(const char *policy, int worker_count)
{
    yoke_topology *topology = NULL;
    yoke_placement *placement = NULL;
    assert_int_equal(yoke_topology_load(&topology), 0);
    assert_true(yoke_topology_is_this_machine(topology));
    assert_int_equal(yoke_placement_plan(topology, policy, worker_count, &placement),
                     0);
    yoke_topology_destroy(topology); /* a plan stands alone */
    return placement;
}

static void placement_bind__kernel_has_the_mask(void **state)
{
    (void)state;
    cpu_set_t mine;
    assert_int_equal(sched_getaffinity(0, sizeof(mine), &mine), 0);
    int cpu_count = CPU_COUNT(&mine);
    const char *const policies[] = {"compact", "scatter"};
    for (int i = 0; i < 2; i++) {
        yoke_placement *placement = plan_here(policies[i], cpu_count + 1);
        assert_true(yoke_placement_wraps(placement));
        for (int worker = 0; worker <= cpu_count; worker++) {
            check_in_child(placement, worker);
        }
        yoke_placement_destroy(placement);
    }
}

static void *bind_thread(void *context)
{
    return (void *)(intptr_t)bind_and_read_back(context, 0);
}

static void placement_bind__binds_the_calling_thread_only(void **state)
{
    (void)state;
    cpu_set_t before;
    cpu_set_t after;
    assert_int_equal(sched_getaffinity(0, sizeof(before), &before), 0);
    yoke_placement *placement = plan_here("scatter", 1);
    pthread_t thread;
    void *result = NULL;
    assert_int_equal(pthread_create(&thread, NULL, bind_thread, placement), 0);
    assert_int_equal(pthread_join(thread, &result), 0);
    assert_int_equal((intptr_t)result, CHILD_GOOD);
    assert_int_equal(sched_getaffinity(0, sizeof(after), &after), 0);
    assert_true(CPU_EQUAL(&before, &after));
    yoke_placement_destroy(placement);
}

static bool plans_only(const yoke_topology *topology, const char *policy, int cpu)
{
    yoke_placement *placement = NULL;
    if (yoke_placement_plan(topology, policy, 2, &placement) != 0) {
        return false;
    }
    bool good = yoke_placement_wraps(placement) &&
                machine_cpu_of(placement, 0) == cpu &&
                machine_cpu_of(placement, 1) == cpu;
    yoke_placement_destroy(placement);
    return good;
}

/* 0 when a process narrowed to @p cpu plans for that one alone. */
static int plan_narrowed(int cpu)
{
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET((size_t)cpu, &one);
    yoke_topology *topology = NULL;
    yoke_topology_counts counts = {.size = sizeof(counts)};
    if (sched_setaffinity(0, sizeof(one), &one) != 0 ||
        yoke_topology_load(&topology) != 0 ||
        yoke_topology_count(topology, &counts) != 0) {
        return 1;
    }
    bool good = counts.cpus == 1 && counts.cores == 1 && counts.packages == 1 &&
                plans_only(topology, "compact", cpu) &&
                plans_only(topology, "scatter", cpu);
    yoke_topology_destroy(topology);
    return good ? 0 : 2;
}

static void placement_plan__stays_within_the_affinity_mask(void **state)
{
    (void)state;
    cpu_set_t mine;
    assert_int_equal(sched_getaffinity(0, sizeof(mine), &mine), 0);
    for (int cpu = 0; cpu < CPU_SETSIZE; cpu++) {
        if (!CPU_ISSET((size_t)cpu, &mine)) {
            continue;
        }
        pid_t child = fork();
        assert_true(child >= 0);
        if (child == 0) {
            _exit(plan_narrowed(cpu));
        }
        int status = 0;
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_true(WIFEXITED(status));
        assert_int_equal(WEXITSTATUS(status), 0);
    }
}

static void placement_bind__refuses_another_machine(void **state)
{
    (void)state;
    struct machine machine = machine_of("package:2 core:2 pu:1");
    yoke_topology *topology = machine_load(&machine, HOLE_ABSENT);
    yoke_placement *placement = NULL;
    assert_false(yoke_topology_is_this_machine(topology));
    assert_int_equal(yoke_placement_plan(topology, "scatter", 2, &placement), 0);
    assert_int_equal(yoke_placement_bind(placement, 1), YOKE_E_UNSUPPORTED);
    assert_string_equal(yoke_error_detail(),
                        "cannot bind worker 1 to CPU 2 of another machine");
    yoke_placement_destroy(placement);
    yoke_topology_destroy(topology);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(placement_bind__kernel_has_the_mask),
        cmocka_unit_test(placement_bind__binds_the_calling_thread_only),
        cmocka_unit_test(placement_plan__stays_within_the_affinity_mask),
        cmocka_unit_test(placement_bind__refuses_another_machine),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
