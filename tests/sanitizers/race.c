/* Two threads add to one plain counter. */
#include <pthread.h>
#include <stddef.h>

static long count;

static void *add(void *context)
{
    (void)context;
    for (int i = 0; i < 100000; i++) {
        count++;
    }
    return NULL;
}

int main(void)
{
    pthread_t other;
    if (pthread_create(&other, NULL, add, NULL) != 0) {
        return 0;
    }
    add(NULL);
    pthread_join(other, NULL);
    return 0;
}
