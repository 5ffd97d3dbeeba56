/** Text into HTML: what a reader wrote stays text, whatever it looks like. */
#ifndef BENCH_ANALYSE_HTML_OUT_H
#define BENCH_ANALYSE_HTML_OUT_H

#include <stdio.h>

#include "analyse/fault.h"

/** Write @p text, good as an element's content and in a quoted attribute. */
void html_out_text(FILE *out, const char *text);

/** <tag class="class">text</tag>; no class when NULL. */
void html_out_element(FILE *out,
                      const char *tag,
                      const char *class_name,
                      const char *text);

/** The first cell of a table's row. */
void html_out_row_head(FILE *out, const char *text);

/**
 * The SVG file at @p path as an element of the page: without its XML prolog, its
 * ids made unique by @p prefix, and named @p title.
 */
int html_out_svg(FILE *out,
                 const char *path,
                 const char *prefix,
                 const char *title,
                 struct fault *fault);

/** A whole file, as it is: a style sheet of ours. */
int html_out_file(FILE *out, const char *path, struct fault *fault);

#endif
