#include "analyse/report.h"

#include <string.h>

#include "analyse/html_out.h"
#include "analyse/plots_dir.h"
#include "analyse/report_sections.h"
#include "analyse/whole_file.h"

static const char *name_of(const struct result *result)
{
    const char *slash = strrchr(result->dir, '/');
    return slash ? slash + 1 : result->dir;
}

static int write_head(const struct analysis *analysis, FILE *out, struct fault *fault)
{
    char dir[4200], style[4300];
    if (plots_dir_find(dir, sizeof(dir), fault))
        return -1;
    snprintf(style, sizeof(style), "%s/report.css", dir);
    fputs("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
          "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
          "<meta name=\"color-scheme\" content=\"light dark\">\n<title>",
          out);
    html_out_text(out, name_of(&analysis->result));
    fputs(" – threads or processes?</title>\n<style>\n", out);
    if (html_out_file(out, style, fault))
        return -1;
    fputs("</style>\n</head>\n<body>\n<main>\n", out);
    return 0;
}

static void write_header(const struct analysis *analysis, FILE *out)
{
    const struct result *result = &analysis->result;
    char line[512];
    fputs("<header>\n<h1>Threads or processes?</h1>\n", out);
    snprintf(line,
             sizeof(line),
             "%.200s · suite %.100s · %d CPU%s · %.40s",
             name_of(result),
             result->run_count ? result->runs[0].suite : "–",
             result->manifest.cpu_count,
             result->manifest.cpu_count == 1 ? "" : "s",
             result->run_count ? result->runs[0].started_utc : "no runs");
    html_out_element(out, "p", "about", line);
    fputs("</header>\n", out);
}

static int write_page(const struct analysis *analysis, FILE *out, struct fault *fault)
{
    if (write_head(analysis, out, fault))
        return -1;
    write_header(analysis, out);
    report_answers(analysis, out);
    if (report_pictures(analysis, out, fault))
        return -1;
    report_proof(analysis, out);
    report_session(analysis, out);
    fprintf(out,
            "<footer><p>Made by yoke %s. One file, no network.</p></footer>\n"
            "</main>\n</body>\n</html>\n",
            YOKE_VERSION);
    return 0;
}

int report_write(const struct analysis *analysis, struct fault *fault)
{
    struct whole_file file;
    if (whole_file_open(&file, analysis->result.dir, "report.html", fault))
        return -1;
    if (write_page(analysis, file.stream, fault)) {
        whole_file_discard(&file);
        return -1;
    }
    return whole_file_commit(&file, fault);
}
