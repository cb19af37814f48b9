"""What goes in and out: one folder a device."""
