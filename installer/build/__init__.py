"""Puts one program tree together for a kind of machine and packs it; see README.md beside this file.

Assembled, not frozen: a runtime with its own C library and CPython, the locked wheels, the program. One Linux box makes
the tree of every target, because nothing of the target is run while it is made.
"""
