/*
 * A pidfd tells the runner's death, not the end of its pipes: a worker that
 * outlives a crashed runner holds those open. Its process group is killed while
 * the runner is still a zombie, so that the group's id cannot be somebody
 * else's.
 */
#include "run/launcher.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <yoke/error.h>

#include "measure/ticks.h"
#include "run/run_spec.h"
#include "run/runner.h"

#define PADDING_MAX_BYTES 4096
#define PADDING_NAME "YOKE_PADDING="
#define REPLY_MAX_BYTES ((size_t)64 << 20) /* more is no reply */
#define WORDS_MAX_BYTES 800                /* of what a runner printed */

/* A runner in flight. */
struct flight_of_runner {
    pid_t id;
    int pid_fd, reply_fd, words_fd;
    char *reply; /* what came so far; owned */
    size_t reply_size, reply_capacity;
    char words[WORDS_MAX_BYTES + 1]; /* the last that it printed */
    size_t words_size;
};

static void close_fd(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

/* Away from the numbers that the runner's own descriptors get. */
static int move_up(int fd)
{
    int high = fd < 0 ? -1 : fcntl(fd, F_DUPFD_CLOEXEC, RUNNER_REPLY_FD + 1);
    int saved = errno;
    close_fd(&fd);
    errno = saved;
    return high;
}

static int make_pipe(int *ret_read, int *ret_write)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC))
        return -1;
    *ret_read = move_up(ends[0]);
    *ret_write = move_up(ends[1]);
    if (*ret_read < 0 || *ret_write < 0)
        return -1;
    return fcntl(*ret_read, F_SETFL, O_NONBLOCK);
}

static int write_spec(const json_t *spec)
{
    int fd = move_up(memfd_create("yoke-run", MFD_CLOEXEC));
    if (fd >= 0 && (json_dumpfd(spec, fd, JSON_COMPACT) || lseek(fd, 0, SEEK_SET)))
        close_fd(&fd);
    return fd;
}

/* Our environment and the padding; the array is one allocation, the strings
 * are borrowed. */
static char **make_environment(char *padding, uint64_t layout_seed)
{
    size_t count = 0;
    while (environ[count])
        count++;
    char **environment = calloc(count + 2, sizeof(*environment));
    if (!environment)
        return NULL;
    size_t used = 0;
    for (size_t i = 0; i < count; i++)
        if (strncmp(environ[i], PADDING_NAME, strlen(PADDING_NAME)) != 0)
            environment[used++] = environ[i];
    size_t length = (size_t)(layout_seed % PADDING_MAX_BYTES);
    memcpy(padding, PADDING_NAME, strlen(PADDING_NAME));
    memset(padding + strlen(PADDING_NAME), 'x', length);
    padding[strlen(PADDING_NAME) + length] = '\0';
    environment[used] = padding;
    return environment;
}

static int set_attributes(posix_spawnattr_t *attributes)
{
    sigset_t none;
    sigset_t all;
    sigemptyset(&none);
    sigfillset(&all);
    return posix_spawnattr_setflags(attributes,
                                    POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK |
                                        POSIX_SPAWN_SETSIGDEF) ||
           posix_spawnattr_setpgroup(attributes, 0) ||
           posix_spawnattr_setsigmask(attributes, &none) ||
           posix_spawnattr_setsigdefault(attributes, &all);
}

static int set_files(posix_spawn_file_actions_t *files, int spec, int reply, int words)
{
    return posix_spawn_file_actions_addopen(files, 0, "/dev/null", O_RDONLY, 0) ||
           posix_spawn_file_actions_adddup2(files, words, 1) ||
           posix_spawn_file_actions_adddup2(files, words, 2) ||
           posix_spawn_file_actions_adddup2(files, spec, RUNNER_SPEC_FD) ||
           posix_spawn_file_actions_adddup2(files, reply, RUNNER_REPLY_FD) ||
           posix_spawn_file_actions_addclosefrom_np(files, RUNNER_REPLY_FD + 1);
}

