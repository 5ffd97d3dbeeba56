/** Values for a .gp file: gnuplot statements that set variables and arrays. */
#ifndef BENCH_ANALYSE_GP_OUT_H
#define BENCH_ANALYSE_GP_OUT_H

#include <stddef.h>
#include <stdio.h>

/** name = 'text', with quotes doubled and control characters blanked. */
void gp_out_text(FILE *out, const char *name, const char *text);
void gp_out_number(FILE *out, const char *name, double number);

/** Start "array name[count]"; then an element at a time, numbered from 1. */
void gp_out_array(FILE *out, const char *name, size_t count);
void gp_out_element_text(FILE *out, const char *name, size_t index, const char *text);
void gp_out_element_number(FILE *out, const char *name, size_t index, double number);

/**
 * Text cut to @p width columns, the middle replaced by "…", so that both ends
 * of a long name stay.
 */
void gp_fit(const char *text, size_t width, char *fitted, size_t size);

#endif
