/*
 * The latency percentile spectrum: latency over −log10(1 − p), so that each
 * further nine takes as much room as the one before.
 */
#include <math.h>
#include <stdlib.h>

#include "analyse/csv_out.h"
#include "analyse/gp_out.h"
#include "analyse/latency.h"
#include "analyse/panels.h"
#include "analyse/picture.h"

/* A curve needs no more points than this per unit of the axis. */
static const double STEP = 0.01;
static const double LABEL_DISTANCE = 0.075;

struct spectra {
    const struct analysis *analysis;
    const struct picture_files *files;
    struct panels panels;
    struct latency latency;
};

struct extent {
    double x_high, low_ns, high_ns;
};

/* As many workers as CPUs, or the next smaller count that the subject has. */
static int workers_of(const struct spectra *spectra, size_t panel)
{
    const struct result *result = &spectra->analysis->result;
    int cpus = result->manifest.cpu_count, best = 0;
    for (size_t cell = 0; cell < result->cell_count; cell++) {
        int workers = result_cell_workers(&result->cells[cell]);
        if (result_subject(result, cell) != spectra->panels.subjects[panel])
            continue;
        bool fits = workers <= cpus, best_fits = best && best <= cpus;
        if (!best || (fits && !best_fits) || (fits && workers > best) ||
            (!fits && !best_fits && workers < best))
            best = workers;
    }
    return best;
}

static const struct latency_cell *
curve_of(const struct spectra *spectra, size_t panel, size_t arm, size_t *ret_cell)
{
    int workers = workers_of(spectra, panel);
    if (!panels_cell(&spectra->panels, panel, arm, workers, ret_cell))
        return NULL;
    const struct latency_cell *cell = &spectra->latency.cells[*ret_cell];
    return cell->count && cell->total > 3.7 ? cell : NULL;
}

static double place_of(double p)
{
    return -log10(1 - p);
}

static void widen(struct extent *extent, double x, double latency_ns)
{
    extent->x_high = fmax(extent->x_high, x);
    extent->low_ns = fmin(extent->low_ns, latency_ns);
    extent->high_ns = fmax(extent->high_ns, latency_ns);
}

struct curve_writer {
    struct csv_out csv;
    size_t panel, arm;
    const char *cell_id, *label;
    double total;
};

static void write_point(struct curve_writer *writer, double p, double latency_ns)
{
    csv_out_count(&writer->csv, (long long)writer->panel + 1);
    csv_out_count(&writer->csv, (long long)writer->arm + 1);
    csv_out_text(&writer->csv, writer->cell_id);
    csv_out_text(&writer->csv, writer->label);
    csv_out_number(&writer->csv, 100 * p);
    csv_out_number(&writer->csv, place_of(p));
    csv_out_number(&writer->csv, latency_ns);
    csv_out_number(&writer->csv, writer->total);
    csv_out_end_row(&writer->csv);
}

/* @return the latency of the last point: where the label goes. */
static double write_curve(struct curve_writer *writer,
                          const struct latency_cell *cell,
                          struct extent *extent)
{
    double limit = latency_largest_quantile(cell->total), below = 0, drawn_to = -1;
    double last_ns = cell->buckets[0].hi_ns;
    for (size_t i = 0; i < cell->count; i++) {
        below += cell->buckets[i].count;
        double p = below / cell->total;
        bool is_last = p >= limit || i + 1 == cell->count;
        /* The curve ends where the samples do, not at the bucket's share. */
        double x = place_of(fmin(p, limit));
        if (!is_last && x < drawn_to + STEP)
            continue;
        last_ns = cell->buckets[i].hi_ns;
        write_point(writer, fmin(p, limit), last_ns);
        widen(extent, x, last_ns);
        drawn_to = x;
        if (is_last)
            break;
    }
    return last_ns;
}

static double place_between(const struct extent *extent, double latency_ns)
{
    return log(latency_ns / extent->low_ns) / log(extent->high_ns / extent->low_ns);
}

static void write_extent(const struct extent *extent, size_t panel, FILE *out)
{
    gp_out_element_number(out, "panel_low", panel + 1, extent->low_ns);
    gp_out_element_number(out, "panel_high", panel + 1, extent->high_ns);
    gp_out_element_number(out, "panel_right", panel + 1, extent->x_high);
}

/* Room around the curves, and a range even where there are none. */
static void finish_extent(struct extent *extent)
{
    if (!isfinite(extent->low_ns))
        *extent = (struct extent){2, 1e3, 1e6};
    extent->low_ns = fmax(extent->low_ns / 1.3, 0.5);
    extent->high_ns = fmax(extent->high_ns * 1.3, extent->low_ns * 4);
    extent->x_high = fmax(extent->x_high, 1);
}

