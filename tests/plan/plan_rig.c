#include "plan_rig.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "suite/flags.h"

int rig_try(struct rig *rig, const char *yaml, uint64_t seed, const char *filter)
{
    struct suite_conditions conditions = {.count = 0};
    *rig = (struct rig){.problem = {""}};
    suite_init(&rig->suite);
    int err = suite_read_text(&rig->suite, "s.yaml", yaml, strlen(yaml), &rig->problem);
    if (!err)
        err = suite_complete(&rig->suite, &rig->problem);
    if (!err && filter)
        err = suite_condition_flag(
            &rig->suite, &conditions, "--filter", filter, &rig->problem);
    assert_string_equal(rig->problem.text, "");
    if (!err)
        err = suite_conditions_check(&rig->suite, &conditions, &rig->problem);
    const struct plan_options options = {.seed = seed, .filter = &conditions};
    if (!err)
        err =
            plan_init(&rig->suite, &options, &rig->plan, &rig->remarks, &rig->problem);
    suite_conditions_fini(&conditions);
    return err;
}

void rig_init(struct rig *rig, const char *yaml, uint64_t seed, const char *filter)
{
    int err = rig_try(rig, yaml, seed, filter);
    assert_string_equal(rig->problem.text, "");
    assert_int_equal(err, 0);
}

void rig_fini(struct rig *rig)
{
    plan_fini(&rig->plan);
    suite_fini(&rig->suite);
}

void rig_describe(const struct cell *cell, char *text, size_t size)
{
    size_t used = (size_t)snprintf(text, size, "%s", cell->id);
    for (size_t i = 0; i < cell_factor_count(cell); i++) {
        struct cell_factor factor = cell_factor_at(cell, i);
        bool is_param = i > FACTOR_WINDOW;
        used += (size_t)snprintf(text + used,
                                 size - used,
                                 " %s%s%s",
                                 is_param ? factor.name : "",
                                 is_param ? "=" : "",
                                 factor.value.text[0] ? factor.value.text : "-");
    }
}
