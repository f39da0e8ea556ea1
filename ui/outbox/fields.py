"""The field that the platform named: its label, its value in the intake, and the intake with another value."""

from __future__ import annotations

import msgspec

from counter.domain.case import Intake
from counter.domain.item import ServiceItem

LABELS = {
    "applicant.name": "申请人姓名或名称",
    "applicant.id_number": "申请人证件号码",
    "applicant.id_document": "申请人证件类型",
    "applicant.phone": "申请人电话",
    "applicant.address": "申请人地址",
    "agent.name": "代理人姓名",
    "agent.id_number": "代理人证件号码",
    "agent.phone": "代理人电话",
    "agent.authority_scope": "委托权限",
    "agent.authority_until": "委托期限",
    "contact.name": "联系人姓名",
    "contact.phone": "联系人电话",
    "note": "备注",
}
_ON_PAPER = frozenset({"applicant.name", "applicant.id_number", "applicant.id_document"})


def label_of(path: str, item: ServiceItem | None = None) -> str:
    """What the clerk calls the field; the path itself when nobody knows it."""
    path = inner(path)
    if path.startswith("form."):
        key = path.removeprefix("form.")
        found = next((field.label for field in item.form if field.key == key), "") if item else ""
        return found or f"表单项 {key}"
    return LABELS.get(path, path)


def inner(path: str) -> str:
    """The path inside the intake; the platform may name it from the line's body on."""
    return path.removeprefix("body.").removeprefix("intake.")


def is_on_paper(path: str) -> bool:
    """Whether a paper says it, so that only voiding can change it (``repair.on_paper``)."""
    return inner(path) in _ON_PAPER


def value_of(intake: Intake, path: str) -> str | None:
    """The text of the field; None when it is none that can be typed in a line."""
    path = inner(path)
    head, _, rest = path.partition(".")
    if head == "form" and rest:
        return intake.form.get(rest, "")
    if path == "note":
        return intake.note
    part = getattr(intake, head, None) if path in LABELS else None
    value = getattr(part, rest, None)
    return str(value) if isinstance(value, str) else None


def with_value(intake: Intake, path: str, value: str) -> Intake:
    """The intake with that text in that field.

    Raises:
        KeyError: a field that cannot be typed in a line.
    """
    path = inner(path)
    if value_of(intake, path) is None:
        raise KeyError(path)
    head, _, rest = path.partition(".")
    if head == "form":
        return msgspec.structs.replace(intake, form={**intake.form, rest: value})
    if path == "note":
        return msgspec.structs.replace(intake, note=value)
    part = msgspec.structs.replace(getattr(intake, head), **{rest: value})
    return msgspec.structs.replace(intake, **{head: part})
