"""Charts: plain data in, places on a sheet out. Templates beside them draw the sheet as SVG.

A chart is made on the server, needs no script and no style of its own, and its numbers always
stand in a table beside it. Widths are in percent, so that words keep their size from 360 px to
paper. Series differ by pattern and never by hue. Unknown is a hatch or a gap with a word, never
a zero.
"""
