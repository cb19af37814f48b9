"""The hot path: what is done in each frame and between frames, free of files, YAML and words."""
