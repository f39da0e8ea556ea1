"""How bodies and numbers stand on the wire: what can be said without an HTTP library."""

from __future__ import annotations

import re

import zstandard

COMPRESS_FROM_BYTES = 2048
_COUNT = re.compile("[0-9]{1,15}")


def compressed(body: bytes) -> tuple[bytes, dict[str, str]]:
    """The body as it goes over the wire and the header that says how."""
    if len(body) < COMPRESS_FROM_BYTES:
        return body, {}
    return zstandard.compress(body, level=3), {"Content-Encoding": "zstd"}


def count_of(text: str) -> int | None:
    """The number that a header states, or None when it states none (also for digits that are not ASCII)."""
    return int(text) if _COUNT.fullmatch(text) else None
