"""``queue``: this window's unsent work into a file for another to carry; such a file shown, or sent from here."""

from __future__ import annotations

import argparse
import getpass
import json
import sys
from pathlib import Path
from typing import Any

import msgspec

from counter.cli.opening import Opened, on_this_thread
from counter.errors import RuleBroken
from counter.sync.carrying import Carrying, SeenQueue, look_into
from counter.sync.exporting import export_queue
from counter.wire.messages import SignInRequest


def run_queue(opened: Opened, arguments: argparse.Namespace) -> int:
    """``export`` and ``send``; one JSON object says what was done."""
    return _export(opened, arguments.to) if arguments.action == "export" else _send(opened, arguments)


def show(file: Path) -> int:
    """What the file says of itself."""
    print(json.dumps(_told(look_into(file)), ensure_ascii=False))
    return 0


def _export(opened: Opened, folder: Path) -> int:
    """0 when everything unsent is in the file, 1 when scans are damaged here and were left out."""
    done = export_queue(opened.desk, on_this_thread, folder)
    told = {"file": str(done.path), "lines": done.lines, "scans": done.scans, "left_out": done.left_out}
    print(json.dumps(told, ensure_ascii=False))
    return 1 if done.left_out else 0


def _send(opened: Opened, arguments: argparse.Namespace) -> int:
    """0 when every line was taken, 1 when some wait for their own window."""
    seen = look_into(arguments.file)
    if opened.carrier is None:
        raise RuleBroken("enrolment.missing")
    person = SignInRequest(username=arguments.clerk, password=_password(arguments.clerk))
    token = opened.front_door.sign_in(person).id_token
    carrying = Carrying(opened.carrier, seen, token, own=opened.desk.enrolment().window)
    while not carrying.step().done:
        pass
    progress = carrying.progress
    print(json.dumps({**_told(seen), "answers": dict(progress.verdicts), "sent_scans": progress.scans}))
    return 1 if progress.stuck else 0


def _told(seen: SeenQueue) -> dict[str, Any]:
    said: dict[str, Any] = msgspec.to_builtins(seen.header)
    return {name: said[name] for name in ("hall", "hall_name", "window", "made_at", "oldest_at", "lines", "scans")}


def _password(clerk_no: str) -> str:
    """What the person typed, without an echo; from a pipe its first line. It never stands in the arguments."""
    if sys.stdin.isatty():
        return getpass.getpass(f"{clerk_no}: ")
    return sys.stdin.readline().rstrip("\r\n")
