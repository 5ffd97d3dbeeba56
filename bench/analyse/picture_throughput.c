/* Throughput over the number of workers; a panel a workload, a curve an arm. */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "analyse/csv_out.h"
#include "analyse/gp_out.h"
#include "analyse/panels.h"
#include "analyse/picture.h"
#include "analyse/units.h"

/* Below this share of a panel's height two labels would touch. */
static const double LABEL_DISTANCE = 0.075;

struct point {
    size_t arm, cell, segment; /* a curve is broken where a cell has no valid run */
    int workers;
    struct interval interval;
    bool is_hollow;
};

struct curves {
    const struct analysis *analysis;
    const struct panels *panels;
    const struct picture_files *files;
    struct point *points; /* of the panel at hand, by arm, then by workers */
    size_t count;
};

static int compare_points(const void *left, const void *right)
{
    const struct point *a = left, *b = right;
    if (a->arm != b->arm)
        return a->arm < b->arm ? -1 : 1;
    return a->workers - b->workers;
}

/* Drop the points that have no value; what follows them is a new segment. */
static void break_curves(struct curves *curves)
{
    size_t kept = 0, segment = 0, arm = 0;
    for (size_t i = 0; i < curves->count; i++) {
        struct point point = curves->points[i];
        if (point.arm != arm)
            segment = 0;
        arm = point.arm;
        point.segment = segment;
        if (isnan(point.interval.estimate))
            segment++;
        else
            curves->points[kept++] = point;
    }
    curves->count = kept;
}

static int collect(struct curves *curves, size_t panel, struct fault *fault)
{
    const struct result *result = &curves->analysis->result;
    curves->count = 0;
    for (size_t cell = 0; cell < result->cell_count; cell++) {
        if (result_subject(result, cell) != curves->panels->subjects[panel])
            continue;
        struct point point = {.cell = cell,
                              .workers = result_cell_workers(&result->cells[cell]),
                              .is_hollow = result->cells[cell].hollow_for != NULL};
        while (point.arm < curves->panels->arms.count &&
               !arm_has_cell(&curves->panels->arms.items[point.arm], result, cell))
            point.arm++;
        if (point.arm == curves->panels->arms.count)
            continue;
        if (comparison_of_cell(
                result, cell, metric_find("throughput"), &point.interval, fault))
            return -1;
        curves->points[curves->count++] = point;
    }
    qsort(curves->points, curves->count, sizeof(*curves->points), compare_points);
    break_curves(curves);
    return 0;
}

/* The series, and a thousand for each gap before: gnuplot's style is id % 1000. */
static size_t curve_id(const struct point *point)
{
    return point->arm + 1 + 1000 * point->segment;
}

static void write_data(const struct curves *curves, size_t panel)
{
    struct csv_out csv = {.stream = curves->files->data};
    for (size_t i = 0; i < curves->count; i++) {
        const struct point *point = &curves->points[i];
        const struct result_cell *cell = &curves->analysis->result.cells[point->cell];
        csv_out_count(&csv, (long long)panel + 1);
        csv_out_count(&csv, (long long)point->arm + 1);
        csv_out_count(&csv, (long long)curve_id(point));
        csv_out_text(&csv, cell->id);
        csv_out_text(&csv, cell->factors[CELL_WORKLOAD]);
        csv_out_text(&csv, curves->panels->arms.items[point->arm].label);
        csv_out_count(&csv, point->workers);
        csv_out_number(&csv, point->interval.estimate);
        csv_out_number(&csv, point->interval.low);
        csv_out_number(&csv, point->interval.high);
        csv_out_number(&csv, point->interval.level);
        csv_out_count(&csv, (long long)point->interval.count);
        csv_out_count(&csv, point->is_hollow);
        csv_out_end_row(&csv);
    }
}

