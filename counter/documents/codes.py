"""The two codes of a paper: Code 128 of its number, and a QR code that leads to the progress page.

The QR text has a fixed grammar and is made of the settings' address, the paper's number and the chain head only, never
of anything that a person typed (trust.md A62): ``<base>?n=<number>&h=<chain head>``.
"""

from __future__ import annotations

import re

from reportlab.graphics.barcode.code128 import Code128
from reportlab.graphics.barcode.qrencoder import QRCode, QRErrorCorrectLevel

from counter.documents.model import PaperContent
from counter.errors import RuleBroken

_BASE = re.compile(r"https?://[A-Za-z0-9.\-]+(:[0-9]{1,5})?(/[A-Za-z0-9._~\-]*)*")
_NUMBER = re.compile(r"[0-9A-Z]+(-[0-9A-Z]+)*")
_CHAIN_HEAD = re.compile(r"[0-9A-Fa-f]{8}")
_LONGEST_BASE = 120
_LONGEST_NUMBER = 32


def checked_number(number: str) -> str:
    """The paper's number, fit for a bar code.

    Raises:
        RuleBroken: ``paper.number_grammar`` for anything but capital letters and digits in groups.
    """
    if len(number) > _LONGEST_NUMBER or not _NUMBER.fullmatch(number):
        raise RuleBroken("paper.number_grammar", field="number")
    return number


def checked_base(base: str, *, field: str) -> str:
    """The address of a page of the hall, fit for a QR code.

    Raises:
        RuleBroken: ``paper.progress_url_grammar``.
    """
    if len(base) > _LONGEST_BASE or not _BASE.fullmatch(base):
        raise RuleBroken("paper.progress_url_grammar", field=field)
    return base


def qr_text(content: PaperContent) -> str:
    """The text of the QR code, or empty when the hall has no progress page.

    Raises:
        RuleBroken: ``paper.progress_url_grammar``, ``paper.number_grammar``, ``paper.chain_head_grammar``.
    """
    base = content.progress_url_base
    if not base:
        return ""
    text = f"{checked_base(base, field='progress_url_base')}?n={checked_number(content.number)}"
    if content.chain_head:
        if not _CHAIN_HEAD.fullmatch(content.chain_head):
            raise RuleBroken("paper.chain_head_grammar", field="chain_head")
        text += f"&h={content.chain_head}"
    return text


def qr_rows(text: str) -> tuple[tuple[bool, ...], ...]:
    """The modules of the QR code (GB/T 18284), row by row from the top; True is dark. Error correction M."""
    code = QRCode(None, QRErrorCorrectLevel.M)
    code.addData(text)
    code.make()
    size = code.getModuleCount()
    return tuple(tuple(bool(code.isDark(row, column)) for column in range(size)) for row in range(size))


def bar_widths(text: str) -> tuple[int, ...]:
    """Bars and spaces of Code 128 in turn, a bar first, in modules (GB/T 18347), without quiet zones."""
    code = Code128(text, quiet=0)
    code.validate()
    code.encode()
    code.decompose()
    return tuple(ord(letter.lower()) - ord("a") + 1 for letter in code.decomposed)
