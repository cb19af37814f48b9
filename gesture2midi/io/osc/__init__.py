"""OSC, in and out, and OSCQuery."""
