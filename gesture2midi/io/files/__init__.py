"""Performances as files."""
