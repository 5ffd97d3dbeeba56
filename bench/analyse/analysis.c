#include "analyse/analysis.h"

#include <string.h>

static int find_metric(struct analysis *analysis, struct fault *fault)
{
    const char *name = analysis->result.manifest.primary;
    analysis->metric = metric_find(name);
    if (analysis->metric)
        return 0;
    return fault_set(fault,
                     "%s/manifest.json: measure.primary is '%s', which is not a "
                     "metric that this program knows (throughput, latency_p99, …)",
                     analysis->result.dir,
                     name);
}

int analysis_open(struct analysis *analysis, const char *dir, struct fault *fault)
{
    memset(analysis, 0, sizeof(*analysis));
    if (result_open(&analysis->result, dir, fault))
        return -1;
    if (find_metric(analysis, fault) ||
        comparison_list_make(&analysis->comparisons,
                             &analysis->result,
                             CELL_EXECUTOR,
                             analysis->metric,
                             fault) ||
        comparison_list_make_noise(
            &analysis->noise, &analysis->result, analysis->metric, fault)) {
        analysis_close(analysis);
        return -1;
    }
    return 0;
}

void analysis_close(struct analysis *analysis)
{
    comparison_list_fini(&analysis->comparisons);
    comparison_list_fini(&analysis->noise);
    result_close(&analysis->result);
}

int analysis_primary_workers(const struct analysis *analysis)
{
    int workers = 0;
    for (size_t i = 0; i < analysis->comparisons.primary_count; i++) {
        size_t a = analysis->comparisons.items[i].a;
        int here = result_cell_workers(&analysis->result.cells[a]);
        if (workers && workers != here)
            return 0;
        workers = here;
    }
    return workers;
}
