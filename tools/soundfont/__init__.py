"""Makes soundfonts/gesture2midi.sf2: `make soundfont`."""
