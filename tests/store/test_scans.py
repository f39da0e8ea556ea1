"""Scans: encrypted, whole or not at all, found again only as what they were."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import hypothesis
import pytest
from hypothesis import strategies

from counter.domain.ids import Sha256
from counter.errors import StoreTrouble
from counter.store.scans import ScanStore
from tests.conftest import KEY, PDF, FakeClock

PIECE = 1024 * 1024


def _only_file(folder: Path) -> Path:
    (path,) = [path for path in folder.rglob("*") if path.is_file()]
    return path


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 3 * PIECE + 5])
def test_any_size_comes_back_as_it_was(tmp_path: Path, size: int) -> None:
    """At and around the borders of the pieces."""
    scans = ScanStore(tmp_path, KEY)
    content = (b"0123456789" * (size // 10 + 1))[:size]
    name = scans.put(content)
    assert name == hashlib.sha256(content).hexdigest()
    assert scans.get(name) == content
    assert ScanStore(tmp_path, KEY).get(name) == content


def test_the_same_content_is_kept_once_and_its_name_tells_nothing(tmp_path: Path) -> None:
    """Neither the hash nor the content can be seen in the folder."""
    scans = ScanStore(tmp_path, KEY)
    content = "欧阳一鸣 420106199003070011".encode() * 50
    assert scans.put(content) == scans.put(content)
    path = _only_file(tmp_path)
    assert hashlib.sha256(content).hexdigest() not in str(path)
    assert "欧阳".encode() not in path.read_bytes()


@pytest.mark.parametrize("harm", ["flip", "cut", "cut a piece", "swap pieces", "empty", "append"])
def test_a_damaged_scan_is_never_given_out_and_can_be_scanned_again(tmp_path: Path, harm: str) -> None:
    """trust.md F13."""
    scans = ScanStore(tmp_path, KEY)
    content = bytes(range(256)) * (3 * PIECE // 256)
    name = scans.put(content)
    path = _only_file(tmp_path)
    raw = path.read_bytes()
    step = PIECE + 16
    path.write_bytes(
        {
            "flip": raw[:5000] + bytes([raw[5000] ^ 1]) + raw[5001:],
            "cut": raw[:-1],
            "cut a piece": raw[: 2 * step],
            "swap pieces": raw[step : 2 * step] + raw[:step] + raw[2 * step :],
            "empty": b"",
            "append": raw + b"x",
        }[harm]
    )
    with pytest.raises(StoreTrouble) as caught:
        scans.get(name)
    assert caught.value.code == "store.scan_damaged"
    assert scans.put(content) == name
    assert scans.get(name) == content


def test_a_scan_of_another_name_or_key_is_refused(tmp_path: Path) -> None:
    """A file that was moved to another scan's place, and a folder that another key wrote."""
    scans = ScanStore(tmp_path, KEY)
    name = scans.put(b"first")
    other = Sha256("0" * 64)
    with pytest.raises(StoreTrouble) as missing:
        scans.get(other)
    assert missing.value.code == "store.scan_missing"
    target = scans._path(other)
    target.parent.mkdir(exist_ok=True)
    scans._path(name).rename(target)
    with pytest.raises(StoreTrouble) as caught:
        scans.get(other)
    assert caught.value.code == "store.scan_damaged"


def test_what_a_killed_process_left_half_written_is_no_hindrance(tmp_path: Path) -> None:
    """Also when the next process has the same number."""
    scans = ScanStore(tmp_path, KEY)
    path = scans._path(Sha256(hashlib.sha256(b"again").hexdigest()))
    path.parent.mkdir()
    path.with_name(f"{path.name}.{os.getpid()}.part").write_bytes(b"half")
    assert scans.get(scans.put(b"again")) == b"again"


@hypothesis.given(content=strategies.binary(max_size=3000))
@hypothesis.settings(max_examples=30)
def test_every_content_is_its_own_name(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    """Put, held, given back."""
    scans = ScanStore(tmp_path_factory.mktemp("scans"), KEY)
    name = scans.put(content)
    assert scans.holds(name)
    assert scans.get(name) == content


def test_a_file_is_erased_a_day_after_it_was_put_and_not_before(tmp_path: Path) -> None:
    """Whoever put it may be about to name it; the same content can be put again afterwards."""
    clock = FakeClock()
    store = ScanStore(tmp_path / "scans", KEY, clock.monotonic)
    name = store.put(PDF)
    assert not store.erase(name)
    assert store.get(name) == PDF
    clock.go_on(hours=25)
    assert store.erase(name)
    assert not store.holds(name)
    assert store.erase(name), "what is gone is gone"
    assert store.put(PDF) == name
    assert store.get(name) == PDF
    assert not store.erase(name)
