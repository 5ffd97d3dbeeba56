#include "analyse/panels.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "analyse/gp_out.h"
#include "analyse/units.h"

enum { TITLE_WIDTH = 46, LABEL_WIDTH = 24, WIDE_CAPTION = 135, NARROW_CAPTION = 58 };

int panels_make(struct panels *panels, const struct result *result, struct fault *fault)
{
    memset(panels, 0, sizeof(*panels));
    panels->result = result;
    if (arms_make(&panels->arms, result, fault))
        return -1;
    panels->subjects = calloc(result->cell_count + 1, sizeof(*panels->subjects));
    if (!panels->subjects) {
        arms_fini(&panels->arms);
        return fault_set(fault, "out of memory for %zu panels", result->cell_count);
    }
    for (size_t cell = 0; cell < result->cell_count; cell++)
        if (result_subject(result, cell) == cell)
            panels->subjects[panels->count++] = cell;
    return 0;
}

void panels_fini(struct panels *panels)
{
    arms_fini(&panels->arms);
    free(panels->subjects);
    panels->subjects = NULL;
}

bool panels_cell(const struct panels *panels,
                 size_t panel,
                 size_t arm,
                 int workers,
                 size_t *ret_cell)
{
    const struct result *result = panels->result;
    for (size_t cell = 0; cell < result->cell_count; cell++) {
        if (result_cell_workers(&result->cells[cell]) != workers ||
            result_subject(result, cell) != panels->subjects[panel] ||
            !arm_has_cell(&panels->arms.items[arm], result, cell))
            continue;
        *ret_cell = cell;
        return true;
    }
    return false;
}

/* What a point is in a terminal, where there are no shapes. */
static void write_letters(const struct arms *arms, FILE *out)
{
    gp_out_array(out, "solid_letter", arms->count);
    gp_out_array(out, "hollow_letter", arms->count);
    for (size_t i = 0; i < arms->count; i++) {
        unsigned char first = (unsigned char)arms->items[i].label[0];
        const char upper[] = {(char)toupper(first), '\0'};
        const char lower[] = {(char)tolower(first), '\0'};
        gp_out_element_text(out, "solid_letter", i + 1, upper);
        gp_out_element_text(out, "hollow_letter", i + 1, lower);
    }
}

static void write_styles(const struct arms *arms, FILE *out)
{
    for (size_t i = 0; i < arms->count; i++) {
        const struct arm *arm = &arms->items[i];
        fprintf(out,
                "set style line %zu lc rgb '#%06X' dt %d lw 2\n"
                "set style line %zu lc rgb '#%06X' pt %d lw 2\n"
                "set style line %zu lc rgb '#%06X' pt %d lw 2\n",
                i + 1,
                arm->colour,
                arm->dash,
                i + 1001,
                arm->colour,
                arm->solid_point,
                i + 2001,
                arm->colour,
                arm->hollow_point);
    }
}

void panels_write_settings(const struct panels *panels, FILE *out)
{
    size_t widest = 0;
    gp_out_number(out, "panel_count", (double)panels->count);
    gp_out_number(out, "series_count", (double)panels->arms.count);
    gp_out_array(out, "panel_title", panels->count);
    for (size_t panel = 0; panel < panels->count; panel++) {
        char subject[512], title[512];
        result_cell_subject(panels->result,
                            &panels->result->cells[panels->subjects[panel]],
                            subject,
                            sizeof(subject));
        gp_fit(subject, TITLE_WIDTH, title, sizeof(title));
        gp_out_element_text(out, "panel_title", panel + 1, title);
    }
    for (size_t i = 0; i < panels->arms.count; i++) {
        size_t width = units_width(panels->arms.items[i].label);
        widest = width > widest ? width : widest;
    }
    write_styles(&panels->arms, out);
    write_letters(&panels->arms, out);
    gp_out_number(
        out, "label_width", (double)(widest < LABEL_WIDTH ? widest : LABEL_WIDTH));
}

static int compare_places(const void *left, const void *right)
{
    const struct curve_label *a = left, *b = right;
    if (a->place != b->place)
        return a->place < b->place ? -1 : 1;
    return (a->arm < b->arm) - (a->arm > b->arm);
}

void panels_spread_labels(struct curve_label *labels, size_t count, double distance)
{
    qsort(labels, count, sizeof(*labels), compare_places);
    /* Upwards, then back down from the top: the lowest moves only at need. */
    for (size_t i = 1; i < count; i++)
        if (labels[i].place < labels[i - 1].place + distance)
            labels[i].place = labels[i - 1].place + distance;
    double ceiling = 1;
    for (size_t i = count; i-- > 0;) {
        if (labels[i].place > ceiling)
            labels[i].place = ceiling;
        ceiling = labels[i].place - distance;
    }
}

void panels_write_label_arrays(const struct panels *panels, FILE *out)
{
    size_t count = panels->count * panels->arms.count;
    gp_out_array(out, "label_text", count);
    gp_out_array(out, "label_place", count);
    for (size_t i = 1; i <= count; i++)
        gp_out_element_text(out, "label_text", i, "");
}

void panels_write_labels(const struct panels *panels,
                         size_t panel,
                         const struct curve_label *labels,
                         size_t count,
                         FILE *out)
{
    size_t stride = panels->arms.count;
    for (size_t i = 0; i < count; i++) {
        char text[256];
        size_t index = panel * stride + labels[i].arm + 1;
        gp_fit(
            panels->arms.items[labels[i].arm].label, LABEL_WIDTH, text, sizeof(text));
        gp_out_element_text(out, "label_text", index, text);
        gp_out_element_number(out, "label_place", index, labels[i].place);
    }
}

/* Break at spaces; returns the number of lines. */
static size_t write_lines(const char *name, const char *text, size_t width, FILE *out)
{
    char line[512] = "", rest[2048], *cursor = NULL;
    size_t count = 0;
    snprintf(rest, sizeof(rest), "%s", text);
    for (char *word = strtok_r(rest, " ", &cursor); word;
         word = strtok_r(NULL, " ", &cursor)) {
        if (*line && units_width(line) + 1 + units_width(word) > width) {
            gp_out_element_text(out, name, ++count, line);
            line[0] = '\0';
        }
        size_t used = strlen(line);
        snprintf(line + used, sizeof(line) - used, "%s%s", used ? " " : "", word);
    }
    gp_out_element_text(out, name, ++count, line);
    return count;
}

void panels_write_caption(const char *caption, FILE *out)
{
    enum { LINES_MAX = 64 };
    gp_out_array(out, "caption_wide", LINES_MAX);
    size_t wide = write_lines("caption_wide", caption, WIDE_CAPTION, out);
    gp_out_number(out, "caption_wide_lines", (double)wide);
    gp_out_array(out, "caption_narrow", LINES_MAX);
    size_t narrow = write_lines("caption_narrow", caption, NARROW_CAPTION, out);
    gp_out_number(out, "caption_narrow_lines", (double)narrow);
}

void panels_status(const struct result *result, char *text, size_t size)
{
    size_t used = 0;
    const char *name = strrchr(result->dir, '/');
    for (size_t i = 0; i < result->run_count; i++)
        used += !result->runs[i].excluded_for;
    snprintf(text,
             size,
             "%zu of %zu runs valid; %.200s",
             used,
             result->run_count,
             name ? name + 1 : result->dir);
}
