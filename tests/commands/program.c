#include "program.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include <cmocka.h>

static char *read_all(FILE *in)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    for (int c; (c = fgetc(in)) != EOF;)
        fputc(c, out);
    fclose(out);
    return text;
}

void program_run(struct outcome *outcome, const char *arguments)
{
    char command[4096];
    const char *program = getenv("YOKE_PROGRAM");
    assert_non_null(program);
    snprintf(command, sizeof(command), "%s %s", program, arguments);
    FILE *in = popen(command, "r");
    assert_non_null(in);
    outcome->out = read_all(in);
    int status = pclose(in);
    outcome->exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

void program_expect(struct outcome *outcome, const char *arguments, int exit_code)
{
    program_run(outcome, arguments);
    if (outcome->exit_code != exit_code)
        print_error("yoke %s\n%s\n", arguments, outcome->out);
    assert_int_equal(outcome->exit_code, exit_code);
}

void program_fini(struct outcome *outcome)
{
    free(outcome->out);
    outcome->out = NULL;
}

json_t *program_json(const char *arguments)
{
    struct outcome outcome;
    json_error_t error;
    program_expect(&outcome, arguments, 0);
    json_t *root = json_loads(outcome.out, 0, &error);
    if (!root)
        print_error("yoke %s: %s\n%s\n", arguments, error.text, outcome.out);
    assert_non_null(root);
    program_fini(&outcome);
    return root;
}

void program_expect_text(const char *arguments, int exit_code, const char *text)
{
    struct outcome outcome;
    program_expect(&outcome, arguments, exit_code);
    if (!strstr(outcome.out, text))
        print_error("yoke %s\n%s\nlacks: %s\n", arguments, outcome.out, text);
    assert_non_null(strstr(outcome.out, text));
    program_fini(&outcome);
}
