"""A heart rate sensor by Bluetooth: what it sends, the rhythm that follows from it, and the connection."""
