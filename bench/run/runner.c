#include "run/runner.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "run/trial.h"

/* A runner must not outlive its launcher: its load would disturb whatever is
 * measured next. Set while we have one thread, the launcher's is the only one
 * it has too, so that the signal means the process. */
static bool follow_launcher(int launcher_id)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    return getppid() == launcher_id;
}

static int write_all(const char *buffer, size_t size, void *context)
{
    (void)context;
    while (size > 0) {
        ssize_t count = write(RUNNER_REPLY_FD, buffer, size);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return -1;
        buffer += count;
        size -= (size_t)count;
    }
    return 0;
}

static int write_reply(const struct run_reply *reply)
{
    json_t *root = run_reply_to_json(reply);
    int err = root ? json_dump_callback(root, write_all, NULL, JSON_COMPACT) : -1;
    json_decref(root);
    return err;
}

static int run(workload_find_fn *find, const json_t *root)
{
    char message[512];
    struct run_spec spec;
    struct run_reply reply;
    if (run_spec_from_json(root, &spec, message, sizeof(message))) {
        fprintf(stderr, "%s\n", message);
        return EXIT_FAILURE;
    }
    if (!follow_launcher(spec.launcher_id) || run_reply_init(&reply))
        return EXIT_FAILURE;
    trial_carry_out(&spec, find, &reply);
    int err = write_reply(&reply);
    run_reply_fini(&reply);
    return err ? EXIT_FAILURE : EXIT_SUCCESS;
}

int runner_main_with(workload_find_fn *find, int argc, char **argv)
{
    json_error_t error;
    (void)argc;
    /* Not for programs that a workload starts. */
    fcntl(RUNNER_SPEC_FD, F_SETFD, FD_CLOEXEC);
    fcntl(RUNNER_REPLY_FD, F_SETFD, FD_CLOEXEC);
    json_t *root = json_loadfd(RUNNER_SPEC_FD, JSON_REJECT_DUPLICATES, &error);
    if (!root) {
        fprintf(stderr,
                "%s %s: started by yoke run, not by hand: no run on file descriptor "
                "%d (%s)\n",
                argv[0],
                RUNNER_FLAG,
                RUNNER_SPEC_FD,
                error.text);
        return EXIT_FAILURE;
    }
    int status = run(find, root);
    json_decref(root);
    return status;
}

int runner_main(int argc, char **argv)
{
    return runner_main_with(yoke_workload_find, argc, argv);
}
