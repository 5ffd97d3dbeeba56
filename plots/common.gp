# What all pictures share. A picture's .gp sets `picture`, `height_lines` and,
# if it has panels, `panel_lines_high`, and then loads this file. To draw again:
#   gnuplot NAME.gp                           SVG
#   gnuplot -e "format='png'" NAME.gp         or pdf, or text
#   gnuplot -e "narrow=1" NAME.gp             one column, as on a phone
#   gnuplot -e "transparent=1" NAME.gp        no white paper
if (!exists('format')) format = 'svg'
if (!exists('transparent')) transparent = 0
if (!exists('output_name')) output_name = picture.'.'.(format eq 'text' ? 'txt' : format)
is_text = format eq 'text'

set encoding utf8
set datafile separator comma
set datafile columnheaders
set datafile missing NaN
set samples 2
data = picture.'.csv'

# Lengths are counted in characters and lines, so that the same layout serves a
# terminal (1 × 1) and a canvas (pixels).
character = is_text ? 1.0 : 7.3
line = is_text ? 1.0 : 17.0
width = (narrow ? 58 : is_text ? 110 : 130) * character
caption_is_narrow = narrow || is_text
caption_lines = caption_is_narrow ? caption_narrow_lines : caption_wide_lines
head = 2.4 * line
foot = (caption_lines + 1.2) * line
height = head + height_lines * line + foot
across(characters) = characters * character / width
upwards(lines) = lines * line / height

# Sizes are pixels in SVG, points elsewhere.
size = format eq 'svg' ? 13 : 9.5
dot = format eq 'svg' ? 0.75 : 1
small = sprintf(',%g', 0.88 * size)
large = sprintf(',%g', 1.08 * size)
largest = sprintf(',%g', 1.3 * size)
paper = transparent ? '' : "background 'white'"
if (format eq 'svg') {
    eval sprintf("set terminal svg noenhanced size %d,%d font 'DejaVu Sans,sans-serif,%g' ".\
                 "dashlength 1 %s", width, height, size, paper)
}
if (format eq 'png') {
    eval sprintf("set terminal pngcairo noenhanced size %d,%d font 'DejaVu Sans,%g' ".\
                 "fontscale 2 linewidth 2 pointscale 1.6 dashlength 0.5 %s", \
                 2 * width, 2 * height, size, transparent ? 'transparent' : paper)
}
if (format eq 'pdf') {
    eval sprintf("set terminal pdfcairo noenhanced size %.2fin,%.2fin ".\
                 "font 'DejaVu Sans,%g' dashlength 0.5 %s", \
                 width / 96.0, height / 96.0, size, transparent ? 'transparent' : paper)
}
if (is_text) {
    eval sprintf("set terminal dumb noenhanced size %d,%d", width, height)
}
set output output_name

# Greys that are seen on white and on black paper.
grey = '#767676'
shade = '#d8808080'
hairline = '#a0808080'
set border 3 lc rgb grey lw 1
set tics nomirror out scale 0.5 textcolor lt -1
if (!is_text) {
    set grid y lt 1 lw 0.6 lc rgb hairline
}
set errorbars (is_text ? 0 : 0.7)
# A spot of paper under each point, so that hollow ones are seen as hollow.
set pointintervalbox 0.7
set key off

# The title, and the caption under everything, once on a page.
write_page = "set label 9001 title at screen across(1), screen 1 - upwards(1.1) ".\
    "font largest tc lt -1; ".\
    "do for [l = 1:caption_lines] { set label (9001 + l) ".\
    "(caption_is_narrow ? caption_narrow[l] : caption_wide[l]) ".\
    "at screen across(1), screen upwards(caption_lines - l + 0.9) ".\
    "font small tc rgb grey }"
