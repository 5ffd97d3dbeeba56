/** The gates of a run: what each says, and what it means for an answer. */
#ifndef BENCH_ANALYSE_GATES_H
#define BENCH_ANALYSE_GATES_H

#include <stdbool.h>
#include <stddef.h>

enum gate_effect {
    GATE_EXCLUDES, /* something else than the executor was measured */
    GATE_HOLLOW,   /* measured as asked, but no verdict may rest on it */
    GATE_NOTE      /* to be known; changes nothing */
};

struct gate {
    const char *name;
    enum gate_effect effect;
    const char *meaning; /* one line, for a reader */
};

/** All gates; a NULL name ends the table. */
extern const struct gate GATES[];

/** The gate named by the @p size bytes at @p name, or NULL. */
const struct gate *gate_find(const char *name, size_t size);

/**
 * Step through a `gates` column ("OFF_CPU;STEAL").
 * @param cursor  the column's text at first; moved on.
 * @return the size of the next name, which starts at *ret_name; 0 at the end.
 */
size_t gates_next(const char **cursor, const char **ret_name);

/** Whether @p gates names a gate with @p effect; the first one, or NULL. */
const struct gate *gates_with_effect(const char *gates, enum gate_effect effect);

/** Whether @p gates names @p name. */
bool gates_have(const char *gates, const char *name);

#endif
