"""What is seen besides the hands: the face, where a mapping reads it."""
