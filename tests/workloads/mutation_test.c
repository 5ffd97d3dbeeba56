/*
 * Tasks that do not do their work, or do it wrong: the calls through which a
 * workload works are replaced (by the linker, --wrap) with some that only
 * pretend. run() must then fail, or verify() must see it.
 */
#include "rig.h"

#include <openssl/evp.h>

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

enum mutation {
    NONE,
    SLEEP_NOT,          /* return at once */
    HASH_NOT,           /* hash nothing of the buffer */
    HASH_HALF,          /* only half of it */
    DUP_OTHER_FILE,     /* a descriptor, but of something else */
    DUP_SAME,           /* no new descriptor at all */
    OPEN_OTHER_FILE,    /* as DUP_OTHER_FILE */
    READ_NOT,           /* leave the buffer as it is */
    READ_OTHER_PLACE,   /* the block before or after */
    MAP_USED_MEMORY,    /* memory that others have written to */
    MAP_ONE_PAGE_TWICE, /* the same page behind two addresses */
    MAP_REFUSED
};

/* Only calls made while a task runs are changed, and only in this thread: the
 * executor is serial. */
static enum mutation armed = NONE;
static enum mutation active = NONE;

/* NOLINTBEGIN(readability-identifier-naming): the linker chose the names. */
int __real_clock_nanosleep(clockid_t clock,
                           int flags,
                           const struct timespec *request,
                           struct timespec *remain);
int __wrap_clock_nanosleep(clockid_t clock,
                           int flags,
                           const struct timespec *request,
                           struct timespec *remain);
int __real_EVP_DigestUpdate(EVP_MD_CTX *context, const void *data, size_t size);
int __wrap_EVP_DigestUpdate(EVP_MD_CTX *context, const void *data, size_t size);
int __real_fcntl(int fd, int command, ...);
int __wrap_fcntl(int fd, int command, int argument);
int __real_open(const char *path, int flags, ...);
int __wrap_open(const char *path, int flags, mode_t mode);
ssize_t __real_pread(int fd, void *buffer, size_t size, off_t offset);
ssize_t __wrap_pread(int fd, void *buffer, size_t size, off_t offset);
void *__real_mmap(
    void *address, size_t size, int protection, int flags, int fd, off_t offset);
void *__wrap_mmap(
    void *address, size_t size, int protection, int flags, int fd, off_t offset);

int __wrap_clock_nanosleep(clockid_t clock,
                           int flags,
                           const struct timespec *request,
                           struct timespec *remain)
{
    return active == SLEEP_NOT ? 0
                               : __real_clock_nanosleep(clock, flags, request, remain);
}

int __wrap_EVP_DigestUpdate(EVP_MD_CTX *context, const void *data, size_t size)
{
    bool is_buffer = size > sizeof(uint64_t);
    if (is_buffer && active == HASH_NOT) {
        return 1;
    }
    if (is_buffer && active == HASH_HALF) {
        size /= 2;
    }
    return __real_EVP_DigestUpdate(context, data, size);
}

int __wrap_fcntl(int fd, int command, int argument)
{
    if (command == F_DUPFD_CLOEXEC && active == DUP_OTHER_FILE) {
        return __real_open("/dev/null", O_RDONLY | O_CLOEXEC);
    }
    if (command == F_DUPFD_CLOEXEC && active == DUP_SAME) {
        return fd;
    }
    return __real_fcntl(fd, command, argument);
}

int __wrap_open(const char *path, int flags, mode_t mode)
{
    return __real_open(active == OPEN_OTHER_FILE ? "/dev/null" : path, flags, mode);
}

ssize_t __wrap_pread(int fd, void *buffer, size_t size, off_t offset)
{
    if (active == READ_NOT) {
        return (ssize_t)size;
    }
    off_t other = offset == 0 ? (off_t)size : offset - (off_t)size;
    return __real_pread(fd, buffer, size, active == READ_OTHER_PLACE ? other : offset);
}

static void *map_page_twice(size_t size)
{
    int fd = memfd_create("page", MFD_CLOEXEC);
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    char *memory = NULL;
    if (fd >= 0 && ftruncate(fd, (off_t)size) == 0) {
        memory = __real_mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
        __real_mmap(
            memory + page, page, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, fd, 0);
    }
    close(fd);
    return memory;
}

void *
__wrap_mmap(void *address, size_t size, int protection, int flags, int fd, off_t offset)
{
    if (active == MAP_REFUSED) {
        errno = ENOMEM;
        return MAP_FAILED;
    }
    if (active == MAP_ONE_PAGE_TWICE) {
        return map_page_twice(size);
    }
    void *memory = __real_mmap(address, size, protection, flags, fd, offset);
    if (active == MAP_USED_MEMORY) {
        memset(memory, 1, size);
    }
    return memory;
}

