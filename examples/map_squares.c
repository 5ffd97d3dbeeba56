/* Map one function over 1..5: the results come in the order of the items. */
#include "example.h"

static int square(yoke_task *task)
{
    long n = as_long(yoke_task_input(task));
    n *= n;
    return yoke_task_return(task, &n, sizeof n);
}

int main(int argc, char **argv)
{
    yoke_options options = YOKE_OPTIONS_INIT;
    options.kind = kind_argument(argc, argv);
    yoke_executor *executor;
    MUST(yoke_executor_create(&options, &executor));

    const long numbers[] = {1, 2, 3, 4, 5};
    yoke_array_source array;
    yoke_source *source = yoke_array_source_init(&array, numbers, sizeof numbers[0], 5);
    yoke_map *map;
    MUST(yoke_map_open(executor, square, source, NULL, &map));

    yoke_bytes value;
    int error;
    while ((error = yoke_map_next(map, &value)) == 0) {
        printf("%ld\n", as_long(value));
    }
    if (error != YOKE_E_END) {
        MUST(error);
    }
    yoke_map_close(map);
    yoke_executor_destroy(executor);
    return 0;
}
