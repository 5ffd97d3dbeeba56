#include <unistd.h>

#include "analyse/html_out.h"
#include "analyse/picture.h"
#include "analyse/report_sections.h"

struct shape {
    const char *class_name;
    bool is_narrow;
};

/* Drawn twice: letters that fit a screen are dust on a phone. */
static const struct shape SHAPES[] = {{"wide", false}, {"narrow", true}};

static int write_shape(const struct picture *picture,
                       const struct shape *shape,
                       const char *dir,
                       FILE *out,
                       struct fault *fault)
{
    char output[128], path[4400], prefix[128];
    snprintf(
        output, sizeof(output), ".report-%s-%s.svg", picture->name, shape->class_name);
    snprintf(prefix, sizeof(prefix), "%s-%s-", picture->name, shape->class_name);
    struct picture_look look = {.format = "svg",
                                .is_narrow = shape->is_narrow,
                                .is_transparent = true,
                                .output = output};
    picture_path(picture, dir, &look, path, sizeof(path));
    int err = picture_draw(picture, dir, &look, fault);
    if (!err) {
        fprintf(out, "<div class=\"%s\">\n", shape->class_name);
        err = html_out_svg(out, path, prefix, picture->summary, fault);
        fputs("</div>\n", out);
    }
    unlink(path);
    return err;
}

static int write_picture(const struct picture *picture,
                         const struct analysis *analysis,
                         FILE *out,
                         struct fault *fault)
{
    char dir[4200];
    result_path(analysis->result.dir, "plots", dir, sizeof(dir));
    if (picture_prepare(picture, analysis, dir, fault))
        return -1;
    fprintf(out, "<figure id=\"%s\">\n", picture->name);
    for (size_t i = 0; i < sizeof(SHAPES) / sizeof(SHAPES[0]); i++)
        if (write_shape(picture, &SHAPES[i], dir, out, fault))
            return -1;
    fprintf(out,
            "<figcaption>Data: <code>plots/%s.csv</code>; drawn again by <code>gnuplot "
            "%s.gp</code> there.</figcaption>\n</figure>\n",
            picture->name,
            picture->name);
    return 0;
}

int report_pictures(const struct analysis *analysis, FILE *out, struct fault *fault)
{
    fputs("<section id=\"pictures\">\n<h2>Pictures</h2>\n", out);
    for (const struct picture *picture = PICTURES; picture->name; picture++) {
        char lacking[256];
        int lacks = picture->lacks(analysis, lacking, sizeof(lacking), fault);
        if (lacks < 0)
            return -1;
        if (lacks)
            fprintf(out,
                    "<p class=\"note\">No picture “%s”: the result lacks %s.</p>\n",
                    picture->name,
                    lacking);
        else if (write_picture(picture, analysis, out, fault))
            return -1;
    }
    fputs("</section>\n", out);
    return 0;
}