/* @return 0 or an errno value. */
static int
spawn_with(const char *program, char **environment, const int fds[3], pid_t *ret_id)
{
    char *const argv[] = {(char *)program, (char *)RUNNER_FLAG, NULL};
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_t files;
    if (posix_spawnattr_init(&attributes))
        return ENOMEM;
    if (posix_spawn_file_actions_init(&files)) {
        posix_spawnattr_destroy(&attributes);
        return ENOMEM;
    }
    int err = ENOMEM;
    if (!set_attributes(&attributes) && !set_files(&files, fds[0], fds[1], fds[2]))
        err = posix_spawn(ret_id, program, &files, &attributes, argv, environment);
    posix_spawn_file_actions_destroy(&files);
    posix_spawnattr_destroy(&attributes);
    return err;
}

/* @return 0 or an errno value. */
static int
spawn(const char *program, uint64_t layout_seed, const int fds[3], pid_t *ret_id)
{
    char padding[sizeof(PADDING_NAME) + PADDING_MAX_BYTES];
    char **environment = make_environment(padding, layout_seed);
    if (!environment)
        return ENOMEM;
    int err = spawn_with(program, environment, fds, ret_id);
    free(environment);
    return err;
}

/* @return 0 or an errno value. */
static int start(struct flight_of_runner *flight,
                 const struct launcher *launcher,
                 const json_t *spec,
                 uint64_t layout_seed)
{
    int err = 0;
    int fds[3] = {write_spec(spec), -1, -1};
    if (fds[0] < 0 || make_pipe(&flight->reply_fd, &fds[1]) ||
        make_pipe(&flight->words_fd, &fds[2]))
        err = errno;
    if (!err)
        err = spawn(launcher->program, layout_seed, fds, &flight->id);
    for (int i = 0; i < 3; i++)
        close_fd(&fds[i]);
    if (err)
        return err;
    flight->pid_fd = pidfd_open(flight->id, 0);
    return flight->pid_fd < 0 ? errno : 0;
}

static int grow_reply(struct flight_of_runner *flight)
{
    size_t capacity = flight->reply_capacity ? 2 * flight->reply_capacity : 65536;
    char *reply = capacity > REPLY_MAX_BYTES ? NULL : realloc(flight->reply, capacity);
    if (!reply)
        return YOKE_E_NOMEM;
    flight->reply = reply;
    flight->reply_capacity = capacity;
    return 0;
}

static int read_reply(struct flight_of_runner *flight)
{
    for (;;) {
        if (flight->reply_size == flight->reply_capacity && grow_reply(flight))
            return YOKE_E_NOMEM;
        ssize_t count = read(flight->reply_fd,
                             flight->reply + flight->reply_size,
                             flight->reply_capacity - flight->reply_size);
        if (count == 0)
            close_fd(&flight->reply_fd);
        if (count <= 0)
            return 0;
        flight->reply_size += (size_t)count;
    }
}

/* Keeps the last bytes: an error stands at the end. */
static void read_words(struct flight_of_runner *flight)
{
    char chunk[512];
    ssize_t count;
    while ((count = read(flight->words_fd, chunk, sizeof(chunk))) > 0) {
        size_t size = (size_t)count;
        size_t room = WORDS_MAX_BYTES - flight->words_size;
        if (size > room) {
            size_t gone = size - room;
            memmove(flight->words, flight->words + gone, flight->words_size - gone);
            flight->words_size -= gone;
        }
        memcpy(flight->words + flight->words_size, chunk, size);
        flight->words_size += size;
    }
    flight->words[flight->words_size] = '\0';
    if (count == 0)
        close_fd(&flight->words_fd);
}

enum outcome { OUTCOME_ENDED, OUTCOME_TIMEOUT, OUTCOME_STOPPED, OUTCOME_NO_MEMORY };

static int remaining_ms(int64_t deadline_ns)
{
    int64_t left_ns = deadline_ns - monotonic_ns();
    if (left_ns <= 0)
        return 0;
    int64_t left_ms = left_ns / 1000000 + 1;
    return left_ms > INT_MAX ? INT_MAX : (int)left_ms;
}

static enum outcome await(struct flight_of_runner *flight,
                          const struct launcher *launcher)
{
    int64_t deadline_ns = monotonic_ns() + launcher->timeout_ns;
    for (;;) {
        struct pollfd fds[] = {
            {.fd = flight->reply_fd, .events = POLLIN},
            {.fd = flight->words_fd, .events = POLLIN},
            {.fd = flight->pid_fd, .events = POLLIN},
            {.fd = launcher->signal_fd, .events = POLLIN},
        };
        int count = poll(fds, 4, remaining_ms(deadline_ns));
        if (count < 0 && errno != EINTR)
            return OUTCOME_NO_MEMORY;
        if (flight->reply_fd >= 0 && read_reply(flight))
            return OUTCOME_NO_MEMORY;
        if (flight->words_fd >= 0)
            read_words(flight);
        if (count > 0 && fds[3].revents)
            return OUTCOME_STOPPED;
        if (count > 0 && fds[2].revents)
            return OUTCOME_ENDED;
        if (monotonic_ns() >= deadline_ns)
            return OUTCOME_TIMEOUT;
    }
}

