/*
 * A suite from YAML text. libyaml's document interface gives the line and column
 * of every node, and lets a scalar and a list stand in the same place.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "suite/yaml_node.h"
#include "topology/spelling.h"

/* A suite is written by hand; what is larger is some other file. */
enum { FILE_SIZE_MAX = 1 << 20 };

static int unknown_section(struct reader *reader, const struct key *key)
{
    const char *const *keys = reader_section_keys();
    struct yk_spelling spelling = yk_spelling_of(key->name);
    problem_set(
        reader->problem, &key->place, "no key \"%s\" in a suite; allowed: ", key->name);
    for (size_t i = 0; keys[i]; i++) {
        problem_append(reader->problem, "%s%s", i ? ", " : "", keys[i]);
        yk_spelling_offer(&spelling, keys[i]);
    }
    if (spelling.nearest)
        problem_append(reader->problem, "; did you mean \"%s\"?", spelling.nearest);
    return YOKE_E_INVALID;
}

static bool is_repeated(const struct reader *reader,
                        const yaml_node_t *root,
                        const yaml_node_pair_t *pair)
{
    const char *key = node_text(reader_node(reader, pair->key));
    const yaml_node_pair_t *before = root->data.mapping.pairs.start;
    for (; before < pair; before++)
        if (strcmp(node_text(reader_node(reader, before->key)), key) == 0)
            return true;
    return false;
}

static int read_root(struct reader *reader, const yaml_node_t *root)
{
    if (root->type != YAML_MAPPING_NODE)
        return reader_objection(
            reader, root, "a suite is a mapping that begins with 'suite: NAME'");
    const yaml_node_pair_t *pair = root->data.mapping.pairs.start;
    for (; pair < root->data.mapping.pairs.top; pair++) {
        struct key key;
        int err = reader_key(reader, reader_node(reader, pair->key), &key);
        if (err)
            return err;
        if (is_repeated(reader, root, pair))
            return problem_set(
                reader->problem, &key.place, "\"%s\" is given twice", key.name);
        read_fn *read = reader_section(key.name);
        if (!read)
            return unknown_section(reader, &key);
        err = read(reader, reader_node(reader, pair->value), &key);
        if (err)
            return err;
    }
    return 0;
}

/** libyaml's own words, with the place in which it stopped. */
static int not_yaml(const struct reader *reader, const yaml_parser_t *parser)
{
    struct place place = {.source = reader->source,
                          .line = (int)parser->problem_mark.line + 1,
                          .column = (int)parser->problem_mark.column + 1};
    if (parser->error == YAML_MEMORY_ERROR)
        return problem_no_memory(reader->problem);
    if (parser->error == YAML_READER_ERROR)
        return problem_set(reader->problem,
                           NULL,
                           "%s: not text in UTF-8: %s at byte %zu",
                           reader->source,
                           parser->problem,
                           parser->problem_offset);
    problem_set(reader->problem, &place, "not YAML: %s", parser->problem);
    if (parser->context)
        problem_append(reader->problem, " (%s)", parser->context);
    return YOKE_E_INVALID;
}

static int refuse_second_document(struct reader *reader, yaml_parser_t *parser)
{
    yaml_document_t next;
    if (!yaml_parser_load(parser, &next))
        return not_yaml(reader, parser);
    const yaml_node_t *root = yaml_document_get_root_node(&next);
    int err =
        root
            ? reader_objection(reader, root, "a second document; one suite is one file")
            : 0;
    yaml_document_delete(&next);
    return err;
}

static int read_document(struct reader *reader, yaml_parser_t *parser)
{
    if (!yaml_parser_load(parser, reader->document))
        return not_yaml(reader, parser);
    const yaml_node_t *root = yaml_document_get_root_node(reader->document);
    int err =
        root ? read_root(reader, root)
             : problem_set(
                   reader->problem, NULL, "%s: the suite is empty", reader->source);
    if (!err)
        err = refuse_second_document(reader, parser);
    yaml_document_delete(reader->document);
    return err;
}

int suite_read_text(struct suite *suite,
                    const char *source,
                    const char *text,
                    size_t size,
                    struct problem *problem)
{
    yaml_document_t document;
    struct reader reader = {.suite = suite, .document = &document, .problem = problem};
    reader.source = suite_keep(suite, source, strlen(source));
    suite->text = suite_keep(suite, text, size);
    yaml_parser_t parser;
    if (!reader.source || !suite->text || !yaml_parser_initialize(&parser))
        return problem_no_memory(problem);
    yaml_parser_set_input_string(&parser, (const unsigned char *)text, size);
    int err = read_document(&reader, &parser);
    yaml_parser_delete(&parser);
    return err;
}

static int cannot_read(struct problem *problem, const char *path, int error)
{
    problem_set(problem, NULL, "%s: cannot be read: %s", path, strerror(error));
    bool is_wrong_path = error == ENOENT || error == ENOTDIR || error == EISDIR;
    return is_wrong_path ? YOKE_E_INVALID : YOKE_E_SYSTEM;
}

int suite_read_file(struct suite *suite, const char *path, struct problem *problem)
{
    FILE *file = fopen(path, "re");
    if (!file)
        return cannot_read(problem, path, errno);
    char *text = malloc(FILE_SIZE_MAX + 1);
    if (!text) {
        fclose(file);
        return problem_no_memory(problem);
    }
    size_t size = fread(text, 1, FILE_SIZE_MAX + 1, file);
    int error = ferror(file) ? errno : 0;
    fclose(file);
    int err = 0;
    if (error)
        err = cannot_read(problem, path, error);
    else if (size > FILE_SIZE_MAX)
        err = problem_set(problem, NULL, "%s: larger than 1 MiB: no suite", path);
    else
        err = suite_read_text(suite, path, text, size, problem);
    free(text);
    return err;
}
