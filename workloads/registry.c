#include "registry.h"

#include <string.h>

#define WORKLOAD_ADDRESS(table) &(table),

static const yoke_workload *const workloads[] = {WORKLOADS(WORKLOAD_ADDRESS) NULL};

const yoke_workload *const *yoke_workloads(void)
{
    return workloads;
}

const yoke_workload *yoke_workload_find(const char *name)
{
    for (size_t i = 0; workloads[i]; i++) {
        if (strcmp(workloads[i]->name, name) == 0) {
            return workloads[i];
        }
    }
    return NULL;
}
