#include "plan/order.h"

#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#include <time.h>

#include "plan/planner.h"

/** splitmix64 (Steele, Lea, Flood 2014): neighbouring inputs, unlike outputs. */
static uint64_t mix(uint64_t value)
{
    value += UINT64_C(0x9e3779b97f4a7c15);
    value = (value ^ (value >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    value = (value ^ (value >> 27)) * UINT64_C(0x94d049bb133111eb);
    return value ^ (value >> 31);
}

uint64_t order_block_seed(uint64_t plan_seed, int block)
{
    return mix(mix(plan_seed) + (uint64_t)block) >> 11;
}

uint64_t order_fresh_seed(void)
{
    uint64_t seed;
    if (getrandom(&seed, sizeof(seed), GRND_NONBLOCK) != (ssize_t)sizeof(seed)) {
        struct timespec now;
        clock_gettime(CLOCK_REALTIME, &now);
        seed = mix((uint64_t)now.tv_nsec) ^ (uint64_t)now.tv_sec;
    }
    return 1 + seed % 999999;
}

static void fill_block(const struct plan *plan,
                       int block,
                       const size_t *order,
                       struct planned_run *runs)
{
    uint64_t seed = order_block_seed(plan->seed, block);
    for (size_t i = 0; i < plan->cell_count; i++) {
        struct planned_run *run = &runs[i];
        *run = (struct planned_run){
            .block = block, .position = (int)i, .cell_index = order[i], .seed = seed};
        snprintf(run->id,
                 sizeof(run->id),
                 "b%02d-%.8s",
                 block + 1,
                 plan->cells[order[i]].id);
    }
}

int plan_add_blocks(struct plan *plan, int block_count)
{
    size_t added = (size_t)block_count * plan->cell_count;
    struct planned_run *runs =
        reallocarray(plan->runs, plan->run_count + added, sizeof(*runs));
    if (!runs)
        return YOKE_E_NOMEM;
    plan->runs = runs;
    size_t *order = calloc(plan->cell_count, sizeof(*order));
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_ranlxd2);
    if (!order || !rng) {
        free(order);
        if (rng)
            gsl_rng_free(rng);
        return YOKE_E_NOMEM;
    }
    int first = plan->cell_count ? (int)(plan->run_count / plan->cell_count) : 0;
    for (int block = first; block < first + block_count; block++) {
        for (size_t i = 0; i < plan->cell_count; i++)
            order[i] = i;
        /* ranlxd2 takes 31 bits of seed */
        gsl_rng_set(rng,
                    (unsigned long)(order_block_seed(~plan->seed, block) & 0x7fffffff));
        gsl_ran_shuffle(rng, order, plan->cell_count, sizeof(*order));
        fill_block(plan, block, order, &plan->runs[(size_t)block * plan->cell_count]);
    }
    plan->run_count += added;
    plan->measure.blocks = first + block_count;
    gsl_rng_free(rng);
    free(order);
    return 0;
}
