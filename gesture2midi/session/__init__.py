"""A set: live or rendered, and the commands that everybody gives to it."""
