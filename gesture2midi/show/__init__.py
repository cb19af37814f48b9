"""What a musician sees: the preview window, the video and the picture of a performance."""
