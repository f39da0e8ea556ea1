"""The package in bare roots; run by make test-packages, not by make test."""
