"""A desk on a network or roaming profile is refused before anything is written there."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from counter.errors import StoreTrouble
from counter.local_disk import check_local, force


def _mounts(tmp_path: Path, *rows: tuple[str, str]) -> Path:
    """A file as the kernel shows it: the root is local, then these mount points with their kinds."""
    file = tmp_path / "mounts"
    lines = ["/dev/sda1 / ext4 rw,relatime 0 0", *(f"device {point} {kind} rw 0 0" for point, kind in rows)]
    file.write_text("\n".join(lines) + "\n")
    return file


@pytest.mark.parametrize("kind", ["nfs", "nfs4", "cifs", "smb3", "9p", "fuse.sshfs", "ceph", "fuse.gvfsd-fuse"])
def test_a_home_on_a_network_file_system_is_refused(tmp_path: Path, kind: str) -> None:
    with pytest.raises(StoreTrouble) as refused:
        check_local(tmp_path / "home/desk", _mounts(tmp_path, (str(tmp_path), kind)))
    assert refused.value.code == "store.network_home"
    assert refused.value.params == {"kind": kind}


@pytest.mark.parametrize("kind", ["ext4", "xfs", "btrfs", "overlay", "tmpfs", "fuseblk", "ecryptfs", "f2fs"])
def test_a_home_on_a_disk_of_this_machine_is_taken(tmp_path: Path, kind: str) -> None:
    check_local(tmp_path / "home/desk", _mounts(tmp_path, (str(tmp_path), kind)))


def test_the_nearest_mount_point_counts_and_not_the_one_above_it(tmp_path: Path) -> None:
    (tmp_path / "home/local").mkdir(parents=True)
    mounts = _mounts(tmp_path, (f"{tmp_path}/home/local", "xfs"), (f"{tmp_path}/home", "nfs4"))
    check_local(tmp_path / "home/local/desk", mounts)
    with pytest.raises(StoreTrouble):
        check_local(tmp_path / "home/other", mounts)


def test_what_is_mounted_over_a_mount_point_counts(tmp_path: Path) -> None:
    mounts = _mounts(tmp_path, (str(tmp_path), "nfs4"), (str(tmp_path), "ext4"))
    check_local(tmp_path, mounts)


def test_a_neighbour_whose_name_begins_alike_is_not_the_mount_point(tmp_path: Path) -> None:
    check_local(tmp_path / "homes", _mounts(tmp_path, (f"{tmp_path}/home", "nfs4")))


def test_a_link_onto_the_network_is_seen_through(tmp_path: Path) -> None:
    (tmp_path / "share").mkdir()
    (tmp_path / "desk").symlink_to(tmp_path / "share")
    with pytest.raises(StoreTrouble):
        check_local(tmp_path / "desk", _mounts(tmp_path, (f"{tmp_path}/share", "cifs")))


def test_a_mount_point_with_a_space_or_chinese_is_read_as_the_kernel_writes_it(tmp_path: Path) -> None:
    (tmp_path / "共享 文档").mkdir()
    mounts = _mounts(tmp_path, (f"{tmp_path}/共享 文档".replace(" ", "\\040"), "cifs"))
    with pytest.raises(StoreTrouble):
        check_local(tmp_path / "共享 文档/desk", mounts)


def test_this_machine_itself_is_asked_without_harm(tmp_path: Path) -> None:
    check_local(tmp_path)
    check_local(tmp_path, tmp_path / "no such file")


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
