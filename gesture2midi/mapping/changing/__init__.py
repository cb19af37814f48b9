"""What may stand where in a mapping that is being written, and one field put in its place."""
