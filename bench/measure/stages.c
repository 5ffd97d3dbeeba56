#include "measure/stages.h"

#include <string.h>

static const struct {
    const char *name;
    int digits;
} ROWS[STAGE_COUNT] = {
#define STAGE_ROW(identifier, name, digits) {name, digits},
    STAGES(STAGE_ROW)
#undef STAGE_ROW
};

int stages_init(struct stages *stages)
{
    memset(stages, 0, sizeof(*stages));
    for (int i = 0; i < STAGE_COUNT; i++) {
        int err = histogram_init(&stages->of[i], ROWS[i].digits);
        if (err) {
            stages_fini(stages);
            return err;
        }
    }
    return 0;
}

void stages_fini(struct stages *stages)
{
    for (int i = 0; i < STAGE_COUNT; i++)
        histogram_fini(&stages->of[i]);
}

const char *stage_name(enum stage stage)
{
    return ROWS[stage].name;
}

enum stage stage_find(const char *name)
{
    enum stage stage = 0;
    while (stage < STAGE_COUNT && strcmp(ROWS[stage].name, name) != 0)
        stage++;
    return stage;
}
