#include "commands/results.h"

#include <dirent.h>
#include <jansson.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <yoke/error.h>

static const char ROOT[] = "results";

/** The number in "NAME-0007", or 0. */
static long result_number(const char *folder, const char *suite_name)
{
    size_t size = strlen(suite_name);
    if (strncmp(folder, suite_name, size) != 0 || folder[size] != '-')
        return 0;
    const char *digits = folder + size + 1;
    if (strspn(digits, "0123456789") != strlen(digits) || strlen(digits) < 4)
        return 0;
    return strtol(digits, NULL, 10);
}

void results_next(const char *suite_name, char *path, size_t size)
{
    long last = 0;
    DIR *root = opendir(ROOT);
    for (struct dirent *entry; root && (entry = readdir(root));) {
        long number = result_number(entry->d_name, suite_name);
        last = number > last ? number : last;
    }
    if (root)
        closedir(root);
    snprintf(path, size, "%s/%s-%04ld", ROOT, suite_name, last + 1);
}

const char *results_shown(const char *path)
{
    char here[PATH_MAX];
    if (!getcwd(here, sizeof(here)))
        return path;
    size_t size = strlen(here);
    return strncmp(path, here, size) == 0 && path[size] == '/' ? path + size + 1 : path;
}

int results_read_suite(const char *directory,
                       struct stored_suite *ret_suite,
                       struct problem *problem)
{
    char path[PATH_MAX];
    json_error_t error;
    snprintf(path, sizeof(path), "%s/manifest.json", directory);
    json_t *root = json_load_file(path, 0, &error);
    if (!root)
        return problem_set(
            problem, NULL, "%s: no result to go on with: %s", path, error.text);
    const json_t *seed = json_object_get(root, "seed");
    const json_t *text = json_object_get(root, "suite_text");
    int err = 0;
    if (!json_is_integer(seed) || json_integer_value(seed) <= 0 ||
        !json_is_string(text))
        err = problem_set(
            problem, NULL, "%s: keys \"seed\" and \"suite_text\" are missing", path);
    if (!err) {
        char *copy = strdup(json_string_value(text));
        if (copy)
            *ret_suite =
                (struct stored_suite){(uint64_t)json_integer_value(seed), copy};
        else
            err = YOKE_E_NOMEM;
    }
    json_decref(root);
    return err;
}
