"""MIDI ports of both ways, for the stages that send and that listen."""
