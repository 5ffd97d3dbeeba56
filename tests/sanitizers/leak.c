/* Loses its only pointer to an allocation. */
#include <stdlib.h>

int main(void)
{
    char *volatile lost = malloc(16);
    lost = NULL;
    return lost != NULL;
}
