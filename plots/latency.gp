# Latency over −log10(1 − p): a panel a workload, a curve an arm.
picture = 'latency'
load picture.'.settings.gp'
if (!exists('narrow')) narrow = 0
panel_lines_high = 17
height_lines = panel_lines_high * ((narrow || panel_count == 1) ? panel_count : (panel_count + 1) / 2)
load 'common.gp'
load 'panels.gp'

set logscale y
set xlabel 'percentile' offset 0,0.4
every_nine = "set xtics ('50' 0.30103, '90' 1, '99' 2, '99.9' 3, '99.99' 4, '99.999' 5)"
every_second_nine = "set xtics ('90' 1, '99.9' 3, '99.999' 5, '7 nines' 7, '9 nines' 9, ".\
    "'11 nines' 11)"
duration(ns) = ns < 999 ? sprintf('%.3g ns', ns) : ns < 999e3 ? sprintf('%.3g µs', ns / 1e3) : \
               ns < 999e6 ? sprintf('%.3g ms', ns / 1e6) : sprintf('%.4g s', ns / 1e9)
curve(p, s) = sprintf(", data using (is(%d,%d) ? column('nines') : NaN):'latency_ns' ".\
    "with lines ls %d title ''", p, s, s)

do for [p = 1:panel_count] {
    if (p == 1) { eval write_page }
    set title sprintf('%s, %d worker%s', panel_title[p], panel_workers[p], \
                      panel_workers[p] == 1 ? '' : 's') offset 0,-0.5
    set xrange [0 : panel_right[p]]
    nines = panel_right[p] < (narrow ? 5 : 6) ? every_nine : every_second_nine
    eval nines
    set yrange [panel_low[p] : panel_high[p]]
    # 1, 2, 5 when the panel spans little; each further decade else.
    decades = log10(panel_high[p] / panel_low[p])
    stride = ceil(decades / 6.0)
    set ytics () norotate
    do for [d = floor(log10(panel_low[p])) : ceil(log10(panel_high[p]))] {
        if (d % stride == 0) { set ytics add (duration(10.0**d) 10.0**d) }
        if (decades < 2.5) {
            set ytics add (duration(2 * 10.0**d) 2 * 10.0**d, duration(5 * 10.0**d) 5 * 10.0**d)
        }
    }
    eval label_panel
    commands = "plot NaN title ''"
    if (words(panel_lines[p]) > 0) {
        do for [s in panel_lines[p]] { commands = commands.curve(p, s + 0) }
    } else {
        set label 2 'too few samples' at graph 0.5, graph 0.5 center tc rgb grey
    }
    eval commands
    unset label
}
unset multiplot
unset output
