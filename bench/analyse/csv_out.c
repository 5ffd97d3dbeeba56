#include "analyse/csv_out.h"

#include <csv.h>
#include <math.h>
#include <string.h>

static void separate(struct csv_out *out)
{
    if (out->has_cells)
        fputc(',', out->stream);
    out->has_cells = true;
}

void csv_out_text(struct csv_out *out, const char *text)
{
    size_t size = strlen(text);
    separate(out);
    /* Blanks at the ends would be lost in readers that trim. */
    bool is_plain = !text[strcspn(text, ",\"\r\n")] &&
                    (size == 0 || (text[0] != ' ' && text[size - 1] != ' '));
    if (is_plain)
        fputs(text, out->stream);
    else
        csv_fwrite(out->stream, text, size);
}

void csv_out_number(struct csv_out *out, double number)
{
    separate(out);
    if (isfinite(number))
        fprintf(out->stream, "%.9g", number);
}

void csv_out_count(struct csv_out *out, long long count)
{
    separate(out);
    fprintf(out->stream, "%lld", count);
}

void csv_out_end_row(struct csv_out *out)
{
    fputc('\n', out->stream);
    out->has_cells = false;
}

void csv_out_header(struct csv_out *out, const char *const *names)
{
    for (; *names; names++)
        csv_out_text(out, *names);
    csv_out_end_row(out);
}
