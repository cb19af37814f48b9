"""The studio: a page on this machine that a musician runs a session from. It sits around a live set like the
preview window: it looks at every moment, asks for things between two frames, and never holds the music up."""
