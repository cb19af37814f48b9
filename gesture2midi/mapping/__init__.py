"""The mapping language: a YAML file read, explained and compiled, and the engine that plays it."""
