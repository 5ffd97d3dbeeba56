/*
 * yoke topo: the machine, and where a policy puts each worker on it. Plans for
 * any machine that hwloc can load.
 */
#include <errno.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <yoke/topology.h>
#include <yoke/yoke.h>

#include "commands/command.h"
#include "suite/factor.h"

struct topo_request {
    const char *policy; /* NULL: the default of suites */
    bool plans;
    int worker_count; /* 0: one a CPU */
    const char *file; /* hwloc's XML; NULL: this machine */
    bool is_json;
};

static void
take_workers(struct argp_state *state, struct topo_request *request, const char *text)
{
    struct factor_value value;
    struct problem problem;
    const struct place place = {.source = "--workers"};
    request->plans = true;
    if (strcmp(text, "cpus") == 0)
        request->worker_count = 0; /* of the machine shown, which may be another */
    else if (suite_factor_parse(
                 &FACTORS[FACTOR_WORKER_COUNT], text, &place, &value, &problem) != 0)
        argp_failure(state, EXIT_CODE_INVALID, 0, "%s", problem.text);
    else
        request->worker_count = (int)value.number;
}

static void
take_policy(struct argp_state *state, struct topo_request *request, const char *text)
{
    struct factor_value value;
    struct problem problem;
    const struct place place = {.source = "--policy"};
    if (suite_factor_parse(
            &FACTORS[FACTOR_PLACEMENT], text, &place, &value, &problem) != 0)
        argp_failure(state, EXIT_CODE_INVALID, 0, "%s", problem.text);
    request->policy = text;
    request->plans = true;
}

