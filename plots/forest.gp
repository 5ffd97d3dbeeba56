# Processes ÷ threads: a row per comparison, its interval on a log axis.
picture = 'forest'
load picture.'.settings.gp'
if (!exists('narrow')) narrow = 0
height_lines = -lowest_y * 1.25 + 6
load 'common.gp'

right = narrow ? 26 : 44
left = row_label_width + 5
if (!narrow && subject_width + 3 > left) { left = subject_width + 3 }
if (left > 34) { left = 34 }
set lmargin at screen across(left)
set rmargin at screen 1 - across(right)
set tmargin at screen 1 - (head + 0.6 * line) / height
set bmargin at screen (foot + 4.6 * line) / height
set border 1
set logscale x
set xrange [axis_low : axis_high]
set yrange [lowest_y : 0]
set grid noy
unset ytics
set xtics ()
do for [t = 1:tick_count] {
    if (!narrow || tick_count < 5 || t % 2 == 1) { set xtics add (tick_label[t] tick[t]) }
}
set xlabel axis_title offset 0,0.2
if (!narrow && !is_text) {
    set label 1 left_side at graph 0, screen (foot + 0.8 * line) / height left tc rgb grey
    set label 2 right_side at graph 1, screen (foot + 0.8 * line) / height right tc rgb grey
}

set object 1 rectangle from 1 / (1 + delta), graph 0 to 1 + delta, graph 1 \
    behind fc rgb shade fs solid noborder
set arrow 1 from 1, graph 0 to 1, graph 1 nohead back lc rgb grey lw 1
eval write_page
do for [i = 1:subject_count] {
    set label (100 + i) subject[i] at screen across(1), first subject_y[i] left \
        tc lt -1 font large
}
do for [i = 1:row_count] {
    set label (3000 + i) row_label[i] at screen across(3), first row_y[i] left tc lt -1
    set label (6000 + i) (narrow ? row_outcome_short[i] : row_outcome[i]) \
        at screen 1 - across(right - 2), first row_y[i] left tc lt -1
}

kind(wanted) = (column('hollow') == 1 ? 'hollow' : strcol('family')) eq wanted
points(wanted, style) = sprintf(", data using (kind('%s') ? column('ratio') : NaN):'y' ".\
    "with points %s lt -1 title ''", wanted, style)
commands = "plot NaN title ''"
if (has_bars) {
    commands = commands.", data using 'ratio':'y':'low':'high' ".\
        "with xerrorbars pt 0 lw 1.6 lt -1 title ''"
}
primary = is_text ? "pt '@'" : sprintf('pt 7 ps %g', dot)
exploratory = is_text ? "pt '*'" : sprintf('pt 7 ps %g', 0.55 * dot)
hollow = is_text ? "pt 'o'" : sprintf('pt 6 ps %g', 0.8 * dot)
if (has_primary) { commands = commands.points('primary', primary) }
if (has_exploratory) { commands = commands.points('exploratory', exploratory) }
if (has_hollow) { commands = commands.points('hollow', hollow) }
eval commands
unset output
