/** Small files of /proc and /sys as text. */
#ifndef BENCH_PROC_TEXT_H
#define BENCH_PROC_TEXT_H

#include <stddef.h>
#include <stdint.h>

/** Room for the files read here; /proc/PID/sched is the largest. */
#define PROC_TEXT_SIZE 8192

/**
 * Read a file, at most @p size - 1 bytes of it; always NUL-terminated.
 * @return the number of bytes; -1 when it cannot be read (then text is "").
 */
long proc_text_read(const char *path, char *text, size_t size);

/** As proc_text_read(), with a path made from a format. */
long proc_text_read_format(char *text, size_t size, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/**
 * The number after @p key, which starts a line; blanks and a colon between are
 * skipped.
 * @return the number; UNKNOWN when the key is not there.
 */
int64_t proc_text_number(const char *text, const char *key);

#endif
