/** A file that appears whole or not at all: written aside, then renamed. */
#ifndef BENCH_ANALYSE_WHOLE_FILE_H
#define BENCH_ANALYSE_WHOLE_FILE_H

#include <stdio.h>

#include "analyse/fault.h"

struct whole_file {
    FILE *stream;
    char path[4200], aside[4200];
};

int whole_file_open(struct whole_file *file,
                    const char *dir,
                    const char *name,
                    struct fault *fault);

/** Flush, check, put in place. Removes what it wrote when anything failed. */
int whole_file_commit(struct whole_file *file, struct fault *fault);

/** Give up: nothing is left. */
void whole_file_discard(struct whole_file *file);

#endif
