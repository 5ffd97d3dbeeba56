/**
 * Paragraphs of UTF-8 for an 80-column terminal, as "plan  4 workloads × …",
 * later lines indented under the first.
 */
#ifndef BENCH_WRAP_H
#define BENCH_WRAP_H

#include <stdio.h>

/**
 * Print @p text after @p label, breaking at spaces; later lines begin at column
 * @p indent, and the first one too when the label leaves room.
 */
void print_paragraph(FILE *out, int indent, const char *label, const char *text);

#endif
