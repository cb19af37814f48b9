"""Poses, strikes, swipes, levels and taught gestures: how often they are right."""
