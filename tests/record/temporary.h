/** A directory for one test, and files as text. */
#ifndef TESTS_RECORD_TEMPORARY_H
#define TESTS_RECORD_TEMPORARY_H

#include <stddef.h>

#define TEMPORARY_PATH_SIZE 4096

/** Make an empty directory; fails the test when it cannot. */
void temporary_make(char path[TEMPORARY_PATH_SIZE]);

/** Remove it with everything in it. */
void temporary_remove(const char *path);

/** The text of <dir>/<name>; free(). Fails the test when there is none. */
char *temporary_read(const char *dir, const char *name);

/** Make <dir>/<name> hold the first @p size bytes of @p text. */
void temporary_write(const char *dir, const char *name, const char *text, size_t size);

#endif
