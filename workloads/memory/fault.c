/*
 * Map memory, touch each page, unmap it: what an allocator does for every large
 * block. Threads share one address space and its lock; processes have one each.
 * A page is touched by an atomic addition, which is one write access on
 * processors that have it, so that a fresh page faults once and not first for
 * reading. Only a fresh page gives back the value that was added: the check
 * reads all of them again.
 */
#include "registry.h"
#include "support/seeded.h"
#include "support/setup.h"
#include "support/worker.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* From here on the kernel may give one huge page for many small ones. */
enum { HUGE_PAGE_BYTES = 2 << 20 };

struct recipe {
    uint64_t stream;
    size_t size_bytes;
    size_t page_bytes;
};

static int fault_setup(yoke_setup *setup)
{
    struct recipe recipe = {
        .stream = seeded_stream(setup->seed, 0),
        .size_bytes = (size_t)yoke_params_integer(setup->params, "size"),
        .page_bytes = (size_t)sysconf(_SC_PAGESIZE),
    };
    if (recipe.size_bytes % recipe.page_bytes != 0) {
        return setup_fail(setup,
                          "memory.fault: size is %zu bytes; it must be a multiple of a "
                          "page, %zu",
                          recipe.size_bytes,
                          recipe.page_bytes);
    }
    return setup_share(setup, &recipe, sizeof(recipe));
}

static uint64_t value_of(const struct recipe *recipe, uint64_t sequence, size_t page)
{
    return seeded_word(recipe->stream + sequence, page);
}

static uint64_t
touch_pages(const struct recipe *recipe, uint64_t sequence, char *memory)
{
    size_t page_count = recipe->size_bytes / recipe->page_bytes;
    for (size_t page = 0; page < page_count; page++) {
        uint64_t *word = (uint64_t *)(void *)(memory + page * recipe->page_bytes);
        __atomic_fetch_add(word, value_of(recipe, sequence, page), __ATOMIC_RELAXED);
    }
    uint64_t check = 0;
    for (size_t page = page_count; page > 0; page--) {
        uint64_t *word = (uint64_t *)(void *)(memory + (page - 1) * recipe->page_bytes);
        check = seeded_fold(check, __atomic_load_n(word, __ATOMIC_RELAXED));
    }
    return check;
}

static int fail_memory(yoke_task *task, const struct recipe *recipe, const char *what)
{
    int reason = errno;
    return yoke_task_fail(task,
                          reason,
                          "cannot %s %zu bytes: %s",
                          what,
                          recipe->size_bytes,
                          strerror(reason));
}

static int fault_run(yoke_task *task, uint64_t sequence, yoke_work *ret_work)
{
    const struct recipe *recipe = yoke_task_worker_state(task);
    size_t size_bytes = recipe->size_bytes;
    char *memory = mmap(
        NULL, size_bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) {
        return fail_memory(task, recipe, "map");
    }
    /* Kernels without huge pages refuse, and have none to forbid. */
    if (size_bytes >= HUGE_PAGE_BYTES) {
        (void)madvise(memory, size_bytes, MADV_NOHUGEPAGE);
    }
    uint64_t check = touch_pages(recipe, sequence, memory);
    if (munmap(memory, size_bytes) != 0) {
        return fail_memory(task, recipe, "unmap");
    }
    *ret_work = (yoke_work){.check = check, .work = (double)size_bytes};
    return 0;
}

static int fault_verify(yoke_setup *setup, uint64_t sequence, const yoke_work *work)
{
    const struct recipe *recipe = setup->shared;
    uint64_t check = 0;
    uint64_t power = 1;
    for (size_t page = 0; page < recipe->size_bytes / recipe->page_bytes; page++) {
        check += value_of(recipe, sequence, page) * power;
        power *= SEEDED_FOLD_FACTOR;
    }
    return setup_compare(setup, sequence, work, check, (double)recipe->size_bytes);
}

static const yoke_param params[] = {
    {"size",
     YOKE_PARAM_SIZE,
     "16KiB",
     4096,
     1073741824.0,
     NULL,
     "memory that a task maps"},
    {.name = NULL},
};

const yoke_workload workload_memory_fault = {
    .size = sizeof(yoke_workload),
    .abi = YOKE_WORKLOAD_ABI,
    .name = "memory.fault",
    .summary = "map memory, touch every page, unmap it",
    .isolates = "the address space: threads share one and its lock",
    .version = 1,
    .work_unit = "bytes",
    .params = params,
    .warmup_tasks = 200,
    .setup = fault_setup,
    .worker_init = worker_copy_shared,
    .worker_fini = worker_free_state,
    .run = fault_run,
    .verify = fault_verify,
    .teardown = setup_unshare,
};
