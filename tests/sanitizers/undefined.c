/* Adds one to the largest int. */
#include <limits.h>

int main(int argc, char **argv)
{
    (void)argv;
    return INT_MAX - 1 + argc + argc < 0 ? 0 : argc - 1;
}
