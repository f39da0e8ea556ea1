"""Two slots in turn: a torn write leaves the other, and nothing that is no mark is taken for one."""

from __future__ import annotations

import os
from pathlib import Path

import hypothesis
import pytest
from hypothesis import strategies

from counter.store.high_water import HighWater, Mark

SLOT_BYTES = 96


def _mark(seq: int) -> Mark:
    return Mark(epoch="AB", seq=seq, head=f"{seq:064x}")


def _read(path: Path) -> Mark | None:
    opened = HighWater(path)
    try:
        return opened.read()
    finally:
        opened.close()


def _written(path: Path, *seqs: int) -> None:
    opened = HighWater(path)
    for seq in seqs:
        opened.write(_mark(seq))
    opened.close()


def test_a_new_file_has_no_mark_and_the_last_written_counts(tmp_path: Path) -> None:
    """Also when it is opened again, and written on."""
    path = tmp_path / "x.high"
    assert _read(path) is None
    _written(path, 1, 2, 3)
    assert _read(path) == _mark(3)
    _written(path, 4)
    assert _read(path) == _mark(4)
    assert path.stat().st_size == 2 * SLOT_BYTES
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_lower_mark_written_later_counts(tmp_path: Path) -> None:
    """A new epoch begins at zero again: the count of writes decides, not the seq."""
    path = tmp_path / "x.high"
    _written(path, 900, 0)
    assert _read(path) == _mark(0)


@hypothesis.given(
    writes=strategies.integers(1, 7), place=strategies.integers(0, 2 * SLOT_BYTES - 1), bit=strategies.integers(0, 7)
)
def test_a_flipped_bit_gives_the_last_mark_or_the_one_before(
    tmp_path_factory: pytest.TempPathFactory, writes: int, place: int, bit: int
) -> None:
    """Never another one."""
    path = tmp_path_factory.mktemp("high") / "x.high"
    _written(path, *range(1, writes + 1))
    raw = bytearray(path.read_bytes())
    raw[place] ^= 1 << bit
    path.write_bytes(raw)
    expected = [_mark(writes), _mark(writes - 1) if writes > 1 else None]
    assert _read(path) in expected


@pytest.mark.parametrize("kept", range(0, 2 * SLOT_BYTES, 7))
def test_a_file_that_was_cut_gives_a_mark_that_was_written_or_none(tmp_path: Path, kept: int) -> None:
    """And takes the next one."""
    path = tmp_path / "x.high"
    _written(path, 1, 2)
    os.truncate(path, kept)
    assert _read(path) in {None, _mark(1), _mark(2)}
    _written(path, 3)
    assert _read(path) == _mark(3)


def test_a_mark_that_cannot_be_written_leaves_the_one_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The deed is on the disk already; the mark may be behind."""
    opened = HighWater(tmp_path / "x.high")
    opened.write(_mark(1))
    with monkeypatch.context() as patch:
        patch.setattr(opened, "_write_at", _refuse)
        opened.write(_mark(2))
    assert opened.read() == _mark(1)
    opened.write(_mark(3))
    assert opened.read() == _mark(3)
    opened.close()
    opened.close()


def _refuse(_place: int, _raw: bytes) -> None:
    raise OSError(28, "No space left on device")