static double top_of(const struct curves *curves)
{
    double top = 0;
    for (size_t i = 0; i < curves->count; i++)
        top = fmax(
            top,
            fmax(curves->points[i].interval.estimate, curves->points[i].interval.high));
    return top > 0 ? 1.08 * top : 1;
}

/* The ids of curves with two points or more: one point is no line. */
static void write_lines(const struct curves *curves, size_t panel)
{
    fprintf(curves->files->settings, "panel_lines[%zu] = '", panel + 1);
    for (size_t i = 1; i < curves->count; i++) {
        size_t before = i > 1 ? curve_id(&curves->points[i - 2]) : 0;
        size_t last = curve_id(&curves->points[i - 1]);
        size_t here = curve_id(&curves->points[i]);
        if (here == last && last != before)
            fprintf(curves->files->settings, "%zu ", here);
    }
    fputs("'\n", curves->files->settings);
}

static bool belongs(const struct point *point, size_t list)
{
    const bool belonging[] = {
        !point->is_hollow, point->is_hollow, !isnan(point->interval.low)};
    return belonging[list];
}

/* Lists of series, as gnuplot's words(): which have points, which bars. */
static void write_lists(const struct curves *curves, size_t panel)
{
    static const char *const names[] = {"solid", "hollow", "bars"};
    for (size_t list = 0; list < 3; list++) {
        size_t written = SIZE_MAX;
        fprintf(curves->files->settings, "panel_%s[%zu] = '", names[list], panel + 1);
        for (size_t i = 0; i < curves->count; i++) {
            const struct point *point = &curves->points[i];
            if (!belongs(point, list) || point->arm == written)
                continue;
            fprintf(curves->files->settings, "%zu ", point->arm + 1);
            written = point->arm;
        }
        fputs("'\n", curves->files->settings);
    }
}

static int
write_labels(const struct curves *curves, size_t panel, double top, struct fault *fault)
{
    struct curve_label *labels = calloc(curves->count + 1, sizeof(*labels));
    size_t count = 0;
    if (!labels)
        return fault_set(fault, "out of memory for %zu labels", curves->count);
    for (size_t i = 0; i < curves->count; i++)
        if (i + 1 == curves->count ||
            curves->points[i + 1].arm != curves->points[i].arm)
            labels[count++] = (struct curve_label){
                .arm = curves->points[i].arm,
                .place = curves->points[i].interval.estimate / top};
    panels_spread_labels(labels, count, LABEL_DISTANCE);
    panels_write_labels(curves->panels, panel, labels, count, curves->files->settings);
    free(labels);
    return 0;
}

/* "MB/s" says all; "k/s" leaves open of what: "k operations/s". */
static void
axis_unit(const char *unit, const char *scaled_unit, char *text, size_t size)
{
    int prefix = (int)strcspn(scaled_unit, "/");
    if (strncmp(unit, "bytes", 5) == 0)
        snprintf(text, size, "%s", scaled_unit);
    else
        snprintf(text, size, "%.*s%s%s", prefix, scaled_unit, prefix ? " " : "", unit);
}

static int write_panel(struct curves *curves, size_t panel, struct fault *fault)
{
    FILE *settings = curves->files->settings;
    if (collect(curves, panel, fault))
        return -1;
    const struct result *result = &curves->analysis->result;
    const struct result_cell *cell = &result->cells[curves->panels->subjects[panel]];
    char unit[64], scaled_unit[64], axis[160];
    double top = top_of(curves);
    metric_unit(metric_find("throughput"), cell->work_unit, unit, sizeof(unit));
    double scale = units_scale(top, unit, scaled_unit, sizeof(scaled_unit));
    axis_unit(unit, scaled_unit, axis, sizeof(axis));
    gp_out_element_text(settings, "panel_unit", panel + 1, axis);
    gp_out_element_number(settings, "panel_scale", panel + 1, scale);
    gp_out_element_number(settings, "panel_top", panel + 1, top / scale);
    write_data(curves, panel);
    write_lines(curves, panel);
    write_lists(curves, panel);
    return write_labels(curves, panel, top, fault);
}

