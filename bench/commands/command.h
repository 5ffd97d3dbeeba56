/**
 * What the commands of `yoke` share: the table of commands, and the parsing of
 * options with argp, which here also names the nearest right spelling.
 */
#ifndef BENCH_COMMAND_H
#define BENCH_COMMAND_H

#include <argp.h>

#include "commands/exit_codes.h"

/** A command's main: its own arguments, with argv[0] = "yoke NAME". */
typedef int command_main_fn(int argc, char **argv);

struct command {
    const char *name;
    const char *summary; /* one line */
    const char *example; /* one line that can be pasted */
    command_main_fn *main;
};

/** Every command, in the order that `yoke --help` prints; NULL name at the end. */
extern const struct command COMMANDS[];

command_main_fn run_main, compare_main, plot_main, report_main, topo_main, list_main;

/**
 * Parse the arguments of a command with argp. An unknown option is reported
 * with the nearest right spelling. Ends the program with EXIT_CODE_INVALID on
 * wrong input, and with EXIT_CODE_GOOD after --help.
 */
void command_parse(const struct argp *argp, int argc, char **argv, void *input);

/** Print "yoke NAME: message" and return EXIT_CODE_INVALID. */
int command_invalid(const char *name, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/** Print "yoke NAME: message" and return EXIT_CODE_FAILED. */
int command_failed(const char *name, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
