/** How much of a file that grows by whole lines was committed. */
#ifndef BENCH_RECOVERY_H
#define BENCH_RECOVERY_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "analyse/fault.h"

/** Does this line (with its newline, @p size bytes) belong to a committed run? */
typedef bool keep_line_fn(void *context, const char *line, size_t size);

/**
 * The committed length of a file that starts with @p header: up to its first
 * line that is torn or that @p keep refuses.
 * @param ret_kept_bytes  0: not even the header is there.
 * @return 0; -1 with @p fault set when it cannot be read, or is another table.
 */
int recover_lines(int fd,
                  const char *path,
                  const char *header,
                  keep_line_fn *keep,
                  void *context,
                  off_t *ret_kept_bytes,
                  struct fault *fault);

/** What is read back of a row of runs.csv; borrowed during the call. */
struct recovered_run {
    const char *run_id, *status, *gates;
};

/** @return 0; -1 when out of memory. */
typedef int recovered_run_fn(void *context, const struct recovered_run *run);

/**
 * The same for runs.csv, calling @p on_run for each row. A last row that is
 * torn or short is cut off; one in the middle is an error.
 */
int recover_runs(int fd,
                 const char *path,
                 const char *header,
                 recovered_run_fn *on_run,
                 void *context,
                 off_t *ret_kept_bytes,
                 struct fault *fault);

#endif
