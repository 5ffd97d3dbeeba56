# Throughput over the number of workers: a panel a workload, a curve an arm.
picture = 'throughput'
load picture.'.settings.gp'
if (!exists('narrow')) narrow = 0
panel_lines_high = 17
height_lines = panel_lines_high * ((narrow || panel_count == 1) ? panel_count : (panel_count + 1) / 2)
load 'common.gp'
load 'panels.gp'

set logscale x 2
set xrange [fewest_workers / 1.3 : (most_workers > fewest_workers ? 1.1 : 1.3) * most_workers]
set xtics norotate
do for [w in worker_tics] { set xtics add (w w + 0) }
set xlabel 'workers' offset 0,0.4

# A curve is broken where a cell has no valid run: each part has its own id.
curve(p, id) = sprintf(", data using (column('panel') == %d && column('curve') == %d ? ".\
    "column('workers') : NaN):(column('estimate')/scale) with lines ls %d title ''", \
    p, id, id % 1000)
bars(p, s) = sprintf(", data using (is(%d,%d) ? column('workers') : NaN):".\
    "(column('estimate')/scale):(column('low')/scale):(column('high')/scale) ".\
    "with yerrorbars ls %d dt 1 pt 0 title ''", p, s, s)
points(p, s, hollow) = sprintf(", data using (is(%d,%d) && column('hollow') == %d ? ".\
    "column('workers') : NaN):(column('estimate')/scale) with points ls %d ps %g title ''", \
    p, s, hollow, s + (hollow ? 2000 : 1000), 1.1 * dot)

do for [p = 1:panel_count] {
    if (p == 1) { eval write_page }
    scale = panel_scale[p]
    # A terminal writes a label across, over the numbers: into the title there.
    set title panel_title[p].(is_text ? ', '.panel_unit[p] : '') offset 0,-0.5
    set ylabel (is_text ? '' : panel_unit[p]) offset 1.5,0
    set yrange [0 : panel_top[p]]
    if (most_workers > cpu_count && cpu_count >= fewest_workers) {
        set object 1 rectangle from cpu_count, graph 0 to graph 1, graph 1 \
            behind fc rgb shade fs solid noborder
        set label 1 sprintf('over %d CPU%s', cpu_count, cpu_count == 1 ? '' : 's') \
            at graph 0.98, graph 0.06 right tc rgb grey font small
    }
    eval label_panel
    commands = "plot NaN title ''"
    if (words(panel_lines[p]) > 0) {
        do for [id in panel_lines[p]] { commands = commands.curve(p, id + 0) }
    }
    if (words(panel_bars[p]) > 0) {
        do for [s in panel_bars[p]] { commands = commands.bars(p, s + 0) }
    }
    if (words(panel_solid[p]) > 0) {
        do for [s in panel_solid[p]] { commands = commands.points(p, s + 0, 0) }
    }
    if (words(panel_hollow[p]) > 0) {
        do for [s in panel_hollow[p]] { commands = commands.points(p, s + 0, 1) }
    }
    if (words(panel_solid[p].panel_hollow[p]) == 0) {
        set label 2 'no valid run' at graph 0.5, graph 0.5 center tc rgb grey
    }
    eval commands
    unset label
    unset object
}
unset multiplot
unset output
