/*
 * The chunk table has one word a chunk:
 *   kind (4 bits)     FREE, DIRTY (free, but memory is committed), SLOTS,
 *                     BLOCKS, RUN (first chunk of a large block), REST
 *   length (32 bits)  RUN: how many chunks
 * A chunk is claimed by compare-and-swap FREE/DIRTY → its kind, and a chunk of
 * a class is never given up: the port keeps it for its next life.
 *
 * Bits are hints. Giving a unit back is one fetch_or (plus one in the summary
 * when its word was empty), so a giver killed before it leaves a unit unused,
 * which the owner's sweep finds by the state words; a bit set twice is harmless
 * for slots, since the only allocator of the chunk looks at the state word.
 *
 * Taking: the owner swaps a whole word out and hands its 64 units out in order
 * of address, so that an aged pool still walks memory forwards; a shuffled free
 * list costs 5 to 6 times as much a task. It prefers the lowest word that is at
 * least half free (a small working set stays small and warm), else it goes
 * round from where it was.
 */
#include "engine/pool.h"

#include <string.h>

enum chunk_kind { FREE, DIRTY, SLOTS, BLOCKS, RUN, REST };

#define KIND_MASK UINT64_C(0xf)
#define LENGTH_SHIFT 32
#define DENSE_UNITS 32

static enum chunk_kind chunk_kind(const struct yk_pool *pool, uint32_t index)
{
    /* acquire: pairs with the claim's release of a chunk's header */
    return (enum chunk_kind)(
        atomic_load_explicit(&pool->table[index], memory_order_acquire) & KIND_MASK);
}

static bool chunk_exists(const struct yk_pool *pool, uint32_t index)
{
    return index >= pool->first_chunk && index < pool->chunk_count;
}

/* FREE or DIRTY → word. */
static bool chunk_claim(struct yk_pool *pool, uint32_t index, uint64_t word)
{
    uint64_t old = atomic_load_explicit(&pool->table[index], memory_order_relaxed);
    if (old != FREE && old != DIRTY)
        return false;
    if (!atomic_compare_exchange_strong_explicit(&pool->table[index],
                                                 &old,
                                                 word,
                                                 memory_order_acq_rel,
                                                 memory_order_relaxed))
        return false;
    if (old == DIRTY)
        atomic_fetch_sub_explicit(pool->dirty, 1, memory_order_relaxed);
    return true;
}

static void chunk_free(struct yk_pool *pool, uint32_t index)
{
    uint32_t dirty = atomic_fetch_add_explicit(pool->dirty, 1, memory_order_relaxed);
    enum chunk_kind kind = DIRTY;
    if (dirty >= YK_RETAIN_BYTES / YK_CHUNK_BYTES) {
        atomic_fetch_sub_explicit(pool->dirty, 1, memory_order_relaxed);
        yk_region_punch(
            &pool->region, (uint64_t)index << YK_CHUNK_LOG2, YK_CHUNK_BYTES);
        kind = FREE;
    }
    /* release: whoever claims it next comes after our last use */
    atomic_store_explicit(&pool->table[index], (uint64_t)kind, memory_order_release);
}

/* Classes */

static uint32_t class_unit_log2(unsigned class_index)
{
    return class_index == YK_CLASS_SLOTS ? 6 : class_index + YK_BLOCK_LOG2_MIN - 1;
}

static void chunk_init(struct yk_chunk *chunk, unsigned class_index)
{
    chunk->unit_log2 = class_unit_log2(class_index);
    chunk->unit_count =
        (uint32_t)(YK_CHUNK_BYTES - YK_CHUNK_HEADER_BYTES) >> chunk->unit_log2;
    for (uint32_t w = 0; w < YK_CHUNK_WORDS; w++) {
        uint32_t first = w * 64;
        uint64_t bits = 0;
        if (first + 64 <= chunk->unit_count)
            bits = UINT64_MAX;
        else if (first < chunk->unit_count)
            bits = (UINT64_C(1) << (chunk->unit_count - first)) - 1;
        atomic_store_explicit(&chunk->bitmap[w], bits, memory_order_relaxed);
        if (bits)
            atomic_fetch_or_explicit(
                &chunk->summary[w / 64], UINT64_C(1) << (w % 64), memory_order_relaxed);
    }
}

