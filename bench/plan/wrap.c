#include "plan/wrap.h"

#include <string.h>

enum { COLUMNS = 79 };

/** Columns of @p size bytes: code points, since none of ours is wide. */
static int columns_of(const char *text, size_t size)
{
    int columns = 0;
    for (size_t i = 0; i < size; i++)
        columns += ((unsigned char)text[i] & 0xc0) != 0x80;
    return columns;
}

void print_paragraph(FILE *out, int indent, const char *label, const char *text)
{
    int column = columns_of(label, strlen(label));
    fputs(label, out);
    for (; column < indent; column++)
        fputc(' ', out);
    int start = column;
    while (*text) {
        size_t size = strcspn(text, " ");
        int width = columns_of(text, size);
        if (column > start && column + 1 + width > COLUMNS) {
            fprintf(out, "\n%*s", indent, "");
            column = start = indent;
        }
        if (column > start) {
            fputc(' ', out);
            column++;
        }
        fwrite(text, 1, size, out);
        column += width;
        text += size + (text[size] == ' ');
    }
    fputc('\n', out);
}
