/** A set of strings, each kept once: equal texts are equal pointers. */
#ifndef BENCH_ANALYSE_TEXTS_H
#define BENCH_ANALYSE_TEXTS_H

struct texts {
    void *root; /* of a tsearch(3) tree */
};

/** @return the set's own copy of @p text, or NULL when out of memory. */
const char *texts_keep(struct texts *texts, const char *text);

/** @return the kept copy, or NULL when @p text was never kept. */
const char *texts_find(const struct texts *texts, const char *text);

void texts_fini(struct texts *texts);

#endif