/* A new chunk for the hand, at the end of its list. */
static uint32_t
chunk_add(struct yk_pool *pool, struct yk_hand *hand, unsigned class_index)
{
    uint32_t index = pool->first_chunk;
    while (index < pool->chunk_count && !chunk_claim(pool, index, RUN))
        index++;
    if (index == pool->chunk_count)
        return 0;
    struct yk_chunk *chunk = yk_pool_chunk(pool, index);
    if (class_index == YK_CLASS_SLOTS) /* state words begin as zero: FREE */
        yk_region_punch(
            &pool->region, (uint64_t)index << YK_CHUNK_LOG2, YK_CHUNK_BYTES);
    else
        memset(chunk, 0, sizeof(*chunk));
    chunk_init(chunk, class_index);
    /* release: the header is whole before anyone takes it for a class */
    atomic_store_explicit(&pool->table[index],
                          class_index == YK_CLASS_SLOTS ? SLOTS : BLOCKS,
                          memory_order_release);
    if (chunk_exists(pool, hand->last_chunk))
        atomic_store_explicit(
            &yk_pool_chunk(pool, hand->last_chunk)->next, index, memory_order_relaxed);
    else
        hand->first_chunk = index;
    hand->last_chunk = index;
    return index;
}

/* Swap the free bits of a word into the hand. */
static bool
grab_word(struct yk_hand *hand, struct yk_chunk *chunk, uint32_t index, uint32_t word)
{
    /* the summary first: a bit that comes back after the swap sets it again */
    atomic_fetch_and_explicit(&chunk->summary[word / 64],
                              ~(UINT64_C(1) << (word % 64)),
                              memory_order_relaxed);
    /* acquire: we come after whoever gave the units back; release: after the
     * summary */
    uint64_t mask =
        atomic_exchange_explicit(&chunk->bitmap[word], 0, memory_order_acq_rel);
    if (!mask)
        return false;
    hand->chunk = index;
    hand->word = word;
    atomic_signal_fence(memory_order_release); /* killed here: no mask, no harm */
    hand->mask = mask;
    return true;
}

/* The first word at or after `from` that the summary has; YK_CHUNK_WORDS if none. */
static uint32_t next_word(struct yk_chunk *chunk, uint32_t from)
{
    for (uint32_t s = from / 64; s < YK_CHUNK_WORDS / 64; s++) {
        uint64_t bits = atomic_load_explicit(&chunk->summary[s], memory_order_relaxed);
        if (s == from / 64)
            bits &= UINT64_MAX << (from % 64);
        if (bits)
            return s * 64 + (uint32_t)__builtin_ctzll(bits);
    }
    return YK_CHUNK_WORDS;
}

static bool grab_lowest_if_dense(struct yk_pool *pool, struct yk_hand *hand)
{
    if (!chunk_exists(pool, hand->first_chunk))
        return false;
    struct yk_chunk *chunk = yk_pool_chunk(pool, hand->first_chunk);
    uint32_t word = next_word(chunk, 0);
    if (word == YK_CHUNK_WORDS)
        return false;
    uint64_t bits = atomic_load_explicit(&chunk->bitmap[word], memory_order_relaxed);
    return __builtin_popcountll(bits) >= DENSE_UNITS &&
           grab_word(hand, chunk, hand->first_chunk, word);
}

static bool
grab_in_chunk(struct yk_pool *pool, struct yk_hand *hand, uint32_t index, uint32_t from)
{
    struct yk_chunk *chunk = yk_pool_chunk(pool, index);
    for (uint32_t word = next_word(chunk, from); word < YK_CHUNK_WORDS;
         word = next_word(chunk, word + 1))
        if (grab_word(hand, chunk, index, word))
            return true;
    return false;
}

static uint32_t chunk_after(struct yk_pool *pool, struct yk_hand *hand, uint32_t index)
{
    uint32_t next =
        atomic_load_explicit(&yk_pool_chunk(pool, index)->next, memory_order_relaxed);
    return chunk_exists(pool, next) ? next : hand->first_chunk;
}

