/*
 * Why a process between parent and workers: the host program's wait(-1),
 * SIGCHLD handler and subreaper role must never see a worker. The guardian is
 * cloned with exit signal 0, so only __WALL sees it, and it never execs (exec
 * would set the signal to SIGCHLD). It is a child subreaper, so whatever its
 * workers leave behind comes to it, and single-threaded, so it may fork.
 *
 * It sleeps in poll on: its socket (orders, the last of which is to leave), a
 * pidfd of the parent (death), the leash (exec of the parent: the
 * CLOEXEC write end closes), and a signalfd for SIGCHLD.
 *
 * After the clone it calls neither malloc nor stdio: other threads of the
 * parent may have held their locks. What it needs is prepared before.
 *
 * Killed: its workers die with it (PR_SET_PDEATHSIG, which is safe with a parent
 * of one thread); the supervisor sees the socket hang up, and the executor is
 * broken.
 */
#include "workers/guardian.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "executor/error.h"
#include "executor/registry.h"
#include "workers/process_worker.h"

/** In the guardian's own process. */
struct post {
    yoke_executor *executor;
    pid_t *workers; /* by index; 0: not running */
    int socket;
    int parent;  /* pidfd */
    int leash;   /* read end */
    int signals; /* signalfd: SIGCHLD */
};

/* In the guardian */

static void report(const struct post *post,
                   enum yk_guardian_message_kind kind,
                   unsigned index,
                   pid_t pid,
                   int status)
{
    struct yk_guardian_message message = {kind, index, pid, status};
    while (send(post->socket, &message, sizeof(message), MSG_NOSIGNAL) < 0 &&
           errno == EINTR)
        continue;
}

static void close_post(const struct post *post)
{
    close(post->socket);
    close(post->parent);
    close(post->leash);
    close(post->signals);
}

static void start_worker(struct post *post, unsigned index)
{
    if (index >= post->executor->max_workers || post->workers[index])
        return;
    pid_t pid = fork();
    if (pid == 0) {
        close_post(post);
        yk_process_worker_main(post->executor, index);
    }
    if (pid < 0) {
        report(post, YK_GUARDIAN_FAILED, index, 0, errno);
        return;
    }
    post->workers[index] = pid;
    report(post, YK_GUARDIAN_STARTED, index, pid, 0);
}

/* Workers and whatever they left behind. */
static void reap(struct post *post)
{
    int status = 0;
    pid_t pid;
    while ((pid = waitpid(-1, &status, WNOHANG | __WALL)) > 0)
        for (unsigned i = 0; i < post->executor->max_workers; i++)
            if (post->workers[i] == pid) {
                post->workers[i] = 0;
                report(post, YK_GUARDIAN_ENDED, i, pid, status);
            }
}

static void drain_signals(const struct post *post)
{
    struct signalfd_siginfo info;
    while (read(post->signals, &info, sizeof(info)) == sizeof(info))
        continue;
}

/* The executor is done, or the parent is gone. */
static _Noreturn void leave(struct post *post)
{
    for (unsigned i = 0; i < post->executor->max_workers; i++)
        if (post->workers[i])
            kill(post->workers[i], SIGKILL);
    for (unsigned i = 0; i < post->executor->max_workers; i++)
        if (post->workers[i])
            waitpid(post->workers[i], NULL, __WALL);
    _exit(0);
}

static _Noreturn void stand_guard(struct post *post)
{
    for (;;) {
        struct pollfd fds[] = {{.fd = post->socket, .events = POLLIN},
                               {.fd = post->parent, .events = POLLIN},
                               {.fd = post->leash, .events = POLLIN},
                               {.fd = post->signals, .events = POLLIN}};
        if (poll(fds, sizeof(fds) / sizeof(*fds), -1) < 0)
            continue;
        if (fds[3].revents) {
            drain_signals(post);
            reap(post);
        }
        if (fds[1].revents || fds[2].revents)
            leave(post);
        struct yk_guardian_message order;
        if (!fds[0].revents)
            continue;
        if (recv(post->socket, &order, sizeof(order), 0) != sizeof(order) ||
            order.kind == YK_GUARDIAN_LEAVE)
            leave(post);
        start_worker(post, order.index);
    }
}

