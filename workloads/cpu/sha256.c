/*
 * SHA-256 over the task's number and a buffer that each worker fills after it is
 * bound, so that its pages are near. The algorithm and its context are fetched
 * once a worker: fetching takes libcrypto's locks, and would measure those.
 * verify() makes the message anew and hashes it in one call.
 */
#include "registry.h"
#include "support/seeded.h"
#include "support/setup.h"
#include "support/worker.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/sha.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct recipe {
    uint64_t stream;
    size_t size_bytes;
};

struct hasher {
    struct recipe recipe; /* first: what the workers share */
    EVP_MD *algorithm;
    EVP_MD_CTX *context;
    uint64_t *buffer;
};

static int sha256_setup(yoke_setup *setup)
{
    struct recipe recipe = {
        .stream = seeded_stream(setup->seed, 0),
        .size_bytes = (size_t)yoke_params_integer(setup->params, "size"),
    };
    return setup_share(setup, &recipe, sizeof(recipe));
}

/* Words enough for @p extra_words and the buffer, which need not end on one. */
static uint64_t *make_buffer(const struct recipe *recipe, size_t extra_words)
{
    size_t word_count = (recipe->size_bytes + sizeof(uint64_t) - 1) / sizeof(uint64_t);
    uint64_t *words = calloc(extra_words + word_count, sizeof(*words));
    if (words) {
        seeded_fill(recipe->stream, 0, words + extra_words, word_count);
    }
    return words;
}

static void sha256_worker_fini(yoke_worker *worker)
{
    struct hasher *hasher = yoke_worker_state(worker);
    if (hasher) {
        EVP_MD_CTX_free(hasher->context);
        EVP_MD_free(hasher->algorithm);
        free(hasher->buffer);
        worker_free_state(worker);
    }
}

static const char *crypto_error(void)
{
    const char *reason = ERR_reason_error_string(ERR_get_error());
    return reason ? reason : "unknown error of libcrypto";
}

static int sha256_worker_init(yoke_worker *worker, yoke_bytes shared)
{
    struct hasher *hasher = worker_state_create(worker, shared, sizeof(*hasher));
    if (!hasher) {
        return -1;
    }
    hasher->algorithm = EVP_MD_fetch(NULL, "SHA256", NULL);
    hasher->context = EVP_MD_CTX_new();
    hasher->buffer = make_buffer(&hasher->recipe, 0);
    if (hasher->algorithm && hasher->context && hasher->buffer) {
        return 0;
    }
    int err = hasher->buffer
                  ? yoke_worker_fail(worker, EIO, "no SHA256: %s", crypto_error())
                  : yoke_worker_fail(worker,
                                     ENOMEM,
                                     "no memory for a buffer of %zu bytes",
                                     hasher->recipe.size_bytes);
    sha256_worker_fini(worker);
    return err;
}

static uint64_t check_of(const unsigned char digest[static SHA256_DIGEST_LENGTH])
{
    uint64_t check = 0;
    memcpy(&check, digest, sizeof(check));
    return check;
}

static int sha256_run(yoke_task *task, uint64_t sequence, yoke_work *ret_work)
{
    struct hasher *hasher = yoke_task_worker_state(task);
    unsigned char digest[EVP_MAX_MD_SIZE];
    size_t size_bytes = hasher->recipe.size_bytes;
    if (!EVP_DigestInit_ex2(hasher->context, hasher->algorithm, NULL) ||
        !EVP_DigestUpdate(hasher->context, &sequence, sizeof(sequence)) ||
        !EVP_DigestUpdate(hasher->context, hasher->buffer, size_bytes) ||
        !EVP_DigestFinal_ex(hasher->context, digest, NULL)) {
        return yoke_task_fail(task, EIO, "SHA256 failed: %s", crypto_error());
    }
    *ret_work = (yoke_work){.check = check_of(digest), .work = (double)size_bytes};
    return 0;
}

static int sha256_verify(yoke_setup *setup, uint64_t sequence, const yoke_work *work)
{
    const struct recipe *recipe = setup->shared;
    uint64_t *message = make_buffer(recipe, 1);
    unsigned char digest[SHA256_DIGEST_LENGTH];
    if (!message) {
        return setup_fail(
            setup, "no memory to check a buffer of %zu bytes", recipe->size_bytes);
    }
    message[0] = sequence;
    SHA256(
        (const unsigned char *)message, sizeof(sequence) + recipe->size_bytes, digest);
    free(message);
    return setup_compare(
        setup, sequence, work, check_of(digest), (double)recipe->size_bytes);
}

static const yoke_param params[] = {
    {"size",
     YOKE_PARAM_SIZE,
     "64KiB",
     1,
     1073741824.0,
     NULL,
     "buffer that a task hashes"},
    {.name = NULL},
};

const yoke_workload workload_cpu_sha256 = {
    .size = sizeof(yoke_workload),
    .abi = YOKE_WORKLOAD_ABI,
    .name = "cpu.sha256",
    .summary = "hash a buffer of the worker's own with libcrypto",
    .isolates =
        "computing on memory that nobody shares: a difference is the executor's",
    .version = 1,
    .is_control = true,
    .is_cpu_bound = true,
    .work_unit = "bytes",
    .params = params,
    .warmup_tasks = 100,
    .setup = sha256_setup,
    .worker_init = sha256_worker_init,
    .worker_fini = sha256_worker_fini,
    .run = sha256_run,
    .verify = sha256_verify,
    .teardown = setup_unshare,
};
