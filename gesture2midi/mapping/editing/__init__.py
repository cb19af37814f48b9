"""Changes to the text of a mapping."""
