"""Expressions: from text to closures."""
