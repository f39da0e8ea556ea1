"""A file that a material may carry: told by its first bytes, never by its name."""

from __future__ import annotations

from counter.domain.base import Value
from counter.domain.text import clean_line
from counter.errors import RuleBroken

_SIGNATURES = (
    (b"%PDF-", "application/pdf"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
)
_ZIP = b"PK\x03\x04"
_OFD_ENTRY = b"OFD.xml"
OFD = "application/ofd"
"""GB/T 33190: a ZIP that holds OFD.xml at its root."""

SUFFIXES = (".pdf", ".jpg", ".jpeg", ".png", ".ofd")
"""What a file dialog offers."""


class CheckedFile(Value):
    """A file that may be kept: its type by content and its cleaned name."""

    media_type: str
    file_name: str


def check_file(content: bytes, *, file_name: str, max_file_mb: int) -> CheckedFile:
    """The file is of a type that may be kept and within the item's size limit.

    Raises:
        RuleBroken: ``file.empty``, ``file.too_big`` (limit_mb), ``file.type``, and ``text.*`` for its name.
    """
    if not content:
        raise RuleBroken("file.empty", field="file")
    if len(content) > max_file_mb * 1024 * 1024:
        raise RuleBroken("file.too_big", field="file", limit_mb=max_file_mb)
    media_type = _media_type(content)
    name = file_name.replace("\\", "/").rsplit("/", 1)[-1]
    return CheckedFile(media_type=media_type, file_name=clean_line(name, field="file", max_length=200))


def _media_type(content: bytes) -> str:
    for signature, media_type in _SIGNATURES:
        if content.startswith(signature):
            return media_type
    if content.startswith(_ZIP) and _OFD_ENTRY in content:
        return OFD
    raise RuleBroken("file.type", field="file")
