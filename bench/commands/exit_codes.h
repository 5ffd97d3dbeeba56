/**
 * How every command of `yoke` ends; `yoke --help` prints this table, so that a
 * script may rely on it.
 */
#ifndef BENCH_EXIT_CODES_H
#define BENCH_EXIT_CODES_H

/** One row an exit code: identifier, value, meaning. */
#define YOKE_EXIT_CODES(X)                                                             \
    X(GOOD, 0, "done, and nothing to object to")                                       \
    X(REGRESSION, 1, "a decided regression beyond --max-regression")                   \
    X(UNDECIDED, 2, "not decided, only with --fail-on undecided")                      \
    X(INVALID, 3, "invalid input: an option, a suite or a result")                     \
    X(FAILED, 4, "the machine refused: a file, memory, a full disk")                   \
    X(RUNS_FAILED, 5, "measured, but some runs failed; their rows say why")            \
    X(INTERRUPTED, 6, "stopped before the end; go on with --resume")

/** EXIT_CODE_GOOD, EXIT_CODE_REGRESSION, … */
enum exit_code {
#define EXIT_CODE_ENUM(name, value, text) EXIT_CODE_##name = (value),
    YOKE_EXIT_CODES(EXIT_CODE_ENUM)
#undef EXIT_CODE_ENUM
};

#endif
