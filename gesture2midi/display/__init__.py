"""What the player sees: the picture with its overlay, windows, films, plots and posters."""
