"""A mirror of signed update files on a web server, read through the same trust as the platform."""

from __future__ import annotations

import time
from collections.abc import Iterator

import requests

from counter.errors import Unreachable
from counter.platform_api.transport import Transport

_PIECE_BYTES = 64 * 1024
_NOT_THERE = frozenset({requests.codes.forbidden, requests.codes.not_found, requests.codes.gone})


class HttpMirror:
    """A mirror at an address; plain HTTP serves, because what comes is checked by its signatures.

    Args:
        url: the address of the mirrored folder.
        ca_bundle: a PEM file with the private CA; empty for the system's store.
    """

    def __init__(self, url: str, *, ca_bundle: str = "", proxy: str = "none") -> None:
        self._transport = Transport(url, ca_bundle=ca_bundle, proxy=proxy)

    def pieces(self, path: str, *, start: int, wait_s: float) -> Iterator[bytes]:
        """As ``updates.mirror.Mirror``; a server that cannot begin in the middle is read over up to there."""
        ends_at = time.monotonic() + wait_s
        headers = {"Accept-Encoding": "identity", **({"Range": f"bytes={start}-"} if start else {})}
        try:
            with self._transport.opened("GET", f"/{path}", headers=headers) as response:
                skip = 0 if _begins_at(response, start, path) else start
                while piece := response.raw.read1(_PIECE_BYTES):
                    _check_time(ends_at)
                    if skip >= len(piece):
                        skip -= len(piece)
                        continue
                    yield piece[skip:]
                    skip = 0
        except Unreachable as error:
            if error.code == "platform.slow":
                raise Unreachable("updates.mirror_slow") from error
            if error.code.startswith("platform."):
                raise Unreachable("updates.mirror_away", why=error.code) from error
            raise


def _check_time(ends_at: float) -> None:
    """One byte a second would hold the updater for days, each byte within the idle limit."""
    if time.monotonic() > ends_at:
        raise Unreachable("updates.mirror_slow")


def _begins_at(response: requests.Response, start: int, path: str) -> bool:
    """Whether the answer begins where it was asked to."""
    status = response.status_code
    if status in _NOT_THERE:
        raise Unreachable("updates.mirror_missing", file=path[-60:])
    if status == requests.codes.partial_content:
        if not response.headers.get("Content-Range", "").startswith(f"bytes {start}-"):
            raise Unreachable("updates.mirror_away", why="content-range")
        return True
    if status != requests.codes.ok:
        raise Unreachable("updates.mirror_away", why=f"status {status}")
    return start == 0
