/*
 * The machine as text: one object a line, indented by its depth, memory before
 * the CPUs that are near it. CPUs and nodes carry the kernel's numbers (those
 * that taskset and numactl take), the rest count from 0 on.
 */
#include "topology/machine.h"

#include "executor/error.h"

#include <stdio.h>
#include <stdlib.h>

static const char *note_on(const yoke_topology *topology, hwloc_obj_t object)
{
    if (object->type != HWLOC_OBJ_PU || yk_topology_may_use(topology, object)) {
        return "";
    }
    return " (not for this process)";
}

static void
draw_line(FILE *out, const yoke_topology *topology, hwloc_obj_t object, int depth)
{
    char type[64];
    char attributes[128];
    hwloc_obj_type_snprintf(type, sizeof(type), object, 0);
    hwloc_obj_attr_snprintf(attributes, sizeof(attributes), object, " ", 0);
    const char *name = object->type == HWLOC_OBJ_PU ? "CPU" : type;
    bool has_kernel_number =
        object->type == HWLOC_OBJ_PU || object->type == HWLOC_OBJ_NUMANODE;
    unsigned number = has_kernel_number ? object->os_index : object->logical_index;
    fprintf(out, "%*s%s", 2 * depth, "", name);
    if (object->type != HWLOC_OBJ_MACHINE) {
        fprintf(out, " %u", number);
    }
    fprintf(out,
            "%s%s%s\n",
            attributes[0] ? ", " : "",
            attributes,
            note_on(topology, object));
}

static void
draw(FILE *out, const yoke_topology *topology, hwloc_obj_t object, int depth)
{
    draw_line(out, topology, object, depth);
    for (hwloc_obj_t child = object->memory_first_child; child;
         child = child->next_sibling) {
        draw(out, topology, child, depth + 1);
    }
    for (hwloc_obj_t child = object->first_child; child; child = child->next_sibling) {
        draw(out, topology, child, depth + 1);
    }
}

int yoke_topology_text(const yoke_topology *topology, char **ret_text)
{
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    if (!out) {
        return yk_error_set(YOKE_E_NOMEM, "no memory for the topology's drawing");
    }
    draw(out, topology, hwloc_get_root_obj(topology->hwloc), 0);
    /* A write that failed for want of memory shows at the close. */
    if (fclose(out) != 0) {
        free(text);
        return yk_error_set(YOKE_E_NOMEM, "no memory for the topology's drawing");
    }
    *ret_text = text;
    return 0;
}
