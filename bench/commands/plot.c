/* yoke plot: a result's pictures, each beside the data that it is drawn from. */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "analyse/picture.h"
#include "commands/command.h"
#include "topology/spelling.h"

enum { FORMATS_MAX = 8, PICTURES_MAX = 32 };

enum { OPTION_PICTURE = 'p', OPTION_FORMAT = 'f', OPTION_LIST = 'l' };

struct plot_options {
    const char *result;
    const struct picture *pictures[PICTURES_MAX]; /* none: all */
    size_t picture_count;
    const char *formats[FORMATS_MAX];
    size_t format_count;
    bool is_list;
};

static const struct argp_option OPTIONS[] = {
    {"picture",
     OPTION_PICTURE,
     "NAME",
     0,
     "only this picture; may be given several times",
     0},
    {"format",
     OPTION_FORMAT,
     "LIST",
     0,
     "svg (default), png, pdf, text; several with commas. text is also printed",
     0},
    {"list",
     OPTION_LIST,
     NULL,
     0,
     "say which pictures this result supports, and what the others lack",
     0},
    {0}};

static void
add_picture(struct plot_options *options, const char *name, struct argp_state *state)
{
    struct yk_spelling spelling = yk_spelling_of(name);
    const struct picture *picture = picture_find(name);
    for (const struct picture *other = PICTURES; other->name; other++)
        yk_spelling_offer(&spelling, other->name);
    if (!picture && spelling.nearest)
        argp_error(state,
                   "--picture \"%s\": no such picture; did you mean \"%s\"?",
                   name,
                   spelling.nearest);
    if (!picture)
        argp_error(
            state, "--picture \"%s\": no such picture; --list names them all", name);
    if (options->picture_count == PICTURES_MAX)
        argp_error(state, "--picture: at most %d times", PICTURES_MAX);
    options->pictures[options->picture_count++] = picture;
}

/* The format named by the @p size bytes at @p name, or NULL. */
static const char *find_format(const char *name, size_t size)
{
    for (size_t i = 0; PICTURE_FORMATS[i]; i++)
        if (strlen(PICTURE_FORMATS[i]) == size &&
            memcmp(PICTURE_FORMATS[i], name, size) == 0)
            return PICTURE_FORMATS[i];
    return NULL;
}

static void
add_formats(struct plot_options *options, const char *list, struct argp_state *state)
{
    do {
        size_t size = strcspn(list, ",");
        const char *format = find_format(list, size);
        if (!format)
            argp_error(state,
                       "--format \"%.*s\": no such format; use svg, png, pdf or text",
                       (int)size,
                       list);
        if (options->format_count == FORMATS_MAX)
            argp_error(state, "--format: at most %d", FORMATS_MAX);
        options->formats[options->format_count++] = format;
        list += size + (list[size] == ',');
    } while (*list);
}

static error_t parse_option(int key, char *argument, struct argp_state *state)
{
    struct plot_options *options = state->input;
    switch (key) {
    case OPTION_PICTURE:
        add_picture(options, argument, state);
        return 0;
    case OPTION_FORMAT:
        add_formats(options, argument, state);
        return 0;
    case OPTION_LIST:
        options->is_list = true;
        return 0;
    case ARGP_KEY_ARG:
        if (options->result)
            argp_error(state, "one result at a time; \"%s\" is a second one", argument);
        options->result = argument;
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static int list_pictures(const struct analysis *analysis, struct fault *fault)
{
    for (const struct picture *picture = PICTURES; picture->name; picture++) {
        char lacking[256];
        int lacks = picture->lacks(analysis, lacking, sizeof(lacking), fault);
        if (lacks < 0)
            return -1;
        printf("%-12s %s\n", picture->name, picture->summary);
        printf("%-12s %s%s\n", "", lacks ? "lacks " : "ready", lacks ? lacking : "");
    }
    return 0;
}

static int print_file(const char *path, struct fault *fault)
{
    char buffer[4096];
    size_t size;
    FILE *file = fopen(path, "re");
    if (!file)
        return fault_set(fault, "%s: cannot be opened", path);
    while ((size = fread(buffer, 1, sizeof(buffer), file)) > 0)
        fwrite(buffer, 1, size, stdout);
    fclose(file);
    return 0;
}

static int draw_format(const struct picture *picture,
                       const char *dir,
                       const char *format,
                       struct fault *fault)
{
    struct picture_look look = {.format = format};
    char path[4400];
    if (picture_draw(picture, dir, &look, fault))
        return -1;
    picture_path(picture, dir, &look, path, sizeof(path));
    printf("%s\n", path);
    return strcmp(format, "text") == 0 ? print_file(path, fault) : 0;
}

/* @return 0; 1 when the result lacks what it needs; -1 with @p fault. */
static int draw_picture(const struct picture *picture,
                        const struct analysis *analysis,
                        const struct plot_options *options,
                        struct fault *fault)
{
    char dir[4200], lacking[256];
    int lacks = picture->lacks(analysis, lacking, sizeof(lacking), fault);
    if (lacks < 0)
        return -1;
    if (lacks && options->picture_count)
        return fault_set(fault, "picture %s lacks %s", picture->name, lacking);
    if (lacks) {
        fprintf(stderr,
                "yoke plot: %s left out: the result lacks %s\n",
                picture->name,
                lacking);
        return 0;
    }
    result_path(analysis->result.dir, "plots", dir, sizeof(dir));
    if (picture_prepare(picture, analysis, dir, fault))
        return -1;
    for (size_t i = 0; i < options->format_count; i++)
        if (draw_format(picture, dir, options->formats[i], fault))
            return -1;
    return 0;
}

static int draw_all(const struct analysis *analysis,
                    const struct plot_options *options,
                    struct fault *fault)
{
    for (size_t i = 0; i < options->picture_count; i++)
        if (draw_picture(options->pictures[i], analysis, options, fault))
            return -1;
    if (options->picture_count)
        return 0;
    for (const struct picture *picture = PICTURES; picture->name; picture++)
        if (draw_picture(picture, analysis, options, fault))
            return -1;
    return 0;
}

int plot_main(int argc, char **argv)
{
    static const struct argp argp = {
        .options = OPTIONS,
        .parser = parse_option,
        .args_doc = "[RESULT]",
        .doc = "Draw the pictures of a result into RESULT/plots/ (default: "
               "results/latest), each with its data and its .gp file, so that `gnuplot "
               "NAME.gp` there draws it again.\v"
               "Examples:\n"
               "  yoke plot\n"
               "  yoke plot results/quickstart-0001 --picture forest --format svg,png\n"
               "  yoke plot --list\n",
    };
    struct plot_options options = {.result = NULL};
    struct analysis analysis;
    struct fault fault;
    char dir[4096];
    command_parse(&argp, argc, argv, &options);
    if (options.format_count == 0)
        options.formats[options.format_count++] = "svg";
    if (result_locate(options.result, dir, sizeof(dir), &fault) ||
        analysis_open(&analysis, dir, &fault))
        return command_invalid("plot", "%s", fault.message);
    int err = options.is_list ? list_pictures(&analysis, &fault)
                              : draw_all(&analysis, &options, &fault);
    analysis_close(&analysis);
    return err ? command_failed("plot", "%s", fault.message) : EXIT_CODE_GOOD;
}
