"""Takes: recordings of `Hands` that replace the camera anywhere.

A take is JSON lines: a header, then a line a frame. Times have 6 decimals and numbers 5, as a
`tracking.pipeline` tracker gives them, so that what is played back is exactly what was heard.

    {"format":"gesture2midi take","version":3,"fps":30.0,"mapping":"Theremin","file":"theremin.yaml"}
    {"t":0.033333,"i":1,"aspect":1.7778,"mirror":true,
     "hands":[{"side":"left","score":0.98,"points":[...],"world":[...],"knuckles":[x,y]}]}   (all in one line)

Since version 2 a frame that brings a look for the face has it under `face`: {"t":0.0,"points":[...]}, without
points where there was none; and what others than the camera told under `told`, where null is a level that
nobody knew, and hits stand only where there are any:

    {"signals":{"clock.tempo":120.0,"osc.dial":null},"hits":[{"t":0.04,"name":"heart.beat","velocity":1.0}]}

Since version 3 a look for the body stands likewise under `body`: {"t":0.0,"points":[...],"world":[...],
"seen":[...]}. Takes made before there were `knuckles` (where they are without smoothing) are played without.
"""

FORMAT = "gesture2midi take"
VERSION = 3
KNOWN = (1, 2, 3)
