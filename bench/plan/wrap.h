/**
 * Private to plan/: paragraphs of UTF-8 for an 80-column terminal, as
 * "plan  4 workloads × …", later lines indented under the first.
 */
#ifndef BENCH_WRAP_H
#define BENCH_WRAP_H

#include <stddef.h>
#include <stdio.h>

/** Columns that a text takes: code points, none of ours is wide. */
size_t text_columns(const char *text);

/** Print @p text after @p label, breaking at spaces. A newline in the text breaks
 *  there. */
void print_paragraph(FILE *out, const char *label, const char *text);

#endif
