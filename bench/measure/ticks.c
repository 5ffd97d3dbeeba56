#include "measure/ticks.h"

#include <math.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>

#if defined(__x86_64__)
#include <cpuid.h>
#endif

#define CALIBRATION_NS 20000000L
#define SPREAD_LIMIT_NS 1000 /* more than this between CPUs: not synchronised */
#define PAIR_TRIES 64
#define COST_BATCHES 8
#define COST_READINGS 1000

static double measure_cost_ns(const struct ticks *ticks)
{
    double best_ns = INFINITY;
    for (int batch = 0; batch < COST_BATCHES; batch++) {
        int64_t begin_ns = monotonic_ns();
        for (int i = 0; i < COST_READINGS; i++) {
            uint64_t now = ticks_now(ticks);
            __asm__ volatile("" ::"r"(now));
        }
        double cost_ns = (double)(monotonic_ns() - begin_ns) / COST_READINGS;
        if (cost_ns < best_ns)
            best_ns = cost_ns;
    }
    return best_ns;
}

struct ticks ticks_from_system(void)
{
    struct ticks ticks = {.is_tsc = false, .ns_per_tick_q32 = UINT64_C(1) << 32};
    ticks.cost_ns = measure_cost_ns(&ticks);
    return ticks;
}

#if defined(__x86_64__)
/* The same moment on both clocks. */
struct pair {
    int64_t system_ns;
    uint64_t tsc;
};

/* Between two readings of the counter as close together as can be had: an
 * interrupt, or a hypervisor that takes the CPU away, widens the others. */
static struct pair read_pair(void)
{
    struct pair best = {0, 0};
    uint64_t best_width = UINT64_MAX;
    for (int i = 0; i < PAIR_TRIES; i++) {
        uint64_t before = __rdtsc();
        int64_t system_ns = monotonic_ns();
        uint64_t width = __rdtsc() - before;
        if (width >= best_width)
            continue;
        best_width = width;
        best = (struct pair){system_ns, before + width / 2};
    }
    return best;
}

/* Intel SDM vol. 3, "Invariant TSC": it ticks at one rate in all power states. */
static bool is_invariant(void)
{
    unsigned eax = 0;
    unsigned ebx = 0;
    unsigned ecx = 0;
    unsigned edx = 0;
    return __get_cpuid(0x80000007, &eax, &ebx, &ecx, &edx) && (edx & (1U << 8));
}

/* The kernel takes the counter off this list when it sees it misbehave. */
static bool is_trusted_by_kernel(void)
{
    static const char path[] =
        "/sys/devices/system/clocksource/clocksource0/available_clocksource";
    FILE *file = fopen(path, "re");
    if (!file)
        return false;
    char word[64];
    bool found = false;
    while (!found && fscanf(file, "%63s", word) == 1)
        found = strcmp(word, "tsc") == 0;
    fclose(file);
    return found;
}

/* By how much the system clock is ahead of what the line through @p base says. */
static double ahead_ns(struct pair base, double ns_per_tick, struct pair here)
{
    double predicted_ns = ns_per_tick * (double)(int64_t)(here.tsc - base.tsc);
    return (double)(here.system_ns - base.system_ns) - predicted_ns;
}

/* How far apart the CPUs' counters are, each compared with the one line that
 * base and ns_per_tick make. */
static int64_t measure_spread_ns(struct pair base, double ns_per_tick)
{
    cpu_set_t allowed;
    cpu_set_t one;
    double lowest_ns = INFINITY;
    double highest_ns = -INFINITY;
    if (sched_getaffinity(0, sizeof(allowed), &allowed))
        return INT64_MAX; /* more CPUs than a cpu_set_t holds */
    for (size_t cpu = 0; cpu < CPU_SETSIZE; cpu++) {
        if (!CPU_ISSET(cpu, &allowed))
            continue;
        CPU_ZERO(&one);
        CPU_SET(cpu, &one);
        if (sched_setaffinity(0, sizeof(one), &one))
            continue;
        double error_ns = ahead_ns(base, ns_per_tick, read_pair());
        lowest_ns = fmin(lowest_ns, error_ns);
        highest_ns = fmax(highest_ns, error_ns);
    }
    sched_setaffinity(0, sizeof(allowed), &allowed);
    return (int64_t)(highest_ns - lowest_ns);
}

static bool try_tsc(struct ticks *ret_ticks)
{
    if (!is_invariant() || !is_trusted_by_kernel())
        return false;
    struct pair first = read_pair();
    nanosleep(&(struct timespec){0, CALIBRATION_NS}, NULL);
    struct pair last = read_pair();
    if (last.tsc <= first.tsc || last.system_ns <= first.system_ns)
        return false;
    double ns_per_tick =
        (double)(last.system_ns - first.system_ns) / (double)(last.tsc - first.tsc);
    struct ticks ticks = {
        .is_tsc = true,
        .ns_per_tick_q32 = (uint64_t)llround(ldexp(ns_per_tick, 32)),
        .spread_ns = measure_spread_ns(last, ns_per_tick),
    };
    if (ticks.spread_ns > SPREAD_LIMIT_NS)
        return false;
    ticks.cost_ns = measure_cost_ns(&ticks);
    *ret_ticks = ticks;
    return true;
}
#else
static bool try_tsc(struct ticks *ret_ticks)
{
    (void)ret_ticks;
    return false;
}
#endif

struct ticks ticks_calibrate(void)
{
    struct ticks ticks;
    return try_tsc(&ticks) ? ticks : ticks_from_system();
}

const char *ticks_source(const struct ticks *ticks)
{
    return ticks->is_tsc ? "tsc" : "clock_gettime";
}

uint64_t ticks_from_ns(const struct ticks *ticks, int64_t span_ns)
{
    return (uint64_t)((((unsigned __int128)span_ns) << 32) / ticks->ns_per_tick_q32);
}
