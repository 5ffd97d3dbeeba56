#include "analyse/whole_file.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

int whole_file_open(struct whole_file *file,
                    const char *dir,
                    const char *name,
                    struct fault *fault)
{
    int length = snprintf(file->path, sizeof(file->path), "%s/%s", dir, name);
    if (length >= (int)sizeof(file->path) - 16)
        return fault_set(fault, "%s: the path is too long", dir);
    snprintf(file->aside,
             sizeof(file->aside),
             "%.*s.%ld",
             (int)sizeof(file->aside) - 16,
             file->path,
             (long)getpid());
    file->stream = fopen(file->aside, "we");
    if (!file->stream)
        return fault_set(
            fault, "%s: cannot be written: %s", file->path, strerror(errno));
    return 0;
}

int whole_file_commit(struct whole_file *file, struct fault *fault)
{
    errno = 0;
    int failed = ferror(file->stream) | fflush(file->stream);
    failed |= fsync(fileno(file->stream));
    failed |= fclose(file->stream);
    file->stream = NULL;
    if (!failed && rename(file->aside, file->path) == 0)
        return 0;
    int error = errno;
    unlink(file->aside);
    return fault_set(fault, "%s: cannot be written: %s", file->path, strerror(error));
}

void whole_file_discard(struct whole_file *file)
{
    fclose(file->stream);
    unlink(file->aside);
    file->stream = NULL;
}
