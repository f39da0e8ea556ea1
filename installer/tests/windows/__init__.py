"""The Windows setup and package under wine; see README.md beside these."""
