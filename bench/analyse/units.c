#include "analyse/units.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

struct scale {
    double factor; /* values from here on use it */
    const char *name;
};

static const struct scale TIMES[] = {
    {1e9, "s"}, {1e6, "ms"}, {1e3, "µs"}, {1, "ns"}, {0, NULL}};
static const struct scale BYTES[] = {
    {1e12, "TB"}, {1e9, "GB"}, {1e6, "MB"}, {1e3, "kB"}, {1, "B"}, {0, NULL}};
static const struct scale COUNTS[] = {
    {1e12, "T"}, {1e9, "G"}, {1e6, "M"}, {1e3, "k"}, {1, ""}, {0, NULL}};

static const struct scale *scales_of(const char *unit)
{
    if (strcmp(unit, "ns") == 0)
        return TIMES;
    return strncmp(unit, "bytes", 5) == 0 ? BYTES : COUNTS;
}

double units_scale(double value, const char *unit, char *scaled_unit, size_t size)
{
    const struct scale *scale = scales_of(unit);
    /* 999.6 has three digits only as 1.00 of the next unit. */
    while (scale[1].name && fabs(value) < scale->factor * 0.9995)
        scale++;
    bool is_rate = strlen(unit) > 2 && strcmp(unit + strlen(unit) - 2, "/s") == 0;
    snprintf(scaled_unit, size, "%s%s", scale->name, is_rate ? "/s" : "");
    return scale->factor;
}

static int decimals_for_three_digits(double value)
{
    double size = fabs(value);
    return size < 9.995 ? 2 : size < 99.95 ? 1 : 0;
}

void units_print(double value, const char *unit, char *text, size_t size)
{
    char scaled_unit[64];
    if (isnan(value)) {
        snprintf(text, size, "–");
        return;
    }
    double scaled = value / units_scale(value, unit, scaled_unit, sizeof(scaled_unit));
    if (fabs(scaled) >= 9999.5)
        snprintf(text, size, "%.3g %s", scaled, scaled_unit);
    else
        snprintf(text,
                 size,
                 "%.*f%s%s",
                 scaled == 0 ? 0 : decimals_for_three_digits(scaled),
                 scaled,
                 *scaled_unit ? " " : "",
                 scaled_unit);
}

void units_ratio_bare(double ratio, char *text, size_t size)
{
    if (isnan(ratio))
        snprintf(text, size, "–");
    else if (ratio >= 9999.5 || ratio < 0.0995)
        snprintf(text, size, "%.2g", ratio);
    else
        snprintf(text, size, "%.*f", ratio < 3.495 ? 2 : ratio < 99.5 ? 1 : 0, ratio);
}

void units_ratio(double ratio, char *text, size_t size)
{
    units_ratio_bare(ratio, text, size);
    if (!isnan(ratio)) {
        size_t used = strlen(text);
        snprintf(text + used, size - used, "×");
    }
}

void units_percent(double ratio, char *text, size_t size)
{
    snprintf(text, size, "%.4g %%", ratio * 100);
}

void units_span(double seconds, char *text, size_t size)
{
    long whole = lround(seconds);
    if (whole < 60)
        snprintf(text, size, "%ld s", whole);
    else if (whole < 3600)
        snprintf(text, size, "%ld min %ld s", whole / 60, whole % 60);
    else
        snprintf(text, size, "%ld h %ld min", whole / 3600, whole / 60 % 60);
}

size_t units_width(const char *text)
{
    size_t width = 0;
    for (; *text; text++)
        width += ((unsigned char)*text & 0xc0) != 0x80;
    return width;
}

void units_pad(FILE *out, const char *text, int width)
{
    int missing = (width < 0 ? -width : width) - (int)units_width(text);
    fprintf(out, "%*s", width < 0 && missing > 0 ? missing : 0, "");
    fputs(text, out);
    fprintf(out, "%*s", width > 0 && missing > 0 ? missing : 0, "");
}
