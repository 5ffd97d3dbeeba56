#include "load/load.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "load/stamped_task.h"

int load_init(struct load *load, struct recorder *recorder, size_t ring_size)
{
    *load = (struct load){.recorder = recorder, .ring_size = ring_size};
    load->ring = malloc(ring_size * sizeof(*load->ring));
    if (!load->ring)
        return YOKE_E_NOMEM;
    /* Written now: a run must not fault these pages in. */
    memset(load->ring, 0, ring_size * sizeof(*load->ring));
    return 0;
}

void load_fini(struct load *load)
{
    free(load->ring);
    load->ring = NULL;
}

int load_send(struct load *load, uint64_t due_ticks, uint64_t sent_ticks)
{
    assert(load_outstanding(load) < load->ring_size);
    struct flight *flight = &load->ring[load->next_index];
    flight->sequence = load->next_sequence;
    flight->due_ticks = due_ticks;
    flight->sent_ticks = sent_ticks;
    int err = yoke_submit(load->executor,
                          stamped_task,
                          &flight->sequence,
                          sizeof(flight->sequence),
                          &flight->future);
    if (err)
        return err;
    load->next_sequence++;
    if (++load->next_index == load->ring_size)
        load->next_index = 0;
    return 0;
}

static void record(struct load *load,
                   const struct flight *flight,
                   const struct task_stamp *stamp,
                   uint64_t observed_ticks)
{
    uint64_t started_ticks = stamp_started_near(stamp, flight->sent_ticks);
    struct task_times times = {
        .due_ticks = flight->due_ticks,
        .sent_ticks = flight->sent_ticks,
        .started_ticks = started_ticks,
        .ended_ticks = started_ticks + stamp->service_ticks,
        .observed_ticks = observed_ticks,
    };
    recorder_add(load->recorder, &times);
}

static void keep_failure(struct load *load, const struct flight *flight, int err)
{
    yoke_failure failure;
    if (yoke_future_failure(flight->future, -1, &failure)) {
        snprintf(load->failure,
                 sizeof(load->failure),
                 "task %llu: %s",
                 (unsigned long long)flight->sequence,
                 yoke_error_text(err));
        return;
    }
    char signal_text[32] = "";
    if (failure.signal_number)
        snprintf(
            signal_text, sizeof(signal_text), " (signal %d)", failure.signal_number);
    snprintf(load->failure,
             sizeof(load->failure),
             "task %llu: %s%s: %s",
             (unsigned long long)flight->sequence,
             yoke_error_text(err),
             signal_text,
             failure.message);
}

static void fail(struct load *load, const struct flight *flight, int err)
{
    load->failure_count++;
    if (load->failure_count == 1 || err == YOKE_E_BROKEN)
        keep_failure(load, flight, err);
}

int load_collect(struct load *load, uint64_t *ret_observed_ticks)
{
    struct flight *flight = &load->ring[load->oldest_index];
    yoke_bytes value;
    int err = yoke_future_result(flight->future, -1, &value);
    uint64_t observed_ticks = ticks_now(&load->recorder->ticks);
    if (!err && value.size != sizeof(struct packed_stamp))
        err = YOKE_E_TASK_FAILED; /* the workload replaced our result */
    if (!err) {
        struct packed_stamp packed;
        memcpy(&packed, value.data, sizeof(packed));
        struct task_stamp stamp = stamp_unpack(packed);
        load->check_sum += stamp.check;
        if (flight->sequence >= load->first_measured)
            record(load, flight, &stamp, observed_ticks);
    } else {
        fail(load, flight, err);
    }
    yoke_future_release(flight->future);
    load->collected_count++;
    if (++load->oldest_index == load->ring_size)
        load->oldest_index = 0;
    *ret_observed_ticks = observed_ticks;
    return err == YOKE_E_BROKEN ? err : 0;
}

int load_drain(struct load *load)
{
    int err = 0;
    while (load_outstanding(load)) {
        uint64_t observed_ticks;
        int this_err = load_collect(load, &observed_ticks);
        if (!err)
            err = this_err;
    }
    return err;
}
