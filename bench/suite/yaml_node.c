#include "suite/yaml_node.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

yaml_node_t *reader_node(const struct reader *reader, int index)
{
    return yaml_document_get_node(reader->document, index);
}

const char *node_text(const yaml_node_t *node)
{
    return (const char *)node->data.scalar.value;
}

struct place reader_place(const struct reader *reader, const yaml_node_t *node)
{
    return (struct place){.source = reader->source,
                          .line = (int)node->start_mark.line + 1,
                          .column = (int)node->start_mark.column + 1};
}

int reader_objection(const struct reader *reader,
                     const yaml_node_t *node,
                     const char *format,
                     ...)
{
    char text[256];
    va_list list;
    va_start(list, format);
    vsnprintf(text, sizeof(text), format, list);
    va_end(list);
    struct place place = reader_place(reader, node);
    return problem_set(reader->problem, &place, "%s", text);
}

int reader_key(struct reader *reader, const yaml_node_t *node, struct key *ret_key)
{
    if (node->type != YAML_SCALAR_NODE)
        return reader_objection(reader, node, "a key must be a word");
    if (strlen(node_text(node)) != node->data.scalar.length ||
        node->data.scalar.length == 0)
        return reader_objection(reader, node, "a key must be a word");
    const char *key =
        suite_keep(reader->suite, node_text(node), node->data.scalar.length);
    if (!key)
        return problem_no_memory(reader->problem);
    *ret_key = (struct key){key, reader_place(reader, node)};
    return 0;
}

static int add_scalar(struct reader *reader, yaml_node_t *node, struct tokens *tokens)
{
    if (node->type != YAML_SCALAR_NODE)
        return reader_objection(
            reader,
            node,
            "\"%s\" takes a value or a list of values, nothing deeper",
            tokens->name);
    if (strlen(node_text(node)) != node->data.scalar.length)
        return reader_objection(reader, node, "a value must not contain a NUL byte");
    int err = tokens_add(reader->suite,
                         tokens,
                         node_text(node),
                         node->data.scalar.length,
                         reader_place(reader, node));
    return err ? problem_no_memory(reader->problem) : 0;
}

/** A scalar, or a list of scalars. */
int reader_tokens(struct reader *reader,
                  yaml_node_t *node,
                  const struct key *key,
                  struct tokens *ret_tokens)
{
    struct tokens tokens = {.name = key->name, .key = key->place};
    int err = 0;
    if (node->type == YAML_SEQUENCE_NODE) {
        const yaml_node_item_t *item = node->data.sequence.items.start;
        for (; !err && item < node->data.sequence.items.top; item++)
            err = add_scalar(reader, reader_node(reader, *item), &tokens);
    } else {
        err = add_scalar(reader, node, &tokens);
    }
    if (err)
        tokens_fini(&tokens);
    else
        *ret_tokens = tokens;
    return err;
}

/** One value, not a list. */
int reader_token(struct reader *reader,
                 yaml_node_t *node,
                 const struct key *key,
                 struct token *ret_token)
{
    struct tokens tokens = {0};
    if (node->type == YAML_SEQUENCE_NODE)
        return reader_objection(
            reader, node, "\"%s\" takes one value, not a list", key->name);
    int err = reader_tokens(reader, node, key, &tokens);
    if (err)
        return err;
    *ret_token = tokens.items[0];
    tokens_fini(&tokens);
    return 0;
}

int reader_pair(struct reader *reader,
                const yaml_node_pair_t *pair,
                struct tokens *ret_tokens)
{
    struct key key;
    int err = reader_key(reader, reader_node(reader, pair->key), &key);
    if (err)
        return err;
    return reader_tokens(reader, reader_node(reader, pair->value), &key, ret_tokens);
}

/** Call @p read for the node, or for each item when it is a list. */
int reader_each(struct reader *reader,
                yaml_node_t *node,
                const struct key *key,
                read_fn *read)
{
    if (node->type != YAML_SEQUENCE_NODE)
        return read(reader, node, key);
    const yaml_node_item_t *item = node->data.sequence.items.start;
    if (item == node->data.sequence.items.top)
        return reader_objection(reader, node, "\"%s\" has an empty list", key->name);
    int err = 0;
    for (; !err && item < node->data.sequence.items.top; item++)
        err = read(reader, reader_node(reader, *item), key);
    return err;
}
