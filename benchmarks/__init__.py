"""Measurements of the instrument. `python -m benchmarks` lists them."""
