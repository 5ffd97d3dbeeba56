#include "record/result_dir.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "temporary.h"

struct fixture {
    char top[TEMPORARY_PATH_SIZE];
    char root[TEMPORARY_PATH_SIZE + 32];
    struct result_dir dir;
    struct fault fault;
};

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof(*fixture));
    *state = fixture;
    if (!fixture)
        return -1;
    temporary_make(fixture->top);
    snprintf(fixture->root, sizeof(fixture->root), "%s/deep/results", fixture->top);
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    temporary_remove(fixture->top);
    free(fixture);
    return 0;
}

static void create(struct fixture *fixture)
{
    if (result_dir_create(&fixture->dir, fixture->root, "suite", &fixture->fault))
        fail_msg("%s", fixture->fault.message);
}

static void result_dir_create__numbers_go_up(void **state)
{
    struct fixture *fixture = *state;
    create(fixture);
    assert_non_null(strstr(fixture->dir.path, "/results/suite-0001"));
    result_dir_close(&fixture->dir);
    create(fixture);
    assert_non_null(strstr(fixture->dir.path, "/results/suite-0002"));
    result_dir_close(&fixture->dir);
}

static void result_dir_open__one_session_at_a_time(void **state)
{
    struct fixture *fixture = *state;
    struct result_dir second;
    create(fixture);
    assert_int_equal(result_dir_open(&second, fixture->dir.path, &fixture->fault), -1);
    assert_non_null(strstr(fixture->fault.message, "another yoke run"));
    result_dir_close(&fixture->dir);
    assert_int_equal(result_dir_open(&second, fixture->dir.path, &fixture->fault), 0);
    result_dir_close(&second);
}

static void result_dir_open__says_that_there_is_none(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(result_dir_open(&fixture->dir, "/nonexistent", &fixture->fault),
                     -1);
    assert_non_null(strstr(fixture->fault.message, "/nonexistent: no result to go on"));
}

static void result_dir_create_at__refuses_what_is_not_empty(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(
        result_dir_create_at(&fixture->dir, fixture->root, &fixture->fault), 0);
    result_dir_close(&fixture->dir);
    temporary_write(fixture->root, "mine.txt", "keep", 4);
    assert_int_equal(
        result_dir_create_at(&fixture->dir, fixture->root, &fixture->fault), -1);
    assert_non_null(strstr(fixture->fault.message, "--resume"));
}

static void assert_links_to(const struct fixture *fixture, const char *expected)
{
    char path[TEMPORARY_PATH_SIZE + 256];
    char target[TEMPORARY_PATH_SIZE];
    snprintf(path, sizeof(path), "%s/latest", fixture->root);
    ssize_t length = readlink(path, target, sizeof(target) - 1);
    assert_true(length > 0);
    target[length] = '\0';
    assert_string_equal(target, expected);
}

static void result_dir_link_latest__moves_to_the_newest(void **state)
{
    struct fixture *fixture = *state;
    for (int i = 1; i <= 2; i++) {
        char name[32];
        snprintf(name, sizeof(name), "suite-%04d", i);
        create(fixture);
        assert_int_equal(
            result_dir_link_latest(&fixture->dir, fixture->root, &fixture->fault), 0);
        result_dir_close(&fixture->dir);
        assert_links_to(fixture, name);
    }
}

static void result_dir_link_latest__elsewhere_is_absolute(void **state)
{
    struct fixture *fixture = *state;
    char path[TEMPORARY_PATH_SIZE + 32];
    char real[PATH_MAX];
    snprintf(path, sizeof(path), "%s/elsewhere", fixture->top);
    assert_int_equal(result_dir_create_at(&fixture->dir, path, &fixture->fault), 0);
    assert_int_equal(
        result_dir_link_latest(&fixture->dir, fixture->root, &fixture->fault), 0);
    result_dir_close(&fixture->dir);
    assert_non_null(realpath(path, real));
    assert_links_to(fixture, real);
}

static void result_dir_link_latest__leaves_a_directory_of_that_name(void **state)
{
    struct fixture *fixture = *state;
    char path[TEMPORARY_PATH_SIZE + 256];
    create(fixture);
    snprintf(path, sizeof(path), "%s/latest", fixture->root);
    assert_int_equal(mkdir(path, 0777), 0);
    assert_int_equal(
        result_dir_link_latest(&fixture->dir, fixture->root, &fixture->fault), -1);
    assert_non_null(strstr(fixture->fault.message, "latest: cannot be linked"));
    result_dir_close(&fixture->dir);
}

#define DIR_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        DIR_TEST(result_dir_create__numbers_go_up),
        DIR_TEST(result_dir_open__one_session_at_a_time),
        DIR_TEST(result_dir_open__says_that_there_is_none),
        DIR_TEST(result_dir_create_at__refuses_what_is_not_empty),
        DIR_TEST(result_dir_link_latest__moves_to_the_newest),
        DIR_TEST(result_dir_link_latest__elsewhere_is_absolute),
        DIR_TEST(result_dir_link_latest__leaves_a_directory_of_that_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
