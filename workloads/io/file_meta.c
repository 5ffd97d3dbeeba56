/*
 * File descriptors made and closed: by dup, which does nothing but take a free
 * entry of the descriptor table and give it back, or by open and close. Threads
 * share one table and its lock; processes have one each.
 *
 * Every worker works on a name of its own, a hard link to the one file: with one
 * name for all, the kernel's lock on that name (one in both kinds) hides the
 * table (open with 2 workers here: processes 1.15× threads on one name, 1.4× on
 * two; dup 2.7×).
 *
 * The check counts the pairs that succeeded and carries the inode behind the
 * task's last descriptor; verify() asks for the inode by name.
 */
#include "registry.h"
#include "support/seeded.h"
#include "support/setup.h"
#include "support/worker.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILE_PREFIX "file_meta."
#define FILE_NAME FILE_PREFIX "data"
enum { FILE_BYTES = 4096 };

struct recipe {
    uint64_t stream;
    uint64_t operation_count; /* a task */
    bool is_open;             /* else dup */
    char path[PATH_MAX];
};

struct actor {
    struct recipe recipe; /* first: what the workers share */
    int fd;
    char own_path[PATH_MAX + 16];
};

static int meta_setup(yoke_setup *setup)
{
    const char *operation = yoke_params_choice(setup->params, "operation");
    struct recipe recipe = {
        .stream = seeded_stream(setup->seed, 0),
        .operation_count = (uint64_t)yoke_params_integer(setup->params, "operations"),
        .is_open = strcmp(operation, "open") == 0,
    };
    if (setup_path(setup, FILE_NAME, recipe.path, sizeof(recipe.path)) != 0 ||
        setup_make_file(setup, FILE_NAME, recipe.stream, FILE_BYTES) != 0) {
        return -1;
    }
    return setup_share(setup, &recipe, sizeof(recipe));
}

static void meta_worker_fini(yoke_worker *worker)
{
    struct actor *actor = yoke_worker_state(worker);
    if (actor->fd >= 0) {
        close(actor->fd);
    }
    unlink(actor->own_path);
    worker_free_state(worker);
}

static int meta_worker_init(yoke_worker *worker, yoke_bytes shared)
{
    struct actor *actor = worker_state_create(worker, shared, sizeof(*actor));
    if (!actor) {
        return -1;
    }
    int index = yoke_worker_index(worker);
    snprintf(
        actor->own_path, sizeof(actor->own_path), "%s.%d", actor->recipe.path, index);
    actor->fd = -1;
    /* A worker that died may have left its successor's name. */
    if (link(actor->recipe.path, actor->own_path) == 0 || errno == EEXIST) {
        actor->fd = open(actor->own_path, O_RDONLY | O_CLOEXEC);
    }
    if (actor->fd < 0) {
        int err = yoke_worker_fail(worker,
                                   errno,
                                   "cannot link and open %s: %s",
                                   actor->own_path,
                                   strerror(errno));
        meta_worker_fini(worker);
        return err;
    }
    return 0;
}

static int make_fd(const struct actor *actor)
{
    return actor->recipe.is_open ? open(actor->own_path, O_RDONLY | O_CLOEXEC)
                                 : fcntl(actor->fd, F_DUPFD_CLOEXEC, 0);
}

static uint64_t inode_mark(const struct stat *status)
{
    return seeded_mix((uint64_t)status->st_ino);
}

/* Closes in any case; errno tells what failed. */
static bool look_and_close(int fd, struct stat *status)
{
    bool is_seen = !status || fstat(fd, status) == 0;
    return close(fd) == 0 && is_seen;
}

static int fail_task(yoke_task *task, const struct actor *actor)
{
    int reason = errno;
    return yoke_task_fail(task,
                          reason,
                          "cannot %s %s: %s%s",
                          actor->recipe.is_open ? "open" : "dup",
                          actor->own_path,
                          strerror(reason),
                          reason == EMFILE ? " (raise the limit: ulimit -n)" : "");
}

static int meta_run(yoke_task *task, uint64_t sequence, yoke_work *ret_work)
{
    const struct actor *actor = yoke_task_worker_state(task);
    uint64_t operation_count = actor->recipe.operation_count;
    uint64_t check = seeded_word(actor->recipe.stream, sequence);
    struct stat status = {0};
    for (uint64_t i = 0; i < operation_count; i++) {
        int fd = make_fd(actor);
        bool is_last = i + 1 == operation_count;
        if (fd < 0 || !look_and_close(fd, is_last ? &status : NULL)) {
            return fail_task(task, actor);
        }
        check = seeded_fold(check, 1);
    }
    *ret_work = (yoke_work){.check = seeded_fold(check, inode_mark(&status)),
                            .work = (double)operation_count};
    return 0;
}

/* K^0 + … + K^(count−1) modulo 2⁶⁴, by doubling: S(2n) = S(n)·(1 + K^n). */
static uint64_t sum_of_powers(uint64_t count)
{
    if (count == 0) {
        return 0;
    }
    uint64_t half = sum_of_powers(count / 2);
    uint64_t even = half * (1 + seeded_fold_power(count / 2));
    return count % 2 == 0 ? even : even + seeded_fold_power(count - 1);
}

static int meta_verify(yoke_setup *setup, uint64_t sequence, const yoke_work *work)
{
    const struct recipe *recipe = setup->shared;
    uint64_t count = recipe->operation_count;
    struct stat status;
    if (stat(recipe->path, &status) != 0) {
        return setup_fail(
            setup, "cannot look at %s: %s", recipe->path, strerror(errno));
    }
    uint64_t check = seeded_word(recipe->stream, sequence) * seeded_fold_power(count) +
                     sum_of_powers(count);
    return setup_compare(
        setup, sequence, work, seeded_fold(check, inode_mark(&status)), (double)count);
}

static void meta_teardown(yoke_setup *setup)
{
    setup_remove_files(setup, FILE_PREFIX);
    setup_unshare(setup);
}

static const yoke_param params[] = {
    {.name = "operation",
     .type = YOKE_PARAM_CHOICE,
     .default_text = "dup",
     .choices = "dup|open",
     .help = "how a descriptor is made before it is closed"},
    {"operations", YOKE_PARAM_INTEGER, "64", 1, 1000000, NULL, "pairs in a task"},
    {.name = NULL},
};

const yoke_workload workload_io_file_meta = {
    .size = sizeof(yoke_workload),
    .abi = YOKE_WORKLOAD_ABI,
    .name = "io.file_meta",
    .summary = "make and close file descriptors, by dup or open",
    .isolates = "the descriptor table: threads share one and its lock",
    .version = 1,
    .work_unit = "operations",
    .params = params,
    .warmup_tasks = 200,
    .setup = meta_setup,
    .worker_init = meta_worker_init,
    .worker_fini = meta_worker_fini,
    .run = meta_run,
    .verify = meta_verify,
    .teardown = meta_teardown,
};
