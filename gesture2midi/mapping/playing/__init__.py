"""From signals to messages, frame by frame; it knows the compiled mapping and no file."""
