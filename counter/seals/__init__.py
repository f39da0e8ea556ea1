"""电子印章: how a seal is made, put on a finished PDF and checked; the same code at both ends."""
