/*
 * yoke run: what is asked for becomes a suite, the suite a plan, the plan a
 * result, the result an answer.
 */
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analyse/analysis.h"
#include "analyse/summarise.h"
#include "analyse/summary.h"
#include "commands/command.h"
#include "commands/results.h"
#include "commands/run_request.h"
#include "plan/cost.h"
#include "plan/planner.h"
#include "run/run.h"
#include "suite/find.h"
#include "topology/spelling.h"

/* A look that takes seconds; see --quick. */
static const char QUICK_BLOCKS[] = "3";
static const char QUICK_TIME[] = "100ms";
/* What --precision adds at a time. */
enum { BATCH_BLOCKS = 4 };

/** One `yoke run` under way. */
struct session {
    struct run_request request;
    struct plan plan;
    struct plan_remarks remarks;
    uint64_t stored_seed;     /* of the result that is resumed; 0 */
    char directory[PATH_MAX]; /* of the result */
    struct problem problem;
};

static int exit_code_of(int err)
{
    switch (err) {
    case 0:
        return EXIT_CODE_GOOD;
    case YOKE_E_INVALID:
        return EXIT_CODE_INVALID;
    case YOKE_E_CANCELLED:
        return EXIT_CODE_INTERRUPTED;
    default:
        return EXIT_CODE_FAILED;
    }
}

/** The nearest suite; its name must outlive the visit. */
struct suite_offer {
    struct yk_spelling spelling;
    char nearest[NAME_MAX + 1];
};

static void offer_suite(const char *name, const char *path, void *context)
{
    (void)path;
    struct suite_offer *offer = context;
    yk_spelling_offer(&offer->spelling, name);
    if (offer->spelling.nearest == name) {
        snprintf(offer->nearest, sizeof(offer->nearest), "%s", name);
        offer->spelling.nearest = offer->nearest;
    }
}

/** Neither a suite nor a workload. */
static int unknown_name(const char *name, struct problem *problem)
{
    struct suite_offer suites = {.spelling = yk_spelling_of(name)};
    struct yk_spelling spelling = yk_spelling_of(name);
    for (const yoke_workload *const *row = yoke_workloads(); *row; row++)
        yk_spelling_offer(&spelling, (*row)->name);
    suite_each(offer_suite, &suites);
    if (suites.nearest[0])
        yk_spelling_offer(&spelling, suites.nearest);
    problem_set(problem,
                NULL,
                "there is no suite or workload \"%s\" (`yoke list` names them)",
                name);
    if (spelling.nearest)
        problem_append(problem, "; did you mean \"%s\"?", spelling.nearest);
    return YOKE_E_INVALID;
}

static int read_suite_file(struct session *session, const char *name)
{
    char path[PATH_MAX];
    if (suite_locate(name, path, sizeof(path)) || suite_is_path(name))
        return suite_read_file(&session->request.suite, path, &session->problem);
    return unknown_name(name, &session->problem);
}

static int read_stored_suite(struct session *session)
{
    struct stored_suite stored;
    int err = results_read_suite(session->directory, &stored, &session->problem);
    if (err)
        return err;
    session->stored_seed = stored.seed;
    if (session->request.name_count == 0)
        err = suite_read_text(&session->request.suite,
                              session->directory,
                              stored.text,
                              strlen(stored.text),
                              &session->problem);
    free(stored.text);
    return err;
}

static int read_names(struct session *session)
{
    struct run_request *request = &session->request;
    if (request->name_count == 0)
        return request->resumes
                   ? 0
                   : problem_set(&session->problem,
                                 NULL,
                                 "name a suite or a workload, as in `yoke run "
                                 "quickstart` or `yoke run cpu.sha256`");
    if (request->name_count == 1 && !yoke_workload_find(request->names[0]))
        return read_suite_file(session, request->names[0]);
    for (size_t i = 0; i < request->name_count; i++) {
        if (suite_is_path(request->names[i]))
            return problem_set(&session->problem,
                               NULL,
                               "\"%s\" beside other arguments; run one suite, or "
                               "several workloads",
                               request->names[i]);
        int err =
            suite_add_workload(&request->suite, request->names[i], &session->problem);
        if (err)
            return err;
    }
    return 0;
}

