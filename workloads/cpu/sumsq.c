/*
 * The sum of the squares of n neighbouring integers modulo 2⁶¹ − 1, starting at
 * a place that the seed and the sequence choose. A plain sum of squares is
 * folded into a formula by clang at -O2 (2.4 ns for any n); reducing the sum in
 * every step makes each step depend on the one before in a way that no compiler
 * folds (1.9 ns a step with gcc 12, 1.6 with clang 14, both at -O2), and a formula
 * still exists for verify(). The modulus is a Mersenne prime, so that the
 * reduction is an addition.
 */
#include "registry.h"
#include "support/seeded.h"
#include "support/setup.h"
#include "support/worker.h"

#define MODULUS ((UINT64_C(1) << 61) - 1)

/* start < 2³⁰ and n ≤ 2³⁰: a square stays below 2⁶², the sum below 2⁶³. */
#define START_LIMIT (UINT64_C(1) << 30)
#define COUNT_LIMIT 1073741824.0

struct recipe {
    uint64_t stream;
    uint64_t count;
};

static uint64_t start_of(uint64_t stream, uint64_t sequence)
{
    return seeded_word(stream, sequence) % START_LIMIT;
}

static int sumsq_setup(yoke_setup *setup)
{
    struct recipe recipe = {
        .stream = seeded_stream(setup->seed, 0),
        .count = (uint64_t)yoke_params_integer(setup->params, "n"),
    };
    return setup_share(setup, &recipe, sizeof(recipe));
}

static int sumsq_run(yoke_task *task, uint64_t sequence, yoke_work *ret_work)
{
    const struct recipe *recipe = yoke_task_worker_state(task);
    uint64_t start = start_of(recipe->stream, sequence);
    uint64_t sum = 0;
    for (uint64_t i = start + 1; i <= start + recipe->count; i++) {
        sum += i * i;
        sum = (sum & MODULUS) + (sum >> 61);
    }
    *ret_work = (yoke_work){.check = sum % MODULUS, .work = (double)recipe->count};
    return 0;
}

/* 1² + … + m², as a number: m(m+1)(2m+1) has at most 97 bits. */
static unsigned __int128 squares_up_to(uint64_t m)
{
    return (unsigned __int128)m * (m + 1) * (2 * m + 1) / 6;
}

static int sumsq_verify(yoke_setup *setup, uint64_t sequence, const yoke_work *work)
{
    const struct recipe *recipe = setup->shared;
    uint64_t start = start_of(recipe->stream, sequence);
    unsigned __int128 sum = squares_up_to(start + recipe->count) - squares_up_to(start);
    return setup_compare(
        setup, sequence, work, (uint64_t)(sum % MODULUS), (double)recipe->count);
}

static const yoke_param params[] = {
    {"n",
     YOKE_PARAM_INTEGER,
     "100000",
     1,
     COUNT_LIMIT,
     NULL,
     "squares in a task's sum"},
    {.name = NULL},
};

const yoke_workload workload_cpu_sumsq = {
    .size = sizeof(yoke_workload),
    .abi = YOKE_WORKLOAD_ABI,
    .name = "cpu.sumsq",
    .summary = "sum n squares in registers, each step waiting for the last",
    .isolates = "nothing but the core itself: a difference is the executor's",
    .version = 1,
    .is_control = true,
    .is_cpu_bound = true,
    .work_unit = "operations",
    .params = params,
    .warmup_tasks = 100,
    .setup = sumsq_setup,
    .worker_init = worker_copy_shared,
    .worker_fini = worker_free_state,
    .run = sumsq_run,
    .verify = sumsq_verify,
    .teardown = setup_unshare,
};
