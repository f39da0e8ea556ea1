"""The messages both ends speak; the only place where JSON turns into values."""
