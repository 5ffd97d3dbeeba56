# The grid of a picture with panels: loaded after common.gp.
columns_of_panels = (narrow || panel_count == 1) ? 1 : 2
rows_of_panels = (panel_count + columns_of_panels - 1) / columns_of_panels
left = 11
right = label_width + 2
above = 2.0
below = 3.4
set multiplot layout rows_of_panels, columns_of_panels \
    margins screen across(left), screen 1 - across(right), \
            screen (foot + below * line) / height, screen 1 - (head + above * line) / height \
    spacing screen across(left + right), screen upwards(above + below)

# Whether a row of the data is of this panel and this series.
is(p, s) = column('panel') == p && column('series') == s

# In a terminal, points are letters: T, P, and t, p for hollow ones.
if (is_text) {
    do for [s = 1:series_count] {
        set style line (1000 + s) pt solid_letter[s]
        set style line (2000 + s) pt hollow_letter[s]
    }
}

# What stands at the ends of a panel's curves.
label_panel = "do for [s = 1:series_count] { ".\
    "k = (p - 1) * series_count + s; ".\
    "if (strlen(label_text[k]) > 0) { ".\
    "set label (100 + s) label_text[k] at graph 1.02, graph label_place[k] ".\
    "left tc ls s } }"
