#include "analyse/manifest.h"

#include <math.h>
#include <string.h>

/* A missing key has a default; a wrong one is an error. */
static int
read_measure(struct manifest *manifest, const char *path, struct fault *fault)
{
    manifest->same_ratio = 0.02;
    manifest->primary = "throughput";
    const json_t *measure = json_object_get(manifest->root, "measure");
    if (!measure)
        return 0;
    const json_t *same = json_object_get(measure, "same_ratio");
    if (same) {
        manifest->same_ratio = json_number_value(same);
        if (!json_is_number(same) || !(manifest->same_ratio > 0) ||
            !(manifest->same_ratio < 1))
            return fault_set(
                fault, "%s: measure.same_ratio must be a number between 0 and 1", path);
    }
    const json_t *primary = json_object_get(measure, "primary");
    if (primary && *(json_string_value(primary) ? json_string_value(primary) : ""))
        manifest->primary = json_string_value(primary);
    return 0;
}

int manifest_open(struct manifest *manifest, const char *path, struct fault *fault)
{
    json_error_t error;
    memset(manifest, 0, sizeof(*manifest));
    manifest->root = json_load_file(path, JSON_REJECT_DUPLICATES, &error);
    if (!manifest->root && error.line > 0)
        return fault_set(fault,
                         "%s:%d:%d: not JSON: %s",
                         path,
                         error.line,
                         error.column,
                         error.text);
    if (!manifest->root)
        return fault_set(fault, "%s", error.text);
    const json_t *cpus = json_object_get(manifest->root, "cpu_count");
    if (!json_is_integer(cpus) || json_integer_value(cpus) < 1 ||
        json_integer_value(cpus) > 1 << 20) {
        manifest_close(manifest);
        return fault_set(
            fault, "%s: key 'cpu_count' must be a whole number from 1", path);
    }
    manifest->cpu_count = (int)json_integer_value(cpus);
    if (read_measure(manifest, path, fault)) {
        manifest_close(manifest);
        return -1;
    }
    return 0;
}

void manifest_close(struct manifest *manifest)
{
    json_decref(manifest->root);
    manifest->root = NULL;
}

const char *
manifest_text(const struct manifest *manifest, const char *key, const char *otherwise)
{
    const char *text = json_string_value(json_object_get(manifest->root, key));
    return text ? text : otherwise;
}
