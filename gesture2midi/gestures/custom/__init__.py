"""Poses and motions that the player taught."""
