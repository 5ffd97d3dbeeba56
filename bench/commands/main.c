#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands/command.h"
#include "run/runner.h"
#include "topology/spelling.h"

const struct command COMMANDS[] = {
    {"run",
     "measure a suite, or what flags describe",
     "yoke run cpu.sha256 --kind threads,processes --workers 1,2",
     run_main},
    {"compare",
     "say what differs within a result, and how surely",
     "yoke compare results/latest --by executor",
     compare_main},
    {"plot", "draw a result's pictures", "yoke plot results/latest", plot_main},
    {"report",
     "make one HTML file of a result",
     "yoke report results/latest",
     report_main},
    {"topo",
     "show the machine, and where workers are placed",
     "yoke topo --policy scatter --workers 4",
     topo_main},
    {"list",
     "name workloads with their parameters, executors, policies, suites",
     "yoke list workloads io.file_read",
     list_main},
    {NULL, NULL, NULL, NULL}};

static void print_help(FILE *out)
{
    fputs("Usage: yoke COMMAND [ARGUMENT…]\n"
          "Threads or processes? Measures it for your work on your machine.\n\n",
          out);
    for (const struct command *command = COMMANDS; command->name; command++)
        fprintf(out, "  %-9s %s\n", command->name, command->summary);
    fputs("\nExamples:\n  yoke run quickstart\n", out);
    for (const struct command *command = COMMANDS; command->name; command++)
        fprintf(out, "  %s\n", command->example);
    fputs("\nExit codes:\n", out);
#define PRINT_EXIT_CODE(name, value, text) fprintf(out, "  %d  %s\n", value, text);
    YOKE_EXIT_CODES(PRINT_EXIT_CODE)
#undef PRINT_EXIT_CODE
    fputs("\n`yoke COMMAND --help` explains a command.\n", out);
}

static const struct command *find_command(const char *name)
{
    for (const struct command *command = COMMANDS; command->name; command++)
        if (strcmp(command->name, name) == 0)
            return command;
    return NULL;
}

static int refuse(const char *name)
{
    struct yk_spelling spelling = yk_spelling_of(name);
    for (const struct command *command = COMMANDS; command->name; command++)
        yk_spelling_offer(&spelling, command->name);
    fprintf(stderr, "yoke: there is no command \"%s\"; allowed: ", name);
    for (const struct command *command = COMMANDS; command->name; command++)
        fprintf(stderr, "%s%s", command == COMMANDS ? "" : ", ", command->name);
    if (spelling.nearest)
        fprintf(stderr, "; did you mean \"%s\"?", spelling.nearest);
    fputs("\n`yoke --help` explains them.\n", stderr);
    return EXIT_CODE_INVALID;
}

/** Output that was lost (a full disk, a closed pipe) is no success. */
static int flush(int exit_code)
{
    if (fflush(stdout) == 0 && !ferror(stdout))
        return exit_code;
    perror("yoke: cannot write the output");
    return exit_code == EXIT_CODE_GOOD ? EXIT_CODE_FAILED : exit_code;
}

static int run_command(const struct command *command, int argc, char **argv)
{
    char name[32];
    snprintf(name, sizeof(name), "yoke %s", command->name);
    argv[0] = name; /* argp says it in usage and errors */
    return flush(command->main(argc, argv));
}

static int is_any(const char *word, const char *const *words)
{
    for (; *words; words++)
        if (strcmp(word, *words) == 0)
            return 1;
    return 0;
}

int main(int argc, char **argv)
{
    /* First of all: a runner forks its workers, so nothing may have made a
     * thread yet. */
    if (argc > 1 && strcmp(argv[1], RUNNER_FLAG) == 0)
        return runner_main(argc, argv);
    if (argc < 2) {
        print_help(stderr);
        return EXIT_CODE_INVALID;
    }
    static const char *const HELP[] = {"--help", "-h", "-?", "help", NULL};
    static const char *const VERSION[] = {"--version", "-V", "version", NULL};
    if (is_any(argv[1], HELP)) {
        const struct command *command = argc > 2 ? find_command(argv[2]) : NULL;
        if (argc > 2 && !command)
            return refuse(argv[2]);
        if (command)
            return run_command(command, 2, (char *[]){argv[0], "--help", NULL});
        print_help(stdout);
        return flush(EXIT_CODE_GOOD);
    }
    if (is_any(argv[1], VERSION)) {
        puts("yoke " YOKE_VERSION);
        return flush(EXIT_CODE_GOOD);
    }
    const struct command *command = find_command(argv[1]);
    return command ? run_command(command, argc - 1, argv + 1) : refuse(argv[1]);
}
