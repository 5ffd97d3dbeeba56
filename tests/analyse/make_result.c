/* make_result NAME DIR: write a fixture, for tests of whole programs. */
#include <stdio.h>

#include "fixture.h"

int main(int argc, char **argv)
{
    if (argc == 3 && fixture_write_named(argv[1], argv[2]))
        return 0;
    fputs("usage: make_result NAME DIR, NAME being one of", stderr);
    for (size_t i = 0; FIXTURE_NAMES[i]; i++)
        fprintf(stderr, " %s", FIXTURE_NAMES[i]);
    fputs("\n", stderr);
    return 1;
}
