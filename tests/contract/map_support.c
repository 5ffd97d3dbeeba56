#include "map_support.h"

static int next_number(yoke_source *source, yoke_bytes *ret_item)
{
    struct number_source *numbers = (struct number_source *)source;
    static long current; /* lent until the next call */
    if (numbers->next >= numbers->end) {
        return numbers->end_error;
    }
    current = numbers->next++;
    *ret_item = (yoke_bytes){&current, sizeof current};
    return 0;
}

yoke_source *number_source_init(struct number_source *numbers, long end)
{
    *numbers = (struct number_source){{next_number}, 0, end, YOKE_E_END};
    return &numbers->source;
}

yoke_map *map_open(yoke_executor *executor,
                   yoke_task_fn *function,
                   yoke_source *source,
                   const yoke_map_options *options)
{
    yoke_map *map = NULL;
    assert_ok(yoke_map_open(executor, function, source, options, &map));
    assert_non_null(map);
    return map;
}

long map_long(yoke_map *map)
{
    yoke_bytes value;
    assert_ok(yoke_map_next(map, &value));
    assert_int_equal(value.size, sizeof(long));
    return bytes_long(value);
}

void assert_map_end(yoke_map *map)
{
    yoke_bytes value = {"untouched", 9};
    assert_error(yoke_map_next(map, &value), YOKE_E_END);
    assert_error(yoke_map_next(map, &value), YOKE_E_END);
    assert_int_equal(value.size, 9);
}
