/* Map: laziness and the buffer, sources of every kind, options that are wrong. */
#include "map_support.h"

#include <limits.h>

/* cpython test_executor.test_map_infinite_iterable_with_buffersize, by default */
static void map__endless_source_stays_lazy(void)
{
    yoke_executor *executor = contract_create(2);
    struct number_source numbers;
    yoke_map *map =
        map_open(executor, task_double, number_source_init(&numbers, LONG_MAX), NULL);
    assert_int_equal(numbers.next, 4 * 2); /* 4 × workers × chunk */
    for (long i = 0; i < 1000; i++) {
        assert_int_equal(map_long(map), 2 * i);
        assert_true(numbers.next <= i + 1 + 8);
    }
    yoke_map_close(map);
    yoke_executor_destroy(executor);
}

/* cpython test_executor.test_map_buffersize_on_infinite_iterable */
static void map_buffer__exactly_n_are_fetched(void)
{
    yoke_executor *executor = contract_create(2);
    for (size_t buffer = 1; buffer <= 7; buffer++) {
        struct number_source numbers;
        yoke_map_options options = YOKE_MAP_OPTIONS_INIT;
        options.buffer = buffer;
        yoke_map *map = map_open(
            executor, task_double, number_source_init(&numbers, LONG_MAX), &options);
        assert_int_equal(numbers.next, buffer);
        for (long i = 0; i < 20; i++) {
            assert_int_equal(map_long(map), 2 * i);
            assert_in_range(numbers.next, i + (long)buffer, i + 1 + (long)buffer);
        }
        yoke_map_close(map);
    }
    yoke_executor_destroy(executor);
}

/* cpython test_executor.test_map_buffersize_when_buffer_is_larger */
static void map_buffer__larger_than_the_source(void)
{
    yoke_executor *executor = contract_create(2);
    struct number_source numbers;
    yoke_map_options options = YOKE_MAP_OPTIONS_INIT;
    options.buffer = 100;
    yoke_map *map =
        map_open(executor, task_double, number_source_init(&numbers, 3), &options);
    for (long i = 0; i < 3; i++) {
        assert_int_equal(map_long(map), 2 * i);
    }
    assert_map_end(map);
    yoke_map_close(map);
    yoke_executor_destroy(executor);
}

/* A buffer that is no multiple of the chunk: still every item once. */
static void map_buffer__with_any_chunk(void)
{
    yoke_executor *executor = contract_create(2);
    for (size_t chunk = 1; chunk <= 8; chunk += 7) {
        for (size_t buffer = chunk; buffer <= 21; buffer += 4) {
            struct number_source numbers;
            yoke_map_options options = YOKE_MAP_OPTIONS_INIT;
            options.chunk = chunk;
            options.buffer = buffer;
            yoke_map *map = map_open(
                executor, task_double, number_source_init(&numbers, 50), &options);
            for (long i = 0; i < 50; i++) {
                assert_int_equal(map_long(map), 2 * i);
            }
            assert_map_end(map);
            yoke_map_close(map);
        }
    }
    yoke_executor_destroy(executor);
}

/* cpython test_executor.test_map_buffersize_on_empty_iterable */
static void map__empty_source(void)
{
    yoke_executor *executor = contract_create(1);
    struct number_source numbers;
    yoke_map *map =
        map_open(executor, task_double, number_source_init(&numbers, 0), NULL);
    assert_map_end(map);
    yoke_map_close(map);
    yoke_array_source array;
    map = map_open(executor,
                   task_double,
                   yoke_array_source_init(&array, NULL, sizeof(long), 0),
                   NULL);
    assert_map_end(map);
    yoke_map_close(map);
    yoke_executor_destroy(executor);
}

static void map__error_of_the_source_after_its_items(void)
{
    yoke_executor *executor = contract_create(2);
    for (size_t chunk = 1; chunk <= 4; chunk++) {
        struct number_source numbers;
        number_source_init(&numbers, 5);
        numbers.end_error = -777;
        yoke_map_options options = YOKE_MAP_OPTIONS_INIT;
        options.chunk = chunk;
        yoke_map *map = map_open(executor, task_double, &numbers.source, &options);
        for (long i = 0; i < 5; i++) {
            assert_int_equal(map_long(map), 2 * i);
        }
        yoke_bytes value;
        assert_int_equal(yoke_map_next(map, &value), -777);
        yoke_map_close(map);
    }
    yoke_executor_destroy(executor);
}

/* Items of very different sizes, empty ones too, packed into chunks. */
struct text_source {
    yoke_source source;
    size_t next;
    size_t count;
    char text[70000];
};

