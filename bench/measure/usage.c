#include "measure/usage.h"

#include <dirent.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <yoke/error.h>

#include "measure/proc_text.h"
#include "measure/ticks.h"
#include "measure/unknown.h"

static const struct usage UNKNOWN_USAGE = {
    UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN};

/* proc(5), /proc/PID/stat: the fields used here, counted after the name in
 * parentheses, which may itself hold blanks and parentheses. */
enum {
    STAT_PPID = 1,
    STAT_MINFLT = 7,
    STAT_MAJFLT = 9,
    STAT_UTIME = 11,
    STAT_STIME = 12,
    STAT_PROCESSOR = 36,
    STAT_FIELD_COUNT
};

static int parse_stat(const char *text, int64_t fields[STAT_FIELD_COUNT])
{
    const char *cursor = strrchr(text, ')');
    if (!cursor || cursor[1] != ' ' || !cursor[2])
        return YOKE_E_INVALID;
    cursor += 3; /* blank and the state's letter, which is field 0 */
    fields[0] = 0;
    for (int i = 1; i < STAT_FIELD_COUNT; i++) {
        char *end;
        /* Some fields are unsigned 64 bit; those used here never get there. */
        fields[i] = (int64_t)strtoull(cursor, &end, 10);
        if (end == cursor)
            return YOKE_E_INVALID;
        cursor = end;
    }
    return 0;
}

static int read_stat(struct task_sample *sample)
{
    char text[PROC_TEXT_SIZE];
    int64_t fields[STAT_FIELD_COUNT];
    proc_text_read_format(text,
                          sizeof(text),
                          "/proc/%d/task/%d/stat",
                          sample->process_id,
                          sample->task_id);
    if (parse_stat(text, fields))
        return YOKE_E_INVALID;
    sample->parent_id = (int)fields[STAT_PPID];
    sample->last_cpu = (int)fields[STAT_PROCESSOR];
    sample->user_clock_ticks = fields[STAT_UTIME];
    sample->system_clock_ticks = fields[STAT_STIME];
    sample->usage.minor_faults = fields[STAT_MINFLT];
    sample->usage.major_faults = fields[STAT_MAJFLT];
    return 0;
}

static int64_t clock_ticks_to_ns(int64_t clock_ticks)
{
    return clock_ticks * (NS_PER_S / sysconf(_SC_CLK_TCK));
}

/* schedstat counts nanoseconds where stat counts 10 ms; of a task that runs
 * right now, up to its last tick. */
static void read_schedstat(struct task_sample *sample)
{
    char text[128];
    int64_t on_cpu_ns;
    int64_t run_queue_ns;
    proc_text_read_format(text,
                          sizeof(text),
                          "/proc/%d/task/%d/schedstat",
                          sample->process_id,
                          sample->task_id);
    char *end;
    on_cpu_ns = strtoll(text, &end, 10);
    run_queue_ns = strtoll(end, NULL, 10);
    bool is_there = end != text && *end == ' ';
    sample->usage.cpu_ns =
        is_there
            ? on_cpu_ns
            : clock_ticks_to_ns(sample->user_clock_ticks + sample->system_clock_ticks);
    sample->usage.run_queue_ns = is_there ? run_queue_ns : UNKNOWN;
}

static void read_switches(struct task_sample *sample)
{
    char text[PROC_TEXT_SIZE];
    proc_text_read_format(text,
                          sizeof(text),
                          "/proc/%d/task/%d/status",
                          sample->process_id,
                          sample->task_id);
    struct usage *usage = &sample->usage;
    usage->voluntary_switches = proc_text_number(text, "voluntary_ctxt_switches");
    usage->involuntary_switches = proc_text_number(text, "nonvoluntary_ctxt_switches");
    proc_text_read_format(text,
                          sizeof(text),
                          "/proc/%d/task/%d/sched",
                          sample->process_id,
                          sample->task_id);
    usage->migrations = proc_text_number(text, "se.nr_migrations");
}

int task_sample_read(int process_id, int task_id, struct task_sample *ret_sample)
{
    struct task_sample sample = {
        .process_id = process_id, .task_id = task_id, .usage = UNKNOWN_USAGE};
    if (read_stat(&sample))
        return YOKE_E_INVALID;
    read_schedstat(&sample);
    read_switches(&sample);
    *ret_sample = sample;
    return 0;
}

