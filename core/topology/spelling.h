/**
 * The nearest right spelling of a wrong word, for error messages.
 *
 *     struct yk_spelling spelling = yk_spelling_of("scater");
 *     for each allowed word: yk_spelling_offer(&spelling, allowed);
 *     spelling.nearest is "scatter", or NULL when nothing is near
 */
#ifndef YK_SPELLING_H
#define YK_SPELLING_H

/** A search under way, in the caller's storage. */
struct yk_spelling {
    const char *word;
    const char *nearest; /* borrowed from the caller of yk_spelling_offer() */
    unsigned distance;   /* of nearest; while there is none, one more than allowed */
};

/** Start looking for what @p word may have meant; @p word is borrowed. */
struct yk_spelling yk_spelling_of(const char *word);

/**
 * Remember @p candidate if it is nearer than every one before it. A word that is
 * the beginning of a candidate ("proc" of "processes") is near to it.
 */
void yk_spelling_offer(struct yk_spelling *spelling, const char *candidate);

#endif
