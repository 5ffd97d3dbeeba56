/*
 * Say what the tasks do and get the executor that suits: "io" gives threads,
 * "cpu" processes. Six downloads by the one, sums of squares by the other.
 */
#include "example.h"
#include "loopback.h"

#include <errno.h>

enum { DOWNLOADS = 6, SUMS = 4 };

struct request {
    int port;
    size_t size;
};

static int download(yoke_task *task)
{
    struct request request;
    memcpy(&request, yoke_task_input(task).data, sizeof request);
    void *page = yoke_task_reserve(task, request.size);
    if (page == NULL) {
        return yoke_task_fail(task, ENOMEM, "no memory for %zu bytes", request.size);
    }
    ssize_t count = loopback_download(request.port, page, request.size);
    if (count != (ssize_t)request.size) {
        return yoke_task_fail(task, errno, "got %zd of %zu bytes", count, request.size);
    }
    return 0;
}

static int sum_of_squares(yoke_task *task)
{
    long last = as_long(yoke_task_input(task));
    long sum = 0;
    for (long i = 1; i <= last; i++) {
        sum += i * i;
    }
    return yoke_task_return(task, &sum, sizeof sum);
}

static yoke_executor *executor_for(const char *task_type)
{
    yoke_options options;
    MUST(yoke_options_for(task_type, &options));
    yoke_executor *executor;
    MUST(yoke_executor_create(&options, &executor));
    printf("%s: %s\n",
           task_type,
           yoke_executor_kind(executor) == YOKE_THREADS ? "threads" : "processes");
    return executor;
}

static void run_downloads(yoke_executor *executor, int port)
{
    double start = seconds_now();
    yoke_future *futures[DOWNLOADS];
    for (int i = 0; i < DOWNLOADS; i++) {
        struct request request = {port, (size_t)(i + 1) * 1000};
        MUST(yoke_submit(executor, download, &request, sizeof request, &futures[i]));
    }
    for (int i = 0; i < DOWNLOADS; i++) {
        yoke_bytes page;
        MUST(yoke_future_result(futures[i], FOREVER, &page));
        printf("download %d: %zu bytes\n", i + 1, page.size);
        yoke_future_release(futures[i]);
    }
    report_seconds("6 downloads of 0.3 s", start);
}

static void run_sums(yoke_executor *executor)
{
    const long lasts[SUMS] = {1000, 10000, 100000, 1000000};
    yoke_array_source array;
    yoke_source *source = yoke_array_source_init(&array, lasts, sizeof lasts[0], SUMS);
    yoke_map *map;
    MUST(yoke_map_open(executor, sum_of_squares, source, NULL, &map));
    for (int i = 0; i < SUMS; i++) {
        yoke_bytes sum;
        MUST(yoke_map_next(map, &sum));
        printf("1 + 4 + 9 + … + %ld² = %ld\n", lasts[i], as_long(sum));
    }
    yoke_map_close(map);
}

int main(void)
{
    struct loopback site;
    loopback_start(&site, 300);
    yoke_executor *cpu =
        executor_for("cpu"); /* processes before threads: see pipeline.c */
    yoke_executor *io = executor_for("io");
    run_downloads(io, site.port);
    run_sums(cpu);
    yoke_executor_destroy(io);
    yoke_executor_destroy(cpu);
    loopback_stop(&site);
    return 0;
}
