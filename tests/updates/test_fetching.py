"""A package comes whole and as signed, or not at all; a break costs only what had not come yet."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from counter.errors import Refused, StoreTrouble, Unreachable
from counter.platform_api.mirror import HttpMirror
from counter.updates.channel import follow
from counter.updates.fetching import MOST_BYTES, fetch
from counter.updates.mirror import FolderMirror, Mirror
from counter.updates.offer import Package
from tests.updates.publishing import Engineer, Server


@pytest.fixture
def package(tmp_path: Path, engineer: Engineer) -> Package:
    """The published package of version 1.1.0, half a megabyte."""
    (one,) = follow(engineer.root.read_bytes(), tmp_path / "t", FolderMirror(engineer.public_folder)).packages
    return one


def _content(engineer: Engineer, package: Package) -> bytes:
    return (engineer.public_folder / package.path).read_bytes()


def test_the_package_lies_there_alone(tmp_path: Path, engineer: Engineer, mirror: Mirror, package: Package) -> None:
    """What an earlier version left is gone."""
    staging = tmp_path / "staging"
    staging.mkdir()
    (staging / "window-counter_1.0.5_amd64.deb").write_bytes(b"old")
    (staging / "aa.part").write_bytes(b"half of something")
    file = fetch(package, mirror, staging)
    assert [each.name for each in staging.iterdir()] == [package.name]
    assert file.read_bytes() == _content(engineer, package)
    assert staging.stat().st_mode & 0o077 == 0 or staging.stat().st_mode & 0o022 == 0


def test_what_is_there_already_is_not_fetched_again(tmp_path: Path, server: Server, package: Package) -> None:
    fetch(package, HttpMirror(server.url), tmp_path / "s")
    before = len(server.asked)
    fetch(package, HttpMirror(server.url), tmp_path / "s")
    assert len(server.asked) == before


def test_what_somebody_changed_in_the_folder_is_fetched_again(
    tmp_path: Path, engineer: Engineer, mirror: Mirror, package: Package
) -> None:
    file = fetch(package, mirror, tmp_path / "s")
    file.write_bytes(b"changed")
    assert fetch(package, mirror, tmp_path / "s").read_bytes() == _content(engineer, package)


@pytest.mark.parametrize("knows_ranges", [True, False])
def test_after_a_break_it_goes_on_where_it_stopped(
    tmp_path: Path, engineer: Engineer, server: Server, package: Package, knows_ranges: bool
) -> None:
    """Also from a server that can only begin at the beginning."""
    server.knows_ranges, server.cut_after = knows_ranges, 200_000
    with pytest.raises(Unreachable):
        fetch(package, HttpMirror(server.url), tmp_path / "s")
    (part,) = (tmp_path / "s").iterdir()
    come = part.stat().st_size
    assert 100_000 < come <= 200_000
    server.cut_after = None
    assert fetch(package, HttpMirror(server.url), tmp_path / "s").read_bytes() == _content(engineer, package)
    assert server.asked[-1][1] == f"bytes={come}-"


def test_a_folder_that_is_shorter_than_listed_is_gone_on_with(
    tmp_path: Path, engineer: Engineer, package: Package
) -> None:
    """A stick that was pulled out while it was being filled."""
    content = _content(engineer, package)
    place = engineer.public_folder / package.path
    place.write_bytes(content[:1000])
    mirror = FolderMirror(engineer.public_folder)
    with pytest.raises(Unreachable) as caught:
        fetch(package, mirror, tmp_path / "s")
    assert caught.value.code == "updates.cut_off"
    place.write_bytes(content)
    assert fetch(package, mirror, tmp_path / "s").read_bytes() == content


def test_other_content_is_thrown_away(tmp_path: Path, engineer: Engineer, mirror: Mirror, package: Package) -> None:
    content = _content(engineer, package)
    (engineer.public_folder / package.path).write_bytes(content[:-1] + b"\1")
    with pytest.raises(Refused) as caught:
        fetch(package, mirror, tmp_path / "s")
    assert caught.value.code == "updates.wrong_file"
    assert list((tmp_path / "s").iterdir()) == []


def test_a_package_without_end_is_not_read_to_its_end(
    tmp_path: Path, engineer: Engineer, mirror: Mirror, package: Package
) -> None:
    with (engineer.public_folder / package.path).open("ab") as file:
        file.truncate(package.size_bytes + 50_000_000)
    with pytest.raises(Refused) as caught:
        fetch(package, mirror, tmp_path / "s")
    assert caught.value.code == "updates.wrong_length"
    assert sum(each.stat().st_size for each in (tmp_path / "s").iterdir()) == 0


def test_a_part_of_something_else_does_no_harm(
    tmp_path: Path, engineer: Engineer, mirror: Mirror, package: Package
) -> None:
    """A part that was spoilt on the disk is found out, thrown away, and the next round begins anew."""
    (tmp_path / "s").mkdir()
    (tmp_path / "s" / f"{package.sha256}.part").write_bytes(b"x" * 500)
    with pytest.raises(Refused):
        fetch(package, mirror, tmp_path / "s")
    (tmp_path / "s" / f"{package.sha256}.part").write_bytes(b"x" * (package.size_bytes + 1))
    assert fetch(package, mirror, tmp_path / "s").read_bytes() == _content(engineer, package)


def test_a_disk_without_room_is_named_before_anything_comes(tmp_path: Path, server: Server, package: Package) -> None:
    with pytest.raises(StoreTrouble) as caught:
        fetch(package, HttpMirror(server.url), tmp_path / "s", free_bytes=lambda _folder: 600_000_000)
    assert (caught.value.code, caught.value.params["needs_mb"]) == ("updates.no_room", 700)
    assert server.asked == []


def test_a_package_larger_than_any_of_ours_is_not_fetched(tmp_path: Path, server: Server, package: Package) -> None:
    huge = msgspec.structs.replace(package, size_bytes=MOST_BYTES + 1)
    with pytest.raises(Refused) as caught:
        fetch(huge, HttpMirror(server.url), tmp_path / "s")
    assert caught.value.code == "updates.too_big"
    assert server.asked == []


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path, mirror: Mirror, package: Package) -> None:
    (tmp_path / "s").write_text("a file in its place")
    with pytest.raises(StoreTrouble) as caught:
        fetch(package, mirror, tmp_path / "s")
    assert caught.value.code == "updates.not_kept"


def test_a_server_that_begins_elsewhere_is_not_believed(tmp_path: Path, server: Server, package: Package) -> None:
    (tmp_path / "s").mkdir()
    (tmp_path / "s" / f"{package.sha256}.part").write_bytes(b"x" * 10)
    server.status[f"{package.sha256}.{package.name}"] = 206
    with pytest.raises(Unreachable) as caught:
        fetch(package, HttpMirror(server.url), tmp_path / "s")
    assert caught.value.code == "updates.mirror_away"


def test_a_mirror_that_drips_is_left(server: Server, package: Package) -> None:
    """Each byte may come within the idle limit; the whole has a limit of its own."""
    with pytest.raises(Unreachable) as caught:
        list(HttpMirror(server.url).pieces(package.path, start=0, wait_s=-1.0))
    assert caught.value.code == "updates.mirror_slow"