/* From behind the last word, round the hand's chunks, back to where it was. */
static bool grab_next(struct yk_pool *pool, struct yk_hand *hand)
{
    uint32_t start = chunk_exists(pool, hand->chunk) ? hand->chunk : hand->first_chunk;
    if (!chunk_exists(pool, start))
        return false;
    if (grab_in_chunk(pool, hand, start, hand->word + 1))
        return true;
    uint32_t index = chunk_after(pool, hand, start);
    for (uint32_t n = 0; index != start && n < pool->chunk_count; n++) {
        if (!chunk_exists(pool, index) || grab_in_chunk(pool, hand, index, 0))
            return chunk_exists(pool, index);
        index = chunk_after(pool, hand, index);
    }
    return grab_in_chunk(pool, hand, start, 0);
}

static bool refill(struct yk_pool *pool, struct yk_hand *hand, unsigned class_index)
{
    if (grab_lowest_if_dense(pool, hand) || grab_next(pool, hand))
        return true;
    uint32_t index = chunk_add(pool, hand, class_index);
    return index && grab_in_chunk(pool, hand, index, 0);
}

uint64_t yk_pool_take(struct yk_pool *pool, struct yk_hand *hand, unsigned class_index)
{
    if (!hand->mask && !refill(pool, hand, class_index))
        return 0;
    uint32_t unit = hand->word * 64 + (uint32_t)__builtin_ctzll(hand->mask);
    hand->mask &= hand->mask - 1;
    uint32_t index = hand->chunk;
    uint64_t within =
        YK_CHUNK_HEADER_BYTES + ((uint64_t)unit << class_unit_log2(class_index));
    if (!chunk_exists(pool, index) || within >= YK_CHUNK_BYTES)
        return 0; /* scribbled on */
    return ((uint64_t)index << YK_CHUNK_LOG2) + within;
}

void yk_pool_give_mask(struct yk_pool *pool,
                       uint32_t index,
                       uint32_t word,
                       uint64_t mask)
{
    struct yk_chunk *chunk = yk_pool_chunk(pool, index);
    /* release: pairs with grab_word(); our last use comes before its reuse.
     * acquire: the summary comes after */
    uint64_t old =
        atomic_fetch_or_explicit(&chunk->bitmap[word], mask, memory_order_acq_rel);
    if (!old)
        atomic_fetch_or_explicit(&chunk->summary[word / 64],
                                 UINT64_C(1) << (word % 64),
                                 memory_order_relaxed);
}

void yk_pool_give(struct yk_pool *pool, uint64_t offset)
{
    uint32_t index = yk_chunk_of(offset);
    struct yk_chunk *chunk = yk_pool_chunk(pool, index);
    uint32_t unit_log2 = chunk->unit_log2 & 31;
    uint64_t within = (offset & (YK_CHUNK_BYTES - 1)) - YK_CHUNK_HEADER_BYTES;
    uint32_t unit = (uint32_t)(within >> unit_log2) & (YK_CHUNK_WORDS * 64 - 1);
    yk_pool_give_mask(pool, index, unit / 64, UINT64_C(1) << (unit % 64));
}

/* Large blocks: runs of whole chunks */

static uint32_t run_claim(struct yk_pool *pool, uint32_t first, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        uint64_t word = i ? REST : RUN | (uint64_t)count << LENGTH_SHIFT;
        if (chunk_claim(pool, first + i, word))
            continue;
        for (uint32_t undo = 0; undo < i; undo++)
            chunk_free(pool, first + undo);
        return i;
    }
    return count;
}

static uint64_t run_take(struct yk_pool *pool, uint64_t size)
{
    uint64_t count = (size + YK_CHUNK_BYTES - 1) >> YK_CHUNK_LOG2;
    uint32_t first = pool->first_chunk;
    while (first + count <= pool->chunk_count) {
        uint32_t claimed = chunk_kind(pool, first) > DIRTY
                               ? 0
                               : run_claim(pool, first, (uint32_t)count);
        if (claimed == count)
            return (uint64_t)first << YK_CHUNK_LOG2;
        first += claimed + 1;
    }
    return 0;
}

static uint64_t run_length(const struct yk_pool *pool, uint32_t first)
{
    uint64_t word = atomic_load_explicit(&pool->table[first], memory_order_acquire);
    uint64_t count = word >> LENGTH_SHIFT;
    bool fits = (word & KIND_MASK) == RUN && count <= pool->chunk_count - first;
    return fits ? count : 0;
}

