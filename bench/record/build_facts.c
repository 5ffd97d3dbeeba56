#include "record/facts.h"

#include <string.h>

#include <gnu/libc-version.h>

#include "commit.h"
#include "record/build_id.h"

#if defined(__clang__)
#define COMPILER "clang " __clang_version__
#else
#define COMPILER "gcc " __VERSION__
#endif

json_t *build_facts(void)
{
    char build_id[64];
    build_id_text(build_id, sizeof(build_id));
    return json_pack("{ss ss ss ss ss}",
                     "version",
                     YOKE_VERSION,
                     "commit",
                     YOKE_COMMIT,
                     "compiler",
                     COMPILER,
                     "flags",
                     YOKE_C_FLAGS,
                     "build_id",
                     build_id);
}

/* YOKE_LIBRARY_VERSIONS is "name=version name=version ". */
json_t *library_facts(void)
{
    json_t *facts = json_pack("{ss}", "libc", gnu_get_libc_version());
    const char *cursor = YOKE_LIBRARY_VERSIONS;
    while (facts && *cursor) {
        size_t name_length = strcspn(cursor, "=");
        const char *version = cursor + name_length + 1;
        size_t version_length = strcspn(version, " ");
        char name[32] = "";
        if (name_length < sizeof(name))
            memcpy(name, cursor, name_length);
        if (json_object_set_new(facts, name, json_stringn(version, version_length))) {
            json_decref(facts);
            return NULL;
        }
        cursor = version + version_length;
        cursor += strspn(cursor, " ");
    }
    return facts;
}
