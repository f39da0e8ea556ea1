"""What was written is forced to the disk, a folder's names too where the system can; a file is whole or as it was."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from counter.local_disk import force, write_whole


def test_what_was_written_is_forced_to_the_disk_by_name_and_content(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("x")
    force(tmp_path / "a")
    force(tmp_path)
    with pytest.raises(FileNotFoundError):
        force(tmp_path / "gone")


def test_windows_opens_no_folder_and_is_not_asked_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file in it is forced there all the same."""
    opened: list[Path] = []
    real = os.open
    (tmp_path / "a").touch()

    def watched(path: Path, flags: int) -> int:
        opened.append(path)
        return real(path, flags)

    with monkeypatch.context() as patch:
        patch.setattr(os, "open", watched)
        force(tmp_path, system="nt")
        force(tmp_path / "a", system="nt")
    assert opened == [tmp_path / "a"]


def test_a_file_is_written_whole_or_stays_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is cut short lies beside it under a name that nobody reads."""
    file = tmp_path / "choice.json"
    write_whole(file, b"first")
    assert file.stat().st_mode & 0o777 == 0o600
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", _full)
        with pytest.raises(OSError, match="full"):
            write_whole(file, b"second")
    assert file.read_bytes() == b"first"
    write_whole(file, b"third")
    assert [each.name for each in tmp_path.iterdir()] == ["choice.json"]
    assert file.read_bytes() == b"third"


def _full(_descriptor: int) -> None:
    raise OSError("full")
