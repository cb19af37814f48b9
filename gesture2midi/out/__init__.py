"""The output stage: what sounds, and the devices and files it goes to."""
