/*
 * A packed chunk is the function's address and then the items, each with a
 * head; a packed result is one headed value for each item that was run. The
 * first item that fails ends the chunk: its failure record is the last entry.
 *
 * Items are padded to 16 bytes, so that each lies aligned as it would alone.
 */
#include "executor/chunk.h"

#include <stdlib.h>
#include <string.h>

#include "executor/task.h"

#define ALIGN 16u

struct head {
    uint64_t size; /* bytes of the entry, without padding */
    uint64_t failed;
};

static size_t padded(size_t size)
{
    return (size + ALIGN - 1) & ~(size_t)(ALIGN - 1);
}

/* Room for one more entry; NULL when memory is out. */
static char *grow(struct yk_pack *pack, size_t size)
{
    size_t needed = pack->size + size;
    if (needed > pack->capacity) {
        size_t capacity = needed * 2;
        char *bytes = realloc(pack->bytes, capacity);
        if (!bytes)
            return NULL;
        pack->bytes = bytes;
        pack->capacity = capacity;
    }
    char *room = pack->bytes + pack->size;
    pack->size = needed;
    return room;
}

static bool append(struct yk_pack *pack, bool failed, yoke_bytes value)
{
    char *room = grow(pack, sizeof(struct head) + padded(value.size));
    if (!room)
        return false;
    struct head head = {value.size, failed};
    memcpy(room, &head, sizeof(head));
    memset(room + sizeof(head), 0, padded(value.size));
    if (value.size)
        memcpy(room + sizeof(head), value.data, value.size);
    return true;
}

void yk_pack_fini(struct yk_pack *pack)
{
    free(pack->bytes);
    *pack = (struct yk_pack){0};
}

bool yk_chunk_begin(struct yk_pack *pack, yoke_task_fn *function)
{
    pack->size = 0;
    return append(pack, false, (yoke_bytes){&function, sizeof(function)});
}

bool yk_chunk_add(struct yk_pack *pack, yoke_bytes item)
{
    return append(pack, false, item);
}

bool yk_chunk_next(yoke_bytes packed,
                   size_t *position,
                   struct yk_chunk_result *ret_result)
{
    struct head head;
    if (*position > packed.size || packed.size - *position < sizeof(head))
        return false;
    const char *entry = (const char *)packed.data + *position;
    memcpy(&head, entry, sizeof(head));
    size_t left = packed.size - *position - sizeof(head);
    if (head.size > left || padded(head.size) > left)
        return false;
    ret_result->failed = head.failed != 0;
    ret_result->value = (yoke_bytes){entry + sizeof(head), head.size};
    *position += sizeof(head) + padded(head.size);
    return true;
}

/* Run one item with a result of its own, and append it. Returns 0, a failure of
 * the item, which ends the chunk, or YOKE_E_NOMEM. */
static int run_item(yoke_task *chunk,
                    yoke_task_fn *function,
                    yoke_bytes item,
                    struct yk_pack *results)
{
    struct yk_engine *engine = chunk->worker->engine;
    struct yk_slot slot = {.function = function};
    struct yoke_task task = {.worker = chunk->worker, .slot = &slot, .input = item};
    int status = function(&task);
    if (status && !task.failed)
        (void)yoke_task_fail(&task, status, "the task returned %d", status);
    yoke_bytes value = {NULL, 0};
    bool good = yk_payload_view(engine, &slot.result, slot.result_size, &value) &&
                append(results, task.failed, value);
    yk_payload_drop(engine, &slot.result, &slot.result_size);
    if (!good)
        return YOKE_E_NOMEM;
    return task.failed ? YOKE_E_TASK_FAILED : 0;
}

int yk_chunk_run(yoke_task *task)
{
    struct yk_chunk_result entry;
    size_t position = 0;
    yoke_task_fn *function = NULL;
    if (!yk_chunk_next(task->input, &position, &entry) ||
        entry.value.size != sizeof(function))
        return yoke_task_fail(task, YOKE_E_INVALID, "a damaged chunk");
    memcpy(&function, entry.value.data, sizeof(function));
    struct yk_pack results = {0};
    int error = 0;
    while (!error && yk_chunk_next(task->input, &position, &entry))
        error = run_item(task, function, entry.value, &results);
    if (error != YOKE_E_NOMEM)
        error = yoke_task_return(task, results.bytes, results.size);
    yk_pack_fini(&results);
    return error ? yoke_task_fail(task, error, "no memory for a chunk's results") : 0;
}
