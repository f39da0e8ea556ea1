"""The signed list of packages, followed from this machine's own root of trust (The Update Framework, by python-tuf).

    N.root.json … the newest, each signed by the one before ─▶ timestamp ─▶ snapshot ─▶ targets

Refused, each by its code, with nothing changed: an older list (rollback), one that nobody renewed (expired), files of
different days (mixed), a signature of a stranger (foreign_key), a file without end (endless), no list at all (damaged).
"""

from __future__ import annotations

import datetime as dt
import os
import stat
from collections.abc import Iterator
from pathlib import Path

from tuf.api.exceptions import (
    BadVersionNumberError,
    DownloadError,
    DownloadHTTPError,
    DownloadLengthMismatchError,
    ExpiredMetadataError,
    LengthOrHashMismatchError,
    RepositoryError,
    UnsignedMetadataError,
)
from tuf.api.metadata import Metadata, TargetFile, Targets, Timestamp
from tuf.ngclient import FetcherInterface, Updater

from counter.domain.base import Value
from counter.errors import Refused, RuleBroken, StoreTrouble, Unreachable
from counter.updates.mirror import Mirror
from counter.updates.offer import Package, package_of

_METADATA_WAIT_S = 30.0
_NOT_THERE = 404
_OTHERS_MAY_WRITE = stat.S_IWGRP | stat.S_IWOTH
_BASE = "mirror:/"


class Listed(Value):
    """The list as it is signed now."""

    packages: tuple[Package, ...]
    expires_at: dt.datetime  # after that it has to have been renewed
    unread: int = 0  # entries that this version does not understand


class _Fetch(FetcherInterface):
    """Reads through our own mirror, and knows which file came last."""

    def __init__(self, mirror: Mirror) -> None:
        self._mirror = mirror
        self.last = ""

    def _fetch(self, url: str) -> Iterator[bytes]:
        path = url.removeprefix(_BASE).removeprefix("/")
        self.last = path.rpartition("/")[2]
        try:
            yield from self._mirror.pieces(path, start=0, wait_s=_METADATA_WAIT_S)
        except Unreachable as error:
            if error.code != "updates.mirror_missing":
                raise
            raise DownloadHTTPError(f"{self.last} is not there", _NOT_THERE) from error


def read_root(path: Path) -> bytes:
    """The root of trust as IT put it there; nobody else may be able to change it.

    Raises:
        RuleBroken: ``updates.no_root``, ``updates.root_open``.
    """
    try:
        with path.open("rb") as file:
            found = os.fstat(file.fileno())
            if os.name == "posix" and (found.st_uid not in {0, os.geteuid()} or found.st_mode & _OTHERS_MAY_WRITE):
                raise RuleBroken("updates.root_open", file=path.name)
            return file.read()
    except OSError as error:
        raise RuleBroken("updates.no_root", file=path.name) from error


def follow(root: bytes, trusted: Path, mirror: Mirror) -> Listed:
    """The list that is signed now; what was learnt of keys and versions is kept in ``trusted`` for the next time.

    Args:
        root: the root of trust that IT put on the machine.
        trusted: a folder that only this program's user writes.
        mirror: where the files lie.

    Raises:
        Refused: ``updates.rollback``, ``updates.expired`` (file), ``updates.mixed``, ``updates.foreign_key`` (file),
            ``updates.endless`` (file), ``updates.damaged`` (file).
        Unreachable: as ``Mirror``.
        RuleBroken: ``updates.root_broken``.
        StoreTrouble: ``updates.not_kept``.
    """
    fetch = _Fetch(mirror)
    try:
        trusted.mkdir(parents=True, exist_ok=True)
        updater = _begin(root, trusted, fetch)
        updater.refresh()
        targets = Metadata[Targets].from_file(str(trusted / "targets.json")).signed
        timestamp = Metadata[Timestamp].from_file(str(trusted / "timestamp.json")).signed
    except ExpiredMetadataError as error:
        raise Refused("updates.expired", file=_role(str(error))) from error
    except BadVersionNumberError as error:
        is_older = "root" in fetch.last or "timestamp" in fetch.last
        raise Refused("updates.rollback" if is_older else "updates.mixed", file=fetch.last) from error
    except UnsignedMetadataError as error:
        raise Refused("updates.foreign_key", file=fetch.last) from error
    except LengthOrHashMismatchError as error:
        raise Refused("updates.mixed", file=fetch.last) from error
    except RepositoryError as error:
        raise Refused("updates.damaged", file=fetch.last) from error
    except DownloadLengthMismatchError as error:
        raise Refused("updates.endless", file=fetch.last) from error
    except DownloadError as error:
        raise Unreachable("updates.mirror_missing", file=fetch.last) from error
    except OSError as error:
        raise StoreTrouble("updates.not_kept", why=type(error).__name__) from error
    read = [
        package_of(name, file.length, file.hashes.get("sha256", ""), file.custom)
        for name, file in targets.targets.items()
    ]
    known = tuple(each for each in read if each is not None)
    return Listed(packages=known, expires_at=timestamp.expires, unread=len(read) - len(known))


def verify(package: Package, file: Path) -> None:
    """The file is the one that the list names, byte for byte.

    Raises:
        Refused: ``updates.wrong_file``.
    """
    expected = TargetFile(package.size_bytes, {"sha256": package.sha256}, package.name)
    try:
        with file.open("rb") as opened:
            expected.verify_length_and_hashes(opened)
    except (LengthOrHashMismatchError, OSError) as error:
        raise Refused("updates.wrong_file", file=package.name) from error


def _begin(root: bytes, trusted: Path, fetch: _Fetch) -> Updater:
    try:
        return Updater(str(trusted), f"{_BASE}/metadata/", fetcher=fetch, bootstrap=root)
    except RepositoryError as error:
        raise RuleBroken("updates.root_broken") from error


def _role(message: str) -> str:
    """Which file of the four is too old, from python-tuf's message."""
    return next((role for role in ("root", "timestamp", "snapshot", "targets") if role in message), "")
