"""开通: a one-time code makes this machine a window."""
