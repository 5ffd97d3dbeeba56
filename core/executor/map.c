/*
 * A ring of futures in the order of the source. Opening fills it up to
 * `buffer` items; each result taken makes room for the next item, so a source
 * without end runs in bounded memory. With chunk 1 the caller's function is
 * submitted as it is; larger chunks go through chunk.c.
 */
#include <stdlib.h>
#include <string.h>

#include <yoke/map.h>

#include "engine/clock.h"
#include "executor/chunk.h"
#include "executor/error.h"
#include "executor/task.h"

#define BUFFER_MAX (1u << 30)

/** A task of the map: one item, or a chunk of them. */
struct batch {
    yoke_future *future;
    size_t items;
};

struct yoke_map {
    yoke_executor *executor;
    yoke_task_fn *function;
    yoke_source *source;
    size_t chunk;
    size_t buffer;
    int64_t deadline_ns;
    struct batch *ring;
    size_t ring_size;
    size_t first; /* oldest batch, an index into the ring */
    size_t count; /* batches outstanding, the one being read not among them */
    size_t items; /* items in them */
    struct yk_pack pack;
    int source_end; /* what ended the source; 0 while it goes on */
    int over;       /* what every later next() returns; 0 while it goes on */

    yoke_future *current; /* lends the value of the last next() */
    size_t current_items;
    yoke_bytes packed; /* a chunk's results that are still to be read */
    size_t position;
    size_t unread; /* how many they must be */
    yoke_failure failure;
};

/* Sources */

static int next_of_array(yoke_source *source, yoke_bytes *ret_item)
{
    yoke_array_source *array = (yoke_array_source *)source;
    if (array->next_index == array->count)
        return YOKE_E_END;
    const char *items = array->items;
    *ret_item =
        (yoke_bytes){items + array->next_index++ * array->item_size, array->item_size};
    return 0;
}

yoke_source *yoke_array_source_init(yoke_array_source *array,
                                    const void *items,
                                    size_t item_size,
                                    size_t count)
{
    *array = (yoke_array_source){{next_of_array}, items, item_size, count, 0};
    return &array->source;
}

/* Submitting */

static size_t fill_chunk(yoke_map *map, int *ret_error)
{
    size_t count = 0;
    *ret_error = yk_chunk_begin(&map->pack, map->function) ? 0 : YOKE_E_NOMEM;
    while (!*ret_error && count < map->chunk) {
        yoke_bytes item;
        map->source_end = map->source->next(map->source, &item);
        if (map->source_end)
            break;
        if (!yk_chunk_add(&map->pack, item))
            *ret_error = YOKE_E_NOMEM;
        count++;
    }
    return count;
}

static int submit_chunk(yoke_map *map, struct batch *batch)
{
    int error = 0;
    batch->items = fill_chunk(map, &error);
    if (error)
        return yk_error_set(error, "no memory for a chunk of %zu items", map->chunk);
    if (!batch->items)
        return 0;
    return yoke_submit(
        map->executor, yk_chunk_run, map->pack.bytes, map->pack.size, &batch->future);
}

static int submit_item(yoke_map *map, struct batch *batch)
{
    yoke_bytes item;
    map->source_end = map->source->next(map->source, &item);
    batch->items = map->source_end ? 0 : 1;
    if (map->source_end)
        return 0;
    return yoke_submit(
        map->executor, map->function, item.data, item.size, &batch->future);
}

/* Pull and submit while there is room. */
static int fill(yoke_map *map)
{
    while (!map->source_end && map->items + map->chunk <= map->buffer) {
        struct batch batch = {0};
        int error =
            map->chunk == 1 ? submit_item(map, &batch) : submit_chunk(map, &batch);
        if (error)
            return error;
        if (!batch.items)
            break;
        map->ring[(map->first + map->count++) % map->ring_size] = batch;
        map->items += batch.items;
    }
    return 0;
}

/* Open and close */

static int read_options(const yoke_map_options *given, yoke_map *map)
{
    yoke_map_options options = YOKE_MAP_OPTIONS_INIT;
    if (given && given->size != sizeof(options))
        return yk_error_set(YOKE_E_INVALID,
                            "options.size is %zu; allowed: %zu (start from "
                            "YOKE_MAP_OPTIONS_INIT)",
                            given->size,
                            sizeof(options));
    if (given)
        options = *given;
    map->chunk = options.chunk ? options.chunk : 1;
    if (map->chunk > 1u << 20)
        return yk_error_set(YOKE_E_INVALID,
                            "options.chunk is %zu; allowed: 0 (1) to %u",
                            map->chunk,
                            1u << 20);
    size_t suitable = 4 * (size_t)yoke_executor_max_workers(map->executor) * map->chunk;
    if (suitable > BUFFER_MAX)
        suitable = BUFFER_MAX;
    map->buffer = options.buffer ? options.buffer : suitable;
    if (map->buffer < map->chunk || map->buffer > BUFFER_MAX)
        return yk_error_set(YOKE_E_INVALID,
                            "options.buffer is %zu; allowed: chunk (%zu) to %u",
                            map->buffer,
                            map->chunk,
                            BUFFER_MAX);
    map->ring_size = map->buffer / map->chunk;
    map->deadline_ns = yk_deadline_ns(options.timeout_ns > 0 ? options.timeout_ns : -1);
    return 0;
}

