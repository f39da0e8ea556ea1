"""The log: one JSON object per line, only allowed fields, bounded in size, its owner's only."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

import counter.log
from counter.log import ALLOWED, note, note_bug, start_log


@pytest.fixture(autouse=True)
def _closed() -> Iterator[None]:
    """No test leaves its log open behind it."""
    yield
    logger = logging.getLogger("counter")
    for handler in list(logger.handlers):
        logger.removeHandler(handler)
        handler.close()


def _lines(home: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in (home / "log" / "counter.jsonl").read_text().splitlines()]


def test_an_event_stands_on_one_line_with_its_allowed_fields(tmp_path: Path) -> None:
    """Anything else is silent."""
    start_log(tmp_path)
    note("sync.round", settled=3, trouble="platform.away", name="甲", extra=1)
    (line,) = _lines(tmp_path)
    assert {key: line[key] for key in line if key != "at"} == {
        "event": "sync.round", "settled": 3, "trouble": "platform.away"
    }  # fmt: skip
    assert not {"name", "id_number", "phone", "address", "note", "value", "file_name"} & ALLOWED


def test_a_value_cannot_make_a_line_of_its_own(tmp_path: Path) -> None:
    """trust.md A62: CR, LF and escape sequences stay inside the string."""
    start_log(tmp_path)
    note("sync.round", code='x\r\n{"event":"forged"}\x1b[31m\u2028')
    raw = (tmp_path / "log" / "counter.jsonl").read_bytes()
    assert raw.count(b"\n") == 1
    assert b"\x1b" not in raw
    assert [line["event"] for line in _lines(tmp_path)] == ["sync.round"]


def test_a_bug_is_told_by_type_and_place(tmp_path: Path) -> None:
    """The deepest place, without the words; also for an error that was never raised."""
    start_log(tmp_path)
    nothing: dict[str, str] = {}
    try:
        nothing["secret"]
    except KeyError as error:
        note_bug("store", error)
    note_bug("sync", ValueError("secret"))
    first, second = _lines(tmp_path)
    assert str(first["error"]).startswith("KeyError test_log.py:")
    assert (first["job"], second["error"]) == ("store", "ValueError ")
    assert "secret" not in (tmp_path / "log" / "counter.jsonl").read_text()


def test_starting_again_elsewhere_leaves_the_first_place_alone(tmp_path: Path) -> None:
    """One handler at a time."""
    for home in (tmp_path / "a", tmp_path / "b"):
        start_log(home)
        note("window.opened")
    assert [len(_lines(tmp_path / place)) for place in ("a", "b")] == [1, 1]
    assert (tmp_path / "a" / "log").stat().st_mode & 0o077 == 0


def test_the_log_does_not_grow_without_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Five files at most."""
    monkeypatch.setattr(counter.log, "_MOST_BYTES", 500)
    start_log(tmp_path)
    for count in range(200):
        note("sync.round", count=count)
    files = list((tmp_path / "log").iterdir())
    assert len(files) == 5
    assert sum(path.stat().st_size for path in files) <= 5 * 500


def test_no_line_is_lost_while_another_program_keeps_the_full_file_from_its_next_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Windows renames no file that somebody has open; as soon as it can be renamed, it is."""
    monkeypatch.setattr(counter.log, "_MOST_BYTES", 200)
    start_log(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", _refuse)
        for count in range(9):
            note("sync.round", settled=count)
    assert [line["settled"] for line in _lines(tmp_path)] == list(range(9))
    note("sync.round", settled=9)
    assert [line["settled"] for line in _lines(tmp_path)] == [9]
    assert (tmp_path / "log/counter.jsonl.1").exists()


def _refuse(_full: str, _to: str) -> None:
    raise PermissionError(13, "The process cannot access the file because it is being used by another process")
