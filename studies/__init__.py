"""Measurements that once chose a constant or a way, kept to choose it anew: `python -m studies.NAME`."""
