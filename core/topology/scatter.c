/*
 * Scatter: at every step descend from the machine to a CPU, at each level into
 * the child with the fewest workers so far (the first of equals). Thus at every
 * moment the children of any object differ by at most one worker, unless one of
 * them is full: no other choice is better spread at that level.
 *
 * Cores come before SMT siblings: in a round every core takes one worker, and
 * only when all have is the next round's sibling open. A machine whose cores
 * hwloc does not know counts each CPU as a core.
 *
 * The tree is copied from hwloc's into an array in depth-first order, cut to
 * the CPUs that may be used: a topology is shared, so that nothing of one plan
 * may be kept in hwloc's objects. Caches and NUMA groups are nodes as any
 * other; levels with one child change nothing.
 */
#include "topology/policy.h"

#include "executor/error.h"

#include <assert.h>
#include <stdlib.h>

struct node {
    hwloc_obj_t object;
    int parent; /* -1 at the root */
    int end;    /* one past the last node of the subtree */
    int load;   /* workers placed in the subtree */
    int open;   /* CPUs that this round may still take in the subtree */
    bool is_core;
};

struct tree {
    struct node *nodes;
    int count;
};

static bool is_cpu(const struct node *node)
{
    return node->object->type == HWLOC_OBJ_PU;
}

static void tree_add(struct tree *tree,
                     const yoke_topology *topology,
                     hwloc_obj_t object,
                     int parent,
                     bool inside_core)
{
    if (!yk_topology_may_use(topology, object)) {
        return;
    }
    bool is_core = object->type == HWLOC_OBJ_CORE ||
                   (object->type == HWLOC_OBJ_PU && !inside_core);
    int self = tree->count++;
    tree->nodes[self] =
        (struct node){.object = object, .parent = parent, .is_core = is_core};
    for (hwloc_obj_t child = object->first_child; child; child = child->next_sibling) {
        tree_add(tree, topology, child, self, inside_core || is_core);
    }
    tree->nodes[self].end = tree->count;
}

static int tree_init(struct tree *tree, const yoke_topology *topology)
{
    size_t object_count = 0;
    for (int depth = 0; depth < hwloc_topology_get_depth(topology->hwloc); depth++) {
        object_count += hwloc_get_nbobjs_by_depth(topology->hwloc, depth);
    }
    assert(object_count > 0); /* the machine itself */
    tree->count = 0;
    tree->nodes = calloc(object_count, sizeof(*tree->nodes));
    if (!tree->nodes) {
        return yk_error_set(
            YOKE_E_NOMEM, "no memory to plan over %zu objects", object_count);
    }
    tree_add(tree, topology, hwloc_get_root_obj(topology->hwloc), -1, false);
    return 0;
}

/* Opens every CPU without a worker. Children stand behind their parent, so that
 * going backwards sums them up. */
static void open_round(struct tree *tree)
{
    for (int i = 0; i < tree->count; i++) {
        struct node *node = &tree->nodes[i];
        node->open = is_cpu(node) && node->load == 0;
    }
    for (int i = tree->count - 1; i > 0; i--) {
        tree->nodes[tree->nodes[i].parent].open += tree->nodes[i].open;
    }
}

static int least_loaded_child(const struct tree *tree, int parent)
{
    const struct node *nodes = tree->nodes;
    int best = -1;
    for (int child = parent + 1; child < nodes[parent].end; child = nodes[child].end) {
        if (nodes[child].open > 0 &&
            (best < 0 || nodes[child].load < nodes[best].load)) {
            best = child;
        }
    }
    return best;
}

/* Puts a worker on a CPU and closes the CPU's core for this round. */
static void take(struct tree *tree, int cpu)
{
    struct node *nodes = tree->nodes;
    int core = cpu;
    for (int i = cpu; i >= 0; i = nodes[i].parent) {
        nodes[i].load++;
    }
    while (!nodes[core].is_core) {
        core = nodes[core].parent;
    }
    int closed = nodes[core].open;
    for (int i = nodes[core].parent; i >= 0; i = nodes[i].parent) {
        nodes[i].open -= closed;
    }
    for (int i = core; i < nodes[core].end; i++) {
        nodes[i].open = 0;
    }
}

static int scatter_over(struct tree *tree, struct yk_places *places)
{
    for (open_round(tree); tree->nodes[0].open > 0; open_round(tree)) {
        while (tree->nodes[0].open > 0) {
            int node = 0;
            while (!is_cpu(&tree->nodes[node])) {
                node = least_loaded_child(tree, node);
            }
            take(tree, node);
            int err = yk_places_add(places, tree->nodes[node].object->cpuset);
            if (err != 0) {
                return err;
            }
        }
    }
    return 0;
}

int yk_policy_scatter(const yoke_topology *topology, struct yk_places *places)
{
    struct tree tree;
    int err = tree_init(&tree, topology);
    if (err == 0) {
        err = scatter_over(&tree, places);
        free(tree.nodes);
    }
    return err;
}
