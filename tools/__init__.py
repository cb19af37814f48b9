"""Programs that make a committed file."""
