/*
 * One item of a map fails: the results before it arrive, the failure is reported
 * at its place, and the map is over.
 */
#include "example.h"

static int reciprocal_of_thousand(yoke_task *task)
{
    long n = as_long(yoke_task_input(task));
    if (n == 0) {
        return yoke_task_fail(task, 1, "1000 / 0 is not a number");
    }
    long quotient = 1000 / n;
    return yoke_task_return(task, &quotient, sizeof quotient);
}

int main(int argc, char **argv)
{
    yoke_options options = YOKE_OPTIONS_INIT;
    options.kind = kind_argument(argc, argv);
    yoke_executor *executor;
    MUST(yoke_executor_create(&options, &executor));

    const long numbers[] = {1, 2, 0, 4, 5};
    yoke_array_source array;
    yoke_source *source = yoke_array_source_init(&array, numbers, sizeof numbers[0], 5);
    yoke_map *map;
    MUST(yoke_map_open(executor, reciprocal_of_thousand, source, NULL, &map));

    yoke_bytes value;
    int error;
    for (int i = 0; (error = yoke_map_next(map, &value)) == 0; i++) {
        printf("item %d: 1000 / %ld = %ld\n", i, numbers[i], as_long(value));
    }
    yoke_failure failure;
    MUST(yoke_map_failure(map, &failure));
    printf("%s: %s\n", yoke_error_name(error), failure.message);
    printf("after it: %s\n", yoke_error_name(yoke_map_next(map, &value)));

    yoke_map_close(map);
    yoke_executor_destroy(executor);
    return 0;
}
