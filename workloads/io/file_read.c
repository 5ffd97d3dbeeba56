/*
 * Random reads of a file that set-up wrote and the page cache holds. Every word
 * that was read goes into the check; verify() sums up what the generator put at
 * those places, without the file. Each worker opens the file itself, as two
 * processes must, so that only the descriptor table and the address space differ
 * between the kinds.
 */
#include "registry.h"
#include "support/seeded.h"
#include "support/setup.h"
#include "support/worker.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FILE_NAME "file_read.data"

/* Summing up must not hide what it proves: two sums of two words each take a
 * third of the time of one word a step (4 KiB: 0.13 against 0.4 µs, gcc and
 * clang at -O2; the read itself takes 0.6). */
typedef uint64_t two_words __attribute__((vector_size(16), may_alias));
enum { BLOCK_UNIT = 2 * sizeof(two_words) };

struct recipe {
    uint64_t content_stream;
    uint64_t offset_stream;
    uint64_t block_bytes;
    uint64_t block_count; /* in the file */
    uint64_t read_count;  /* a task */
    char path[PATH_MAX];
};

struct reader {
    struct recipe recipe; /* first: what the workers share */
    int fd;
    void *buffer;
};

static int check_params(yoke_setup *setup, int64_t file_bytes, int64_t block_bytes)
{
    if (block_bytes % BLOCK_UNIT != 0) {
        return setup_fail(setup,
                          "io.file_read: block is %" PRId64
                          " bytes; it must be a multiple of %d",
                          block_bytes,
                          (int)BLOCK_UNIT);
    }
    if (file_bytes < block_bytes) {
        return setup_fail(setup,
                          "io.file_read: file_size is %" PRId64
                          " bytes, less than one block of %" PRId64,
                          file_bytes,
                          block_bytes);
    }
    return 0;
}

static int read_setup(yoke_setup *setup)
{
    int64_t file_bytes = yoke_params_integer(setup->params, "file_size");
    int64_t block_bytes = yoke_params_integer(setup->params, "block");
    struct recipe recipe = {
        .content_stream = seeded_stream(setup->seed, 0),
        .offset_stream = seeded_stream(setup->seed, 1),
        .block_bytes = (uint64_t)block_bytes,
        .block_count = (uint64_t)(file_bytes / block_bytes),
        .read_count = (uint64_t)yoke_params_integer(setup->params, "reads"),
    };
    if (check_params(setup, file_bytes, block_bytes) != 0 ||
        setup_path(setup, FILE_NAME, recipe.path, sizeof(recipe.path)) != 0) {
        return -1;
    }
    int64_t used_bytes = file_bytes / block_bytes * block_bytes;
    if (setup_make_file(setup, FILE_NAME, recipe.content_stream, used_bytes) != 0) {
        return -1;
    }
    return setup_share(setup, &recipe, sizeof(recipe));
}

static void read_worker_fini(yoke_worker *worker)
{
    struct reader *reader = yoke_worker_state(worker);
    if (reader->fd >= 0) {
        close(reader->fd);
    }
    free(reader->buffer);
    worker_free_state(worker);
}

static int read_worker_init(yoke_worker *worker, yoke_bytes shared)
{
    struct reader *reader = worker_state_create(worker, shared, sizeof(*reader));
    if (!reader) {
        return -1;
    }
    const struct recipe *recipe = &reader->recipe;
    int err = 0;
    reader->fd = open(recipe->path, O_RDONLY | O_CLOEXEC);
    if (reader->fd < 0) {
        err = yoke_worker_fail(
            worker, errno, "cannot open %s: %s", recipe->path, strerror(errno));
    } else if (posix_memalign(&reader->buffer, 4096, recipe->block_bytes) != 0) {
        reader->buffer = NULL;
        err = yoke_worker_fail(worker,
                               ENOMEM,
                               "no memory for a block of %" PRIu64 " bytes",
                               recipe->block_bytes);
    }
    if (err != 0) {
        read_worker_fini(worker);
    }
    return err;
}

