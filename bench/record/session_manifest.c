#include "record/session_manifest.h"

#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "analyse/whole_file.h"
#include "record/facts.h"

#define FILE_NAME "manifest.json"

void utc_text(char *text, size_t size)
{
    struct timespec now;
    struct tm parts;
    char seconds[32];
    clock_gettime(CLOCK_REALTIME, &now);
    gmtime_r(&now.tv_sec, &parts);
    strftime(seconds, sizeof(seconds), "%Y-%m-%dT%H:%M:%S", &parts);
    snprintf(text, size, "%s.%03dZ", seconds, (int)(now.tv_nsec / 1000000));
}

static json_t *measure_json(const struct measure_spec *measure)
{
    return json_pack("{si sI sf sf sI sI ss}",
                     "blocks",
                     measure->blocks,
                     "measure_ns",
                     (json_int_t)measure->measure_ns,
                     "precision_ratio",
                     measure->precision_ratio,
                     "same_ratio",
                     measure->same_ratio,
                     "budget_ns",
                     (json_int_t)measure->budget_ns,
                     "run_timeout_ns",
                     (json_int_t)measure->run_timeout_ns,
                     "primary",
                     measure->primary);
}

/* An argument that is no UTF-8 is shown as "?". */
static int append_word(json_t *array, const char *word, size_t length)
{
    json_t *text = json_stringn(word, length);
    return json_array_append_new(array, text ? text : json_string("?"));
}

/* A command gets "yoke run" as its argv[0]: that is two words of the line. */
static json_t *argv_json(const struct session_facts *facts)
{
    json_t *array = json_array();
    int err = array ? 0 : -1;
    for (int i = 0; !err && i < facts->argc; i++) {
        const char *word = facts->argv[i];
        size_t length = i == 0 ? strcspn(word, " ") : strlen(word);
        err = append_word(array, word, length);
        if (!err && word[length])
            err = append_word(array, word + length + 1, strlen(word + length + 1));
    }
    if (!err)
        return array;
    json_decref(array);
    return NULL;
}

static json_t *order_json(const struct plan *plan)
{
    json_t *array = json_array();
    for (size_t i = 0; array && i < plan->run_count; i++) {
        const struct planned_run *run = &plan->runs[i];
        json_t *one = json_pack(
            "{ss ss}", "run_id", run->id, "cell_id", plan->cells[run->cell_index].id);
        if (!one || json_array_append_new(array, one)) {
            json_decref(array);
            return NULL;
        }
    }
    return array;
}

json_t *session_manifest_make(const struct plan *plan,
                              const struct session_facts *facts)
{
    char now[48];
    char sha256[SHA256_TEXT_SIZE];
    const char *text = plan->suite_text ? plan->suite_text : "";
    utc_text(now, sizeof(now));
    sha256_text(text, strlen(text), sha256);
    json_t *argv = argv_json(facts);
    json_t *suite_text = json_string(text);
    return json_pack("{si ss so ss sI si so so so so s{ss sf sI} ss sO s[{ss so}] so}",
                     "schema_version",
                     SCHEMA_VERSION,
                     "suite",
                     plan->suite_name,
                     "suite_text",
                     suite_text ? suite_text : json_null(),
                     "suite_sha256",
                     sha256,
                     "seed",
                     (json_int_t)plan->seed,
                     "cpu_count",
                     facts->cpu_count,
                     "measure",
                     measure_json(&plan->measure),
                     "machine",
                     machine_facts(),
                     "build",
                     build_facts(),
                     "libraries",
                     library_facts(),
                     "clock",
                     "source",
                     ticks_source(&facts->ticks),
                     "cost_ns",
                     facts->ticks.cost_ns,
                     "spread_ns",
                     (json_int_t)facts->ticks.spread_ns,
                     "started_utc",
                     now,
                     "argv",
                     argv,
                     "sessions",
                     "started_utc",
                     now,
                     "argv",
                     argv,
                     "order",
                     order_json(plan));
}

static void make_path(const char *dir, char *path, size_t size)
{
    snprintf(path, size, "%s/%s", dir, FILE_NAME);
}

bool session_manifest_exists(const char *dir)
{
    char path[4200];
    make_path(dir, path, sizeof(path));
    return access(path, F_OK) == 0;
}

/* What must not change within a result, and how to say that it did. */
static const struct {
    const char *section, *key, *words;
} FIXED[] = {
    {NULL, "seed", "another seed; give --seed as it was"},
    {"measure", "measure_ns", "another measuring time"},
    {"machine", "machine_id", "another machine"},
    {"build", "build_id", "another build of yoke"},
};

static const json_t *find(const json_t *manifest, const char *section, const char *key)
{
    return json_object_get(section ? json_object_get(manifest, section) : manifest,
                           key);
}

static int check_same(const json_t *before,
                      const json_t *now,
                      const char *path,
                      struct fault *fault)
{
    for (size_t i = 0; i < sizeof(FIXED) / sizeof(FIXED[0]); i++) {
        const json_t *old = find(before, FIXED[i].section, FIXED[i].key);
        const json_t *new = find(now, FIXED[i].section, FIXED[i].key);
        if (!json_equal(old, new))
            return fault_set(fault,
                             "%s: the result was begun with %s; begin a new one",
                             path,
                             FIXED[i].words);
    }
    return 0;
}

static int take_over(json_t *now, json_t *before)
{
    json_t *sessions = json_object_get(before, "sessions");
    json_t *started = json_object_get(before, "started_utc");
    json_t *argv = json_object_get(before, "argv");
    if (!json_is_array(sessions) || !json_is_string(started) || !json_is_array(argv))
        return -1;
    return json_array_extend(sessions, json_object_get(now, "sessions")) ||
           json_object_set(now, "sessions", sessions) ||
           json_object_set(now, "started_utc", started) ||
           json_object_set(now, "argv", argv);
}

int session_manifest_resume(json_t *now, const char *dir, struct fault *fault)
{
    char path[4200];
    json_error_t error;
    make_path(dir, path, sizeof(path));
    json_t *before = json_load_file(path, JSON_REJECT_DUPLICATES, &error);
    if (!before)
        return fault_set(fault, "%s:%d: %s", path, error.line, error.text);
    int err = check_same(before, now, path, fault);
    if (!err && take_over(now, before))
        err = fault_set(
            fault, "%s: 'sessions', 'started_utc' or 'argv' is missing", path);
    json_decref(before);
    return err;
}

static json_t *completed_json(const struct plan *plan, const struct journal *journal)
{
    json_t *array = json_array();
    for (size_t i = 0; array && i < plan->run_count; i++)
        if (journal_has(journal, plan->runs[i].id) &&
            json_array_append_new(array, json_string(plan->runs[i].id))) {
            json_decref(array);
            return NULL;
        }
    return array;
}

int session_manifest_write(json_t *manifest,
                           const char *dir,
                           const struct plan *plan,
                           const struct journal *journal,
                           struct fault *fault)
{
    struct whole_file file;
    char now[48];
    utc_text(now, sizeof(now));
    if (json_object_set_new(manifest, "updated_utc", json_string(now)) ||
        json_object_set_new(manifest, "completed", completed_json(plan, journal)))
        return fault_set(fault, "%s: out of memory", FILE_NAME);
    if (whole_file_open(&file, dir, FILE_NAME, fault))
        return -1;
    json_dumpf(manifest, file.stream, JSON_INDENT(1));
    return whole_file_commit(&file, fault);
}
