"""``form``: a paper without a number as a PDF in a folder, from a file or for an item.

The file is one JSON object; schema by ``main.py schema form``. ``--item`` alone is enough for a 一次性告知单.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Annotated, Any

import jsonschema
import msgspec

from counter.actions import forms
from counter.actions.forms import FormSays
from counter.cli.opening import Opened
from counter.cli.taking import INTERFACE
from counter.devices.folder_printer import FolderPrinter
from counter.documents.model import PaperAuthority, PaperPackage
from counter.domain.base import Value
from counter.domain.case import Intake, PaperKind, ReceivedMaterial
from counter.domain.person import Agent, Applicant, Contact
from counter.errors import RuleBroken
from counter.wire.file_faults import fault_of
from counter.wire.intake_file import MAX_FILE_BYTES, MaterialEntry


class FormEntry(Value):
    """What is known already; the rest of the form is left to be written by hand."""

    item_code: Annotated[str, msgspec.Meta(max_length=50)] = ""
    applicant: Applicant = msgspec.field(default_factory=Applicant)
    agent: Agent | None = None
    contact: Contact | None = None
    materials: Annotated[tuple[MaterialEntry, ...], msgspec.Meta(max_length=100)] = ()
    situations: dict[str, str] = msgspec.field(default_factory=dict)
    authority: PaperAuthority | None = None
    package: PaperPackage | None = None


def run_form(opened: Opened, arguments: argparse.Namespace) -> int:
    """The form lies as a PDF in the folder, and its path is told."""
    kind = PaperKind(arguments.kind)
    entry = read_form(_bytes(arguments.file)) if arguments.file else FormEntry()
    if arguments.item:
        entry = msgspec.structs.replace(entry, item_code=arguments.item)
    intake = Intake(
        item_code=entry.item_code,
        applicant=entry.applicant,
        agent=entry.agent,
        contact=entry.contact,
        materials=tuple(
            ReceivedMaterial(code=given.code, how_got=given.how_got, copies=given.copies) for given in entry.materials
        ),
        situations=entry.situations,
    )
    says = FormSays(authority=entry.authority, package=entry.package)
    pdf = forms.form_pdf(opened.desk, INTERFACE, kind, intake, says)
    FolderPrinter(arguments.to).submit(pdf, queue="", copies=1, job=f"form-{kind}")
    print(json.dumps({"kind": kind.value, "file": str(arguments.to / f"form-{kind}.pdf")}))
    return 0


def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of the file."""
    (one,), components = msgspec.json.schema_components([FormEntry], ref_template="#/$defs/{name}")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "表单 form",
        **one,
        "$defs": components,
    }


def read_form(raw: bytes) -> FormEntry:
    """What the file says.

    Raises:
        RuleBroken: ``intake.too_big``, ``intake.json``, ``intake.schema`` (field, rule).
    """
    if len(raw) > MAX_FILE_BYTES:
        raise RuleBroken("intake.too_big")
    try:
        found = msgspec.json.decode(raw.removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise RuleBroken("intake.json") from error
    fault = fault_of(found, jsonschema.Draft202012Validator(schema()))
    if fault is not None:
        raise fault
    try:
        return msgspec.convert(found, FormEntry)
    except msgspec.ValidationError:
        raise RuleBroken("intake.schema", field="", rule="type") from None


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise RuleBroken("intake.unreadable", reason=error.strerror or "") from error
