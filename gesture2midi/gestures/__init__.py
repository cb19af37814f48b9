"""Hands in, signals and hits out."""
