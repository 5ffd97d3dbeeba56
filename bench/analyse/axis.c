#include "analyse/axis.h"

#include <math.h>
#include <stdio.h>

/* Steps that people read without effort; beyond the last, powers of it. */
static const double STEPS[] = {1.005, 1.01, 1.02, 1.05, 1.1, 1.25, 2, 4, 10, 100};

enum { STEP_COUNT = sizeof(STEPS) / sizeof(STEPS[0]) };

static int ticks_with(double low, double high, double step)
{
    return (int)(floor(log(high) / log(step)) - ceil(log(low) / log(step))) + 1;
}

struct ratio_axis ratio_axis_of(double low, double high, int tick_limit)
{
    /* A little room at both ends, and never an axis without width. */
    double margin = fmax(0.06 * log(high / low), 0.004);
    struct ratio_axis axis = {
        .low = exp(fmin(log(low), 0) - margin),
        .high = exp(fmax(log(high), 0) + margin),
        .step = STEPS[0],
    };
    for (int i = 1; ticks_with(axis.low, axis.high, axis.step) > tick_limit; i++)
        axis.step = i < STEP_COUNT ? STEPS[i] : axis.step * STEPS[STEP_COUNT - 1];
    return axis;
}

int ratio_axis_first_power(const struct ratio_axis *axis)
{
    return (int)ceil(log(axis->low) / log(axis->step));
}

int ratio_axis_last_power(const struct ratio_axis *axis)
{
    return (int)floor(log(axis->high) / log(axis->step));
}

double ratio_axis_tick(const struct ratio_axis *axis, int power)
{
    return pow(axis->step, power);
}

void ratio_axis_label(const struct ratio_axis *axis, int power, char *text, size_t size)
{
    double tick = ratio_axis_tick(axis, power);
    if (axis->step < 1.02)
        snprintf(text, size, "%.3f×", tick);
    else if (axis->step < 1.25)
        snprintf(text, size, "%.2f×", tick);
    else
        snprintf(text, size, "%.3g×", tick);
}

double ratio_axis_place(const struct ratio_axis *axis, double ratio)
{
    return log(ratio / axis->low) / log(axis->high / axis->low);
}
