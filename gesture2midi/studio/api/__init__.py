"""What other programs ask the set by HTTP: state, actions, takes, signals, health and metrics."""
