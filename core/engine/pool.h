/**
 * Memory of the region: slots and payload blocks, in chunks.
 *
 * A port (a thread's or worker's place at the engine) owns chunks, each cut
 * into units of one size class. Only the owner of a chunk hands out its units;
 * anyone may give one back by setting its bit. For slots the bit is a hint and
 * the state word decides whether the unit is really free.
 */
#ifndef YK_POOL_H
#define YK_POOL_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "engine/region.h"

/* Class 0 is slots; class c > 0 holds blocks of 2^(c + 5) bytes: 64 B to 1 MiB. */
#define YK_CLASS_SLOTS 0u
#define YK_CLASS_COUNT 16u
#define YK_BLOCK_LOG2_MIN 6u
#define YK_BLOCK_LOG2_MAX 20u

#define YK_CHUNK_HEADER_BYTES 16384u
#define YK_CHUNK_WORDS 1024u

/** At the start of each chunk of a class. A set bit: that unit may be free. */
struct yk_chunk {
    uint32_t unit_log2;
    uint32_t unit_count;
    _Atomic uint32_t next;                     /* the owner's next chunk of the class */
    _Alignas(64) _Atomic uint64_t summary[16]; /* a set bit: that word has set bits */
    _Alignas(64) _Atomic uint64_t bitmap[YK_CHUNK_WORDS];
};
_Static_assert(sizeof(struct yk_chunk) <= YK_CHUNK_HEADER_BYTES, "header fits");

/** An owner's hand in one class: 64 units at most, in order of address. */
struct yk_hand {
    uint32_t first_chunk; /* of the owner's list, oldest first; 0 none */
    uint32_t last_chunk;
    uint32_t chunk; /* that the mask is of */
    uint32_t word;
    uint64_t mask; /* units taken from the bitmap, not handed out yet */
};

/** Where the chunks are: each process's own copy. */
struct yk_pool {
    struct yk_region region;
    _Atomic uint64_t *table; /* a word a chunk, see pool.c */
    _Atomic uint32_t *dirty; /* chunks that are free, but hold memory */
    uint32_t first_chunk;    /* the chunks before it are the region's header */
    uint32_t chunk_count;    /* end of the table */
};

/** A free unit of the class as an offset in the region; 0 when memory is out. */
uint64_t yk_pool_take(struct yk_pool *pool, struct yk_hand *hand, unsigned class_index);

/** Anyone: give a unit back. */
void yk_pool_give(struct yk_pool *pool, uint64_t offset);

/** Give back several units of one bitmap word at once. */
void yk_pool_give_mask(struct yk_pool *pool,
                       uint32_t index,
                       uint32_t word,
                       uint64_t mask);

/** A block of at least @p size bytes; 0 when memory is out. Zeros are not promised. */
uint64_t yk_block_take(struct yk_pool *pool,
                       struct yk_hand hands[YK_CLASS_COUNT],
                       uint64_t size);
void yk_block_give(struct yk_pool *pool, uint64_t offset);

/** Bytes from a block's offset that lie inside the block; 0 when it is none. */
uint64_t yk_block_size(const struct yk_pool *pool, uint64_t offset);

/** Is this the offset of a unit in a chunk of slots? */
bool yk_pool_is_slot(const struct yk_pool *pool, uint64_t offset);

/**
 * Call @p visit for every slot that may be in use, while work goes on.
 * Stops when it returns false.
 */
void yk_pool_each_slot(struct yk_pool *pool,
                       bool (*visit)(uint64_t offset, void *),
                       void *context);

/** The same for the chunks of one hand's list, all units of them. */
void yk_pool_each_owned_slot(struct yk_pool *pool,
                             const struct yk_hand *hand,
                             bool (*visit)(uint64_t offset, void *),
                             void *context);

static inline struct yk_chunk *yk_pool_chunk(const struct yk_pool *pool, uint32_t index)
{
    return (struct yk_chunk *)(void *)(pool->region.base +
                                       ((uint64_t)index << YK_CHUNK_LOG2));
}

static inline uint32_t yk_chunk_of(uint64_t offset)
{
    return (uint32_t)(offset >> YK_CHUNK_LOG2);
}

/** Which unit of its chunk a slot is. */
static inline uint32_t yk_slot_unit(uint64_t offset)
{
    return (uint32_t)((offset & (YK_CHUNK_BYTES - 1)) - YK_CHUNK_HEADER_BYTES) >> 6;
}

#endif
