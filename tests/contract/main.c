/*
 * The driver. Without arguments it runs every case that is for this flavour, each
 * in a process of its own that it starts from this program and kills, with the
 * case's name, when it hangs. "--case NAME" runs one here (for a debugger), and
 * arguments without dashes select the cases whose names contain one of them.
 */
#include "contract.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { CASE_TIMEOUT_MS = 30000, CASES_MAX = 400 };

static const struct contract_case *const tables[] = {
    submit_cases,
    payload_cases,
    failure_cases,
    option_cases,
    state_cases,
    result_cases,
    callback_cases,
    wait_cases,
    as_completed_cases,
    map_cases,
    map_option_cases,
    init_cases,
    pool_cases,
    shutdown_cases,
    program_cases,
    resource_cases,
    nested_cases,
    crash_cases,
};

static bool is_for_this_flavour(const struct contract_case *c)
{
#if defined(__SANITIZE_THREAD__)
    if ((c->kinds & SEVERAL_EXECUTORS) != 0 &&
        contract_flavour.kind == YOKE_PROCESSES) {
        return false;
    }
#endif
    return (c->kinds & (1U << contract_flavour.kind)) != 0;
}

/* The cases of this flavour whose names contain one of the filters, in order. */
static size_t
select_cases(int filter_count, char **filters, const struct contract_case **ret_cases)
{
    size_t count = 0;
    for (size_t t = 0; t < sizeof tables / sizeof tables[0]; t++) {
        for (const struct contract_case *c = tables[t]; c->name != NULL; c++) {
            bool selected = filter_count == 0;
            for (int i = 0; i < filter_count; i++) {
                selected = selected || strstr(c->name, filters[i]) != NULL;
            }
            if (selected && is_for_this_flavour(c)) {
                if (count == CASES_MAX) {
                    abort();
                }
                ret_cases[count++] = c;
            }
        }
    }
    return count;
}

static void run_here(void **state)
{
    const struct contract_case *c = *state;
    c->run();
}

/* In the child: one case, and cmocka's words on stdout. */
static int run_case(const char *name)
{
    const struct contract_case *cases[CASES_MAX];
    char *filter = (char *)(uintptr_t)name;
    size_t count = select_cases(1, &filter, cases);
    for (size_t i = 0; i < count; i++) {
        if (strcmp(cases[i]->name, name) == 0) {
            struct CMUnitTest test = {
                name, run_here, NULL, NULL, (void *)(uintptr_t)cases[i]};
            int failed = _cmocka_run_group_tests(name, &test, 1, NULL, NULL);
            fflush(NULL);
            if (failed != 0) {
                _exit(failed); /* a normal exit would wait for tasks at a gate */
            }
            return 0;
        }
    }
    fprintf(stderr, "no case %s for this kind\n", name);
    return EXIT_FAILURE;
}

static int run_program(const char *name)
{
    for (const struct contract_program *p = contract_programs; p->name != NULL; p++) {
        if (strcmp(p->name, name) == 0) {
            return p->run();
        }
    }
    fprintf(stderr, "no program %s\n", name);
    return EXIT_FAILURE;
}

static void print_file(FILE *file)
{
    char line[1024];
    rewind(file);
    while (fgets(line, sizeof line, file) != NULL) {
        print_error("    | %s", line);
    }
}

/* Where the threads of a hanging case sleep, for whoever reads the log. */
static void print_threads(pid_t process)
{
    char command[160];
    snprintf(
        command,
        sizeof command,
        "for t in /proc/%d/task/*; do echo \"    | $(cat $t/comm) $(cat $t/wchan)\";"
        " done >&2",
        process);
    if (system(command) != 0) {
        print_error("    | no /proc\n");
    }
}

static pid_t start_case(const char *name, FILE *output)
{
    pid_t process = fork();
    assert_true(process >= 0);
    if (process == 0) {
        setpgid(0, 0);
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        dup2(fileno(output), STDOUT_FILENO);
        dup2(fileno(output), STDERR_FILENO);
        execl("/proc/self/exe", "contract", "--case", name, (char *)NULL);
        _exit(127);
    }
    return process;
}

/* False when the process is still there after the time limit. */
static bool ends_in_time(pid_t process)
{
    struct pollfd end = {.events = POLLIN};
    end.fd = (int)syscall(SYS_pidfd_open, process, 0);
    assert_true(end.fd >= 0);
    int ready;
    while ((ready = poll(&end, 1, CASE_TIMEOUT_MS)) < 0 && errno == EINTR) {
    }
    close(end.fd);
    return ready == 1;
}

static void run_in_child(void **state)
{
    const struct contract_case *c = *state;
    FILE *output = tmpfile();
    assert_non_null(output);
    pid_t process = start_case(c->name, output);
    bool in_time = ends_in_time(process);
    if (!in_time) {
        print_error("%s hangs: killed after %d s\n", c->name, CASE_TIMEOUT_MS / 1000);
        print_threads(process);
    }
    kill(-process, in_time ? 0 : SIGKILL);
    int status = 0;
    assert_int_equal(waitpid(process, &status, 0), process);
    if (status != 0) {
        print_file(output);
    }
    fclose(output);
    if (WIFSIGNALED(status)) {
        print_error("%s: ended by signal %d\n", c->name, WTERMSIG(status));
    }
    assert_int_equal(status, 0);
}

static int run_all(int filter_count, char **filters)
{
    const struct contract_case *cases[CASES_MAX];
    struct CMUnitTest tests[CASES_MAX];
    size_t count = select_cases(filter_count, filters, cases);
    if (count == 0) {
        fprintf(stderr, "no case has such a name for this kind\n");
        return EXIT_FAILURE;
    }
    for (size_t i = 0; i < count; i++) {
        tests[i] = (struct CMUnitTest){
            cases[i]->name, run_in_child, NULL, NULL, (void *)(uintptr_t)cases[i]};
    }
    return _cmocka_run_group_tests(CONTRACT_NAME, tests, count, NULL, NULL);
}

int main(int argc, char **argv)
{
    shared_init();
    contract_flavour.kind = CONTRACT_KIND;
    contract_flavour.start_method = CONTRACT_START_METHOD;
    if (argc == 3 && strcmp(argv[1], "--case") == 0) {
        return run_case(argv[2]);
    }
    if (argc == 3 && strcmp(argv[1], "--program") == 0) {
        return run_program(argv[2]);
    }
    return run_all(argc - 1, argv + 1);
}
