"""What things are: frozen values and their rules. Pure Python, no I/O."""