static int write_panel(struct spectra *spectra, size_t panel, struct fault *fault)
{
    size_t arms = spectra->panels.arms.count, drawn = 0;
    struct extent extent = {0, INFINITY, 0};
    FILE *settings = spectra->files->settings;
    struct curve_label *labels = calloc(arms + 1, sizeof(*labels));
    if (!labels)
        return fault_set(fault, "out of memory for %zu labels", arms);
    fprintf(settings, "panel_lines[%zu] = '", panel + 1);
    for (size_t arm = 0; arm < arms; arm++) {
        size_t cell_index;
        const struct latency_cell *cell = curve_of(spectra, panel, arm, &cell_index);
        if (!cell)
            continue;
        struct curve_writer writer = {
            .csv = {.stream = spectra->files->data},
            .panel = panel,
            .arm = arm,
            .cell_id = spectra->analysis->result.cells[cell_index].id,
            .label = spectra->panels.arms.items[arm].label,
            .total = cell->total};
        labels[drawn].arm = arm;
        labels[drawn++].place = write_curve(&writer, cell, &extent);
        fprintf(settings, "%zu ", arm + 1);
    }
    fputs("'\n", settings);
    finish_extent(&extent);
    write_extent(&extent, panel, settings);
    gp_out_element_number(
        settings, "panel_workers", panel + 1, workers_of(spectra, panel));
    for (size_t i = 0; i < drawn; i++)
        labels[i].place = place_between(&extent, labels[i].place);
    panels_spread_labels(labels, drawn, LABEL_DISTANCE);
    panels_write_labels(&spectra->panels, panel, labels, drawn, settings);
    free(labels);
    return 0;
}

static void write_header(const struct spectra *spectra)
{
    static const char *const columns[] = {"panel",
                                          "series",
                                          "cell_id",
                                          "arm",
                                          "percentile",
                                          "nines",
                                          "latency_ns",
                                          "n",
                                          NULL};
    static const char *const arrays[] = {
        "panel_lines", "panel_low", "panel_high", "panel_right", "panel_workers", NULL};
    struct csv_out csv = {.stream = spectra->files->data};
    FILE *settings = spectra->files->settings;
    csv_out_header(&csv, columns);
    for (size_t i = 0; arrays[i]; i++)
        gp_out_array(settings, arrays[i], spectra->panels.count);
    panels_write_label_arrays(&spectra->panels, settings);
}

static void write_words(const struct spectra *spectra)
{
    const struct result *result = &spectra->analysis->result;
    char status[512], caption[1024];
    bool is_closed = false;
    for (size_t cell = 0; cell < result->cell_count; cell++)
        is_closed |= result->cells[cell].factors[CELL_LOAD][0] == 'c';
    panels_status(result, status, sizeof(status));
    snprintf(caption,
             sizeof(caption),
             "Histograms of up to %zu runs added up; a curve ends at the largest "
             "percentile that its samples support (n ≥ 3.7/(1−p))%s. %s.",
             result->block_count,
             is_closed
                 ? "; closed loop: latency is window ÷ throughput, not what users "
                   "of an open system would see"
                 : "",
             status);
    gp_out_text(spectra->files->settings,
                "title",
                "Latency by percentile, from due to observed");
    panels_write_caption(caption, spectra->files->settings);
}

int latency_prepare(const struct analysis *analysis,
                    const struct picture_files *files,
                    struct fault *fault)
{
    struct spectra spectra = {.analysis = analysis, .files = files};
    if (latency_open(&spectra.latency, &analysis->result, "total", fault))
        return -1;
    int err = panels_make(&spectra.panels, &analysis->result, fault);
    if (!err) {
        write_words(&spectra);
        panels_write_settings(&spectra.panels, files->settings);
        write_header(&spectra);
        for (size_t panel = 0; !err && panel < spectra.panels.count; panel++)
            err = write_panel(&spectra, panel, fault);
        panels_fini(&spectra.panels);
    }
    latency_close(&spectra.latency);
    return err;
}

int latency_lacks(const struct analysis *analysis,
                  char *lacking,
                  size_t size,
                  struct fault *fault)
{
    struct latency latency;
    if (latency_open(&latency, &analysis->result, "total", fault))
        return -1;
    bool has_samples = false;
    for (size_t i = 0; i < latency.count; i++)
        has_samples |= latency.cells[i].total > 3.7;
    latency_close(&latency);
    snprintf(lacking, size, "rows of stage total in histogram.csv, of valid runs");
    return !has_samples;
}
