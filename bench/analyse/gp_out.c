#include "analyse/gp_out.h"

#include <math.h>
#include <string.h>

#include "analyse/units.h"

/* Between single quotes gnuplot expands nothing; a quote is written twice. */
static void quote(FILE *out, const char *text)
{
    fputc('\'', out);
    for (; *text; text++) {
        if (*text == '\'')
            fputc('\'', out);
        fputc((unsigned char)*text < ' ' ? ' ' : *text, out);
    }
    fputs("'\n", out);
}

static void put_number(FILE *out, double number)
{
    if (isfinite(number))
        fprintf(out, "%.9g\n", number);
    else
        fputs("NaN\n", out);
}

void gp_out_text(FILE *out, const char *name, const char *text)
{
    fprintf(out, "%s = ", name);
    quote(out, text);
}

void gp_out_number(FILE *out, const char *name, double number)
{
    fprintf(out, "%s = ", name);
    put_number(out, number);
}

void gp_out_array(FILE *out, const char *name, size_t count)
{
    fprintf(out, "array %s[%zu]\n", name, count ? count : 1);
}

void gp_out_element_text(FILE *out, const char *name, size_t index, const char *text)
{
    fprintf(out, "%s[%zu] = ", name, index);
    quote(out, text);
}

void gp_out_element_number(FILE *out, const char *name, size_t index, double number)
{
    fprintf(out, "%s[%zu] = ", name, index);
    put_number(out, number);
}

/* The byte at which the code point number @p columns starts. */
static size_t offset_of(const char *text, size_t columns)
{
    size_t offset = 0;
    while (text[offset] && columns > 0) {
        offset++;
        while (((unsigned char)text[offset] & 0xc0) == 0x80)
            offset++;
        columns--;
    }
    return offset;
}

void gp_fit(const char *text, size_t width, char *fitted, size_t size)
{
    size_t length = units_width(text);
    if (length <= width) {
        snprintf(fitted, size, "%s", text);
        return;
    }
    size_t head = (width - 1) / 2, tail = width - 1 - head;
    snprintf(fitted,
             size,
             "%.*s…%s",
             (int)offset_of(text, head),
             text,
             text + offset_of(text, length - tail));
}
