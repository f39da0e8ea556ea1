"""诊断包: what support is sent, as pieces of text that a person reads before he sends them. No personal data.

Every piece is made of codes, counts and versions. The log is let through field by field once more, so that a line of
another program, or of a version that was less careful, does not pass.
"""

from __future__ import annotations

import datetime as dt
import importlib.metadata
import json
import platform
import re
import sys
import zipfile
from pathlib import Path

import msgspec

from counter import VERSION
from counter.actions.desk import Desk
from counter.domain.base import Value
from counter.errors import CounterError, RuleBroken
from counter.health.findings import Report
from counter.log import ALLOWED
from counter.settings import Reading
from counter.settings.reading import shown
from counter.store import counts

_LINE_CHARACTERS = 2000
_PLAIN = re.compile(r"[A-Za-z_:.,+-][A-Za-z0-9_:.,+ -]{0,99}|[0-9]{4}-[0-9]{2}-[0-9]{2}[0-9:,. +-]{0,30}|")
"""Codes, names of ours and times; a long number or a word in Chinese is no such thing."""


class Piece(Value):
    """One file of the bundle."""

    name: str
    text: str


def pieces(home: Path, reading: Reading, report: Report, desk: Desk | None) -> tuple[Piece, ...]:
    """What would be sent, in order. With a desk it runs on the store lane; a desk that does not open is left out."""
    found = [
        Piece(name="health.json", text=_json(msgspec.to_builtins(report.findings))),
        Piece(name="policy.json", text=_json(policy_told(reading))),
        Piece(name="versions.json", text=_json(_versions())),
    ]
    if desk is not None:
        try:
            found += [
                Piece(name="counts.json", text=_json(counts.counts(desk.db))),
                Piece(name="schema.sql", text=counts.schema(desk.db)),
            ]
        except CounterError as error:
            found.append(Piece(name="counts.json", text=_json({"code": error.code})))
    found.append(Piece(name="files.txt", text=_files(home)))
    found.append(Piece(name="packages.txt", text=_packages()))
    for path in sorted((home / "log").glob("counter.jsonl*")):
        found.append(Piece(name=f"log/{path.name}", text=_log(path)))
    return tuple(msgspec.structs.replace(piece, text=_without_user(piece.text)) for piece in found)


def write_bundle(folder: Path, parts: tuple[Piece, ...], *, now: dt.datetime) -> Path:
    """The pieces, and nothing else, lie in a zip in that folder.

    Raises:
        RuleBroken: ``bundle.not_written``.
    """
    path = folder / f"window-counter-diagnose-{now.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}.zip"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(path, "x", zipfile.ZIP_DEFLATED) as bundle:
            for part in parts:
                bundle.writestr(part.name, part.text)
    except OSError as error:
        raise RuleBroken("bundle.not_written") from error
    return path


def policy_told(reading: Reading) -> dict[str, object]:
    """Every key with its value, its source and whether it is locked, and what is wrong; no password of an address."""
    return {
        "keys": {
            held.key: {
                "value": held.value if isinstance(held.value, int) else shown(held.value),
                "source": held.source.value,
                "where": held.where,
                "locked": held.locked,
            }
            for held in reading.held
        },
        "faults": [{"code": fault.code, "field": fault.field, **fault.params} for fault in reading.faults],
    }


def _versions() -> dict[str, str]:
    import sqlcipher3  # noqa: PLC0415 -- asked for its version only

    return {
        "window-counter": VERSION,
        "python": sys.version.split()[0],
        "sqlite": sqlcipher3.sqlite_version,
        "system": platform.system(),
        "release": platform.release(),
        "machine": platform.machine(),
        "libc": " ".join(platform.libc_ver()),
    }


def _packages() -> str:
    found = {f"{each.metadata['Name']} {each.version}" for each in importlib.metadata.distributions()}
    return "".join(f"{name}\n" for name in sorted(found, key=str.lower))


def _files(home: Path) -> str:
    """Sizes and rights of the desk's own files; the names of scans and papers are left out."""
    lines = []
    for path in sorted(home.glob("counter.*")):
        if path.is_file():
            state = path.stat()
            lines.append(f"{path.name} {state.st_size} {state.st_mode & 0o777:o}\n")
    for name in ("scans", "papers", "tickets"):
        count = sum(1 for path in (home / name).rglob("*") if path.is_file())
        lines.append(f"{name}/ {count}\n")
    return "".join(lines)


def _log(path: Path) -> str:
    """The log's lines with the fields that a log line may carry; what is no such line is counted and left out."""
    kept, dropped = [], 0
    with path.open(encoding="utf-8", errors="replace") as file:
        for line in file:
            try:
                found = json.loads(line[:_LINE_CHARACTERS])
                event = {name: value for name, value in found.items() if name in ALLOWED | {"at", "event"}}
                if not all(isinstance(value, int | float) or _PLAIN.fullmatch(value) for value in event.values()):
                    raise ValueError("no line of ours")  # noqa: TRY301 -- counted with the others
            except (ValueError, TypeError, AttributeError, RecursionError):
                dropped += 1
                continue
            kept.append(json.dumps(event, ensure_ascii=True))
    if dropped:
        kept.append(json.dumps({"event": "lines_left_out", "count": dropped}))
    return "".join(f"{line}\n" for line in kept)


def _without_user(text: str) -> str:
    """The user's name stands in the path of his folder; support does not need it."""
    home = str(Path.home())
    return text.replace(home, "~") if len(home) > 1 else text


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