static uint64_t
block_index(const struct recipe *recipe, uint64_t sequence, uint64_t read)
{
    uint64_t word =
        seeded_word(recipe->offset_stream, sequence * recipe->read_count + read);
    return word % recipe->block_count;
}

/* One whole block; 0, or an errno value. */
static int read_block(const struct reader *reader, uint64_t index)
{
    char *to = reader->buffer;
    size_t left = reader->recipe.block_bytes;
    off_t offset = (off_t)(index * reader->recipe.block_bytes);
    while (left > 0) {
        ssize_t got = pread(reader->fd, to, left, offset);
        if (got == 0) {
            return ENODATA; /* the file is shorter than we made it */
        }
        if (got < 0 && errno != EINTR) {
            return errno;
        }
        if (got > 0) {
            to += got;
            offset += got;
            left -= (size_t)got;
        }
    }
    return 0;
}

static uint64_t sum_block(const struct reader *reader)
{
    const two_words *words = reader->buffer;
    two_words even = {0};
    two_words odd = {0};
    for (size_t i = 0; i < reader->recipe.block_bytes / sizeof(*words); i += 2) {
        even += words[i];
        odd += words[i + 1];
    }
    even += odd;
    return even[0] + even[1];
}

static int read_run(yoke_task *task, uint64_t sequence, yoke_work *ret_work)
{
    const struct reader *reader = yoke_task_worker_state(task);
    const struct recipe *recipe = &reader->recipe;
    uint64_t check = 0;
    for (uint64_t i = 0; i < recipe->read_count; i++) {
        uint64_t index = block_index(recipe, sequence, i);
        int err = read_block(reader, index);
        if (err != 0) {
            return yoke_task_fail(task,
                                  err,
                                  "cannot read block %" PRIu64 " of %s: %s",
                                  index,
                                  recipe->path,
                                  strerror(err));
        }
        check = seeded_fold(check, sum_block(reader));
    }
    *ret_work = (yoke_work){
        .check = check,
        .work = (double)(recipe->read_count * recipe->block_bytes),
    };
    return 0;
}

static int read_verify(yoke_setup *setup, uint64_t sequence, const yoke_work *work)
{
    const struct recipe *recipe = setup->shared;
    uint64_t words_a_block = recipe->block_bytes / sizeof(uint64_t);
    uint64_t check = 0;
    for (uint64_t i = 0; i < recipe->read_count; i++) {
        uint64_t first = block_index(recipe, sequence, i) * words_a_block;
        uint64_t sum = 0;
        for (uint64_t word = 0; word < words_a_block; word++) {
            sum += seeded_word(recipe->content_stream, first + word);
        }
        check += sum * seeded_fold_power(recipe->read_count - 1 - i);
    }
    return setup_compare(setup,
                         sequence,
                         work,
                         check,
                         (double)(recipe->read_count * recipe->block_bytes));
}

static void read_teardown(yoke_setup *setup)
{
    setup_remove_files(setup, FILE_NAME);
    setup_unshare(setup);
}

static const yoke_param params[] = {
    {"file_size",
     YOKE_PARAM_SIZE,
     "16MiB",
     32,
     1099511627776.0,
     NULL,
     "size of the file"},
    {"block", YOKE_PARAM_SIZE, "4KiB", 32, 67108864.0, NULL, "size of a read"},
    {"reads", YOKE_PARAM_INTEGER, "16", 1, 1000000, NULL, "reads in a task"},
    {.name = NULL},
};

const yoke_workload workload_io_file_read = {
    .size = sizeof(yoke_workload),
    .abi = YOKE_WORKLOAD_ABI,
    .name = "io.file_read",
    .summary = "read random blocks of a file in the page cache",
    .isolates = "reference counts of open files, which threads of one process share",
    .version = 1,
    .work_unit = "bytes",
    .params = params,
    .warmup_tasks = 200,
    .setup = read_setup,
    .worker_init = read_worker_init,
    .worker_fini = read_worker_fini,
    .run = read_run,
    .verify = read_verify,
    .teardown = read_teardown,
};
