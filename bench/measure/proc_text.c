#include "measure/proc_text.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "measure/unknown.h"

long proc_text_read(const char *path, char *text, size_t size)
{
    size_t used = 0;
    text[0] = '\0';
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return -1;
    while (used < size - 1) {
        ssize_t count = read(fd, text + used, size - 1 - used);
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            break;
        used += (size_t)count;
    }
    close(fd);
    text[used] = '\0';
    return (long)used;
}

long proc_text_read_format(char *text, size_t size, const char *format, ...)
{
    char path[PATH_MAX];
    va_list list;
    va_start(list, format);
    int length = vsnprintf(path, sizeof(path), format, list);
    va_end(list);
    if (length < 0 || (size_t)length >= sizeof(path)) {
        text[0] = '\0';
        return -1;
    }
    return proc_text_read(path, text, size);
}

int64_t proc_text_number(const char *text, const char *key)
{
    size_t key_length = strlen(key);
    for (const char *line = text; line; line = strchr(line, '\n')) {
        line += *line == '\n';
        if (strncmp(line, key, key_length) != 0)
            continue;
        const char *value = line + key_length;
        value += strspn(value, " \t:");
        char *end;
        errno = 0;
        long long number = strtoll(value, &end, 10);
        if (end != value && !errno)
            return number;
    }
    return UNKNOWN;
}
