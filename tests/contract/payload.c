/* Bytes of every size both ways, checked byte by byte through a checksum. */
#include "contract.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const size_t sizes_bytes[] = {
    0, 1, 7, 8, 15, 16, 17, 63, 64, 65, 4095, 4096, 4097, 65536, 1 << 20, 16 << 20};
enum { SIZES = sizeof sizes_bytes / sizeof sizes_bytes[0] };

static void fill(unsigned char *bytes, size_t size, unsigned seed)
{
    for (size_t i = 0; i < size; i++) {
        seed = seed * 1103515245U + 12345U;
        bytes[i] = (unsigned char)(seed >> 16);
    }
}

static uint64_t checksum(const unsigned char *bytes, size_t size)
{
    uint64_t sum = 1469598103934665603U + size; /* FNV-1a */
    for (size_t i = 0; i < size; i++) {
        sum = (sum ^ bytes[i]) * 1099511628211U;
    }
    return sum;
}

static int invert_copied(yoke_task *task)
{
    yoke_bytes input = yoke_task_input(task);
    unsigned char *bytes = malloc(input.size + 1);
    if (bytes == NULL) {
        return yoke_task_fail(task, ENOMEM, "no memory");
    }
    for (size_t i = 0; i < input.size; i++) {
        bytes[i] = (unsigned char)~((const unsigned char *)input.data)[i];
    }
    int error = yoke_task_return(task, bytes, input.size);
    free(bytes);
    return error;
}

static int invert_in_place(yoke_task *task)
{
    yoke_bytes input = yoke_task_input(task);
    unsigned char *bytes = yoke_task_reserve(task, input.size);
    if (bytes == NULL) {
        return yoke_task_fail(task, ENOMEM, "no room for %zu bytes", input.size);
    }
    if (input.size >= 16 && (uintptr_t)bytes % 16 != 0) {
        return yoke_task_fail(task, EINVAL, "not aligned to 16 bytes");
    }
    for (size_t i = 0; i < input.size; i++) {
        bytes[i] = (unsigned char)~((const unsigned char *)input.data)[i];
    }
    return 0;
}

static uint64_t inverted_checksum(const unsigned char *bytes, size_t size)
{
    uint64_t sum = 1469598103934665603U + size;
    for (size_t i = 0; i < size; i++) {
        sum = (sum ^ (unsigned char)~bytes[i]) * 1099511628211U;
    }
    return sum;
}

static void check_all_sizes(yoke_task_fn *function)
{
    yoke_executor *executor = contract_create(1);
    unsigned char *bytes = malloc(16 << 20);
    assert_non_null(bytes);
    for (size_t i = 0; i < SIZES; i++) {
        fill(bytes, sizes_bytes[i], (unsigned)i);
        yoke_future *future =
            contract_submit(executor, function, bytes, sizes_bytes[i]);
        yoke_bytes value;
        assert_ok(yoke_future_result(future, -1, &value));
        assert_int_equal(value.size, sizes_bytes[i]);
        assert_true(checksum(value.data, value.size) ==
                    inverted_checksum(bytes, sizes_bytes[i]));
        yoke_future_release(future);
    }
    free(bytes);
    yoke_executor_destroy(executor);
}

static void payload__every_size_copied(void)
{
    check_all_sizes(invert_copied);
}

static void payload__every_size_in_place(void)
{
    check_all_sizes(invert_in_place);
}

static size_t mixed_size(size_t i)
{
    return (i * 7919) % 3 == 0 ? i % 40 : (i * 7919) % 9000;
}

/* Many of them outstanding, freed out of order, several times over. */
static void payload__many_mixed_sizes_at_once(void)
{
    enum { TASKS = 400, ROUNDS = 3 };
    yoke_executor *executor = contract_create(2);
    unsigned char bytes[9000];
    yoke_future *futures[TASKS];
    for (unsigned round = 0; round < ROUNDS; round++) {
        for (size_t i = 0; i < TASKS; i++) {
            fill(bytes, mixed_size(i), (unsigned)i + round);
            yoke_task_fn *function = i % 2 ? invert_copied : invert_in_place;
            futures[i] = contract_submit(executor, function, bytes, mixed_size(i));
        }
        for (size_t step = 0; step < TASKS; step++) {
            size_t i = (step * 171) % TASKS; /* 171 and 400 are coprime */
            yoke_bytes value;
            assert_ok(yoke_future_result(futures[i], -1, &value));
            fill(bytes, mixed_size(i), (unsigned)i + round);
            assert_int_equal(value.size, mixed_size(i));
            assert_true(checksum(value.data, value.size) ==
                        inverted_checksum(bytes, mixed_size(i)));
            yoke_future_release(futures[i]);
        }
    }
    yoke_executor_destroy(executor);
}

