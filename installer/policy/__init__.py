"""What IT fixes for a machine: made from the settings' own keys."""