/** Shorter, where the command line does not say otherwise. */
static int make_quick(struct session *session)
{
    static const struct {
        enum factor_index index;
        const char *value;
    } QUICK[] = {{FACTOR_BLOCKS, QUICK_BLOCKS},
                 {FACTOR_TIME, QUICK_TIME},
                 {FACTOR_PRECISION, "0"}};
    int err = 0;
    for (size_t i = 0; !err && i < sizeof(QUICK) / sizeof(QUICK[0]); i++) {
        const struct factor *factor = &FACTORS[QUICK[i].index];
        if (!suite_flags_have(&session->request.flags, factor))
            err = suite_flags_factor(&session->request.flags,
                                     factor,
                                     "--quick",
                                     QUICK[i].value,
                                     &session->problem);
    }
    return err;
}

static int read_suite(struct session *session)
{
    struct run_request *request = &session->request;
    struct problem *problem = &session->problem;
    int err = request->resumes ? read_stored_suite(session) : 0;
    if (!err)
        err = read_names(session);
    if (!err && request->is_quick)
        err = make_quick(session);
    if (!err && request->suite_name)
        err = suite_name_flag(&request->suite, request->suite_name, problem);
    if (!err)
        err = suite_flags_apply(&request->flags, &request->suite, problem);
    if (!err)
        err = suite_complete(&request->suite, problem);
    if (!err)
        err = suite_conditions_check(&request->suite, &request->filter, problem);
    return err;
}

static int make_plan(struct session *session)
{
    const struct run_request *request = &session->request;
    struct plan_options options = {.filter = &request->filter};
    if (!suite_flags_have(&request->flags, &FACTORS[FACTOR_SEED]))
        options.seed = session->stored_seed;
    return plan_init(&request->suite,
                     &options,
                     &session->plan,
                     &session->remarks,
                     &session->problem);
}

static void choose_directory(struct session *session)
{
    const struct run_request *request = &session->request;
    char *path = session->directory;
    if (request->out)
        snprintf(path, PATH_MAX, "%s", request->out);
    else if (request->resumes)
        snprintf(path, PATH_MAX, "results/latest");
}

static int print_plan(const struct session *session)
{
    if (session->request.is_json)
        return plan_print_json(
            &session->plan, &session->remarks, session->directory, stdout);
    plan_print(&session->plan, &session->remarks, session->directory, stdout);
    if (session->request.is_quick)
        puts("note  --quick: shorter runs in fewer blocks");
    putchar('\n');
    if (session->request.is_dry) {
        plan_print_cells(&session->plan, stdout);
        putchar('\n');
        plan_print_order(&session->plan, stdout);
    }
    return fflush(stdout) == 0 ? 0 : YOKE_E_SYSTEM;
}

static int execute(struct session *session,
                   int argc,
                   char *const *argv,
                   bool resumes,
                   struct run_summary *ret_summary)
{
    struct run_options options = {.directory = session->directory,
                                  .resumes = resumes,
                                  .argc = argc,
                                  .argv = argv};
    return run_execute(&session->plan, &options, ret_summary);
}

/** Half the widest primary interval; INFINITY while one of them has none yet, NAN
 *  when there is no primary comparison. */
static double widest_half_width(const struct session *session)
{
    struct analysis analysis;
    struct fault fault;
    double widest = NAN;
    if (analysis_open(&analysis, session->directory, &fault) != 0)
        return NAN;
    for (size_t i = 0; i < analysis.comparisons.primary_count; i++) {
        const struct interval *ratio = &analysis.comparisons.items[i].ratio;
        double half = sqrt(ratio->high / ratio->low) - 1;
        if (!isfinite(half))
            half = INFINITY;
        widest = isnan(widest) || half > widest ? half : widest;
    }
    analysis_close(&analysis);
    return widest;
}

