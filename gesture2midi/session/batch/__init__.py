"""Many films and takes at once: each to its files, on all cores or on a cluster; what is done stays done."""
