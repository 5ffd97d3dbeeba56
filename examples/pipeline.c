/*
 * Two stages: threads fetch ten items of 0.5 s each at the same time, processes
 * work on each item as soon as it is there. The executor of processes is created
 * first: its workers are forked from a copy of this program that has one thread.
 */
#include "example.h"
#include "loopback.h"

#include <errno.h>

enum { ITEMS = 10, ITEM_BYTES = 10000 };

struct request {
    int port;
    int index;
};

struct item {
    int index;
    char bytes[ITEM_BYTES];
};

struct digest {
    int index;
    unsigned checksum;
};

static int fetch(yoke_task *task)
{
    struct request request;
    memcpy(&request, yoke_task_input(task).data, sizeof request);
    struct item *item = yoke_task_reserve(task, sizeof *item);
    if (item == NULL) {
        return yoke_task_fail(task, ENOMEM, "no memory for an item");
    }
    item->index = request.index;
    ssize_t count = loopback_download(request.port, item->bytes, ITEM_BYTES);
    if (count != ITEM_BYTES) {
        return yoke_task_fail(
            task, errno, "item %d: got %zd bytes", item->index, count);
    }
    return 0;
}

static int process(yoke_task *task)
{
    struct item item;
    memcpy(&item, yoke_task_input(task).data, sizeof item);
    struct digest digest = {item.index, (unsigned)item.index};
    for (size_t i = 0; i < ITEM_BYTES; i++) {
        digest.checksum = digest.checksum * 31 + (unsigned char)item.bytes[i];
    }
    return yoke_task_return(task, &digest, sizeof digest);
}

static void submit_fetches(yoke_executor *io, int port, yoke_future **ret_futures)
{
    for (int i = 0; i < ITEMS; i++) {
        struct request request = {port, i};
        MUST(yoke_submit(io, fetch, &request, sizeof request, &ret_futures[i]));
    }
}

/* Hand each item on at once, whichever comes first. */
static void
hand_on(yoke_future *const *fetches, yoke_executor *cpu, yoke_future **ret_futures)
{
    yoke_as_completed *fetched;
    MUST(yoke_as_completed_open(fetches, ITEMS, FOREVER, &fetched));
    yoke_future *fetched_one;
    for (int i = 0; yoke_as_completed_next(fetched, &fetched_one) == 0; i++) {
        yoke_bytes item;
        MUST(yoke_future_result(fetched_one, 0, &item));
        MUST(yoke_submit(cpu, process, item.data, item.size, &ret_futures[i]));
    }
    yoke_as_completed_close(fetched);
}

static void print_digests(yoke_future *const *futures)
{
    for (int i = 0; i < ITEMS; i++) {
        yoke_bytes value;
        struct digest digest;
        MUST(yoke_future_result(futures[i], FOREVER, &value));
        memcpy(&digest, value.data, sizeof digest);
        printf("item %d: checksum %08x\n", digest.index, digest.checksum);
    }
}

int main(void)
{
    struct loopback site;
    loopback_start(&site, 500);
    yoke_options options = YOKE_OPTIONS_INIT;
    options.kind = YOKE_PROCESSES;
    yoke_executor *cpu, *io;
    MUST(yoke_executor_create(&options, &cpu));
    options.kind = YOKE_THREADS;
    options.max_workers = ITEMS;
    MUST(yoke_executor_create(&options, &io));

    double start = seconds_now();
    yoke_future *fetches[ITEMS], *digests[ITEMS];
    submit_fetches(io, site.port, fetches);
    hand_on(fetches, cpu, digests);
    print_digests(digests);
    report_seconds("10 items of 0.5 s", start);

    for (int i = 0; i < ITEMS; i++) {
        yoke_future_release(fetches[i]);
        yoke_future_release(digests[i]);
    }
    yoke_executor_destroy(io);
    yoke_executor_destroy(cpu);
    loopback_stop(&site);
    return 0;
}
