"""Spoken commands: microphone, utterances, PocketSphinx."""