static int append(struct tree_sample *tree, const struct task_sample *sample)
{
    if (tree->count == tree->capacity) {
        size_t capacity = tree->capacity ? 2 * tree->capacity : 16;
        struct task_sample *tasks =
            reallocarray(tree->tasks, capacity, sizeof(*tree->tasks));
        if (!tasks)
            return YOKE_E_NOMEM;
        tree->tasks = tasks;
        tree->capacity = capacity;
    }
    tree->tasks[tree->count++] = *sample;
    return 0;
}

int tree_sample_add(struct tree_sample *tree, int process_id)
{
    char path[64];
    snprintf(path, sizeof(path), "/proc/%d/task", process_id);
    DIR *dir = opendir(path);
    if (!dir)
        return 0;
    int err = 0;
    for (struct dirent *entry; !err && (entry = readdir(dir));) {
        struct task_sample sample;
        int task_id = (int)strtol(entry->d_name, NULL, 10);
        if (task_id > 0 && !task_sample_read(process_id, task_id, &sample))
            err = append(tree, &sample);
    }
    closedir(dir);
    return err;
}

void tree_sample_fini(struct tree_sample *tree)
{
    free(tree->tasks);
    *tree = (struct tree_sample){NULL, 0, 0};
}

const struct task_sample *tree_sample_find(const struct tree_sample *tree, int task_id)
{
    for (size_t i = 0; i < tree->count; i++)
        if (tree->tasks[i].task_id == task_id)
            return &tree->tasks[i];
    return NULL;
}

/* The kernel tells user from system time in steps of 10 ms; the sum is exact.
 * So their proportion divides the sum: over the span when it is long enough to
 * have steps, else over the task's life. */
static void split_cpu(struct usage *used,
                      const struct task_sample *before,
                      const struct task_sample *after)
{
    double user = (double)(after->user_clock_ticks - before->user_clock_ticks);
    double both =
        user + (double)(after->system_clock_ticks - before->system_clock_ticks);
    if (both <= 0) {
        user = (double)after->user_clock_ticks;
        both = user + (double)after->system_clock_ticks;
    }
    double share = both > 0 ? user / both : 1;
    used->cpu_user_ns = (int64_t)(share * (double)used->cpu_ns);
    used->cpu_system_ns = used->cpu_ns - used->cpu_user_ns;
}

static struct usage growth(const struct task_sample *before,
                           const struct task_sample *after)
{
    static const struct task_sample nothing;
    if (!before)
        before = &nothing;
    const struct usage *from = &before->usage;
    const struct usage *to = &after->usage;
    struct usage used = {
        .cpu_ns = known_growth(from->cpu_ns, to->cpu_ns),
        .minor_faults = known_growth(from->minor_faults, to->minor_faults),
        .major_faults = known_growth(from->major_faults, to->major_faults),
        .voluntary_switches =
            known_growth(from->voluntary_switches, to->voluntary_switches),
        .involuntary_switches =
            known_growth(from->involuntary_switches, to->involuntary_switches),
        .migrations = known_growth(from->migrations, to->migrations),
        .run_queue_ns = known_growth(from->run_queue_ns, to->run_queue_ns),
    };
    split_cpu(&used, before, after);
    return used;
}

static void add_usage(struct usage *sum, const struct usage *more)
{
    sum->cpu_ns = known_sum(sum->cpu_ns, more->cpu_ns);
    sum->cpu_user_ns = known_sum(sum->cpu_user_ns, more->cpu_user_ns);
    sum->cpu_system_ns = known_sum(sum->cpu_system_ns, more->cpu_system_ns);
    sum->minor_faults = known_sum(sum->minor_faults, more->minor_faults);
    sum->major_faults = known_sum(sum->major_faults, more->major_faults);
    sum->voluntary_switches =
        known_sum(sum->voluntary_switches, more->voluntary_switches);
    sum->involuntary_switches =
        known_sum(sum->involuntary_switches, more->involuntary_switches);
    sum->migrations = known_sum(sum->migrations, more->migrations);
    sum->run_queue_ns = known_sum(sum->run_queue_ns, more->run_queue_ns);
}

struct usage tree_usage(const struct tree_sample *before,
                        const struct tree_sample *after)
{
    struct usage sum = {0};
    for (size_t i = 0; i < after->count; i++) {
        const struct task_sample *task = &after->tasks[i];
        struct usage used = growth(tree_sample_find(before, task->task_id), task);
        add_usage(&sum, &used);
    }
    return sum;
}

struct usage tree_usage_of_task(const struct tree_sample *before,
                                const struct tree_sample *after,
                                int task_id)
{
    const struct task_sample *task = tree_sample_find(after, task_id);
    return task ? growth(tree_sample_find(before, task_id), task) : UNKNOWN_USAGE;
}
