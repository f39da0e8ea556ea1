"""The platform port: over HTTPS, and its simulated twin."""
