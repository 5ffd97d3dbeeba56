/**
 * What is wrong with a suite or a flag, and where it was written.
 */
#ifndef BENCH_PROBLEM_H
#define BENCH_PROBLEM_H

/**
 * Where something was written: in a file (line and column from 1), or, when line
 * is 0, on the command line, where source is the flag ("--param"). The string is
 * borrowed.
 */
struct place {
    const char *source;
    int line, column;
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
