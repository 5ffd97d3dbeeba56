#include "machines.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static yoke_topology_counts count(const yoke_topology *topology)
{
    yoke_topology_counts counts = {.size = sizeof(counts)};
    assert_int_equal(yoke_topology_count(topology, &counts), 0);
    return counts;
}

static void topology_count__whole_machine(void **state)
{
    (void)state;
    struct machine machine = machine_of("package:2 numa:2 l3:2 core:3 pu:2");
    yoke_topology *topology = machine_load(&machine, HOLE_ABSENT);
    yoke_topology_counts counts = count(topology);
    assert_int_equal(counts.packages, 2);
    assert_int_equal(counts.numa_nodes, 4);
    assert_int_equal(counts.cores, 24);
    assert_int_equal(counts.cpus, 48);
    yoke_topology_destroy(topology);
}

static void topology_count__only_what_may_be_used(void **state)
{
    (void)state;
    struct machine machine = machine_of("package:2 numa:1 core:2 pu:2");
    memset(machine.usable, 0, sizeof(machine.usable));
    machine.usable[5] = true;
    machine.usable[6] = true;
    yoke_topology *topology = machine_load(&machine, HOLE_DISALLOWED);
    yoke_topology_counts counts = count(topology);
    assert_int_equal(counts.packages, 1);
    assert_int_equal(counts.numa_nodes, 1);
    assert_int_equal(counts.cores, 2);
    assert_int_equal(counts.cpus, 2);
    yoke_topology_destroy(topology);
}

static void topology_count__cpu_is_a_core_when_none_is_known(void **state)
{
    (void)state;
    struct machine machine = machine_of("numa:1 pu:6");
    yoke_topology *topology = machine_load(&machine, HOLE_ABSENT);
    yoke_topology_counts counts = count(topology);
    assert_int_equal(counts.packages, 1);
    assert_int_equal(counts.cores, 6);
    yoke_topology_destroy(topology);
}

static void topology_count__wants_its_size(void **state)
{
    (void)state;
    struct machine machine = machine_of("package:1 core:1 pu:1");
    yoke_topology *topology = machine_load(&machine, HOLE_ABSENT);
    yoke_topology_counts counts = {0};
    assert_int_equal(yoke_topology_count(topology, &counts), YOKE_E_INVALID);
    assert_int_equal(counts.cpus, 0);
    yoke_topology_destroy(topology);
}

static void topology_load__names_a_bad_source(void **state)
{
    (void)state;
    yoke_topology *topology = NULL;
    setenv("HWLOC_SYNTHETIC", "package:2 rack:1", 1);
    assert_int_equal(yoke_topology_load(&topology), YOKE_E_SYSTEM);
    assert_non_null(
        strstr(yoke_error_detail(), "HWLOC_SYNTHETIC: \"package:2 rack:1\""));
    unsetenv("HWLOC_SYNTHETIC");
    setenv("HWLOC_XMLFILE", "/nonexistent/big.xml", 1);
    assert_int_equal(yoke_topology_load(&topology), YOKE_E_SYSTEM);
    assert_non_null(strstr(yoke_error_detail(), "\"/nonexistent/big.xml\""));
    unsetenv("HWLOC_XMLFILE");
    assert_null(topology);
}

static void topology_load__synthetic_is_not_this_machine(void **state)
{
    (void)state;
    yoke_topology *topology = NULL;
    setenv("HWLOC_SYNTHETIC", "package:3 core:2 pu:1", 1);
    assert_int_equal(yoke_topology_load(&topology), 0);
    unsetenv("HWLOC_SYNTHETIC");
    assert_false(yoke_topology_is_this_machine(topology));
    assert_int_equal(count(topology).packages, 3);
    yoke_topology_destroy(topology);
}

static void topology_xml__loads_again(void **state)
{
    (void)state;
    yoke_topology *topology = NULL;
    char *xml = NULL;
    assert_int_equal(yoke_topology_load(&topology), 0);
    assert_int_equal(yoke_topology_xml(topology, &xml), 0);
    assert_non_null(strstr(xml, "<topology"));
    assert_non_null(strstr(xml, "</topology>"));
    free(xml);
    yoke_topology_destroy(topology);
}

static void topology_text__a_line_an_object(void **state)
{
    (void)state;
    struct machine machine = machine_of("package:2 core:1 pu:2");
    yoke_topology *topology = machine_load(&machine, HOLE_ABSENT);
    char *text = NULL;
    assert_int_equal(yoke_topology_text(topology, &text), 0);
    assert_non_null(strstr(text,
                           "  Package 1\n"
                           "    Core 1\n"
                           "      CPU 2\n"
                           "      CPU 3\n"));
    assert_memory_equal(text, "Machine", strlen("Machine"));
    free(text);
    yoke_topology_destroy(topology);
}

static void topology_destroy__accepts_null(void **state)
{
    (void)state;
    yoke_topology_destroy(NULL);
    yoke_placement_destroy(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(topology_count__whole_machine),
        cmocka_unit_test(topology_count__only_what_may_be_used),
        cmocka_unit_test(topology_count__cpu_is_a_core_when_none_is_known),
        cmocka_unit_test(topology_count__wants_its_size),
        cmocka_unit_test(topology_load__names_a_bad_source),
        cmocka_unit_test(topology_load__synthetic_is_not_this_machine),
        cmocka_unit_test(topology_xml__loads_again),
        cmocka_unit_test(topology_text__a_line_an_object),
        cmocka_unit_test(topology_destroy__accepts_null),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
