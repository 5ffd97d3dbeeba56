#include "analyse/answer.h"
#include "analyse/html_out.h"
#include "analyse/report_sections.h"
#include "analyse/units.h"

static const char *verdict_class(enum verdict verdict)
{
    switch (verdict) {
    case VERDICT_DIFFERS:
        return "differs";
    case VERDICT_SAME:
        return "same";
    default:
        return "open";
    }
}

static void write_sentences(const struct analysis *analysis, FILE *out)
{
    const struct comparison_list *list = &analysis->comparisons;
    char sentence[1024];
    fputs("<ul class=\"answers\">\n", out);
    for (size_t i = 0; i < list->primary_count; i++) {
        answer_sentence(&list->items[i], &analysis->result, sentence, sizeof(sentence));
        html_out_element(out, "li", verdict_class(list->items[i].verdict), sentence);
    }
    fputs("</ul>\n", out);
}

static void
write_row(const struct result *result, const struct comparison *item, FILE *out)
{
    const struct result_cell *a = &result->cells[item->a];
    char subject[512], value_a[64], value_b[64], ratio[32], interval[64], words[256];
    result_cell_subject(result, a, subject, sizeof(subject));
    answer_value(result, item->a, item->metric, value_a, sizeof(value_a));
    answer_value(result, item->b, item->metric, value_b, sizeof(value_b));
    units_ratio(item->ratio.estimate, ratio, sizeof(ratio));
    answer_interval(&item->ratio, interval, sizeof(interval));
    comparison_words(item, result, words, sizeof(words));
    fputs("<tr>", out);
    html_out_row_head(out, subject);
    html_out_element(out, "td", "number", a->factors[CELL_WORKER_COUNT]);
    html_out_element(out, "td", "number", value_b);
    html_out_element(out, "td", "number", value_a);
    html_out_element(out, "td", "number", ratio);
    html_out_element(out, "td", "number", interval);
    html_out_element(out, "td", verdict_class(item->verdict), words);
    fputs("</tr>\n", out);
}

static void write_table(const struct analysis *analysis, FILE *out)
{
    const struct comparison_list *list = &analysis->comparisons;
    char level[32];
    units_percent(list->primary_level, level, sizeof(level));
    fputs("<div class=\"scroll\"><table>\n<thead><tr><th>workload</th><th>workers</th>"
          "<th>threads</th><th>processes</th><th>processes ÷ threads</th>",
          out);
    fprintf(out, "<th>%s interval</th><th>verdict</th></tr></thead>\n<tbody>\n", level);
    for (size_t i = 0; i < list->primary_count; i++)
        write_row(&analysis->result, &list->items[i], out);
    fputs("</tbody></table></div>\n", out);
}

void report_answers(const struct analysis *analysis, FILE *out)
{
    fputs("<section id=\"answers\">\n<h2>Answers</h2>\n", out);
    if (analysis->comparisons.primary_count) {
        write_sentences(analysis, out);
        write_table(analysis, out);
    } else {
        fputs("<p>No answer: the result has no cells of threads and of processes that "
              "differ in nothing else.</p>\n",
              out);
    }
    fputs("</section>\n", out);
}
