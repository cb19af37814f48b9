"""What others hand over or send, made wrong in every way that a generator of bytes finds."""
