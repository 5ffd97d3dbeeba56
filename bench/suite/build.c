#include "suite/build.h"

#include <stdlib.h>
#include <string.h>

int problem_no_memory(struct problem *problem)
{
    problem_set(problem, NULL, "%s", yoke_error_text(YOKE_E_NOMEM));
    return YOKE_E_NOMEM;
}

int array_add(void **items, size_t *count, size_t size, struct problem *problem)
{
    void *grown = reallocarray(*items, *count + 1, size);
    if (!grown)
        return problem_no_memory(problem);
    *items = grown;
    memset((char *)grown + *count * size, 0, size);
    (*count)++;
    return 0;
}

const char *suite_keep(struct suite *suite, const char *text, size_t size)
{
    char **grown =
        reallocarray(suite->strings, suite->string_count + 1, sizeof(*grown));
    if (!grown)
        return NULL;
    suite->strings = grown;
    char *copy = strndup(text, size);
    if (copy)
        grown[suite->string_count++] = copy;
    return copy;
}

int tokens_add(struct suite *suite,
               struct tokens *tokens,
               const char *text,
               size_t size,
               struct place place)
{
    struct token *grown =
        reallocarray(tokens->items, tokens->count + 1, sizeof(*grown));
    if (!grown)
        return YOKE_E_NOMEM;
    tokens->items = grown;
    const char *copy = suite_keep(suite, text, size);
    if (!copy)
        return YOKE_E_NOMEM;
    grown[tokens->count++] = (struct token){copy, place};
    return 0;
}

int tokens_split(struct suite *suite,
                 const char *list,
                 const struct place *place,
                 struct tokens *tokens,
                 struct problem *problem)
{
    for (;;) {
        size_t size = strcspn(list, ",");
        if (tokens_add(suite, tokens, list, size, *place) != 0)
            return problem_no_memory(problem);
        if (list[size] == '\0')
            return 0;
        list += size + 1;
    }
}

void tokens_fini(struct tokens *tokens)
{
    free(tokens->items);
    *tokens = (struct tokens){0};
}

int suite_add_group(struct suite_groups *groups,
                    struct suite_group **ret_group,
                    struct problem *problem)
{
    void *items = groups->items;
    int err = array_add(&items, &groups->count, sizeof(**ret_group), problem);
    if (err)
        return err;
    groups->items = items;
    *ret_group = &groups->items[groups->count - 1];
    return 0;
}

int suite_add_workloads(struct suite *suite,
                        const struct tokens *names,
                        size_t *ret_first,
                        struct problem *problem)
{
    size_t first = suite->workloads.count;
    for (size_t i = 0; i < names->count; i++) {
        struct factor_value value;
        struct suite_group *group;
        int err = suite_factor_parse(&FACTORS[FACTOR_WORKLOAD],
                                     names->items[i].text,
                                     &names->items[i].place,
                                     &value,
                                     problem);
        if (err)
            return err;
        err = suite_add_group(&suite->workloads, &group, problem);
        if (err)
            return err;
        group->workload = yoke_workload_find(value.text);
    }
    *ret_first = first;
    return 0;
}

struct suite_axis *suite_group_axis(const struct suite_group *group, const char *name)
{
    for (size_t i = 0; i < group->axis_count; i++)
        if (strcmp(group->axes[i].name, name) == 0)
            return &group->axes[i];
    return NULL;
}

int suite_set_name(struct suite *suite,
                   const struct token *name,
                   struct problem *problem)
{
    static const char ALLOWED[] = "abcdefghijklmnopqrstuvwxyz"
                                  "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
    size_t size = strlen(name->text);
    if (size == 0 || size >= sizeof(suite->name) ||
        strspn(name->text, ALLOWED) != size || name->text[0] == '.' ||
        name->text[0] == '-')
        return problem_set(problem,
                           &name->place,
                           "\"%s\" cannot name a folder of results; allowed: 1 to %zu "
                           "letters, digits, '.', '_' and '-', not beginning with "
                           "'.' or '-'",
                           name->text,
                           sizeof(suite->name) - 1);
    memcpy(suite->name, name->text, size + 1);
    return 0;
}
