#include "load/closed_loop.h"

static int fill_window(struct load *load)
{
    int err = 0;
    while (!err && load_outstanding(load) < load->ring_size) {
        uint64_t now_ticks = ticks_now(&load->recorder->ticks);
        err = load_send(load, now_ticks, now_ticks);
    }
    return err;
}

int closed_loop_warm_up(struct load *load)
{
    int err = fill_window(load);
    while (!err && load->collected_count < load->first_measured) {
        uint64_t observed_ticks;
        err = load_collect(load, &observed_ticks);
        if (!err)
            err = load_send(load, observed_ticks, observed_ticks);
    }
    return err;
}

int closed_loop_measure(struct load *load, int64_t measure_ns)
{
    struct recorder *recorder = load->recorder;
    recorder_begin(recorder, ticks_now(&recorder->ticks), measure_ns);
    for (;;) {
        /* A place in the window is free when its result is seen: that is when
         * the next task is due, and one stamp serves for both. */
        uint64_t observed_ticks;
        int err = load_collect(load, &observed_ticks);
        if (err || observed_ticks >= recorder->end_ticks)
            return err;
        err = load_send(load, observed_ticks, observed_ticks);
        if (err)
            return err;
    }
}
