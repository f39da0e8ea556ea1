"""Invented numbers of 云溪县 whose check characters are right, and what invented people write into a form."""

from __future__ import annotations

from counter.domain.identity import resident_check_char
from counter.domain.item import FieldKind, FormField
from counter.domain.usc import usc_check_char

REPRESENTATIVE, AGENT = 30, 60
"""How much further the numbers of those begin who come with a company or for somebody."""


def identity_number(serial: int) -> str:
    """An invented identity number."""
    first = f"42119919{60 + serial % 40:02d}0307{serial % 1000:03d}"
    return first + resident_check_char(first)


def credit_code(serial: int) -> str:
    """An invented unified social credit code."""
    first = f"91421199MA{serial:07d}"
    return first + usc_check_char(first)


def mobile(serial: int) -> str:
    """An invented mobile number."""
    return f"139{serial:08d}"


def value_of(field: FormField, serial: int) -> str:
    """A value that the field takes; choices are taken by their key instead."""
    samples = {
        FieldKind.TEXT: "云溪县清江路18号" if "址" in field.label or "地" in field.label else "练习内容",
        FieldKind.LONG_TEXT: "按办事指南要求填写。",
        FieldKind.NUMBER: str(max(field.minimum or 1, 1)),
        FieldKind.DATE: "2026-11-02",
        FieldKind.PHONE: mobile(serial),
        FieldKind.ID_NUMBER: identity_number(serial),
        FieldKind.USCC: credit_code(serial),
    }
    return samples.get(field.kind, "")
