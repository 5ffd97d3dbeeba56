#include "support/seeded.h"

void seeded_fill(uint64_t stream, uint64_t first_index, uint64_t *words, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        words[i] = seeded_word(stream, first_index + i);
    }
}

uint64_t seeded_fold_power(uint64_t exponent)
{
    uint64_t result = 1;
    for (uint64_t base = SEEDED_FOLD_FACTOR; exponent > 0; exponent >>= 1) {
        if (exponent & 1) {
            result *= base;
        }
        base *= base;
    }
    return result;
}
