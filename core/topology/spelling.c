/*
 * Optimal string alignment (Damerau-Levenshtein without overlapping edits):
 * insertions, deletions, substitutions and swaps of neighbours count one each;
 * case does not count. The words are names of options, so a fixed row suffices,
 * and what is longer than that is no misspelling of a name.
 */
#include "topology/spelling.h"

#include <ctype.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

enum { WORD_MAX = 63 };

static unsigned smaller(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

static int letter(const char *word, size_t index)
{
    return tolower((unsigned char)word[index]);
}

static unsigned distance_between(const char *a, const char *b)
{
    unsigned rows[3][WORD_MAX + 1] = {{0}}; /* the one before last, the last, this */
    unsigned *before = rows[0];
    unsigned *last = rows[1];
    unsigned *row = rows[2];
    size_t a_length = strlen(a);
    size_t b_length = strlen(b);
    for (size_t j = 0; j <= b_length; j++) {
        last[j] = (unsigned)j;
    }
    for (size_t i = 1; i <= a_length; i++) {
        row[0] = (unsigned)i;
        for (size_t j = 1; j <= b_length; j++) {
            unsigned substituted = letter(a, i - 1) != letter(b, j - 1);
            row[j] =
                smaller(smaller(last[j], row[j - 1]) + 1, last[j - 1] + substituted);
            if (i > 1 && j > 1 && letter(a, i - 1) == letter(b, j - 2) &&
                letter(a, i - 2) == letter(b, j - 1)) {
                row[j] = smaller(row[j], before[j - 2] + 1);
            }
        }
        unsigned *recycled = before;
        before = last;
        last = row;
        row = recycled;
    }
    return last[b_length];
}

struct yk_spelling yk_spelling_of(const char *word)
{
    /* A third of the letters may be wrong; in "io", one. */
    unsigned allowed = smaller((unsigned)strlen(word), WORD_MAX) / 3;
    return (struct yk_spelling){word, NULL, (allowed > 0 ? allowed : 1) + 1};
}

void yk_spelling_offer(struct yk_spelling *spelling, const char *candidate)
{
    if (strlen(spelling->word) > WORD_MAX || strlen(candidate) > WORD_MAX) {
        return;
    }
    size_t length = strlen(spelling->word);
    bool is_beginning =
        length > 0 && strncasecmp(spelling->word, candidate, length) == 0;
    unsigned distance = is_beginning ? 1 : distance_between(spelling->word, candidate);
    /* A word of which no letter is left was not meant. */
    if (distance < spelling->distance && distance < strlen(candidate)) {
        spelling->nearest = candidate;
        spelling->distance = distance;
    }
}
