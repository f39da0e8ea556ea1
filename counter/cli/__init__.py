"""The command line: the same deeds without the window, for integration and for tests from outside."""
