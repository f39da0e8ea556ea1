"""``recover`` at the counter, ``recovery`` at IT's own desk (faults.md F19)."""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path

from counter import recovery
from counter.cli import keeping
from counter.cli.opening import key_ring_of
from counter.errors import RuleBroken
from counter.settings import read_settings

_MOST_BYTES = 10_000


def run(arguments: argparse.Namespace) -> int:
    """The command was carried out."""
    if arguments.command == "recover":
        return _recover(arguments)
    return _new_key(arguments.key) if arguments.action == "new-key" else _open(arguments.slot, arguments.key)


def _recover(arguments: argparse.Namespace) -> int:
    """The key is kept again. The code comes from stdin: the command line is read by every program of the machine."""
    if arguments.show_slot:
        slot = keeping.slot_of(arguments.home)
        if not slot:
            raise RuleBroken("recovery.no_slot")
        print(slot, end="")
        return 0
    settings = read_settings(arguments.home, arguments.policy)
    key = keeping.recovered_key(arguments.home, sys.stdin.readline())
    keeping.keep_again(arguments.home, key, key_ring_of(settings))
    print(json.dumps({"recovered": True}))
    return 0


def _new_key(path: Path) -> int:
    """The private key lies in that file, for IT's safe; the public one is printed, for the policy."""
    private, public = recovery.new_recovery_key()
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            file.write(private + "\n")
    except OSError as error:
        raise RuleBroken("recovery.key_file", file=path.name) from error
    print(json.dumps({"recovery_key": public}))
    return 0


def _open(slot: Path | None, key: Path) -> int:
    """The recovery code of that counter is printed."""
    if slot is None:
        raise RuleBroken("recovery.slot")
    print(recovery.code_of(recovery.open_slot(_text(slot), _text(key))))
    return 0


def _text(path: Path) -> str:
    try:
        with path.open(encoding="ascii", errors="replace") as file:
            return file.read(_MOST_BYTES)
    except OSError as error:
        raise RuleBroken("recovery.key_file", file=path.name) from error