static int return_twice(yoke_task *task)
{
    yoke_bytes input = yoke_task_input(task);
    if (yoke_task_return(task, "the first answer, a long one", 28) != 0) {
        return yoke_task_fail(task, 1, "first return");
    }
    if (yoke_task_reserve(task, 100000) == NULL) {
        return yoke_task_fail(task, 2, "reserve");
    }
    return yoke_task_return(task, input.data, input.size);
}

static void task_return__last_one_counts(void)
{
    yoke_executor *executor = contract_create(1);
    yoke_future *future = contract_submit_long(executor, return_twice, 99);
    assert_int_equal(contract_long(future), 99);
    yoke_future_release(future);
    yoke_executor_destroy(executor);
}

static int return_null(yoke_task *task)
{
    long error = yoke_task_return(task, NULL, 5);
    return yoke_task_return(task, &error, sizeof error);
}

static void task_return__null_with_a_size_is_invalid(void)
{
    yoke_executor *executor = contract_create(1);
    yoke_future *future = contract_submit(executor, return_null, NULL, 0);
    assert_int_equal(contract_long(future), YOKE_E_INVALID);
    yoke_future_release(future);
    yoke_executor_destroy(executor);
}

static int return_input_offset(yoke_task *task)
{
    yoke_bytes input = yoke_task_input(task);
    return yoke_task_return(task, (const char *)input.data + 1, input.size - 1);
}

static void task_return__part_of_the_argument(void)
{
    yoke_executor *executor = contract_create(1);
    yoke_future *future =
        contract_submit(executor, return_input_offset, "xThe quick brown fox", 20);
    yoke_bytes value;
    assert_ok(yoke_future_result(future, -1, &value));
    assert_int_equal(value.size, 19);
    assert_memory_equal(value.data, "The quick brown fox", 19);
    yoke_future_release(future);
    yoke_executor_destroy(executor);
}

static long resident_mib(void)
{
    long pages = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    assert_non_null(file);
    assert_int_equal(fscanf(file, "%*s %ld", &pages), 1);
    fclose(file);
    return pages * sysconf(_SC_PAGESIZE) >> 20;
}

/*
 * cpython test_executor.test_free_reference: 400 results of 1 MiB, each released
 * before the next, must not pile up.
 */
static void future_release__frees_the_result(void)
{
    yoke_executor *executor = contract_create(2);
    unsigned char *bytes = calloc(1, 1 << 20);
    assert_non_null(bytes);
    long before_mib = resident_mib();
    for (int i = 0; i < 400; i++) {
        yoke_future *future = contract_submit(executor, task_echo, bytes, 1 << 20);
        assert_ok(yoke_future_result(future, -1, NULL));
        yoke_future_release(future);
    }
    long limit_mib = 128; /* what an executor may keep, and a sanitizer's quarantine */
#if defined(__SANITIZE_ADDRESS__)
    limit_mib = 512;
#endif
    assert_true(resident_mib() - before_mib < limit_mib);
    free(bytes);
    yoke_executor_destroy(executor);
}

const struct contract_case payload_cases[] = {
    {"payload__every_size_copied", ON_ALL, payload__every_size_copied},
    {"payload__every_size_in_place", ON_ALL, payload__every_size_in_place},
    {"payload__many_mixed_sizes_at_once", ON_ALL, payload__many_mixed_sizes_at_once},
    {"task_return__last_one_counts", ON_ALL, task_return__last_one_counts},
    {"task_return__null_with_a_size_is_invalid",
     ON_ALL,
     task_return__null_with_a_size_is_invalid},
    {"task_return__part_of_the_argument", ON_ALL, task_return__part_of_the_argument},
    {"future_release__frees_the_result", ON_ALL, future_release__frees_the_result},
    {NULL, 0, NULL},
};
