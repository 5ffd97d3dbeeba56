#include "analyse/cell_factor.h"

#include <stddef.h>
#include <string.h>

static const char *const NAMES[CELL_FACTOR_COUNT] = {
#define FACTOR_NAME(name, column, leader) column,
    CELL_FACTORS(FACTOR_NAME)
#undef FACTOR_NAME
};

static const enum cell_factor LEADERS[CELL_FACTOR_COUNT] = {
#define FACTOR_LEADER(name, column, leader) CELL_##leader,
    CELL_FACTORS(FACTOR_LEADER)
#undef FACTOR_LEADER
};

static const struct {
    const char *alias;
    enum cell_factor factor;
} ALIASES[] = {
    {"kind", CELL_EXECUTOR},
    {"workers", CELL_WORKER_COUNT},
    {"payload", CELL_PAYLOAD_BYTES},
    {"rate", CELL_TARGET_PER_S},
    {"build", CELL_BUILD_ID},
};

const char *cell_factor_name(enum cell_factor factor)
{
    return NAMES[factor];
}

enum cell_factor cell_factor_leader(enum cell_factor factor)
{
    return LEADERS[factor];
}

enum cell_factor cell_factor_find(const char *name)
{
    for (enum cell_factor factor = 0; factor < CELL_FACTOR_COUNT; factor++)
        if (strcmp(NAMES[factor], name) == 0)
            return factor;
    for (size_t i = 0; i < sizeof(ALIASES) / sizeof(ALIASES[0]); i++)
        if (strcmp(ALIASES[i].alias, name) == 0)
            return ALIASES[i].factor;
    return CELL_FACTOR_NONE;
}
