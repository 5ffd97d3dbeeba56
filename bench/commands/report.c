/* yoke report: one HTML file that answers, shows and proves. */
#include <stdio.h>

#include "analyse/report.h"
#include "commands/command.h"

struct report_options {
    const char *result;
};

static error_t parse_option(int key, char *argument, struct argp_state *state)
{
    struct report_options *options = state->input;
    if (key != ARGP_KEY_ARG)
        return ARGP_ERR_UNKNOWN;
    if (options->result)
        argp_error(state, "one result at a time; \"%s\" is a second one", argument);
    options->result = argument;
    return 0;
}

int report_main(int argc, char **argv)
{
    static const struct argp argp = {
        .parser = parse_option,
        .args_doc = "[RESULT]",
        .doc = "Write RESULT/report.html (default: results/latest): the answers, the "
               "pictures, and the proof, in one file that needs no network.\v"
               "Examples:\n"
               "  yoke report\n"
               "  yoke report results/quickstart-0001\n",
    };
    struct report_options options = {.result = NULL};
    struct analysis analysis;
    struct fault fault;
    char dir[4096];
    command_parse(&argp, argc, argv, &options);
    if (result_locate(options.result, dir, sizeof(dir), &fault) ||
        analysis_open(&analysis, dir, &fault))
        return command_invalid("report", "%s", fault.message);
    int err = report_write(&analysis, &fault);
    analysis_close(&analysis);
    if (err)
        return command_failed("report", "%s", fault.message);
    printf("%s/report.html\n", dir);
    return EXIT_CODE_GOOD;
}
