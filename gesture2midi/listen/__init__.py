"""What the instrument hears: other programs' time, pedals and wishes."""
