/* Reads one past the end of an allocation. */
#include <stdlib.h>

int main(int argc, char **argv)
{
    (void)argv;
    size_t count = (size_t)argc;
    char *bytes = calloc(count, 1);
    int past_the_end = bytes ? bytes[count] : 0;
    free(bytes);
    return past_the_end == 1 ? 0 : past_the_end;
}
