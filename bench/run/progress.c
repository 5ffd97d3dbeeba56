#include "run/progress.h"

#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "analyse/units.h"
#include "measure/ticks.h"

#define BAR_WIDTH 30

void progress_begin(struct progress *progress,
                    const struct plan *plan,
                    size_t kept_count,
                    FILE *screen)
{
    *progress = (struct progress){
        .screen = screen,
        .is_terminal = isatty(fileno(screen)) == 1,
        .begin_ns = monotonic_ns(),
        .plan = plan,
        .kept_count = kept_count,
    };
    for (size_t i = 0; i < plan->run_count; i++)
        if (plan->runs[i].block >= progress->block_count)
            progress->block_count = plan->runs[i].block + 1;
}

/* "1:23", "1:02:03" */
static void format_span(int64_t span_ns, char *text, size_t size)
{
    int64_t seconds = (span_ns + NS_PER_S / 2) / NS_PER_S;
    if (seconds >= 3600)
        snprintf(text,
                 size,
                 "%" PRId64 ":%02" PRId64 ":%02" PRId64,
                 seconds / 3600,
                 seconds / 60 % 60,
                 seconds % 60);
    else
        snprintf(text, size, "%" PRId64 ":%02" PRId64, seconds / 60, seconds % 60);
}

static void print_counts(const struct progress *progress, int block)
{
    char elapsed[24];
    char left[24];
    size_t total = progress->plan->run_count;
    size_t present = progress->kept_count + progress->done_count;
    int64_t elapsed_ns = monotonic_ns() - progress->begin_ns;
    int64_t run_ns = elapsed_ns / (int64_t)progress->done_count;
    format_span(elapsed_ns, elapsed, sizeof(elapsed));
    format_span(run_ns * (int64_t)(total - present), left, sizeof(left));
    fprintf(progress->screen, "block %d/%d ", block + 1, progress->block_count);
    for (size_t i = 0; progress->is_terminal && i < BAR_WIDTH; i++)
        fputs(i * total < present * BAR_WIDTH ? "━" : "─", progress->screen);
    fprintf(progress->screen, "  %zu/%zu   %s, %s left", present, total, elapsed, left);
}

static void print_doubts(const struct progress *progress, const struct journal *journal)
{
    fprintf(progress->screen,
            "failed %zu   flagged %zu",
            journal->failed_count,
            journal->flagged_count);
}

static void describe(struct progress *progress, const struct run_record *record)
{
    char rate[48] = "";
    char unit[48];
    bool is_valid = strcmp(record->status, run_status_name(RUN_VALID)) == 0;
    snprintf(unit, sizeof(unit), "%s/s", record->work_unit);
    if (is_valid && record->tasks > 0)
        units_print(record->completed_per_s * record->work_done / (double)record->tasks,
                    unit,
                    rate,
                    sizeof(rate));
    snprintf(progress->now,
             sizeof(progress->now),
             "%s %s×%d  %s",
             record->workload,
             record->executor,
             (int)record->worker_count,
             is_valid ? rate : record->status);
}

/* Clears to the end of each line, then goes back up to the first. */
static void
redraw(const struct progress *progress, int block, const struct journal *journal)
{
    fputs("\r\033[K", progress->screen);
    print_counts(progress, block);
    fputs("\n\033[Know  ", progress->screen);
    units_pad(progress->screen, progress->now, 44);
    fputs("  ", progress->screen);
    print_doubts(progress, journal);
    fputs("\033[A\r", progress->screen);
    fflush(progress->screen);
}

static bool ends_block(const struct progress *progress, const struct planned_run *run)
{
    const struct planned_run *end = progress->plan->runs + progress->plan->run_count;
    return run + 1 == end || run[1].block != run->block;
}

void progress_run(struct progress *progress,
                  const struct planned_run *run,
                  const struct run_record *record,
                  const struct journal *journal)
{
    progress->done_count++;
    describe(progress, record);
    if (progress->is_terminal) {
        redraw(progress, run->block, journal);
    } else if (ends_block(progress, run)) {
        print_counts(progress, run->block);
        fputs("   ", progress->screen);
        print_doubts(progress, journal);
        fputc('\n', progress->screen);
        fflush(progress->screen);
    }
}

void progress_note(struct progress *progress, const char *text)
{
    bool is_drawn = progress->is_terminal && progress->done_count > 0;
    fprintf(progress->screen,
            "%s%s%s\n",
            is_drawn ? "\r\033[K\n\033[K\033[A" : "",
            text,
            progress->is_terminal ? "\033[K" : "");
    fflush(progress->screen);
}

void progress_end(struct progress *progress)
{
    if (progress->is_terminal && progress->done_count > 0)
        fputs("\n\n", progress->screen);
    fflush(progress->screen);
}
