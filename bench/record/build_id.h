/** Which build of a program this is. */
#ifndef BENCH_BUILD_ID_H
#define BENCH_BUILD_ID_H

#include <stddef.h>

/** The GNU build id of the running program, in hex; "" when it has none. */
void build_id_text(char *text, size_t size);

#endif
