/**
 * Seeded data by position: word i of a stream is a function of the stream and i
 * alone. A file or buffer can thus be checked anywhere without being read from
 * the start, and in another way than it was made.
 */
#ifndef WORKLOADS_SEEDED_H
#define WORKLOADS_SEEDED_H

#include <stddef.h>
#include <stdint.h>

/** A bijection of 64 bits in which every input bit changes half of the output
 * (splitmix64's finaliser; Steele, Lea, Flood, OOPSLA 2014). */
static inline uint64_t seeded_mix(uint64_t value)
{
    value = (value ^ (value >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    value = (value ^ (value >> 27)) * UINT64_C(0x94d049bb133111eb);
    return value ^ (value >> 31);
}

/** Word @p index of the splitmix64 sequence that starts from @p stream. */
static inline uint64_t seeded_word(uint64_t stream, uint64_t index)
{
    return seeded_mix(stream + (index + 1) * UINT64_C(0x9e3779b97f4a7c15));
}

/** A stream of its own for each purpose under one seed. */
static inline uint64_t seeded_stream(uint64_t seed, uint64_t purpose)
{
    return seeded_word(seeded_mix(seed), purpose);
}

/** The words @p first_index … of a stream as bytes; @p count words. */
void seeded_fill(uint64_t stream, uint64_t first_index, uint64_t *words, size_t count);

/**
 * A checksum of a sequence of values in which order counts:
 * seeded_fold(seeded_fold(start, a), b). Its closed form, for checking in
 * another way, is start·K² + a·K + b modulo 2⁶⁴, K = SEEDED_FOLD_FACTOR.
 */
#define SEEDED_FOLD_FACTOR UINT64_C(0xd1342543de82ef95)

static inline uint64_t seeded_fold(uint64_t check, uint64_t value)
{
    return check * SEEDED_FOLD_FACTOR + value;
}

/** SEEDED_FOLD_FACTOR to the power @p exponent, modulo 2⁶⁴. */
uint64_t seeded_fold_power(uint64_t exponent);

#endif
