"""One round, straight down: push lines, send scans, pull news, reconcile.

No I/O of its own: the platform is a port, the store is reached by short jobs on its lane, so the same code runs in the
simulator.
"""
