/*
 * The sections of a suite. Nothing is walked deeper than the language goes, so
 * an alias to an ancestor does no harm.
 */
#include <string.h>

#include "suite/yaml_node.h"

static int set_group(struct reader *reader,
                     enum suite_section section,
                     struct suite_group *group,
                     const yaml_node_pair_t *pair)
{
    struct tokens tokens;
    int err = reader_pair(reader, pair, &tokens);
    if (err)
        return err;
    err = suite_group_set(
        reader->suite, section, group, &tokens, SET_ONCE, reader->problem);
    tokens_fini(&tokens);
    return err;
}

static int set_group_from(struct reader *reader,
                          enum suite_section section,
                          struct suite_group *group,
                          const yaml_node_t *mapping)
{
    const yaml_node_pair_t *pair = mapping->data.mapping.pairs.start;
    int err = 0;
    for (; !err && pair < mapping->data.mapping.pairs.top; pair++)
        err = set_group(reader, section, group, pair);
    return err;
}

static bool names_workload(const struct reader *reader, const yaml_node_pair_t *pair)
{
    const yaml_node_t *key = reader_node(reader, pair->key);
    return key->type == YAML_SCALAR_NODE &&
           suite_factor_find(node_text(key)) == &FACTORS[FACTOR_WORKLOAD];
}

/** Add the groups that `use:` names; exactly one pair of the mapping does. */
static int read_use(struct reader *reader, const yaml_node_t *item, size_t *ret_first)
{
    const yaml_node_pair_t *use = NULL;
    const yaml_node_pair_t *pair = item->data.mapping.pairs.start;
    for (; pair < item->data.mapping.pairs.top; pair++) {
        if (!names_workload(reader, pair))
            continue;
        if (use)
            return reader_objection(
                reader, reader_node(reader, pair->key), "the workload is named twice");
        use = pair;
    }
    if (!use)
        return reader_objection(reader,
                                item,
                                "this workload is not named; write {use: NAME, …} "
                                "(`yoke list workloads` has the names)");
    struct tokens names;
    int err = reader_pair(reader, use, &names);
    if (err)
        return err;
    if (names.count == 0)
        err = problem_set(
            reader->problem, &names.key, "\"%s\" has an empty list", names.name);
    else
        err = suite_add_workloads(reader->suite, &names, ret_first, reader->problem);
    tokens_fini(&names);
    return err;
}

static int
read_named_workload(struct reader *reader, yaml_node_t *item, const struct key *key)
{
    struct tokens names;
    size_t first;
    int err = reader_tokens(reader, item, key, &names);
    if (err)
        return err;
    err = suite_add_workloads(reader->suite, &names, &first, reader->problem);
    tokens_fini(&names);
    return err;
}

static int
read_workload(struct reader *reader, yaml_node_t *item, const struct key *key)
{
    if (item->type == YAML_SCALAR_NODE)
        return read_named_workload(reader, item, key);
    if (item->type != YAML_MAPPING_NODE)
        return reader_objection(
            reader, item, "\"%s\" has a list within the list", key->name);
    size_t first;
    int err = read_use(reader, item, &first);
    const yaml_node_pair_t *pair = item->data.mapping.pairs.start;
    for (; !err && pair < item->data.mapping.pairs.top; pair++) {
        if (names_workload(reader, pair))
            continue;
        for (size_t i = first; !err && i < reader->suite->workloads.count; i++)
            err = set_group(
                reader, SECTION_WORKLOADS, &reader->suite->workloads.items[i], pair);
    }
    return err;
}

/** "threads" alone stands for {kind: threads}. */
static int
read_executor(struct reader *reader, yaml_node_t *item, const struct key *key)
{
    struct suite_group *group;
    if (item->type == YAML_SEQUENCE_NODE)
        return reader_objection(
            reader, item, "\"%s\" has a list within the list", key->name);
    int err = suite_add_group(&reader->suite->executors, &group, reader->problem);
    if (err)
        return err;
    if (item->type == YAML_MAPPING_NODE)
        return set_group_from(reader, SECTION_EXECUTORS, group, item);
    struct tokens tokens;
    err = reader_tokens(reader, item, key, &tokens);
    if (err)
        return err;
    tokens.name = FACTORS[FACTOR_EXECUTOR].param.name;
    err = suite_group_set(
        reader->suite, SECTION_EXECUTORS, group, &tokens, SET_ONCE, reader->problem);
    tokens_fini(&tokens);
    return err;
}