int yoke_map_open(yoke_executor *executor,
                  yoke_task_fn *function,
                  yoke_source *source,
                  const yoke_map_options *options,
                  yoke_map **ret_map)
{
    if (!executor || !function || !source)
        return yk_error_set(YOKE_E_INVALID,
                            "%s is NULL",
                            !executor ? "executor"
                                      : (!function ? "function" : "source"));
    yoke_map *map = calloc(1, sizeof(*map));
    if (!map)
        return yk_error_set(YOKE_E_NOMEM, "no memory for a map");
    map->executor = executor;
    map->function = function;
    map->source = source;
    int error = read_options(options, map);
    if (!error) {
        map->ring = calloc(map->ring_size, sizeof(*map->ring));
        if (!map->ring)
            error = yk_error_set(
                YOKE_E_NOMEM, "no memory for a buffer of %zu items", map->buffer);
    }
    if (!error)
        error = fill(map);
    if (error) {
        yoke_map_close(map);
        return error;
    }
    *ret_map = map;
    return 0;
}

static void cancel_rest(yoke_map *map)
{
    for (; map->count; map->count--) {
        struct batch *batch = &map->ring[map->first];
        (void)yoke_future_cancel(batch->future);
        yoke_future_release(batch->future);
        map->first = (map->first + 1) % map->ring_size;
    }
}

void yoke_map_close(yoke_map *map)
{
    if (!map)
        return;
    cancel_rest(map);
    yoke_future_release(map->current);
    yk_pack_fini(&map->pack);
    free(map->ring);
    free(map);
}

/* Reading */

/* Say it once; after it there is nothing more. */
static int finish(yoke_map *map, int error)
{
    cancel_rest(map);
    map->over = YOKE_E_END;
    return error;
}

/* The oldest batch settles, and its future becomes the current one. */
static int take_batch(yoke_map *map, yoke_bytes *ret_value)
{
    struct batch *batch = &map->ring[map->first];
    int error =
        yoke_future_result(batch->future, yk_remaining_ns(map->deadline_ns), ret_value);
    if (error == YOKE_E_TIMEOUT)
        return yk_error_set(
            YOKE_E_TIMEOUT, "%zu items of the map unfinished", map->items);
    yoke_future_release(map->current);
    map->current = batch->future;
    map->current_items = batch->items;
    map->first = (map->first + 1) % map->ring_size;
    map->count--;
    map->items -= batch->items;
    if (error)
        (void)yoke_future_failure(map->current, 0, &map->failure);
    return error;
}

static int take_chunk_item(yoke_map *map, yoke_bytes *ret_value)
{
    struct yk_chunk_result result;
    if (!yk_chunk_next(map->packed, &map->position, &result))
        return yk_error_set(YOKE_E_BROKEN, "a chunk's results are damaged");
    map->unread--;
    if (!result.failed) {
        *ret_value = result.value;
        return 0;
    }
    map->failure = (yoke_failure){.error = YOKE_E_TASK_FAILED};
    yk_failure_read(result.value, &map->failure);
    return YOKE_E_TASK_FAILED;
}

int yoke_map_next(yoke_map *map, yoke_bytes *ret_value)
{
    if (map->over)
        return map->over;
    bool in_chunk = map->unread > 0;
    if (!in_chunk && !map->count)
        return finish(map, map->source_end ? map->source_end : YOKE_E_END);
    yoke_bytes value = {NULL, 0};
    int error = in_chunk ? 0 : take_batch(map, &value);
    if (!error && !in_chunk && map->chunk > 1) {
        map->packed = value;
        map->position = 0;
        map->unread = map->current_items;
    }
    if (!error && map->chunk > 1)
        error = take_chunk_item(map, &value);
    if (error)
        return finish(map, error);
    int fill_error = fill(map);
    if (fill_error) /* said in its turn, after what is outstanding */
        map->source_end = fill_error;
    *ret_value = value;
    return 0;
}

int yoke_map_failure(const yoke_map *map, yoke_failure *ret_failure)
{
    if (!map->failure.error)
        return yk_error_set(YOKE_E_INVALID, "no item of this map has failed");
    *ret_failure = map->failure;
    return 0;
}
