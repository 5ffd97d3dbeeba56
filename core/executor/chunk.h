/** Several items of a map in one task: how they and their results are packed. */
#ifndef YK_CHUNK_H
#define YK_CHUNK_H

#include <yoke/task.h>

/** A growing buffer of packed items. Zero-initialised is empty. */
struct yk_pack {
    char *bytes;
    size_t size;
    size_t capacity;
};

/** Begin the input of a chunk. @return false when memory is out. */
bool yk_chunk_begin(struct yk_pack *pack, yoke_task_fn *function);

/** Append an item. @return false when memory is out. */
bool yk_chunk_add(struct yk_pack *pack, yoke_bytes item);

void yk_pack_fini(struct yk_pack *pack);

/** The task that runs a chunk: its input was made by the two functions above. */
int yk_chunk_run(yoke_task *task);

/** One item's result: a value, or the failure that ended the chunk. */
struct yk_chunk_result {
    bool failed;
    yoke_bytes value; /* failed: a struct yk_failure_record */
};

/** Read the result at *position of what yk_chunk_run() returned, and move on.
 * @return false at the end, or when the bytes are damaged. */
bool yk_chunk_next(yoke_bytes packed,
                   size_t *position,
                   struct yk_chunk_result *ret_result);

#endif
