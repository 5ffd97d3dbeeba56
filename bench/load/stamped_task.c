#include "load/stamped_task.h"

#include <assert.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "measure/machine.h"
#include "measure/unknown.h"

/* Linux's default. Set by every worker itself: a thread inherits its creator's,
 * and a changed one moves a sleep of 5 ms by 0.8 %. */
#define TIMER_SLACK_NS 50000

#define MASK(bits) ((UINT64_C(1) << (bits)) - 1)
#define CHECK_BITS 32
#define SERVICE_LOW_BITS 32 /* beside the check; the rest is in the first word */

static const struct stamped_context *context;
static pid_t context_process; /* that called stamped_task_prepare() */

struct packed_stamp stamp_pack(const struct task_stamp *stamp)
{
    uint64_t service = stamp->service_ticks;
    if (service > MASK(STAMP_SERVICE_BITS))
        service = MASK(STAMP_SERVICE_BITS);
    uint64_t started = stamp->started_ticks & MASK(STAMP_STARTED_BITS);
    uint64_t worker = (uint64_t)stamp->worker_index & MASK(STAMP_WORKER_BITS);
    uint64_t service_high = service >> SERVICE_LOW_BITS;
    return (struct packed_stamp){{
        started | worker << STAMP_STARTED_BITS |
            service_high << (STAMP_STARTED_BITS + STAMP_WORKER_BITS),
        (service & MASK(SERVICE_LOW_BITS)) << CHECK_BITS | stamp->check,
    }};
}

struct task_stamp stamp_unpack(struct packed_stamp packed)
{
    uint64_t service_high = packed.words[0] >> (STAMP_STARTED_BITS + STAMP_WORKER_BITS);
    return (struct task_stamp){
        .started_ticks = packed.words[0] & MASK(STAMP_STARTED_BITS),
        .service_ticks =
            service_high << SERVICE_LOW_BITS | packed.words[1] >> CHECK_BITS,
        .worker_index =
            (int)((packed.words[0] >> STAMP_STARTED_BITS) & MASK(STAMP_WORKER_BITS)),
        .check = (uint32_t)packed.words[1],
    };
}

uint64_t stamp_started_near(const struct task_stamp *stamp, uint64_t near_ticks)
{
    /* Sign-extend the difference of the low bits. */
    uint64_t difference = (stamp->started_ticks - near_ticks)
                          << (64 - STAMP_STARTED_BITS);
    return near_ticks + (uint64_t)((int64_t)difference >> (64 - STAMP_STARTED_BITS));
}

int worker_table_create(int worker_count, struct worker_table **ret_table)
{
    size_t count = (size_t)worker_count;
    size_t bytes = sizeof(struct worker_table) + count * sizeof(struct worker_row);
    struct worker_table *table = mmap(NULL,
                                      bytes,
                                      PROT_READ | PROT_WRITE,
                                      MAP_SHARED | MAP_ANONYMOUS | MAP_POPULATE,
                                      -1,
                                      0);
    if (table == MAP_FAILED)
        return YOKE_E_NOMEM;
    table->row_count = count;
    table->mapped_bytes = bytes;
    for (size_t i = 0; i < count; i++)
        table->rows[i].allocated_bytes = UNKNOWN;
    *ret_table = table;
    return 0;
}

void worker_table_destroy(struct worker_table *table)
{
    if (table)
        munmap(table, table->mapped_bytes);
}

void stamped_task_prepare(const struct stamped_context *new_context)
{
    context = new_context;
    context_process = getpid();
}

static struct worker_row *row_of(int worker_index)
{
    assert(worker_index >= 0 && (size_t)worker_index < context->table->row_count);
    return &context->table->rows[worker_index];
}

static uint32_t fold(uint64_t check)
{
    return (uint32_t)(check ^ (check >> 32));
}

/* Samples the tasks that are a worker's 1st, 2nd, 4th, 8th, … so that all parts
 * of a run are looked at, with few checks to make afterwards. */
static void account(struct worker_row *row, uint64_t sequence, const yoke_work *work)
{
    uint64_t count = ++row->task_count;
    row->check_sum += fold(work->check);
    row->last = (struct work_sample){sequence, *work};
    if (sequence >= context->first_measured) {
        row->measured_count++;
        row->measured_work += work->work;
    }
    bool is_power_of_two = (count & (count - 1)) == 0;
    bool is_wanted = is_power_of_two || sequence == 0;
    if (__builtin_expect(is_wanted, 0) && row->sample_count < WORKER_SAMPLES_MAX)
        row->samples[row->sample_count++] = row->last;
}

int stamped_task(yoke_task *task)
{
    int worker_index = yoke_task_worker_index(task);
    struct worker_row *row = row_of(worker_index);
    yoke_work work = {0, 0};
    uint64_t sequence;
    memcpy(&sequence, yoke_task_input(task).data, sizeof(sequence));
    struct task_stamp stamp = {.worker_index = worker_index};
    stamp.started_ticks = ticks_now(&context->ticks);
    int err = context->workload->run(task, sequence, &work);
    stamp.service_ticks = ticks_now(&context->ticks) - stamp.started_ticks;
    if (err) {
        row->failure_count++;
        return err;
    }
    account(row, sequence, &work);
    stamp.check = fold(work.check);
    struct packed_stamp result = stamp_pack(&stamp);
    return yoke_task_return(task, &result, sizeof(result));
}

int stamped_worker_init(yoke_worker *worker, yoke_bytes shared)
{
    struct worker_row *row = row_of(yoke_worker_index(worker));
    row->setup_begin_ns = monotonic_ns();
    prctl(PR_SET_TIMERSLACK, TIMER_SLACK_NS);
    row->timer_slack_ns = prctl(PR_GET_TIMERSLACK);
    int err = 0;
    if (context->workload->worker_init)
        err = context->workload->worker_init(worker, shared);
    row->setup_end_ns = monotonic_ns();
    if (!err)
        atomic_store_explicit(&row->is_ready, true, memory_order_release);
    return err;
}

void stamped_worker_fini(yoke_worker *worker)
{
    if (context->workload->worker_fini)
        context->workload->worker_fini(worker);
    /* A thread's allocations are in the runner's own count. */
    if (getpid() != context_process)
        row_of(yoke_worker_index(worker))->allocated_bytes = allocated_bytes();
}
