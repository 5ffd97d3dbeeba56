#include "run/session.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "analyse/whole_file.h"
#include "plan/cell.h"
#include "record/cell_factors.h"
#include "record/facts.h"
#include "record/session_manifest.h"
#include "run/scratch.h"

static int read_machine(struct session *session, struct fault *fault)
{
    int err = yoke_topology_load(&session->topology);
    if (!err)
        err = yoke_topology_xml(session->topology, &session->topology_xml);
    if (err)
        fault_set(fault,
                  "the machine's topology: %s: %s",
                  yoke_error_text(err),
                  yoke_error_detail());
    session->cpu_count = yoke_cpu_count();
    session->ticks = ticks_calibrate();
    machine_id_text(session->machine_id);
    return err;
}

static int check_plan(const struct plan *plan, struct fault *fault)
{
    for (size_t i = 0; i < plan->cell_count; i++)
        if (plan->cells[i].load.kind != LOAD_CLOSED) {
            fault_set(
                fault, "cell %s: only closed loops can be run", plan->cells[i].id);
            return YOKE_E_UNSUPPORTED;
        }
    return 0;
}

static int open_directory(struct session *session, struct fault *fault)
{
    const struct run_options *options = session->options;
    char latest[PATH_MAX];
    if (!options->resumes && options->directory)
        return result_dir_create_at(&session->dir, options->directory, fault);
    if (!options->resumes)
        return result_dir_create(
            &session->dir, session->results_root, session->plan->suite_name, fault);
    snprintf(latest, sizeof(latest), "%s/latest", session->results_root);
    return result_dir_open(
        &session->dir, options->directory ? options->directory : latest, fault);
}

static int write_topology(const struct session *session, struct fault *fault)
{
    struct whole_file file;
    if (whole_file_open(&file, session->dir.path, "topology.xml", fault))
        return -1;
    fputs(session->topology_xml, file.stream);
    return whole_file_commit(&file, fault);
}

static int make_manifest(struct session *session, struct fault *fault)
{
    char sha256[SHA256_TEXT_SIZE];
    struct session_facts facts = {
        .argc = session->options->argc,
        .argv = session->options->argv,
        .ticks = session->ticks,
        .cpu_count = session->cpu_count,
    };
    session->manifest = session_manifest_make(session->plan, &facts);
    sha256_text(session->topology_xml, strlen(session->topology_xml), sha256);
    if (!session->manifest ||
        json_object_set_new(session->manifest, "topology_sha256", json_string(sha256)))
        return fault_set(fault, "out of memory");
    /* A session that was killed before it wrote one has measured nothing. */
    if (session->options->resumes && session_manifest_exists(session->dir.path))
        return session_manifest_resume(session->manifest, session->dir.path, fault);
    return 0;
}

static int open_result(struct session *session, struct fault *fault)
{
    if (open_directory(session, fault))
        return YOKE_E_INVALID;
    const char *path = session->dir.path;
    scratch_remove(path);
    if (cell_factors_write(session->plan, path, fault) ||
        make_manifest(session, fault) || journal_open(&session->journal, path, fault))
        return YOKE_E_INVALID;
    if (write_topology(session, fault) || session_save(session, fault) ||
        result_dir_link_latest(&session->dir, session->results_root, fault))
        return YOKE_E_SYSTEM;
    return 0;
}

int session_open(struct session *session,
                 const struct plan *plan,
                 const struct run_options *options,
                 struct fault *fault)
{
    *session = (struct session){
        .plan = plan,
        .options = options,
        .results_root = options->results_root ? options->results_root : "results",
        .dir = {.fd = -1},
        .launcher = {.program =
                         options->runner_path ? options->runner_path : "/proc/self/exe",
                     .timeout_ns = plan->measure.run_timeout_ns,
                     .signal_fd = -1},
        .has_failed = calloc(plan->cell_count + 1, sizeof(bool)),
    };
    for (int file = 0; file < JOURNAL_FILES; file++)
        session->journal.fd[file] = -1;
    if (!session->has_failed) {
        fault_set(fault, "out of memory");
        return YOKE_E_NOMEM;
    }
    int err = check_plan(plan, fault);
    if (!err)
        err = read_machine(session, fault);
    return err ? err : open_result(session, fault);
}

int session_save(struct session *session, struct fault *fault)
{
    return session_manifest_write(
        session->manifest, session->dir.path, session->plan, &session->journal, fault);
}

void session_close(struct session *session)
{
    if (session->dir.fd >= 0)
        scratch_remove(session->dir.path);
    journal_close(&session->journal);
    result_dir_close(&session->dir);
    json_decref(session->manifest);
    yoke_topology_destroy(session->topology);
    free(session->topology_xml);
    free(session->has_failed);
}
