"""One file per real device driver, and a simulated twin of each."""
