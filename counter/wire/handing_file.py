"""A step of a result as another program hands it in, ``handout RESULT_OR_CASE_NO FILE.json``; what a day's gaps are.

``type`` names the step; without it the file names who collects. The number on the command line says which result.
"""

from __future__ import annotations

from typing import Any

import jsonschema
import msgspec

from counter.domain.base import Value
from counter.domain.handing import Collector, Posting, ResultState
from counter.errors import RuleBroken
from counter.wire.file_faults import fault_of
from counter.wire.intake_file import MAX_FILE_BYTES


class CollectEntry(Value, tag="collect"):
    """已取件: who takes it away."""

    collector: Collector


class PostEntry(Value, tag="post"):
    """邮寄: where to and under which waybill."""

    posting: Posting


class PostStateEntry(Value, tag="post_state"):
    """What the post did: picked_up, delivered, or at_window when it came back, with the reason."""

    state: ResultState
    reason: str = ""


class CancelEntry(Value, tag="cancel"):
    """撤单."""

    reason: str


class UndeliveredEntry(Value, tag="undelivered"):
    """未送达: what was tried."""

    reason: str


class TryAgainEntry(Value, tag="try_again"):
    """An undelivered result is ready again."""

    reason: str = ""


class SignInEntry(Value, tag="sign_in"):
    """窗口签收, with a 出件通知 when it is wanted."""

    notice: bool = False


StepEntry = CollectEntry | PostEntry | PostStateEntry | CancelEntry | UndeliveredEntry | TryAgainEntry | SignInEntry
"""Everything that ``handout`` takes."""


def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of ``handout``."""
    (one,), components = msgspec.json.schema_components([StepEntry], ref_template="#/$defs/{name}")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "出件 handout",
        **one,
        "$defs": components,
    }


def read_step(raw: bytes) -> StepEntry:
    """The step of the file.

    Raises:
        RuleBroken: ``intake.too_big``, ``intake.json``, ``intake.schema`` (field, rule).
    """
    found = _decoded(raw)
    if not isinstance(found, dict):
        raise RuleBroken("intake.schema", field="", rule="type")
    found = {"type": "collect", **found}
    form = schema()
    chosen = form["discriminator"]["mapping"].get(str(found["type"]))
    if chosen is None:
        raise RuleBroken("intake.schema", field="type", rule="enum")
    step: StepEntry = _read(found, {"$ref": chosen, "$defs": form["$defs"]}, StepEntry)
    return step


def read_explanations(raw: bytes) -> dict[str, str]:
    """What is said of each gap of a day, by what it is about or by its kind.

    Raises:
        RuleBroken: ``intake.too_big``, ``intake.json``, ``intake.schema``.
    """
    form = {"type": "object", "additionalProperties": {"type": "string"}}
    said: dict[str, str] = _read(_decoded(raw), form, dict[str, str])
    return said


def _decoded(raw: bytes) -> Any:
    if len(raw) > MAX_FILE_BYTES:
        raise RuleBroken("intake.too_big")
    try:
        return msgspec.json.decode(raw.removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise RuleBroken("intake.json") from error


def _read(found: Any, form: dict[str, Any], wanted: Any) -> Any:
    """The value, or the deepest fault of its form; what was typed never appears, it may be personal."""
    fault = fault_of(found, jsonschema.Draft202012Validator(form))
    if fault is not None:
        raise fault
    try:
        return msgspec.convert(found, wanted)
    except msgspec.ValidationError:
        raise RuleBroken("intake.schema", field="", rule="type") from None
