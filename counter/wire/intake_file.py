"""One case as another program hands it in: ``main.py intake FILE.json``, schema by ``main.py schema intake``."""

from __future__ import annotations

from typing import Annotated, Any

import jsonschema
import msgspec

from counter.domain.base import Value
from counter.domain.case import Decision, HowGot
from counter.domain.course import Correction, DeferredMaterial, NotNeeded, Refusal, Signer
from counter.domain.person import Agent, Applicant, Contact
from counter.errors import RuleBroken
from counter.wire.file_faults import fault_of

MAX_FILE_BYTES = 20 * 1024 * 1024


class MaterialEntry(Value):
    """A material as it was got, with the scans by path, relative to the file that names them."""

    code: Annotated[str, msgspec.Meta(max_length=50)]
    how_got: HowGot
    copies: Annotated[int, msgspec.Meta(ge=1, le=99)] = 1
    files: Annotated[tuple[str, ...], msgspec.Meta(max_length=50)] = ()
    fixed_on_spot: Annotated[str, msgspec.Meta(max_length=200)] = ""  # 当场更正


class PromiseEntry(Value):
    """承诺: who signed, and the signed sheet as a scan by path, when there is one."""

    signer: Signer = Signer.APPLICANT
    name: Annotated[str, msgspec.Meta(max_length=200)] = ""
    signed: bool = False
    file: str = ""


class DeferralEntry(Value, tag="deferral"):
    """容缺受理: what may follow, on whose promise; the credit answer is the counter's own."""

    materials: Annotated[tuple[DeferredMaterial, ...], msgspec.Meta(max_length=100)] = ()
    promise: PromiseEntry = PromiseEntry()


class CommitmentEntry(Value, tag="commitment"):
    """告知承诺: the conditions that are promised, in the words of the guide."""

    conditions: Annotated[tuple[str, ...], msgspec.Meta(max_length=100)] = ()
    promise: PromiseEntry = PromiseEntry()


RulingEntry = Correction | DeferralEntry | CommitmentEntry | Refusal | NotNeeded
"""What a decision says beyond the form; its ``type`` names the kind."""


class CaseEntry(Value):
    """One case to take in, with any decision; 补正, 容缺, 承诺, 不予受理 and 不需许可 say more in ``ruling``.

    ``case_id`` (UUID) makes a repeated call harmless; without it each call is a new case.
    """

    decision: Decision
    item_code: Annotated[str, msgspec.Meta(min_length=1, max_length=50)]
    applicant: Applicant
    agent: Agent | None = None
    contact: Contact | None = None
    materials: Annotated[tuple[MaterialEntry, ...], msgspec.Meta(max_length=100)] = ()
    form: dict[str, str] = msgspec.field(default_factory=dict)
    situations: dict[str, str] = msgspec.field(default_factory=dict)
    note: str = ""
    ruling: RulingEntry | None = None
    case_id: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$(?!\\n)")] | None = None


def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of one case or a list of them."""
    (one,), components = msgspec.json.schema_components([CaseEntry], ref_template="#/$defs/{name}")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "收件 intake",
        "anyOf": [one, {"type": "array", "items": one, "minItems": 1}],
        "$defs": components,
    }


def read_intake(raw: bytes) -> tuple[CaseEntry | RuleBroken, ...]:
    """Each case of the file, or what is wrong with it.

    Raises:
        RuleBroken: ``intake.too_big``, ``intake.json`` (line, column) when the file as a whole cannot be read.
    """
    if len(raw) > MAX_FILE_BYTES:
        raise RuleBroken("intake.too_big")
    try:
        found = msgspec.json.decode(raw.removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise RuleBroken("intake.json") from error
    entries = found if isinstance(found, list) else [found]
    if not entries:
        raise RuleBroken("intake.nothing")
    validator = jsonschema.Draft202012Validator({**schema(), "anyOf": [{"$ref": "#/$defs/CaseEntry"}]})
    return tuple(_entry(entry, validator) for entry in entries)


def _entry(entry: object, validator: jsonschema.Draft202012Validator) -> CaseEntry | RuleBroken:
    """The case, or the deepest fault of its form; values never appear, they may be personal."""
    fault = fault_of(entry, validator)
    if fault is not None:
        return fault
    try:
        return msgspec.convert(entry, CaseEntry)
    except msgspec.ValidationError:
        return RuleBroken("intake.schema", field="", rule="type")