/* Kill what is left of the group, and reap the runner. */
static siginfo_t finish(struct flight_of_runner *flight, enum outcome outcome)
{
    siginfo_t info = {0};
    if (outcome != OUTCOME_ENDED)
        kill(-flight->id, SIGKILL);
    while (waitid(P_PID, (id_t)flight->id, &info, WEXITED | WNOWAIT) && errno == EINTR)
        continue;
    kill(-flight->id, SIGKILL);
    while (waitid(P_PID, (id_t)flight->id, &info, WEXITED) && errno == EINTR)
        continue;
    /* What was on its way when it ended. */
    if (flight->reply_fd >= 0 && outcome == OUTCOME_ENDED)
        read_reply(flight);
    if (flight->words_fd >= 0)
        read_words(flight);
    return info;
}

static void describe_end(const struct flight_of_runner *flight,
                         const siginfo_t *info,
                         struct run_reply *reply)
{
    const char *words = flight->words + strspn(flight->words, " \n");
    const char *separator = *words ? ": " : "";
    const char *name = sigabbrev_np(info->si_status);
    if (info->si_code == CLD_EXITED)
        run_reply_fail(reply,
                       RUN_CRASHED,
                       "runner",
                       "the runner ended with status %d%s%s",
                       info->si_status,
                       separator,
                       words);
    else
        run_reply_fail(reply,
                       RUN_CRASHED,
                       "runner",
                       "the runner was killed by SIG%s%s%s",
                       name ? name : "?",
                       separator,
                       words);
}

static void take_reply(const struct flight_of_runner *flight, struct run_reply *reply)
{
    char message[512];
    json_error_t error;
    json_t *root = json_loadb(flight->reply, flight->reply_size, 0, &error);
    if (!root)
        run_reply_fail(
            reply, RUN_CRASHED, "runner", "the runner's reply: %s", error.text);
    else if (run_reply_from_json(reply, root, message, sizeof(message)))
        run_reply_fail(reply, RUN_CRASHED, "runner", "%s", message);
    json_decref(root);
}

static int
conclude(struct flight_of_runner *flight, enum outcome outcome, struct run_reply *reply)
{
    siginfo_t info = finish(flight, outcome);
    switch (outcome) {
    case OUTCOME_STOPPED:
        return YOKE_E_CANCELLED;
    case OUTCOME_NO_MEMORY:
        return YOKE_E_NOMEM;
    case OUTCOME_TIMEOUT:
        run_reply_fail(reply,
                       RUN_TIMEOUT,
                       "runner",
                       "the run took longer than its time limit, and was killed");
        return 0;
    case OUTCOME_ENDED:
        break;
    }
    if (info.si_code == CLD_EXITED && info.si_status == EXIT_SUCCESS)
        take_reply(flight, reply);
    else
        describe_end(flight, &info, reply);
    return 0;
}

int launcher_run(const struct launcher *launcher,
                 const json_t *spec,
                 uint64_t layout_seed,
                 struct run_reply *reply)
{
    struct flight_of_runner flight = {
        .id = -1, .pid_fd = -1, .reply_fd = -1, .words_fd = -1};
    int err = 0;
    int errno_value = start(&flight, launcher, spec, layout_seed);
    if (errno_value) {
        run_reply_fail(reply,
                       RUN_FAILED,
                       "runner",
                       "cannot start %s: %s",
                       launcher->program,
                       strerror(errno_value));
        err = YOKE_E_SYSTEM;
        if (flight.id > 0)
            finish(&flight, OUTCOME_STOPPED);
    } else {
        err = conclude(&flight, await(&flight, launcher), reply);
    }
    close_fd(&flight.pid_fd);
    close_fd(&flight.reply_fd);
    close_fd(&flight.words_fd);
    free(flight.reply);
    return err;
}
