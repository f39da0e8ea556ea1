"""The counter client without its screens: what a case is, what people do with it, where it is kept and sent."""

VERSION = "0.3.0"
"""As in pyproject.toml; a test compares them."""
