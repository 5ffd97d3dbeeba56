#include "temporary.h"

#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <cmocka.h>

void temporary_make(char path[TEMPORARY_PATH_SIZE])
{
    const char *parent = getenv("TMPDIR");
    snprintf(
        path, TEMPORARY_PATH_SIZE, "%s/yoke-test-XXXXXX", parent ? parent : "/tmp");
    assert_non_null(mkdtemp(path));
}

static int
remove_one(const char *path, const struct stat *info, int type, struct FTW *at)
{
    (void)info;
    (void)type;
    (void)at;
    return remove(path);
}

void temporary_remove(const char *path)
{
    assert_int_equal(nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS), 0);
}

static FILE *open_file(const char *dir, const char *name, const char *mode)
{
    char path[TEMPORARY_PATH_SIZE + 256];
    snprintf(path, sizeof(path), "%s/%s", dir, name);
    FILE *file = fopen(path, mode);
    assert_non_null(file);
    return file;
}

char *temporary_read(const char *dir, const char *name)
{
    FILE *file = open_file(dir, name, "re");
    char *text = NULL;
    size_t capacity = 0;
    /* All up to a NUL, which no file here holds. */
    if (getdelim(&text, &capacity, '\0', file) < 0) {
        free(text);
        text = calloc(1, 1);
    }
    fclose(file);
    assert_non_null(text);
    return text;
}

void temporary_write(const char *dir, const char *name, const char *text, size_t size)
{
    FILE *file = open_file(dir, name, "we");
    assert_int_equal(fwrite(text, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
}
