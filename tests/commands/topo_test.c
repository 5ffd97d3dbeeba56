/* yoke topo: this machine and others. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "program.h"

#include <yoke/topology.h>

/** 2 packages of 2 cores with 2 threads each, in a file: what lstopo would write. */
static void write_machine(char *path)
{
    yoke_topology *topology;
    char *xml;
    assert_int_equal(setenv("HWLOC_SYNTHETIC", "pack:2 core:2 pu:2", 1), 0);
    assert_int_equal(yoke_topology_load(&topology), 0);
    assert_int_equal(yoke_topology_xml(topology, &xml), 0);
    unsetenv("HWLOC_SYNTHETIC");
    yoke_topology_destroy(topology);
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, xml, strlen(xml)), (ssize_t)strlen(xml));
    close(fd);
    free(xml);
}

static int count_of(const json_t *root, const char *name)
{
    return (int)json_integer_value(
        json_object_get(json_object_get(root, "counts"), name));
}

static void topo_json__describes_this_machine(void **state)
{
    (void)state;
    json_t *root = program_json("topo --json");
    assert_true(json_is_true(json_object_get(root, "this_machine")));
    assert_true(count_of(root, "cpus") >= count_of(root, "cores"));
    assert_true(count_of(root, "packages") >= 1);
    assert_true(json_is_null(json_object_get(root, "placement")));
    json_decref(root);
}

static void topo_json__plans_for_another_machine(void **state)
{
    (void)state;
    char path[] = "/tmp/yoke-topo-XXXXXX";
    char arguments[256];
    write_machine(path);
    snprintf(arguments,
             sizeof(arguments),
             "topo --json --policy scatter --workers 9 --topology %s",
             path);
    json_t *root = program_json(arguments);
    assert_true(json_is_false(json_object_get(root, "this_machine")));
    assert_int_equal(count_of(root, "packages"), 2);
    assert_int_equal(count_of(root, "cores"), 4);
    assert_int_equal(count_of(root, "cpus"), 8);
    const json_t *placement = json_object_get(root, "placement");
    const json_t *workers = json_object_get(placement, "workers");
    assert_int_equal(json_array_size(workers), 9);
    assert_true(json_is_true(json_object_get(placement, "wraps")));
    /* Over packages first: the second worker is in the second package. */
    assert_string_equal(
        json_string_value(json_object_get(json_array_get(workers, 0), "cpus")), "0");
    assert_string_equal(
        json_string_value(json_object_get(json_array_get(workers, 1), "cpus")), "4");
    json_decref(root);
    unlink(path);
}

static void topo__plans_one_worker_a_cpu_by_default(void **state)
{
    (void)state;
    char path[] = "/tmp/yoke-topo-XXXXXX";
    char arguments[256];
    write_machine(path);
    snprintf(arguments, sizeof(arguments), "topo -p compact -t %s", path);
    program_expect_text(arguments, 0, "compact, 8 workers:");
    program_expect_text(arguments, 0, "  worker 7    CPU 7\n");
    program_expect_text(arguments, 0, "another machine: plans, but does not bind");
    snprintf(arguments, sizeof(arguments), "topo -w cpus -t %s", path);
    program_expect_text(arguments, 0, "scatter, 8 workers:");
    unlink(path);
}

static void topo__refuses_what_it_cannot_use(void **state)
{
    (void)state;
    program_expect_text("topo --policy scater 2>&1", 3, "did you mean \"scatter\"?");
    program_expect_text("topo --workers 0 2>&1", 3, "allowed: 1 to 1023, or cpus");
    program_expect_text("topo --topology /nonexistent.xml 2>&1",
                        3,
                        "--topology /nonexistent.xml: cannot be read: No such file");
    program_expect_text(
        "topo --topology /etc/passwd 2>&1", 3, "/etc/passwd: not hwloc's XML");
    program_expect_text("topo x.xml 2>&1", 3, "did you mean --topology x.xml?");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(topo_json__describes_this_machine),
        cmocka_unit_test(topo_json__plans_for_another_machine),
        cmocka_unit_test(topo__plans_one_worker_a_cpu_by_default),
        cmocka_unit_test(topo__refuses_what_it_cannot_use),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