static _Noreturn void guardian_main(struct post *post)
{
    sigset_t all;
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, NULL);
    /* the host may have ignored it, and then nobody would be waited for */
    signal(SIGCHLD, SIG_DFL);
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    prctl(PR_SET_NAME, "yoke-guardian");
    sigset_t children;
    sigemptyset(&children);
    sigaddset(&children, SIGCHLD);
    post->signals = signalfd(-1, &children, SFD_CLOEXEC | SFD_NONBLOCK);
    if (post->signals < 0)
        _exit(1);
    stand_guard(post);
}

/* In the parent */

struct pairs {
    int socket[2]; /* ours, its */
    int leash[2];  /* its (read), ours (write) */
    int parent;    /* pidfd of this process */
};

static void close_if_open(int fd)
{
    if (fd >= 0)
        close(fd);
}

static void close_pairs(const struct pairs *pairs)
{
    close_if_open(pairs->socket[0]);
    close_if_open(pairs->socket[1]);
    close_if_open(pairs->leash[0]);
    close_if_open(pairs->leash[1]);
    close_if_open(pairs->parent);
}

static int open_pairs(struct pairs *pairs)
{
    *pairs = (struct pairs){{-1, -1}, {-1, -1}, -1};
    pairs->parent = (int)syscall(SYS_pidfd_open, getpid(), 0);
    if (pairs->parent >= 0 &&
        socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pairs->socket) == 0 &&
        pipe2(pairs->leash, O_CLOEXEC) == 0)
        return 0;
    int error = yk_error_set(
        YOKE_E_SYSTEM, "file descriptors for workers: %s", strerror(errno));
    close_pairs(pairs);
    return error;
}

/* Like fork(), but without an exit signal, and with a pidfd. */
static pid_t clone_hidden(int *pidfd)
{
    return (pid_t)syscall(SYS_clone, CLONE_PIDFD, NULL, pidfd, NULL, NULL);
}

int yk_guardian_start(yoke_executor *executor, struct yk_guardian *guardian)
{
    pid_t *workers = calloc(executor->max_workers, sizeof(*workers));
    if (!workers)
        return yk_error_set(
            YOKE_E_NOMEM, "no memory for %u workers", executor->max_workers);
    struct pairs pairs;
    int error = open_pairs(&pairs);
    if (error) {
        free(workers);
        return error;
    }
    fflush(NULL); /* or its workers would print it once more */
    struct post post = {.executor = executor,
                        .workers = workers,
                        .socket = pairs.socket[1],
                        .parent = pairs.parent,
                        .leash = pairs.leash[0]};
    int pidfd = -1;
    pid_t pid = clone_hidden(&pidfd);
    if (pid == 0) {
        close(pairs.socket[0]);
        close(pairs.leash[1]);
        yk_registry_disown(); /* other executors have guardians of their own */
        guardian_main(&post);
    }
    int clone_errno = errno;
    free(workers);
    if (pid < 0) {
        close_pairs(&pairs);
        return yk_error_set(
            YOKE_E_SYSTEM, "cloning the guardian process: %s", strerror(clone_errno));
    }
    close(pairs.socket[1]);
    close(pairs.leash[0]);
    close(pairs.parent);
    *guardian = (struct yk_guardian){pid, pidfd, pairs.socket[0], pairs.leash[1]};
    return 0;
}

void yk_guardian_stop(struct yk_guardian *guardian)
{
    (void)yk_guardian_send(guardian, YK_GUARDIAN_LEAVE, 0);
    close(guardian->socket);
    siginfo_t info;
    while (waitid(P_PIDFD, (id_t)guardian->pidfd, &info, WEXITED | __WALL) < 0 &&
           errno == EINTR)
        continue;
    close(guardian->pidfd);
    close(guardian->leash);
}

int yk_guardian_send(const struct yk_guardian *guardian,
                     enum yk_guardian_message_kind kind,
                     unsigned index)
{
    struct yk_guardian_message message = {.kind = kind, .index = index};
    if (send(guardian->socket, &message, sizeof(message), MSG_NOSIGNAL) < 0)
        return yk_error_set(YOKE_E_SYSTEM,
                            "asking the guardian process for worker %u: %s",
                            index,
                            strerror(errno));
    return 0;
}
