"""Where the signed files lie: a folder (a mounted share, a USB stick), or a server (``platform_api.mirror``)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from counter.errors import Unreachable

PIECE_BYTES = 64 * 1024


class Mirror(Protocol):
    """Plain files by their path below the mirror; nothing that comes from there is believed."""

    def pieces(self, path: str, *, start: int, wait_s: float) -> Iterator[bytes]:
        """The bytes of that file from ``start`` on, for at most so many seconds.

        Raises:
            Unreachable: ``updates.mirror_missing`` for a file that is not there, ``updates.mirror_away`` (why),
                ``updates.mirror_slow``.
        """


class FolderMirror:
    """A mirror that is a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def pieces(self, path: str, *, start: int, wait_s: float) -> Iterator[bytes]:
        """As ``Mirror``; a folder answers at once or not at all."""
        del wait_s
        try:
            if not (self._folder / "metadata").is_dir():
                raise Unreachable("updates.mirror_away", why="no folder")
            with (self._folder / path).open("rb") as file:
                file.seek(start)
                while piece := file.read(PIECE_BYTES):
                    yield piece
        except FileNotFoundError as error:
            raise Unreachable("updates.mirror_missing", file=path[-60:]) from error
        except OSError as error:
            raise Unreachable("updates.mirror_away", why=type(error).__name__) from error
