"""``hall health``, ``backup``, ``restore``, ``take-queue``: what whoever runs a hall does beside it (docs/hall.md)."""

from __future__ import annotations

import argparse
import collections
import contextlib
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from counter.domain.ids import Sha256
from counter.errors import RuleBroken
from counter.hall import backup, restore
from counter.hall.blobs import hash_of
from counter.hall.hall import practice_clock
from counter.hall.health import health
from counter.hall.queues import CarriedBy
from counter.hall.serve import embedded, open_hall
from counter.wire.messages import Verdict


def data_dir_of(arguments: argparse.Namespace) -> Path:
    """Where the hall's files lie, for its owner only."""
    folder: Path = arguments.home / "hall"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _health(arguments: argparse.Namespace) -> int:
    """Every check is told; 0 when all are well, else 1."""
    now = practice_clock(arguments.clock)()
    found = health(_url(arguments), data_dir_of(arguments), now)
    if arguments.json:
        print(json.dumps(found))
    else:
        for name, check in found["checks"].items():
            seen = " ".join(f"{key}={value}" for key, value in check.items() if key != "ok")
            print(f"{'ok  ' if check['ok'] else 'FAIL'} {name} {seen}".rstrip())
    return 0 if found["ok"] else 1


def _backup(arguments: argparse.Namespace) -> int:
    """The file is a whole backup; what it holds is told."""
    if arguments.to is None:
        raise RuleBroken("backup.file", reason="hall backup --to FILE [--scans DIR]")
    now = practice_clock(arguments.clock)()
    made = backup.make(_url(arguments), data_dir_of(arguments), arguments.to, scans=arguments.scans, now=now)
    _tell({"file": str(arguments.to), **msgspec.to_builtins(made)})
    return 0


def _restore(arguments: argparse.Namespace) -> int:
    """The hall is what the file says; what was done is told, and what a person still has to do."""
    if len(arguments.words) != 1:
        raise RuleBroken("backup.file", reason="hall restore FILE [--scans DIR]")
    now = practice_clock(arguments.clock)()
    file = Path(arguments.words[0])
    done = restore.restore(_url(arguments), data_dir_of(arguments), file, scans=arguments.scans, now=now)
    _tell(msgspec.to_builtins(done))
    print(
        f"before the hall is started: catalogues, policies and people that were changed after {done.backup_made_at}"
        " have to be brought in once more",
        file=sys.stderr,
    )
    return 0


def _restored(arguments: argparse.Namespace) -> int:
    """The hall knows that its database was put back by other means."""
    now = practice_clock(arguments.clock)()
    _tell(msgspec.to_builtins(restore.mark_restored(_url(arguments), data_dir_of(arguments), now=now)))
    return 0


def _take_queue(arguments: argparse.Namespace) -> int:
    """The exported queue of a window is in the hall; what became of its lines is told, and 0 when all were taken."""
    if len(arguments.words) != 1:
        raise RuleBroken("queue.file", reason="hall take-queue FILE.ycq")
    file = Path(arguments.words[0])
    try:
        name = Sha256(hash_of(file))
    except OSError as error:
        raise RuleBroken("hall.file_unreadable", reason=error.strerror or "") from None
    data_dir, now = data_dir_of(arguments), practice_clock(arguments.clock)
    with contextlib.closing(
        open_hall(database_url=arguments.database, data_dir=data_dir, practice=arguments.practice, now=now)
    ) as hall:
        verdicts: collections.Counter[str] = collections.Counter()
        scans, done = 0, False
        while not done:
            answer = hall.queues.take_file(file, name, CarriedBy())
            verdicts.update(line.verdict for line in answer.lines)
            scans, done = answer.scans, answer.done
    _tell({"file": file.name, "lines": dict(verdicts), "scans": scans})
    return 0 if set(verdicts) <= {Verdict.SETTLED, Verdict.DUPLICATE} else 1


ACTIONS: dict[str, Callable[[argparse.Namespace], int]] = {
    "health": _health,
    "backup": _backup,
    "restore": _restore,
    "restored": _restored,
    "take-queue": _take_queue,
}


def _url(arguments: argparse.Namespace) -> str:
    url: str = arguments.database
    return url or embedded(data_dir_of(arguments))


def _tell(said: dict[str, Any]) -> None:
    print(json.dumps(said))
