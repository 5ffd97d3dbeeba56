/*
 * The session: nothing but the launcher runs while a run measures, so what is
 * written to disk and to the screen is written between runs. SIGINT, SIGTERM
 * and SIGHUP are blocked and read from a signalfd: they arrive where we look,
 * and never between two halves of a row.
 */
#include "run/run.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "measure/unknown.h"
#include "plan/cell.h"
#include "record/build_id.h"
#include "record/session_manifest.h"
#include "run/progress.h"
#include "run/run_spec.h"
#include "run/scratch.h"
#include "run/session.h"

/* The columns that the plan knows; the runner's reply adds its own. */
static int fill_planned(const struct session *session,
                        const struct planned_run *run,
                        struct run_record *record)
{
    const struct cell *cell = &session->plan->cells[run->cell_index];
    char *params;
    int err = cell_params_text(cell, &params);
    if (err)
        return err;
    RUN_RECORD_SET(record, params, params);
    free(params);
    RUN_RECORD_SET(record, suite, session->plan->suite_name);
    RUN_RECORD_SET(record, run_id, run->id);
    RUN_RECORD_SET(record, cell_id, cell->id);
    RUN_RECORD_SET(record, duplicate_of, cell->duplicate_of);
    record->block = run->block;
    record->position = run->position;
    record->seed = (int64_t)run->seed;
    RUN_RECORD_SET(record, machine_id, session->machine_id);
    build_id_text(record->build_id, sizeof(record->build_id));
    record->workload_version = cell->workload->version;
    RUN_RECORD_SET(record, executor, executor_kind_name(cell->executor));
    RUN_RECORD_SET(record, start_method, start_method_name(cell->start_method));
    record->worker_count = cell->worker_count;
    RUN_RECORD_SET(record, placement, cell->placement);
    RUN_RECORD_SET(record, workload, cell->workload->name);
    RUN_RECORD_SET(record, work_unit, cell->workload->work_unit);
    RUN_RECORD_SET(record, load, "closed");
    record->window = cell_window(cell);
    utc_text(record->started_utc, sizeof(record->started_utc));
    return 0;
}

static json_t *params_json(const struct cell *cell)
{
    json_t *object = json_object();
    for (const yoke_param *param = cell->workload->params; object && param->name;
         param++)
        if (json_object_set_new(
                object,
                param->name,
                json_string(yoke_params_text(cell->params, param->name)))) {
            json_decref(object);
            return NULL;
        }
    return object;
}

/* Which CPUs each worker is bound to, so that the runner can check without
 * reading the topology itself. Empty when it cannot be told. */
static json_t *worker_cpus_json(const struct session *session, const struct cell *cell)
{
    yoke_placement *placement;
    json_t *array = json_array();
    if (!array ||
        yoke_placement_plan(
            session->topology, cell->placement, cell->worker_count, &placement))
        return array;
    for (int i = 0; i < cell->worker_count; i++)
        json_array_append_new(array, json_string(yoke_placement_cpus(placement, i)));
    yoke_placement_destroy(placement);
    return array;
}

static json_t *make_spec(const struct session *session,
                         const struct planned_run *run,
                         const char *directory)
{
    const struct cell *cell = &session->plan->cells[run->cell_index];
    json_t *params = params_json(cell);
    json_t *worker_cpus = worker_cpus_json(session, cell);
    struct run_spec spec = {
        .run_id = run->id,
        .workload = cell->workload->name,
        .params = params,
        .directory = directory,
        .executor = (int)cell->executor,
        .start_method = (int)cell->start_method,
        .worker_count = cell->worker_count,
        .placement = cell->placement,
        .worker_cpus = worker_cpus,
        .window = cell_window(cell),
        .is_overcommitted = cell->is_overcommitted,
        .cpu_count = session->cpu_count,
        .measure_ns = session->plan->measure.measure_ns,
        .seed = (int64_t)run->seed,
        .launcher_id = getpid(),
        .ticks = session->ticks,
    };
    json_t *root = params && worker_cpus ? run_spec_to_json(&spec) : NULL;
    json_decref(params);
    json_decref(worker_cpus);
    return root;
}

/* Another layout for each run: the runs of a block share their seed, and cells
 * that shared a layout too would share its luck. splitmix64's step. */