/* Blocks */

uint64_t
yk_block_take(struct yk_pool *pool, struct yk_hand hands[YK_CLASS_COUNT], uint64_t size)
{
    if (size > UINT64_C(1) << YK_BLOCK_LOG2_MAX)
        return run_take(pool, size);
    unsigned log2 = size <= 64 ? 6 : 64 - (unsigned)__builtin_clzll(size - 1);
    unsigned class_index = log2 - YK_BLOCK_LOG2_MIN + 1;
    return yk_pool_take(pool, &hands[class_index], class_index);
}

void yk_block_give(struct yk_pool *pool, uint64_t offset)
{
    uint32_t index = yk_chunk_of(offset);
    if (!chunk_exists(pool, index))
        return;
    if (chunk_kind(pool, index) == BLOCKS) {
        yk_pool_give(pool, offset);
        return;
    }
    uint64_t count = run_length(pool, index);
    for (uint64_t i = 0; i < count; i++)
        chunk_free(pool, index + (uint32_t)i);
}

uint64_t yk_block_size(const struct yk_pool *pool, uint64_t offset)
{
    uint32_t index = yk_chunk_of(offset);
    if (!chunk_exists(pool, index))
        return 0;
    uint64_t within = offset & (YK_CHUNK_BYTES - 1);
    if (chunk_kind(pool, index) != BLOCKS)
        return within ? 0 : run_length(pool, index) << YK_CHUNK_LOG2;
    uint32_t unit_log2 = yk_pool_chunk(pool, index)->unit_log2 & 31;
    uint64_t unit = UINT64_C(1) << unit_log2;
    if (within < YK_CHUNK_HEADER_BYTES ||
        ((within - YK_CHUNK_HEADER_BYTES) & (unit - 1)))
        return 0;
    return within + unit <= YK_CHUNK_BYTES ? unit : 0;
}

/* Looking at all slots */

bool yk_pool_is_slot(const struct yk_pool *pool, uint64_t offset)
{
    uint32_t index = yk_chunk_of(offset);
    return chunk_exists(pool, index) && chunk_kind(pool, index) == SLOTS &&
           (offset & (YK_CHUNK_BYTES - 1)) >= YK_CHUNK_HEADER_BYTES &&
           (offset & 63) == 0;
}

/* Slots whose bit is set are free: skipped. */
static bool each_in_chunk(struct yk_pool *pool,
                          uint32_t index,
                          bool (*visit)(uint64_t, void *),
                          void *context)
{
    struct yk_chunk *chunk = yk_pool_chunk(pool, index);
    uint32_t units = (YK_CHUNK_BYTES - YK_CHUNK_HEADER_BYTES) >> 6;
    uint64_t first = ((uint64_t)index << YK_CHUNK_LOG2) + YK_CHUNK_HEADER_BYTES;
    for (uint32_t word = 0; word < units / 64; word++) {
        uint64_t used =
            ~atomic_load_explicit(&chunk->bitmap[word], memory_order_relaxed);
        for (; used; used &= used - 1) {
            uint32_t unit = word * 64 + (uint32_t)__builtin_ctzll(used);
            if (!visit(first + (uint64_t)unit * 64, context))
                return false;
        }
    }
    return true;
}

void yk_pool_each_slot(struct yk_pool *pool,
                       bool (*visit)(uint64_t, void *),
                       void *context)
{
    for (uint32_t i = pool->first_chunk; i < pool->chunk_count; i++)
        if (chunk_kind(pool, i) == SLOTS && !each_in_chunk(pool, i, visit, context))
            return;
}

void yk_pool_each_owned_slot(struct yk_pool *pool,
                             const struct yk_hand *hand,
                             bool (*visit)(uint64_t, void *),
                             void *context)
{
    uint32_t index = hand->first_chunk;
    for (uint32_t n = 0; chunk_exists(pool, index) && n < pool->chunk_count; n++) {
        if (chunk_kind(pool, index) != SLOTS ||
            !each_in_chunk(pool, index, visit, context))
            return;
        index = atomic_load_explicit(&yk_pool_chunk(pool, index)->next,
                                     memory_order_relaxed);
    }
}
