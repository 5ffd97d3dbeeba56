#include "analyse/texts.h"

#include <search.h>
#include <stdlib.h>
#include <string.h>

static int compare_texts(const void *left, const void *right)
{
    return strcmp(left, right);
}

const char *texts_find(const struct texts *texts, const char *text)
{
    void *const *node = tfind(text, (void *const *)&texts->root, compare_texts);
    return node ? *node : NULL;
}

const char *texts_keep(struct texts *texts, const char *text)
{
    const char *kept = texts_find(texts, text);
    if (kept)
        return kept;
    char *copy = strdup(text);
    if (!copy || !tsearch(copy, &texts->root, compare_texts)) {
        free(copy);
        return NULL;
    }
    return copy;
}

void texts_fini(struct texts *texts)
{
    tdestroy(texts->root, free);
    texts->root = NULL;
}
