#include "load/recorder.h"

int recorder_init(struct recorder *recorder, const struct ticks *ticks)
{
    *recorder = (struct recorder){.ticks = *ticks};
    return stages_init(&recorder->stages);
}

void recorder_fini(struct recorder *recorder)
{
    stages_fini(&recorder->stages);
}

void recorder_begin(struct recorder *recorder, uint64_t now_ticks, int64_t length_ns)
{
    recorder->begin_ticks = now_ticks;
    recorder->end_ticks = now_ticks + ticks_from_ns(&recorder->ticks, length_ns);
}

/* How much of [from, to) lies within the span. */
static uint64_t
overlap(const struct recorder *recorder, uint64_t from_ticks, uint64_t to_ticks)
{
    if (from_ticks < recorder->begin_ticks)
        from_ticks = recorder->begin_ticks;
    if (to_ticks > recorder->end_ticks)
        to_ticks = recorder->end_ticks;
    return to_ticks > from_ticks ? to_ticks - from_ticks : 0;
}

static bool is_within(const struct recorder *recorder, uint64_t at_ticks)
{
    return at_ticks >= recorder->begin_ticks && at_ticks < recorder->end_ticks;
}

/* A task at a border of the span. */
static void credit_part(struct recorder *recorder, const struct task_times *times)
{
    uint64_t service_ticks = times->ended_ticks - times->started_ticks;
    uint64_t inside_ticks = overlap(recorder, times->started_ticks, times->ended_ticks);
    bool ended_inside = is_within(recorder, times->ended_ticks);
    recorder->completed_count += ended_inside;
    recorder->service_ticks += inside_ticks;
    recorder->outstanding_ticks +=
        overlap(recorder, times->due_ticks, times->observed_ticks);
    if (inside_ticks < service_ticks)
        recorder->border_count += (double)inside_ticks / (double)service_ticks;
    else
        recorder->whole_count += service_ticks > 0 || ended_inside;
}

/* Does all of its life lie within the span? */
static bool is_inside(const struct recorder *recorder, const struct task_times *times)
{
    return times->due_ticks >= recorder->begin_ticks &&
           times->started_ticks >= recorder->begin_ticks &&
           times->ended_ticks < recorder->end_ticks &&
           times->observed_ticks < recorder->end_ticks;
}

/* As most do. */
static void credit_whole(struct recorder *recorder, const struct task_times *times)
{
    recorder->completed_count++;
    recorder->whole_count++;
    recorder->service_ticks += times->ended_ticks - times->started_ticks;
    recorder->outstanding_ticks += times->observed_ticks - times->due_ticks;
}

static void record_span(struct recorder *recorder,
                        enum stage stage,
                        uint64_t from_ticks,
                        uint64_t to_ticks)
{
    int64_t span_ticks = (int64_t)(to_ticks - from_ticks);
    /* Stamps of two CPUs may cross by a few ticks; the sign must survive. */
    int64_t span_ns = span_ticks < 0
                          ? -ticks_to_ns(&recorder->ticks, (uint64_t)-span_ticks)
                          : ticks_to_ns(&recorder->ticks, (uint64_t)span_ticks);
    histogram_record(&recorder->stages.of[stage], span_ns);
}

void recorder_add(struct recorder *recorder, const struct task_times *times)
{
    if (is_inside(recorder, times))
        credit_whole(recorder, times);
    else
        credit_part(recorder, times);
    if (times->sent_ticks < recorder->begin_ticks)
        return;
    record_span(recorder, STAGE_QUEUE, times->sent_ticks, times->started_ticks);
    record_span(recorder, STAGE_SERVICE, times->started_ticks, times->ended_ticks);
    record_span(recorder, STAGE_NOTICE, times->ended_ticks, times->observed_ticks);
    record_span(recorder, STAGE_TOTAL, times->due_ticks, times->observed_ticks);
}

static double span_ticks(const struct recorder *recorder)
{
    return (double)(recorder->end_ticks - recorder->begin_ticks);
}

double recorder_completed_per_s(const struct recorder *recorder)
{
    int64_t span_ns =
        ticks_to_ns(&recorder->ticks, recorder->end_ticks - recorder->begin_ticks);
    double count = (double)recorder->whole_count + recorder->border_count;
    return count * (double)NS_PER_S / (double)span_ns;
}

double recorder_busy_workers(const struct recorder *recorder)
{
    return (double)recorder->service_ticks / span_ticks(recorder);
}

double recorder_outstanding(const struct recorder *recorder)
{
    return (double)recorder->outstanding_ticks / span_ticks(recorder);
}
