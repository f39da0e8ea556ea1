"""Text that a person typed, as a part of a LIKE pattern whose ESCAPE character is the backslash."""

from __future__ import annotations


def literal(text: str) -> str:
    """The text with its wildcards taken as characters (faults.md F28: ``%`` does no harm)."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
