"""What a mapping may say: every kind and field, each mistake with its place, and warnings."""
