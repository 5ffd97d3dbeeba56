/** Running the program and reading what it says. */
#ifndef TESTS_PROGRAM_H
#define TESTS_PROGRAM_H

#include <jansson.h>

/** What a command left behind; owned: program_fini(). */
struct outcome {
    int exit_code; /* -1: killed by a signal */
    char *out;     /* what it printed; with the complaints when they were asked for */
};

/** Run `yoke ARGUMENTS` through the shell; "2>&1" among them mixes the streams. */
void program_run(struct outcome *outcome, const char *arguments);

/** As program_run(), which must exit with @p exit_code. */
void program_expect(struct outcome *outcome, const char *arguments, int exit_code);

void program_fini(struct outcome *outcome);

/** Run it and parse its output, which must be JSON. @return owned: json_decref(). */
json_t *program_json(const char *arguments);

/** It must exit with @p exit_code, and the output contain @p text. */
void program_expect_text(const char *arguments, int exit_code, const char *text);

#endif