static error_t parse_option(int key, char *argument, struct argp_state *state)
{
    struct topo_request *request = state->input;
    switch (key) {
    case 'p':
        take_policy(state, request, argument);
        return 0;
    case 'w':
        take_workers(state, request, argument);
        return 0;
    case 't':
        request->file = argument;
        return 0;
    case 'j':
        request->is_json = true;
        return 0;
    case ARGP_KEY_ARG:
        argp_failure(state,
                     EXIT_CODE_INVALID,
                     0,
                     "\"%s\": takes options only; did you mean --topology %s?",
                     argument,
                     argument);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static json_t *counts_json(const yoke_topology_counts *counts)
{
    return json_pack("{s:i, s:i, s:i, s:i}",
                     "packages",
                     counts->packages,
                     "numa_nodes",
                     counts->numa_nodes,
                     "cores",
                     counts->cores,
                     "cpus",
                     counts->cpus);
}

static json_t *placement_json(const struct topo_request *request,
                              const yoke_placement *placement)
{
    json_t *workers = json_array();
    for (int i = 0; i < request->worker_count; i++)
        json_array_append_new(
            workers,
            json_pack(
                "{s:i, s:s}", "worker", i, "cpus", yoke_placement_cpus(placement, i)));
    return json_pack("{s:s, s:b, s:o}",
                     "policy",
                     request->policy,
                     "wraps",
                     yoke_placement_wraps(placement),
                     "workers",
                     workers);
}

static int print_json(const struct topo_request *request,
                      const yoke_topology *topology,
                      const yoke_topology_counts *counts,
                      const yoke_placement *placement)
{
    json_t *root =
        json_pack("{s:b, s:o, s:o}",
                  "this_machine",
                  yoke_topology_is_this_machine(topology),
                  "counts",
                  counts_json(counts),
                  "placement",
                  placement ? placement_json(request, placement) : json_null());
    int err = json_dumpf(root, stdout, JSON_INDENT(2));
    json_decref(root);
    putchar('\n');
    return err ? command_failed("topo", "the answer cannot be printed")
               : EXIT_CODE_GOOD;
}

static void print_count(int count, const char *noun, const char *separator)
{
    printf("%d %s%s%s", count, noun, count == 1 ? "" : "s", separator);
}

static void print_placement(const struct topo_request *request,
                            const yoke_placement *placement)
{
    printf("\n%s, %d worker%s: %s\n",
           request->policy,
           request->worker_count,
           request->worker_count == 1 ? "" : "s",
           yoke_placement_policy_help(request->policy));
    for (int i = 0; i < request->worker_count; i++) {
        const char *cpus = yoke_placement_cpus(placement, i);
        printf("  worker %-4d %s%s\n",
               i,
               cpus[0] ? "CPU " : "",
               cpus[0] ? cpus : "any CPU");
    }
    if (yoke_placement_wraps(placement))
        puts("  more workers than places: some share one");
}

static int print_text(const struct topo_request *request,
                      const yoke_topology *topology,
                      const yoke_topology_counts *counts,
                      const yoke_placement *placement)
{
    char *text = NULL;
    if (yoke_topology_text(topology, &text) != 0)
        return command_failed("topo", "%s", yoke_error_detail());
    print_count(counts->packages, "package", ", ");
    print_count(counts->numa_nodes, "NUMA node", ", ");
    print_count(counts->cores, "core", ", ");
    print_count(counts->cpus, "CPU", "");
    puts(yoke_topology_is_this_machine(topology)
             ? " for this process"
             : "; another machine: plans, but does not bind");
    fputs(text, stdout);
    free(text);
    if (placement)
        print_placement(request, placement);
    return EXIT_CODE_GOOD;
}

/** The plan that was asked for; none when neither policy nor workers were. */
static int make_placement(struct topo_request *request,
                          const yoke_topology *topology,
                          const yoke_topology_counts *counts,
                          yoke_placement **ret_placement)
{
    if (!request->plans)
        return EXIT_CODE_GOOD;
    if (!request->policy)
        request->policy = FACTORS[FACTOR_PLACEMENT].param.default_text;
    if (request->worker_count == 0)
        request->worker_count = counts->cpus;
    int err = yoke_placement_plan(
        topology, request->policy, request->worker_count, ret_placement);
    return err ? command_failed("topo", "%s", yoke_error_detail()) : EXIT_CODE_GOOD;
}

static int show(struct topo_request *request, const yoke_topology *topology)
{
    yoke_topology_counts counts = {.size = sizeof(counts)};
    yoke_placement *placement = NULL;
    if (yoke_topology_count(topology, &counts) != 0)
        return command_failed("topo", "%s", yoke_error_detail());
    int exit_code = make_placement(request, topology, &counts, &placement);
    if (exit_code == EXIT_CODE_GOOD)
        exit_code = request->is_json
                        ? print_json(request, topology, &counts, placement)
                        : print_text(request, topology, &counts, placement);
    yoke_placement_destroy(placement);
    return exit_code;
}

static const char DOC[] =
    "Show the machine, and where a policy puts each worker.\v"
    "Examples:\n"
    "  yoke topo\n"
    "  yoke topo --policy scatter --workers 24\n"
    "  yoke topo --topology other-machine.xml --policy compact   (from lstopo)\n\n"
    "Without --workers there is one a CPU, without --policy the default of suites.";

int topo_main(int argc, char **argv)
{
    static const struct argp_option OPTIONS[] = {
        {"policy", 'p', "NAME", 0, "plan with this policy of placement", 0},
        {"placement", 'p', NULL, OPTION_ALIAS, NULL, 0},
        {"workers", 'w', "COUNT", 0, "plan so many workers", 0},
        {"worker-count", 'w', NULL, OPTION_ALIAS | OPTION_HIDDEN, NULL, 0},
        {"topology", 't', "FILE.xml", 0, "a machine in hwloc's XML", 0},
        {"json", 'j', NULL, 0, "print JSON", 0},
        {0}};
    static const struct argp ARGP = {
        .options = OPTIONS, .parser = parse_option, .doc = DOC};
    struct topo_request request = {.policy = NULL};
    command_parse(&ARGP, argc, argv, &request);
    if (request.file && access(request.file, R_OK) != 0)
        return command_invalid(
            "topo", "--topology %s: cannot be read: %s", request.file, strerror(errno));
    if (request.file && setenv("HWLOC_XMLFILE", request.file, 1) != 0)
        return command_failed("topo", "%s", strerror(errno));
    yoke_topology *topology = NULL;
    int err = yoke_topology_load(&topology);
    if (err)
        return request.file ? command_invalid("topo",
                                              "--topology %s: not hwloc's XML (%s)",
                                              request.file,
                                              yoke_error_detail())
                            : command_failed("topo", "%s", yoke_error_detail());
    int exit_code = show(&request, topology);
    yoke_topology_destroy(topology);
    return exit_code;
}
