/**
 * What is wrong with a suite or a flag, and where it was written.
 */
#ifndef BENCH_PROBLEM_H
#define BENCH_PROBLEM_H

/**
 * Where something was written. In a file: the file, line and column, and the
 * key as it stands there. On the command line: line is 0, source is the flag
 * ("--param"), and key what the flag names, if anything. Strings are borrowed.
 */
struct place {
    const char *source;
    const char *key;
    int line, column; /* from 1 */
};

/** One message for the user, without a newline. */
struct problem {
    char text[1024];
};

/**
 * Say what is wrong at @p place (NULL: nowhere in particular).
 * @return YOKE_E_INVALID, always, so that a caller can return it.
 */
int problem_set(struct problem *problem,
                const struct place *place,
                const char *format,
                ...) __attribute__((format(printf, 3, 4)));

/** Go on with the message, for example with what is allowed. */
void problem_append(struct problem *problem, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
