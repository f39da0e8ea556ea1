"""A practised clerk: drives the real screens by their keys, for the demo and its pictures."""
