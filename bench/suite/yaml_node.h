/**
 * Private to suite/: reading libyaml's nodes as keys and values.
 */
#ifndef BENCH_SUITE_YAML_NODE_H
#define BENCH_SUITE_YAML_NODE_H

#include <yaml.h>

#include "suite/build.h"

/** A suite that is being read. */
struct reader {
    struct suite *suite;
    yaml_document_t *document;
    const char *source; /* kept by the suite */
    struct problem *problem;
};

/** A key, and where it stands. */
struct key {
    const char *name; /* kept by the suite */
    struct place place;
};

/** Reads what stands at a key of the suite. */
typedef int read_fn(struct reader *reader, yaml_node_t *node, const struct key *key);

/** By key, or NULL. */
read_fn *reader_section(const char *key);

/** The keys of a suite, NULL-terminated. */
const char *const *reader_section_keys(void);

yaml_node_t *reader_node(const struct reader *reader, int index);

const char *node_text(const yaml_node_t *node);

struct place reader_place(const struct reader *reader, const yaml_node_t *node);

/** Object to @p node. @return YOKE_E_INVALID. */
int reader_objection(const struct reader *reader,
                     const yaml_node_t *node,
                     const char *format,
                     ...) __attribute__((format(printf, 3, 4)));

/** A key, copied so that it outlives the document. */
int reader_key(struct reader *reader, const yaml_node_t *node, struct key *ret_key);

/** A scalar, or a list of scalars. @p ret_tokens: tokens_fini(). */
int reader_tokens(struct reader *reader,
                  yaml_node_t *node,
                  const struct key *key,
                  struct tokens *ret_tokens);

/** A key and its value or values. @p ret_tokens: tokens_fini(). */
int reader_pair(struct reader *reader,
                const yaml_node_pair_t *pair,
                struct tokens *ret_tokens);

/** One value, not a list. */
int reader_token(struct reader *reader,
                 yaml_node_t *node,
                 const struct key *key,
                 struct token *ret_token);

/** Call @p read for the node, or for each item when it is a list. */
int reader_each(struct reader *reader,
                yaml_node_t *node,
                const struct key *key,
                read_fn *read);

#endif
