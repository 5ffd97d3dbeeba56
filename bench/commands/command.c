#include "commands/command.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "topology/spelling.h"

static int complain(const char *name, const char *format, va_list list, int exit_code)
{
    fprintf(stderr, "yoke%s%s: ", name[0] ? " " : "", name);
    vfprintf(stderr, format, list);
    fputc('\n', stderr);
    return exit_code;
}

int command_invalid(const char *name, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    int exit_code = complain(name, format, list, EXIT_CODE_INVALID);
    va_end(list);
    return exit_code;
}

int command_failed(const char *name, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    int exit_code = complain(name, format, list, EXIT_CODE_FAILED);
    va_end(list);
    return exit_code;
}

/** The end of argp's table is a row of nothing; a heading has only doc. */
static int is_end(const struct argp_option *option)
{
    return !option->name && !option->key && !option->doc && !option->group;
}

/** An option whose name begins with @p size letters of @p name; getopt takes any
 *  unambiguous beginning, so ambiguous ones are its to report. */
static const struct argp_option *
find_option(const struct argp *argp, const char *name, size_t size)
{
    const struct argp_option *begun = NULL;
    for (const struct argp_option *option = argp->options; option && !is_end(option);
         option++) {
        if (!option->name || strncmp(option->name, name, size) != 0)
            continue;
        if (option->name[size] == '\0')
            return option;
        begun = option;
    }
    return begun;
}

static int is_argps_own(const char *name, size_t size)
{
    static const char *const OWN[] = {"help", "usage"};
    for (size_t i = 0; i < sizeof(OWN) / sizeof(OWN[0]); i++)
        if (size <= strlen(OWN[i]) && strncmp(OWN[i], name, size) == 0)
            return 1;
    return 0;
}

static int takes_argument(const struct argp *argp, const struct argp_option *option)
{
    while (option->flags & OPTION_ALIAS && option > argp->options)
        option--; /* an alias has the argument of the option before it */
    return option->arg && !(option->flags & OPTION_ARG_OPTIONAL);
}

static void
refuse_option(const struct argp *argp, const char *command, const char *name)
{
    char written[64];
    snprintf(written, sizeof(written), "%.*s", (int)strcspn(name, "="), name);
    struct yk_spelling spelling = yk_spelling_of(written);
    for (const struct argp_option *option = argp->options; option && !is_end(option);
         option++)
        if (option->name && !(option->flags & OPTION_HIDDEN))
            yk_spelling_offer(&spelling, option->name);
    fprintf(stderr, "%s: there is no option --%s", command, written);
    if (spelling.nearest)
        fprintf(stderr, "; did you mean --%s?", spelling.nearest);
    fprintf(stderr, "\n`%s --help` lists the options.\n", command);
    exit(EXIT_CODE_INVALID);
}

/** getopt reports an unknown option without saying what is near it, so look
 *  before it does. */
static void check_options(const struct argp *argp, int argc, char **argv)
{
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
        const char *name = argv[i] + 2;
        if (strncmp(argv[i], "--", 2) != 0)
            continue;
        size_t size = strcspn(name, "=");
        if (is_argps_own(name, size))
            continue;
        const struct argp_option *option = find_option(argp, name, size);
        if (!option)
            refuse_option(argp, argv[0], name);
        else if (name[size] != '=' && takes_argument(argp, option))
            i++;
    }
}

void command_parse(const struct argp *argp, int argc, char **argv, void *input)
{
    argp_err_exit_status = EXIT_CODE_INVALID;
    check_options(argp, argc, argv);
    error_t error = argp_parse(argp, argc, argv, 0, NULL, input);
    if (error) {
        fprintf(stderr, "%s: %s\n", argv[0], strerror(error));
        exit(error == EINVAL ? EXIT_CODE_INVALID : EXIT_CODE_FAILED);
    }
}