static void write_axis(const struct result *result, FILE *out)
{
    int fewest = 1 << 20, most = 1;
    for (size_t cell = 0; cell < result->cell_count; cell++) {
        int workers = result_cell_workers(&result->cells[cell]);
        fewest = workers < fewest ? workers : fewest;
        most = workers > most ? workers : most;
    }
    gp_out_number(out, "cpu_count", result->manifest.cpu_count);
    gp_out_number(out, "fewest_workers", fewest);
    gp_out_number(out, "most_workers", most);
    fputs("worker_tics = '", out);
    for (int workers = fewest; workers <= most; workers++)
        for (size_t cell = 0; cell < result->cell_count; cell++)
            if (result_cell_workers(&result->cells[cell]) == workers) {
                fprintf(out, "%d ", workers);
                break;
            }
    fputs("'\n", out);
}

static void write_caption(const struct result *result, FILE *out)
{
    char status[512], caption[1024];
    bool has_hollow = false;
    for (size_t cell = 0; cell < result->cell_count; cell++)
        has_hollow |= result->cells[cell].hollow_for != NULL;
    panels_status(result, status, sizeof(status));
    snprintf(caption,
             sizeof(caption),
             "Points: Hodges–Lehmann estimate over up to %zu runs, one a block; bars: "
             "95 %% intervals%s. %s.",
             result->block_count,
             has_hollow ? "; hollow: flagged by a gate (such as more workers than CPUs)"
                        : "",
             status);
    panels_write_caption(caption, out);
}

static void write_header(const struct picture_files *files, const struct panels *panels)
{
    static const char *const columns[] = {"panel",
                                          "series",
                                          "curve",
                                          "cell_id",
                                          "workload",
                                          "arm",
                                          "workers",
                                          "estimate",
                                          "low",
                                          "high",
                                          "level",
                                          "n",
                                          "hollow",
                                          NULL};
    static const char *const arrays[] = {"panel_unit",
                                         "panel_scale",
                                         "panel_top",
                                         "panel_lines",
                                         "panel_solid",
                                         "panel_hollow",
                                         "panel_bars",
                                         NULL};
    struct csv_out csv = {.stream = files->data};
    csv_out_header(&csv, columns);
    for (size_t i = 0; arrays[i]; i++)
        gp_out_array(files->settings, arrays[i], panels->count);
    panels_write_label_arrays(panels, files->settings);
}

int throughput_prepare(const struct analysis *analysis,
                       const struct picture_files *files,
                       struct fault *fault)
{
    struct panels panels;
    if (panels_make(&panels, &analysis->result, fault))
        return -1;
    struct curves curves = {.analysis = analysis, .panels = &panels, .files = files};
    curves.points = calloc(analysis->result.cell_count + 1, sizeof(*curves.points));
    int err = curves.points ? 0 : fault_set(fault, "out of memory for the points");
    if (!err) {
        gp_out_text(files->settings, "title", "Throughput by number of workers");
        panels_write_settings(&panels, files->settings);
        write_axis(&analysis->result, files->settings);
        write_header(files, &panels);
        write_caption(&analysis->result, files->settings);
    }
    for (size_t panel = 0; !err && panel < panels.count; panel++)
        err = write_panel(&curves, panel, fault);
    free(curves.points);
    panels_fini(&panels);
    return err;
}

int throughput_lacks(const struct analysis *analysis,
                     char *lacking,
                     size_t size,
                     struct fault *fault)
{
    (void)fault;
    for (size_t i = 0; i < analysis->result.run_count; i++) {
        const struct result_run *run = &analysis->result.runs[i];
        if (!run->excluded_for && metric_find("throughput")->of(run) > 0)
            return 0;
    }
    snprintf(lacking, size, "a valid run with a throughput in runs.csv");
    return 1;
}
