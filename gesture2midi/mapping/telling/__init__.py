"""A mapping in plain sentences, and a first one written."""