static bool has_budget_for_batch(const struct session *session)
{
    const struct measure_spec *measure = &session->plan.measure;
    int64_t block_ns = session->remarks.run_ns * (int64_t)session->plan.cell_count;
    return measure->blocks + BATCH_BLOCKS <= PLAN_BLOCKS_MOST &&
           (measure->budget_ns == 0 ||
            block_ns * (measure->blocks + BATCH_BLOCKS) <= measure->budget_ns);
}

static void print_width(const struct session *session, double width)
{
    char reached[32] = "no interval";
    if (isfinite(width))
        snprintf(
            reached, sizeof(reached), "±%.*f %%", width < 0.1 ? 1 : 0, 100 * width);
    printf("precision  %s after %d blocks, ±%.3g %% wanted: %d more\n",
           reached,
           session->plan.measure.blocks,
           100 * session->plan.measure.precision_ratio,
           BATCH_BLOCKS);
}

/** Stops on the width of the intervals, never on what they say: looking for
 *  significance after every batch would find it in 28 % of equal arms. */
static int refine(struct session *session,
                  int argc,
                  char *const *argv,
                  struct run_summary *summary)
{
    double goal = session->plan.measure.precision_ratio;
    int err = 0;
    while (!err && goal > 0 && has_budget_for_batch(session)) {
        double width = widest_half_width(session);
        if (isnan(width) || width <= goal)
            return 0;
        print_width(session, width);
        err = plan_add_blocks(&session->plan, BATCH_BLOCKS);
        if (!err)
            err = execute(session, argc, argv, true, summary);
    }
    return err;
}

static int measure(struct session *session, int argc, char *const *argv)
{
    struct run_summary summary = {.planned_count = 0};
    int err = execute(session, argc, argv, session->request.resumes, &summary);
    if (summary.directory[0])
        snprintf(session->directory, PATH_MAX, "%s", results_shown(summary.directory));
    if (!err)
        err = refine(session, argc, argv, &summary);
    if (err)
        return exit_code_of(err);
    putchar('\n');
    if (analyse_summarise(session->directory) != 0 ||
        summary_print(session->directory, stdout) != 0)
        return EXIT_CODE_FAILED;
    return summary.failed_count ? EXIT_CODE_RUNS_FAILED : EXIT_CODE_GOOD;
}

static int prepare(struct session *session)
{
    choose_directory(session);
    if (session->request.is_json && !session->request.is_dry)
        return problem_set(&session->problem,
                           NULL,
                           "--json shows a plan and needs --dry-run; a result is read "
                           "by `yoke compare --json`");
    int err = read_suite(session);
    if (!err)
        err = make_plan(session);
    if (!err && !session->directory[0])
        results_next(session->plan.suite_name, session->directory, PATH_MAX);
    return err;
}

/** argp sorts its arguments; the result keeps them as they were typed. */
static char **copy_arguments(int argc, char **argv)
{
    char **copy = calloc((size_t)argc + 1, sizeof(*copy));
    if (copy)
        memcpy(copy, argv, (size_t)argc * sizeof(*copy));
    return copy;
}

int run_main(int argc, char **argv)
{
    struct session session = {.stored_seed = 0};
    char **typed = copy_arguments(argc, argv);
    if (!typed)
        return command_failed("run", "%s", yoke_error_text(YOKE_E_NOMEM));
    run_request_parse(&session.request, argc, argv);
    int err = prepare(&session);
    int exit_code = exit_code_of(err);
    if (err)
        fprintf(stderr, "yoke run: %s\n", session.problem.text);
    else if (print_plan(&session) != 0)
        exit_code = command_failed("run", "the plan cannot be printed");
    else if (!session.request.is_dry)
        exit_code = measure(&session, argc, typed);
    plan_fini(&session.plan);
    run_request_fini(&session.request);
    free(typed);
    return exit_code;
}
