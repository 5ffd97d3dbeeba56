/*
 * results/README.md shows the tables that the code writes. After a change of
 * the columns, print them with the argument --print, and paste.
 */
#include "record/schema.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "temporary.h"

#define BEGIN_MARK "<!-- schema: begin -->\n"
#define END_MARK "<!-- schema: end -->\n"

static void schema_write__is_what_the_readme_shows(void **state)
{
    char *expected = NULL;
    size_t size;
    FILE *stream = open_memstream(&expected, &size);
    (void)state;
    assert_non_null(stream);
    schema_write(stream);
    assert_int_equal(fclose(stream), 0);
    char *readme = temporary_read(RESULTS_DIR, "README.md");
    char *begin = strstr(readme, BEGIN_MARK);
    char *end = strstr(readme, END_MARK);
    assert_true(begin && end && begin < end);
    *end = '\0';
    assert_string_equal(begin + strlen(BEGIN_MARK), expected);
    free(readme);
    free(expected);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(schema_write__is_what_the_readme_shows),
    };
    if (argc > 1 && strcmp(argv[1], "--print") == 0) {
        schema_write(stdout);
        return 0;
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
