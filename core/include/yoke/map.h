/**
 * Map: one function over many items, results in the order of the items.
 *
 * Lazy: items are pulled from a source while results are read, with a bounded
 * number outstanding, so that an endless source runs in bounded memory.
 */
#ifndef YOKE_MAP_H
#define YOKE_MAP_H

#include <yoke/future.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Where the items of a map come from. next() lends the bytes of the next item
 * until it is called again, and returns 0, or YOKE_E_END after the last; any
 * other value ends the map with that value, after the items before it. Called
 * only from inside yoke_map_open() and yoke_map_next(), one call at a time.
 */
typedef struct yoke_source {
    int (*next)(struct yoke_source *source, yoke_bytes *ret_item);
} yoke_source;

/** A source over an array of equal items, in the caller's storage. */
typedef struct {
    yoke_source source; /**< give &array.source to yoke_map_open() */
    const void *items;
    size_t item_size; /**< bytes */
    size_t count;
    size_t next_index;
} yoke_array_source;

/**
 * Prepare a source over @p count items of @p item_size bytes each at @p items,
 * which stay the caller's and must outlive the map.
 * @return &array->source.
 */
YOKE_API yoke_source *yoke_array_source_init(yoke_array_source *array,
                                             const void *items,
                                             size_t item_size,
                                             size_t count);

/** How to map. Start from YOKE_MAP_OPTIONS_INIT; 0 means the default. */
typedef struct {
    size_t size;        /**< sizeof(yoke_map_options) */
    size_t chunk;       /**< items a task; 1 */
    size_t buffer;      /**< items outstanding at most; 4 × workers × chunk */
    int64_t timeout_ns; /**< for the whole iteration, from open; 0 and less: none */
} yoke_map_options;

/** Every option at its default. */
#define YOKE_MAP_OPTIONS_INIT                                                          \
    {                                                                                  \
        sizeof(yoke_map_options), 0, 0, 0                                              \
    }

typedef struct yoke_map yoke_map;

/**
 * Start mapping: pulls and submits items until the buffer is full.
 * @param source   borrowed until yoke_map_close().
 * @param options  NULL means every default.
 * @param ret_map  owned: yoke_map_close(). One thread at a time.
 * @return 0; YOKE_E_INVALID (yoke_error_detail() names the option);
 *         YOKE_E_NOMEM; YOKE_E_SHUTDOWN; YOKE_E_BROKEN.
 */
YOKE_API YOKE_MUST_CHECK int yoke_map_open(yoke_executor *executor,
                                           yoke_task_fn *function,
                                           yoke_source *source,
                                           const yoke_map_options *options,
                                           yoke_map **ret_map);

/**
 * The result of the next item, in the order of the source.
 * @param ret_value  bytes borrowed until the next call for this map.
 * @return 0; YOKE_E_END after the last; the error of an item that failed, at
 *         its place; YOKE_E_TIMEOUT; what the source returned. Any error ends
 *         the map and cancels the rest: the next call returns YOKE_E_END.
 * Blocks.
 */
YOKE_API YOKE_MUST_CHECK int yoke_map_next(yoke_map *map, yoke_bytes *ret_value);

/** Why the last yoke_map_next() failed; strings borrowed until close. */
YOKE_API int yoke_map_failure(const yoke_map *map, yoke_failure *ret_failure);

/** End the map; cancels what has not started. Accepts NULL. Does not wait. */
YOKE_API void yoke_map_close(yoke_map *map);

#ifdef __cplusplus
}
#endif
#endif