static size_t text_size(size_t i)
{
    return i % 5 == 0 ? 0 : (i * 9973) % 70000;
}

static int next_text(yoke_source *source, yoke_bytes *ret_item)
{
    struct text_source *texts = (struct text_source *)source;
    if (texts->next == texts->count) {
        return YOKE_E_END;
    }
    size_t i = texts->next++;
    memset(texts->text, 'a' + (int)(i % 26), text_size(i));
    *ret_item = (yoke_bytes){texts->text, text_size(i)};
    return 0;
}

static void map__items_of_any_size(void)
{
    yoke_executor *executor = contract_create(2);
    static struct text_source texts;
    for (size_t chunk = 1; chunk <= 9; chunk += 4) {
        texts = (struct text_source){{next_text}, 0, 60, {0}};
        yoke_map_options options = YOKE_MAP_OPTIONS_INIT;
        options.chunk = chunk;
        yoke_map *map = map_open(executor, task_echo, &texts.source, &options);
        for (size_t i = 0; i < 60; i++) {
            yoke_bytes value;
            assert_ok(yoke_map_next(map, &value));
            assert_int_equal(value.size, text_size(i));
            const char *text = value.data;
            char letter = (char)('a' + i % 26);
            assert_true(value.size == 0 ||
                        (text[0] == letter && text[value.size - 1] == letter &&
                         memcmp(text, text + 1, value.size - 1) == 0));
        }
        assert_map_end(map);
        yoke_map_close(map);
    }
    yoke_executor_destroy(executor);
}

static void
refuse(yoke_executor *executor, const yoke_map_options *options, const char *option)
{
    struct number_source numbers;
    yoke_map *map = NULL;
    assert_error(
        yoke_map_open(
            executor, task_double, number_source_init(&numbers, 5), options, &map),
        YOKE_E_INVALID);
    assert_contains(yoke_error_detail(), option);
    assert_null(map);
    assert_int_equal(numbers.next, 0);
}

/* cpython test_executor.test_map_buffersize_validation, chunksize in _base */
static void map_options__absurd_ones_are_refused(void)
{
    yoke_executor *executor = contract_create(1);
    yoke_map_options options = YOKE_MAP_OPTIONS_INIT;
    options.chunk = (size_t)-1;
    refuse(executor, &options, "chunk");
    options = (yoke_map_options)YOKE_MAP_OPTIONS_INIT;
    options.buffer = (size_t)-1;
    refuse(executor, &options, "buffer");
    options.chunk = 8; /* not even one chunk would fit */
    options.buffer = 7;
    refuse(executor, &options, "buffer");
    assert_contains(yoke_error_detail(), "chunk");
    options = (yoke_map_options)YOKE_MAP_OPTIONS_INIT;
    options.size = 0;
    refuse(executor, &options, "size");
    yoke_executor_destroy(executor);
}

static void map_open__refuses_null(void)
{
    yoke_executor *executor = contract_create(1);
    struct number_source numbers;
    yoke_source *source = number_source_init(&numbers, 5);
    yoke_map *map = NULL;
    assert_error(yoke_map_open(NULL, task_double, source, NULL, &map), YOKE_E_INVALID);
    assert_error(yoke_map_open(executor, NULL, source, NULL, &map), YOKE_E_INVALID);
    assert_error(yoke_map_open(executor, task_double, NULL, NULL, &map),
                 YOKE_E_INVALID);
    assert_null(map);
    assert_int_equal(numbers.next, 0);
    yoke_executor_destroy(executor);
}

const struct contract_case map_option_cases[] = {
    {"map__endless_source_stays_lazy", ON_WORKERS, map__endless_source_stays_lazy},
    {"map_buffer__exactly_n_are_fetched", ON_ALL, map_buffer__exactly_n_are_fetched},
    {"map_buffer__larger_than_the_source", ON_ALL, map_buffer__larger_than_the_source},
    {"map_buffer__with_any_chunk", ON_ALL, map_buffer__with_any_chunk},
    {"map__empty_source", ON_ALL, map__empty_source},
    {"map__error_of_the_source_after_its_items",
     ON_ALL,
     map__error_of_the_source_after_its_items},
    {"map__items_of_any_size", ON_ALL, map__items_of_any_size},
    {"map_options__absurd_ones_are_refused",
     ON_ALL,
     map_options__absurd_ones_are_refused},
    {"map_open__refuses_null", ON_ALL, map_open__refuses_null},
    {NULL, 0, NULL},
};
