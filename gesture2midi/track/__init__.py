"""Track: pictures become hands: landmarks, identity, smoothing."""
