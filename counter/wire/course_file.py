"""A deed on a case as another program hands it in: ``supplement CASE_NO FILE.json``, ``decide CASE_NO FILE.json``.

``type`` names the deed of ``decide``; without it the file is a decision on a received case. The number on the command
line says which case, so no file does. Schemas by ``main.py schema supplement`` and ``main.py schema decide``.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

import jsonschema
import msgspec

from counter.domain.base import Value
from counter.domain.case import Decision
from counter.domain.course import Defect
from counter.domain.ids import CaseId
from counter.domain.proposal import Amend, Extend, ExtendOwed, Hang, Lapse, Revoke, Void, Withdraw
from counter.errors import RuleBroken
from counter.wire.file_faults import fault_of
from counter.wire.intake_file import MAX_FILE_BYTES, MaterialEntry, RulingEntry


class SupplementEntry(Value):
    """补件: what was brought, by the codes that are owed; dated by its arrival."""

    materials: Annotated[tuple[MaterialEntry, ...], msgspec.Meta(max_length=100)] = ()
    how: str = "window"  # window / post / online
    arrived_on: dt.date | None = None
    form: dict[str, str] = msgspec.field(default_factory=dict)


class DecideEntry(Value, tag="decide"):
    """A decision on a received case."""

    case: CaseId
    decision: Decision
    ruling: RulingEntry | None = None


class ResumeEntry(Value, tag="resume"):
    """特别程序结束."""

    case: CaseId


class TellAgainEntry(Value, tag="tell_again"):
    """A wrong supplement is told once again in writing."""

    case: CaseId
    code: str
    defect: Defect


DeedEntry = (
    DecideEntry | ResumeEntry | TellAgainEntry | ExtendOwed | Lapse | Extend | Hang | Withdraw | Revoke | Void | Amend
)
"""Everything that ``decide`` takes."""


def schema(what: str) -> dict[str, Any]:
    """The JSON Schema (2020-12) of ``supplement`` or ``decide``."""
    wanted = SupplementEntry if what == "supplement" else DeedEntry
    (one,), components = msgspec.json.schema_components([wanted], ref_template="#/$defs/{name}")
    if what != "supplement":
        for place in one["discriminator"]["mapping"].values():
            _leave_out_case(components[place.rpartition("/")[2]])
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "补件 supplement" if what == "supplement" else "办理 decide",
        **one,
        "$defs": components,
    }


def read_supplement(raw: bytes) -> SupplementEntry:
    """What was brought.

    Raises:
        RuleBroken: ``intake.too_big``, ``intake.json``, ``intake.schema`` (field, rule).
    """
    entry: SupplementEntry = _read(_decoded(raw), schema("supplement"), SupplementEntry)
    return entry


def read_deed(raw: bytes, case: CaseId) -> DeedEntry:
    """The deed of the file upon that case.

    Raises:
        RuleBroken: ``intake.too_big``, ``intake.json``, ``intake.schema`` (field, rule).
    """
    found = _decoded(raw)
    if not isinstance(found, dict):
        raise RuleBroken("intake.schema", field="", rule="type")
    found = {"type": "decide", **found}
    form = schema("decide")
    chosen = form["discriminator"]["mapping"].get(str(found["type"]))
    if chosen is None:
        raise RuleBroken("intake.schema", field="type", rule="enum")
    deed: DeedEntry = _read(found, {"$ref": chosen, "$defs": form["$defs"]}, DeedEntry, case=case)
    return deed


def _decoded(raw: bytes) -> object:
    if len(raw) > MAX_FILE_BYTES:
        raise RuleBroken("intake.too_big")
    try:
        return msgspec.json.decode(raw.removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise RuleBroken("intake.json") from error


def _read(found: Any, form: dict[str, Any], wanted: Any, **more: object) -> Any:
    """The value, or the deepest fault of its form; what was typed never appears, it may be personal."""
    fault = fault_of(found, jsonschema.Draft202012Validator(form))
    if fault is not None:
        raise fault
    try:
        return msgspec.convert(found | more, wanted)
    except msgspec.ValidationError:
        raise RuleBroken("intake.schema", field="", rule="type") from None


def _leave_out_case(component: dict[str, Any]) -> None:
    component["properties"].pop("case")
    component["required"] = [name for name in component["required"] if name != "case"]
