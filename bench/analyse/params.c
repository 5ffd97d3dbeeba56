#include "analyse/params.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void decode(const char *from, size_t from_size, char *to, size_t to_size)
{
    size_t used = 0;
    for (size_t i = 0; i < from_size && used + 1 < to_size; i++) {
        if (from[i] == '%' && i + 2 < from_size &&
            isxdigit((unsigned char)from[i + 1]) &&
            isxdigit((unsigned char)from[i + 2])) {
            const char digits[3] = {from[i + 1], from[i + 2], '\0'};
            to[used++] = (char)strtol(digits, NULL, 16);
            i += 2;
        } else {
            to[used++] = from[i];
        }
    }
    to[used] = '\0';
}

static void append(char *text, size_t size, const char *more)
{
    size_t used = strlen(text);
    snprintf(text + used, size - used, "%s", more);
}

size_t params_print(const char *params,
                    params_filter *filter,
                    const void *context,
                    const char *separator,
                    char *text,
                    size_t size)
{
    size_t count = 0;
    text[0] = '\0';
    for (const char *next = params; *next;) {
        size_t length = strcspn(next, ";");
        char pair[256], name[256];
        decode(next, length, pair, sizeof(pair));
        decode(next, strcspn(next, "=;"), name, sizeof(name));
        next += length + (next[length] == ';');
        if (!*name || !filter(context, name))
            continue;
        if (count++)
            append(text, size, separator);
        append(text, size, pair);
    }
    return count;
}
