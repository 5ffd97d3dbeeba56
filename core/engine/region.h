/**
 * The region: one large, sparse stretch of memory that never moves, with
 * everything that submitters and workers share. Private memory for threads, a
 * memfd for processes. Only indices and offsets are stored inside.
 *
 *   0 ── control, ports ── rings of the queues ── chunk table ── chunks … end
 *
 * Chunks of 4 MiB are the unit in which the rest is given out: to one port and
 * one size class (slots are one), or in runs of whole chunks to large payloads.
 */
#ifndef YK_REGION_H
#define YK_REGION_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define YK_CHUNK_LOG2 22u
#define YK_CHUNK_BYTES (UINT64_C(1) << YK_CHUNK_LOG2)

/** Regions begin at multiples of this, so that an address leads to its engine. */
#define YK_REGION_ALIGN_LOG2 30u

/** Addresses beyond this many bits are not used: the table of engines ends there. */
#define YK_ADDRESS_BITS 48u

/** Memory of large payloads that is kept after use instead of given back. */
#define YK_RETAIN_BYTES (UINT64_C(64) << 20)

/** Each process's own description of where the region is. */
struct yk_region {
    char *base;
    size_t size;
    int fd; /* -1: private memory */
};

/**
 * Reserve a region of at most 64 GiB, halved until the system agrees.
 * @return 0; YOKE_E_NOMEM; YOKE_E_SYSTEM.
 */
int yk_region_create(bool shared, struct yk_region *ret_region);
void yk_region_destroy(struct yk_region *region);

/** Give back the memory behind whole pages; they read as zeros afterwards. */
void yk_region_punch(const struct yk_region *region, uint64_t offset, uint64_t size);

#endif
