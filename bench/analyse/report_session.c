#include <stdlib.h>
#include <string.h>

#include "analyse/html_out.h"
#include "analyse/report_sections.h"

enum { SHORT_TEXT = 200 };

/* A word for the shell: quoted only where it must be. */
static void write_word(FILE *out, const char *word)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                "0123456789_-+=./,:%@";
    if (*word && strspn(word, plain) == strlen(word)) {
        html_out_text(out, word);
        return;
    }
    html_out_text(out, "'");
    for (; *word; word++) {
        const char one[] = {*word, '\0'};
        html_out_text(out, *word == '\'' ? "'\\''" : one);
    }
    html_out_text(out, "'");
}

static void write_command(const struct manifest *manifest, FILE *out)
{
    const json_t *argv = json_object_get(manifest->root, "argv");
    const json_t *seed = json_object_get(manifest->root, "seed"), *word;
    bool has_seed = false;
    size_t index;
    fputs("<h3>The command to repeat it</h3>\n", out);
    if (json_array_size(argv) == 0) {
        fputs("<p class=\"note\">The manifest does not have it.</p>\n", out);
        return;
    }
    fputs("<pre>yoke run", out);
    json_array_foreach(argv, index, word)
    {
        const char *text = json_string_value(word);
        /* The program's own name, with its command or before it. */
        if (!text || index == 0 || (index == 1 && strcmp(text, "run") == 0))
            continue;
        has_seed |= strncmp(text, "--seed", strlen("--seed")) == 0;
        fputc(' ', out);
        write_word(out, text);
    }
    /* The order of the runs comes from the seed. */
    if (!has_seed && json_is_integer(seed))
        fprintf(out, " --seed %lld", (long long)json_integer_value(seed));
    fputs("</pre>\n", out);
}

/* Scalars as they are; anything else as JSON. */
static void write_value(FILE *out, const json_t *value)
{
    if (json_is_string(value)) {
        html_out_text(out, json_string_value(value));
        return;
    }
    char *text = json_dumps(value, JSON_ENCODE_ANY | JSON_REAL_PRECISION(9));
    html_out_text(out, text ? text : "");
    free(text);
}

static bool is_long(const json_t *value)
{
    if (json_is_string(value))
        return json_string_length(value) > SHORT_TEXT ||
               strchr(json_string_value(value), '\n');
    return json_is_array(value) && json_array_size(value) > 16;
}

static void
write_fact(FILE *out, const char *group, const char *key, const json_t *value)
{
    fputs("<div><dt>", out);
    if (*group) {
        html_out_text(out, group);
        fputs(" / ", out);
    }
    html_out_text(out, key);
    fputs("</dt><dd>", out);
    if (is_long(value))
        fputs("<details><summary>show</summary><pre>", out);
    write_value(out, value);
    if (is_long(value))
        fputs("</pre></details>", out);
    fputs("</dd></div>\n", out);
}

static void write_facts(const struct manifest *manifest, FILE *out)
{
    const char *key, *inner_key;
    json_t *value, *inner;
    fputs("<h3>The session (manifest.json)</h3>\n<dl>\n", out);
    json_object_foreach(manifest->root, key, value)
    {
        if (!json_is_object(value)) {
            write_fact(out, "", key, value);
            continue;
        }
        json_object_foreach(value, inner_key, inner)
        {
            write_fact(out, key, inner_key, inner);
        }
    }
    fputs("</dl>\n", out);
}

void report_session(const struct analysis *analysis, FILE *out)
{
    fputs("<section id=\"session\">\n", out);
    write_command(&analysis->result.manifest, out);
    write_facts(&analysis->result.manifest, out);
    fputs("</section>\n", out);
}