/* NOLINTEND(readability-identifier-naming) */

static const yoke_workload *genuine;

static int run_mutated(yoke_task *task, uint64_t sequence, yoke_work *ret_work)
{
    active = armed;
    int err = genuine->run(task, sequence, ret_work);
    active = NONE;
    return err;
}

/* Runs task 4 under a mutation, between two under none that must be good. */
static int run_under(enum mutation mutation,
                     const char *name,
                     const char *values,
                     char failure[static 256])
{
    struct rig rig;
    yoke_work work = {0};
    rig_open(&rig, YOKE_SERIAL, name, values);
    genuine = rig.workload;
    yoke_workload mutant = *genuine;
    mutant.run = run_mutated;
    rig.workload = &mutant;
    assert_int_equal(rig_verify(&rig, 3, rig_run(&rig, 3)), 0);
    armed = mutation;
    int err = rig_try(&rig, 4, &work);
    armed = NONE;
    if (err == 0) {
        err = rig_verify(&rig, 4, work);
        memcpy(rig.failure, rig.setup.message, sizeof(rig.failure));
    }
    memcpy(failure, rig.failure, sizeof(rig.failure));
    if (mutation != DUP_SAME) { /* which closed the worker's own descriptor */
        assert_int_equal(rig_verify(&rig, 5, rig_run(&rig, 5)), 0);
    }
    rig_close(&rig);
    return err;
}

struct mutant {
    enum mutation mutation;
    const char *name, *values;
    const char *failure; /* a part of what run() or verify() says */
};

static void check_mutants(const struct mutant *mutants, size_t count)
{
    char failure[256];
    for (size_t i = 0; i < count; i++) {
        const struct mutant *mutant = &mutants[i];
        if (run_under(mutant->mutation, mutant->name, mutant->values, failure) == 0) {
            fail_msg(
                "%s: mutation %d was not seen", mutant->name, (int)mutant->mutation);
        }
        if (!strstr(failure, mutant->failure)) {
            fail_msg("%s: \"%s\" does not say \"%s\"",
                     mutant->name,
                     failure,
                     mutant->failure);
        }
    }
}

static void mutation__cpu(void **state)
{
    (void)state;
    static const struct mutant mutants[] = {
        {HASH_NOT, "cpu.sha256", "", "its check is"},
        {HASH_HALF, "cpu.sha256", "", "its check is"},
    };
    check_mutants(mutants, 2);
}

static void mutation__io(void **state)
{
    (void)state;
    static const struct mutant mutants[] = {
        {SLEEP_NOT, "io.sleep", "time=10ms", " ns, not 10000000"},
        {READ_NOT, "io.file_read", "", "its check is"},
        {READ_OTHER_PLACE, "io.file_read", "", "its check is"},
        {DUP_OTHER_FILE, "io.file_meta", "operation=dup", "its check is"},
        {DUP_SAME, "io.file_meta", "operation=dup", "cannot dup"},
        {OPEN_OTHER_FILE, "io.file_meta", "operation=open", "its check is"},
    };
    check_mutants(mutants, sizeof(mutants) / sizeof(mutants[0]));
}

static void mutation__memory(void **state)
{
    (void)state;
    static const struct mutant mutants[] = {
        {MAP_USED_MEMORY, "memory.fault", "", "its check is"},
        {MAP_ONE_PAGE_TWICE, "memory.fault", "", "its check is"},
        {MAP_REFUSED,
         "memory.fault",
         "",
         "cannot map 16384 bytes: Cannot allocate memory"},
    };
    check_mutants(mutants, sizeof(mutants) / sizeof(mutants[0]));
}

/* The loops that no call goes through are shortened by their parameter. */
static void mutation__fewer_steps(void **state)
{
    (void)state;
    static const struct {
        const char *name, *asked, *done;
        double work; /* that the short task claims to have done */
    } rows[] = {
        {"cpu.sumsq", "n=1000", "n=999", 1000},
        {"io.file_read", "reads=16", "reads=15", 65536},
        {"io.file_meta", "operations=64", "operations=63", 64},
        {"memory.fault", "size=16KiB", "size=12KiB", 16384},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct rig asked;
        struct rig done;
        rig_open(&done, YOKE_SERIAL, rows[i].name, rows[i].done);
        rig_open(&asked, YOKE_SERIAL, rows[i].name, rows[i].asked);
        yoke_work work = rig_run(&done, 0);
        work.work = rows[i].work;
        assert_int_not_equal(rig_verify(&asked, 0, work), 0);
        rig_close(&asked);
        rig_close(&done);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mutation__cpu),
        cmocka_unit_test(mutation__io),
        cmocka_unit_test(mutation__memory),
        cmocka_unit_test(mutation__fewer_steps),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