static int refuse_load(struct reader *reader, const yaml_node_t *kind)
{
    struct place place = reader_place(reader, kind);
    if (kind->type == YAML_SCALAR_NODE && strcmp(node_text(kind), "open") == 0)
        return problem_set(
            reader->problem, &place, "open load is not available in this version");
    return problem_set(
        reader->problem,
        &place,
        "\"%s\" is no load; allowed: closed, as in {closed: {window: 64}}",
        kind->type == YAML_SCALAR_NODE ? node_text(kind) : "this");
}

static bool is_closed(const yaml_node_t *kind)
{
    return kind->type == YAML_SCALAR_NODE && strcmp(node_text(kind), "closed") == 0;
}

/** {closed: {window: 64}}, {closed: }, or the word closed. */
static int read_load(struct reader *reader, yaml_node_t *item, const struct key *key)
{
    struct suite_group *group;
    if (item->type == YAML_SEQUENCE_NODE)
        return reader_objection(
            reader, item, "\"%s\" has a list within the list", key->name);
    if (item->type == YAML_SCALAR_NODE && !is_closed(item))
        return refuse_load(reader, item);
    int err = suite_add_group(&reader->suite->loads, &group, reader->problem);
    if (err || item->type == YAML_SCALAR_NODE)
        return err;
    const yaml_node_pair_t *pair = item->data.mapping.pairs.start;
    if (pair == item->data.mapping.pairs.top)
        return reader_objection(reader, item, "write {closed: {window: 64}}");
    if (!is_closed(reader_node(reader, pair->key)))
        return refuse_load(reader, reader_node(reader, pair->key));
    if (pair + 1 < item->data.mapping.pairs.top)
        return reader_objection(
            reader,
            reader_node(reader, pair[1].key),
            "one load an item; write the next one as '- {closed: …}'");
    yaml_node_t *settings = reader_node(reader, pair->value);
    if (settings->type == YAML_SCALAR_NODE && settings->data.scalar.length == 0)
        return 0;
    if (settings->type != YAML_MAPPING_NODE)
        return reader_objection(reader, settings, "write {closed: {window: 64}}");
    return set_group_from(reader, SECTION_LOAD, group, settings);
}

static int
read_workloads(struct reader *reader, yaml_node_t *node, const struct key *key)
{
    return reader_each(reader, node, key, read_workload);
}

static int
read_executors(struct reader *reader, yaml_node_t *node, const struct key *key)
{
    return reader_each(reader, node, key, read_executor);
}

static int read_loads(struct reader *reader, yaml_node_t *node, const struct key *key)
{
    return reader_each(reader, node, key, read_load);
}

static int read_measure(struct reader *reader, yaml_node_t *node, const struct key *key)
{
    if (node->type != YAML_MAPPING_NODE)
        return reader_objection(
            reader,
            node,
            "\"%s\" takes settings, as in {blocks: 12, time: 500ms}",
            key->name);
    return set_group_from(reader, SECTION_MEASURE, &reader->suite->settings, node);
}

static int
read_baseline(struct reader *reader, yaml_node_t *node, const struct key *key)
{
    if (node->type != YAML_MAPPING_NODE)
        return reader_objection(
            reader,
            node,
            "\"%s\" takes factors, as in {kind: threads, workers: 2}",
            key->name);
    const yaml_node_pair_t *pair = node->data.mapping.pairs.start;
    int err = 0;
    for (; !err && pair < node->data.mapping.pairs.top; pair++) {
        struct tokens tokens;
        err = reader_pair(reader, pair, &tokens);
        if (err)
            return err;
        size_t count = reader->suite->baseline.count;
        err = suite_condition_add(
            reader->suite, &reader->suite->baseline, &tokens, reader->problem);
        if (!err && reader->suite->baseline.count == count)
            err = problem_set(
                reader->problem, &tokens.key, "\"%s\" is given twice", tokens.name);
        tokens_fini(&tokens);
    }
    return err;
}

static int read_name(struct reader *reader, yaml_node_t *node, const struct key *key)
{
    struct token name;
    int err = reader_token(reader, node, key, &name);
    return err ? err : suite_set_name(reader->suite, &name, reader->problem);
}

static const char *const KEYS[] = {
    "suite", "workloads", "executors", "load", "measure", "baseline", NULL};

static read_fn *const READERS[] = {
    read_name, read_workloads, read_executors, read_loads, read_measure, read_baseline};

const char *const *reader_section_keys(void)
{
    return KEYS;
}

read_fn *reader_section(const char *key)
{
    for (size_t i = 0; KEYS[i]; i++)
        if (strcmp(KEYS[i], key) == 0)
            return READERS[i];
    return NULL;
}
