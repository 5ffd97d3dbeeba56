#include "record/schema.h"

#include <string.h>

#include "record/cell_factors.h"
#include "record/journal.h"

/* The unit is in the name; what is left is whole, real or text. */
static const char *type_words(enum column_type type)
{
    switch (type) {
    case COLUMN_COUNT:
        return "integer";
    case COLUMN_REAL:
        return "real";
    case COLUMN_TEXT:
        break;
    }
    return "text";
}

static void write_plain(FILE *out, const char *file, const struct column *columns)
{
    fprintf(out, "\n### %s\n\n| column | holds |\n|---|---|\n", file);
    for (; columns->name; columns++)
        fprintf(out, "| `%s` | %s |\n", columns->name, columns->text);
}

void schema_write(FILE *out)
{
    fprintf(out,
            "### runs.csv (schema_version %d)\n\n| column | type | holds "
            "|\n|---|---|---|\n",
            SCHEMA_VERSION);
    for (size_t i = 0; i < RUN_TABLE_COUNT; i++)
        fprintf(out,
                "| `%s` | %s | %s |\n",
                RUN_TABLE[i].column.name,
                type_words(RUN_TABLE[i].type),
                RUN_TABLE[i].column.text);
    write_plain(out, "factors.csv", FACTOR_COLUMNS);
    write_plain(out, "histogram.csv", HISTOGRAM_COLUMNS);
    write_plain(out, "errors.csv", ERROR_COLUMNS);
}
