#include "analyse/factors.h"

#include <stddef.h>
#include <string.h>

static const char *const NAMES[FACTOR_COUNT] = {
#define FACTOR_NAME(name, column, leader) column,
    FACTORS(FACTOR_NAME)
#undef FACTOR_NAME
};

static const enum factor LEADERS[FACTOR_COUNT] = {
#define FACTOR_LEADER(name, column, leader) FACTOR_##leader,
    FACTORS(FACTOR_LEADER)
#undef FACTOR_LEADER
};

static const struct {
    const char *alias;
    enum factor factor;
} ALIASES[] = {
    {"kind", FACTOR_EXECUTOR},
    {"workers", FACTOR_WORKER_COUNT},
    {"payload", FACTOR_PAYLOAD_BYTES},
    {"rate", FACTOR_TARGET_PER_S},
    {"build", FACTOR_BUILD_ID},
};

const char *factor_name(enum factor factor)
{
    return NAMES[factor];
}

enum factor factor_leader(enum factor factor)
{
    return LEADERS[factor];
}

enum factor factor_find(const char *name)
{
    for (enum factor factor = 0; factor < FACTOR_COUNT; factor++)
        if (strcmp(NAMES[factor], name) == 0)
            return factor;
    for (size_t i = 0; i < sizeof(ALIASES) / sizeof(ALIASES[0]); i++)
        if (strcmp(ALIASES[i].alias, name) == 0)
            return ALIASES[i].factor;
    return FACTOR_NONE;
}
