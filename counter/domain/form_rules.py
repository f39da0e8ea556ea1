"""The item's own form (表单): each value fits its field's kind; keys that the form does not have are refused."""

from __future__ import annotations

import datetime as dt
import decimal
import re
from collections.abc import Callable

from counter.domain.identity import IdDocument, check_id_number
from counter.domain.item import FieldKind, FormField, ServiceItem
from counter.domain.text import check_phone, clean_line, clean_text, half_width
from counter.domain.usc import check_uscc
from counter.errors import RuleBroken

_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,6})?")
YES_NO = ("yes", "no")


def check_form(
    item: ServiceItem, values: dict[str, str], faults: list[RuleBroken], *, today: dt.date, complete: bool
) -> dict[str, str]:
    """The values cleaned, in the order of the form; every fault is added to ``faults``.

    Args:
        item: whose form it is.
        values: field key to what was typed.
        faults: where faults are collected (``form.*``, ``identity.*``, ``text.*``).
        today: the day at the counter.
        complete: whether required fields must be filled (not when the case is only received).
    """
    known = {field.key for field in item.form}
    faults.extend(RuleBroken("form.unknown", field=f"form.{key[:40]}") for key in values if key not in known)
    cleaned = {}
    for field in item.form:
        raw = values.get(field.key, "")
        if not raw.strip():
            if field.required and complete:
                faults.append(RuleBroken("form.required", field=f"form.{field.key}", label=field.label))
            continue
        try:
            cleaned[field.key] = check_value(field, raw, today=today)
        except RuleBroken as fault:
            faults.append(fault)
    return cleaned


def check_value(field: FormField, raw: str, *, today: dt.date) -> str:
    """The value as it is kept.

    Raises:
        RuleBroken: ``form.number``, ``form.range``, ``form.date``, ``form.choice``, and the codes of identity and text.
    """
    return _CHECKS[field.kind](field, raw, f"form.{field.key}", today)


def _number(field: FormField, raw: str, where: str) -> str:
    text = half_width(raw).strip()
    if not _NUMBER.fullmatch(text):
        raise RuleBroken("form.number", field=where)
    value = decimal.Decimal(text)
    if field.minimum is not None and value < field.minimum:
        raise RuleBroken("form.range", field=where, minimum=field.minimum, maximum=_shown(field.maximum))
    if field.maximum is not None and value > field.maximum:
        raise RuleBroken("form.range", field=where, minimum=_shown(field.minimum), maximum=field.maximum)
    return text


def _shown(bound: int | None) -> str | int:
    return "不限" if bound is None else bound


def _date(raw: str, where: str) -> str:
    """A day as YYYY-MM-DD; 20261123, 2026.11.23, 2026/11/23 and 2026年11月23日 are taken too."""
    digits = re.findall(r"[0-9]+", half_width(raw))
    if len(digits) == 1 and len(digits[0]) == len("20261123"):
        digits = [digits[0][:4], digits[0][4:6], digits[0][6:]]
    try:
        year, month, day = map(int, digits)
        return dt.date(year, month, day).isoformat()
    except (ValueError, OverflowError):
        raise RuleBroken("form.date", field=where) from None


def _choice(raw: str, choices: tuple[str, ...], where: str) -> str:
    value = raw.strip()
    if value not in choices:
        raise RuleBroken("form.choice", field=where)
    return value


_CHECKS: dict[FieldKind, Callable[[FormField, str, str, dt.date], str]] = {
    FieldKind.TEXT: lambda field, raw, where, _: clean_line(raw, field=where, max_length=field.max_length),
    FieldKind.LONG_TEXT: lambda field, raw, where, _: clean_text(raw, field=where, max_length=field.max_length),
    FieldKind.NUMBER: lambda field, raw, where, _: _number(field, raw, where),
    FieldKind.DATE: lambda _, raw, where, __: _date(raw, where),
    FieldKind.CHOICE: lambda field, raw, where, _: _choice(raw, field.choices, where),
    FieldKind.YES_NO: lambda _, raw, where, __: _choice(raw, YES_NO, where),
    FieldKind.PHONE: lambda _, raw, where, __: check_phone(raw, field=where),
    FieldKind.ID_NUMBER: lambda _, raw, where, today: (
        check_id_number(IdDocument.RESIDENT_ID, raw, today=today, field=where).number
    ),
    FieldKind.USCC: lambda _, raw, where, __: check_uscc(raw, field=where),
}
"""Made once: a form asks for each of its fields."""
