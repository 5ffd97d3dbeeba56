/* A timeout over a whole map: what is ready in time comes, then YOKE_E_TIMEOUT. */
#include "example.h"

static int nap(yoke_task *task)
{
    long n = as_long(yoke_task_input(task));
    sleep_ms(n);
    return yoke_task_return(task, &n, sizeof n);
}

int main(int argc, char **argv)
{
    yoke_options options = YOKE_OPTIONS_INIT;
    options.kind = kind_argument(argc, argv);
    options.max_workers = 4;
    options.prestart = true;
    yoke_executor *executor;
    MUST(yoke_executor_create(&options, &executor));

    const long naps_ms[] = {10, 20, 3000, 30};
    yoke_array_source array;
    yoke_source *source = yoke_array_source_init(&array, naps_ms, sizeof naps_ms[0], 4);
    yoke_map_options map_options = YOKE_MAP_OPTIONS_INIT;
    map_options.timeout_ns = MS(1000);
    yoke_map *map;
    MUST(yoke_map_open(executor, nap, source, &map_options, &map));

    yoke_bytes value;
    int error;
    while ((error = yoke_map_next(map, &value)) == 0) {
        printf("slept %ld ms\n", as_long(value));
    }
    printf("%s\n", yoke_error_name(error));

    yoke_map_close(map);
    yoke_executor_destroy(executor);
    return 0;
}
