#include "plan/wrap.h"

#include <string.h>

enum { COLUMNS = 79, INDENT = 6 };

size_t text_columns(const char *text)
{
    size_t columns = 0;
    for (; *text; text++)
        columns += ((unsigned char)*text & 0xc0) != 0x80;
    return columns;
}

static size_t word_columns(const char *word, size_t size)
{
    size_t columns = 0;
    for (size_t i = 0; i < size; i++)
        columns += ((unsigned char)word[i] & 0xc0) != 0x80;
    return columns;
}

void print_paragraph(FILE *out, const char *label, const char *text)
{
    size_t column = INDENT;
    fprintf(out, "%-*s", INDENT, label);
    while (*text) {
        size_t size = strcspn(text, " \n");
        size_t width = word_columns(text, size);
        if (column > INDENT && column + 1 + width > COLUMNS) {
            fprintf(out, "\n%*s", INDENT, "");
            column = INDENT;
        }
        if (column > INDENT) {
            fputc(' ', out);
            column++;
        }
        fwrite(text, 1, size, out);
        column += width;
        text += size;
        if (*text == '\n') {
            fprintf(out, "\n%*s", INDENT, "");
            column = INDENT;
        }
        if (*text)
            text++;
    }
    fputc('\n', out);
}
