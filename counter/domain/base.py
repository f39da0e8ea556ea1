"""The two bases of every value that is kept or sent.

A class below them says ``kw_only=True`` itself: msgspec (and the type checker) do not inherit that one.
"""

from __future__ import annotations

import msgspec


class Value(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A frozen value of ours; a field that we do not know is an error, so a misspelling cannot be lost in silence."""


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """A frozen value that the platform made; a newer platform may add fields, which are ignored (protocol.md)."""
