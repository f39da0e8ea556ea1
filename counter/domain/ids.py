"""Identities that are made by us, never by order of arrival."""

from __future__ import annotations

import os
import time
from typing import NewType

CaseId = NewType("CaseId", str)
"""UUIDv7 of one case, made when the form opens (protocol.md, Identities)."""
LineId = NewType("LineId", str)
"""UUIDv7 of one journal line; the idempotency key of its delivery."""
InstallId = NewType("InstallId", str)
"""The platform's name for one enrolled installation."""
Sha256 = NewType("Sha256", str)
"""64 lower-case hexadecimal digits; the name of a scan."""

ID_LENGTH = 36
"""Of a UUID as it is written."""
_VERSION_7 = 0x7
_RFC_9562_VARIANT = 0b10


def uuid7() -> str:
    """A new UUIDv7 in its 36-character form: 48 bits of milliseconds, then random (RFC 9562 §5.7).

    The time part only keeps indexes compact; order never comes from it.
    """
    milliseconds = time.time_ns() // 1_000_000
    drawn = int.from_bytes(os.urandom(10), "big")
    random_a, random_b = drawn >> 64 & 0x0FFF, drawn & 0x3FFF_FFFF_FFFF_FFFF
    number = (
        (milliseconds & 0xFFFF_FFFF_FFFF) << 80 | _VERSION_7 << 76 | random_a << 64 | _RFC_9562_VARIANT << 62 | random_b
    )
    digits = f"{number:032x}"
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"
