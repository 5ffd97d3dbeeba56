/*
 * Ten strings to upper case, 0.3 s each, ten at a time. Threads or processes is
 * one line: the build makes uppercase_processes.c from this file by changing the
 * line marked below, and a test compares the two programs and what they print.
 */
#include "example.h"

#include <ctype.h>

enum { WORDS = 10 };

static const char *const words[WORDS] = {"ox",
                                         "yoke",
                                         "furrow",
                                         "plough",
                                         "harness",
                                         "field",
                                         "barley",
                                         "meadow",
                                         "barn",
                                         "harvest"};

static int uppercase(yoke_task *task)
{
    sleep_ms(300);
    yoke_bytes word = yoke_task_input(task);
    const char *from = word.data;
    char *to = yoke_task_reserve(task, word.size);
    if (to == NULL) {
        return yoke_task_fail(task, 1, "no memory for %zu bytes", word.size);
    }
    for (size_t i = 0; i < word.size; i++) {
        to[i] = (char)toupper((unsigned char)from[i]);
    }
    return 0;
}

int main(void)
{
    yoke_options options = YOKE_OPTIONS_INIT;
    options.kind = YOKE_THREADS;
    options.max_workers = WORDS;
    yoke_executor *executor;
    MUST(yoke_executor_create(&options, &executor));

    double start = seconds_now();
    yoke_future *futures[WORDS];
    for (int i = 0; i < WORDS; i++) {
        MUST(yoke_submit(executor, uppercase, words[i], strlen(words[i]), &futures[i]));
    }
    for (int i = 0; i < WORDS; i++) {
        yoke_bytes word;
        MUST(yoke_future_result(futures[i], FOREVER, &word));
        printf("%.*s\n", (int)word.size, (const char *)word.data);
        yoke_future_release(futures[i]);
    }
    report_seconds("10 words of 0.3 s", start);
    yoke_executor_destroy(executor);
    return 0;
}
