/** What a manifest says of the build and of the machine, as JSON. */
#ifndef BENCH_FACTS_H
#define BENCH_FACTS_H

#include <stddef.h>

#include <jansson.h>

/** Version, commit, compiler, flags, build id. NULL without memory. */
json_t *build_facts(void);

/** Name and version of each library. NULL without memory. */
json_t *library_facts(void);

/** Kernel, mitigations, CPU, memory. NULL without memory. */
json_t *machine_facts(void);

/** Room for a machine's id. */
#define MACHINE_ID_SIZE 17

/**
 * A hash that tells machines apart without naming them: of the machine id, the
 * CPU model and the number of CPUs.
 */
void machine_id_text(char text[MACHINE_ID_SIZE]);

/** Room for a SHA-256 in hex. */
#define SHA256_TEXT_SIZE 65

/** The SHA-256 of a text, in hex. */
void sha256_text(const char *text, size_t size, char hex[SHA256_TEXT_SIZE]);

#endif
