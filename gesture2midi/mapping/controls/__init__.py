"""A file a kind of control: what its fields take, what plays it, and how it is told; `kinds` has them all."""
