"""YAML text to nodes with their places."""