static uint64_t layout_seed(const struct planned_run *run)
{
    uint64_t x =
        run->seed + UINT64_C(0x9E3779B97F4A7C15) * ((uint64_t)run->position + 1);
    x = (x ^ (x >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    return x ^ (x >> 27);
}

static int launch(const struct session *session,
                  const struct planned_run *run,
                  struct run_reply *reply,
                  struct fault *fault)
{
    char directory[PATH_MAX];
    if (scratch_make(session->dir.path, run->id, directory, sizeof(directory), fault))
        return YOKE_E_SYSTEM;
    json_t *spec = make_spec(session, run, directory);
    int64_t begin_ns = monotonic_ns();
    int err = spec ? launcher_run(&session->launcher, spec, layout_seed(run), reply)
                   : YOKE_E_NOMEM;
    reply->record.wall_ns = monotonic_ns() - begin_ns;
    json_decref(spec);
    scratch_remove(session->dir.path);
    if (err == YOKE_E_NOMEM)
        fault_set(fault, "out of memory");
    else if (err == YOKE_E_SYSTEM)
        fault_set(fault, "%s", reply->message);
    return err;
}

static int commit(struct session *session, struct run_reply *reply, struct fault *fault)
{
    struct run_error error = {reply->step, reply->message};
    RUN_RECORD_SET(&reply->record, status, run_status_name(reply->status));
    return journal_commit(&session->journal,
                          &reply->record,
                          &reply->stages,
                          reply->status == RUN_VALID ? NULL : &error,
                          fault)
               ? YOKE_E_SYSTEM
               : 0;
}

/* Of each cell, the first failure is told; errors.csv has them all. */
static void tell_failure(struct session *session,
                         struct progress *progress,
                         const struct planned_run *run,
                         const struct run_reply *reply)
{
    char text[1400];
    if (reply->status == RUN_VALID || session->has_failed[run->cell_index])
        return;
    session->has_failed[run->cell_index] = true;
    snprintf(text,
             sizeof(text),
             "%s  %s %s×%d: %s at %s: %s",
             run->id,
             reply->record.workload,
             reply->record.executor,
             (int)reply->record.worker_count,
             reply->record.status,
             reply->step,
             reply->message);
    progress_note(progress, text);
}

static int carry_out(struct session *session,
                     struct progress *progress,
                     const struct planned_run *run,
                     struct fault *fault)
{
    struct run_reply reply;
    int err = run_reply_init(&reply);
    if (!err)
        err = fill_planned(session, run, &reply.record);
    if (err)
        fault_set(fault, "out of memory");
    if (!err)
        err = launch(session, run, &reply, fault);
    if (!err)
        err = commit(session, &reply, fault);
    if (!err) {
        tell_failure(session, progress, run, &reply);
        progress_run(progress, run, &reply.record, &session->journal);
    }
    run_reply_fini(&reply);
    return err;
}

static bool starts_block(const struct plan *plan, size_t index)
{
    return index > 0 && plan->runs[index].block != plan->runs[index - 1].block;
}

static int
carry_out_all(struct session *session, struct progress *progress, struct fault *fault)
{
    const struct plan *plan = session->plan;
    int err = 0;
    for (size_t i = 0; !err && i < plan->run_count; i++) {
        if (journal_has(&session->journal, plan->runs[i].id))
            continue;
        if (starts_block(plan, i) && session_save(session, fault))
            return YOKE_E_SYSTEM;
        err = carry_out(session, progress, &plan->runs[i], fault);
    }
    return err;
}

static void say_how_to_go_on(struct progress *progress, const struct session *session)
{
    char text[PATH_MAX + 128];
    snprintf(text,
             sizeof(text),
             "stopped after %zu of %zu runs; go on with: yoke run --resume --out %s",
             session->journal.row_count,
             session->plan->run_count,
             session->dir.path);
    progress_note(progress, text);
}

static int run_session(struct session *session, FILE *screen, struct fault *fault)
{
    struct progress progress;
    progress_begin(&progress, session->plan, session->journal.row_count, screen);
    int err = carry_out_all(session, &progress, fault);
    progress_end(&progress);
    struct fault save_fault;
    int save_err = session_save(session, &save_fault);
    if (!err && save_err) {
        *fault = save_fault;
        err = YOKE_E_SYSTEM;
    }
    if (err)
        say_how_to_go_on(&progress, session);
    return err;
}

static void
summarise(const struct session *session, size_t kept_count, struct run_summary *summary)
{
    const struct journal *journal = &session->journal;
    *summary = (struct run_summary){
        .planned_count = session->plan->run_count,
        .kept_count = kept_count,
        .done_count = journal->row_count - kept_count,
        .failed_count = journal->failed_count,
        .flagged_count = journal->flagged_count,
    };
    snprintf(summary->directory, sizeof(summary->directory), "%s", session->dir.path);
}

static int execute(const struct plan *plan,
                   const struct run_options *options,
                   int signal_fd,
                   struct run_summary *summary,
                   struct fault *fault)
{
    struct session session;
    int err = session_open(&session, plan, options, fault);
    if (!err) {
        size_t kept_count = session.journal.row_count;
        session.launcher.signal_fd = signal_fd;
        err = run_session(&session, options->screen ? options->screen : stdout, fault);
        summarise(&session, kept_count, summary);
    }
    session_close(&session);
    return err;
}

/* @return a signalfd for what shall stop the session, which is blocked. */
static int catch_signals(sigset_t *ret_before)
{
    sigset_t stop;
    sigemptyset(&stop);
    sigaddset(&stop, SIGINT);
    sigaddset(&stop, SIGTERM);
    sigaddset(&stop, SIGHUP);
    sigprocmask(SIG_BLOCK, &stop, ret_before);
    return signalfd(-1, &stop, SFD_CLOEXEC | SFD_NONBLOCK);
}

/* Reads what came, so that it is not delivered once it is unblocked: the
 * session has answered it by stopping. */
static void release_signals(int signal_fd, const sigset_t *before)
{
    struct signalfd_siginfo info;
    while (signal_fd >= 0 && read(signal_fd, &info, sizeof(info)) > 0)
        continue;
    if (signal_fd >= 0)
        close(signal_fd);
    sigprocmask(SIG_SETMASK, before, NULL);
}

int run_execute(const struct plan *plan,
                const struct run_options *options,
                struct run_summary *ret_summary)
{
    struct fault fault = {""};
    struct run_summary summary = {.planned_count = plan->run_count};
    sigset_t before;
    int signal_fd = catch_signals(&before);
    int err = execute(plan, options, signal_fd, &summary, &fault);
    release_signals(signal_fd, &before);
    if (err && *fault.message)
        fprintf(stderr, "yoke run: %s\n", fault.message);
    if (ret_summary)
        *ret_summary = summary;
    return err;
}
