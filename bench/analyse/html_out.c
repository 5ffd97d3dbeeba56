#include "analyse/html_out.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

void html_out_text(FILE *out, const char *text)
{
    for (; *text; text++) {
        switch (*text) {
        case '&':
            fputs("&amp;", out);
            break;
        case '<':
            fputs("&lt;", out);
            break;
        case '>':
            fputs("&gt;", out);
            break;
        case '"':
            fputs("&quot;", out);
            break;
        case '\'':
            fputs("&#39;", out);
            break;
        default:
            fputc((unsigned char)*text < ' ' && *text != '\n' ? ' ' : *text, out);
        }
    }
}

void html_out_element(FILE *out,
                      const char *tag,
                      const char *class_name,
                      const char *text)
{
    fprintf(out, "<%s", tag);
    if (class_name)
        fprintf(out, " class=\"%s\"", class_name);
    fputc('>', out);
    html_out_text(out, text);
    fprintf(out, "</%s>\n", tag);
}

void html_out_row_head(FILE *out, const char *text)
{
    fputs("<th scope=\"row\">", out);
    html_out_text(out, text);
    fputs("</th>\n", out);
}

/* The file as a string, owned by the caller; NULL with @p fault set. */
static char *read_text(const char *path, struct fault *fault)
{
    char *text = NULL;
    size_t size = 0;
    FILE *file = fopen(path, "re");
    if (!file) {
        fault_set(fault, "%s: cannot be opened: %s", path, strerror(errno));
        return NULL;
    }
    /* Up to a NUL that no text has: all of it. */
    if (getdelim(&text, &size, '\0', file) < 0) {
        fault_set(fault, "%s: is empty or cannot be read", path);
        free(text);
        text = NULL;
    }
    fclose(file);
    return text;
}

int html_out_file(FILE *out, const char *path, struct fault *fault)
{
    char *text = read_text(path, fault);
    if (!text)
        return -1;
    fputs(text, out);
    free(text);
    return 0;
}

static const char TITLE_END[] = "</title>";

/* What stands before an id in gnuplot's SVG: definitions and references. */
static const char *const ID_LEADS[] = {
    " id='", " id=\"", "href='#", "href=\"#", "url(#"};

/* The lead that @p text starts with, or NULL. */
static const char *id_lead(const char *text)
{
    for (size_t i = 0; i < sizeof(ID_LEADS) / sizeof(ID_LEADS[0]); i++)
        if (strncmp(text, ID_LEADS[i], strlen(ID_LEADS[i])) == 0)
            return ID_LEADS[i];
    return NULL;
}

/* gnuplot names each curve after its command; nobody wants that as a tooltip. */
static const char *skip_title(const char *body)
{
    const char *end = strncmp(body, "<title>", 7) == 0 ? strstr(body, TITLE_END) : NULL;
    return end ? end + strlen(TITLE_END) : body;
}

static void write_svg_body(FILE *out, const char *body, const char *prefix)
{
    while (*(body = skip_title(body))) {
        const char *lead = id_lead(body);
        if (lead) {
            fprintf(out, "%s%s", lead, prefix);
            body += strlen(lead);
        } else {
            fputc(*body++, out);
        }
    }
}

int html_out_svg(FILE *out,
                 const char *path,
                 const char *prefix,
                 const char *title,
                 struct fault *fault)
{
    char *text = read_text(path, fault);
    if (!text)
        return -1;
    char *start = strstr(text, "<svg"), *open_end = start ? strchr(start, '>') : NULL;
    char *body = open_end ? strstr(open_end, TITLE_END) : NULL;
    if (!body) {
        free(text);
        return fault_set(fault, "%s: is not an SVG file of gnuplot's", path);
    }
    *open_end = '\0';
    fprintf(out, "%s role=\"img\">\n<title>", start);
    html_out_text(out, title);
    fputs(TITLE_END, out);
    write_svg_body(out, body + strlen(TITLE_END), prefix);
    free(text);
    return 0;
}
