"""What can be told of a mapping without playing it: within which values its expressions lie."""
