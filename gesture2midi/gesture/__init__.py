"""The gesture stage: hands become signals, poses and hits."""
