"""Mappings in sentences."""
