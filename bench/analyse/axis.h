/** Ticks of a logarithmic axis for ratios, and a place on it for each ratio. */
#ifndef BENCH_ANALYSE_AXIS_H
#define BENCH_ANALYSE_AXIS_H

#include <stddef.h>

struct ratio_axis {
    double low, high; /* both are ticks or beyond; low < 1 < high */
    double step;      /* ticks are whole powers of it */
};

/** An axis that holds 1 and low … high, with at most @p tick_limit ticks. */
struct ratio_axis ratio_axis_of(double low, double high, int tick_limit);

/** The first power of step that is on the axis; then + 1, while on the axis. */
int ratio_axis_first_power(const struct ratio_axis *axis);
int ratio_axis_last_power(const struct ratio_axis *axis);

/** The tick's ratio: step to the power of @p power. */
double ratio_axis_tick(const struct ratio_axis *axis, int power);

/** "2×", "0.95×": as few digits as the step needs. */
void ratio_axis_label(const struct ratio_axis *axis,
                      int power,
                      char *text,
                      size_t size);

/** 0 at the low end, 1 at the high one; beyond them outside 0 … 1. */
double ratio_axis_place(const struct ratio_axis *axis, double ratio);

#endif
