"""10,000 waiting lines of 2 KB go to a hall server over real HTTP on loopback."""

from __future__ import annotations

import time
from pathlib import Path

from counter.actions import lists
from counter.cli.opening import on_this_thread
from counter.platform_api.http import HttpPlatform
from counter.store import deliveries
from counter.sync.round import sync_once
from counter.wire.messages import PushAnswer, PushRequest
from tests.bench.big_store import fill
from tests.bench.desks import desk_before, hall, shipped_items
from tests.bench.rows import Row

LINES = 10_000


class _Timed:
    """The platform with a watch on ``push``; everything else is the platform's own."""

    def __init__(self, platform: HttpPlatform) -> None:
        self.pushing_s = 0.0
        self._platform = platform

    def __getattr__(self, name: str) -> object:
        return getattr(self._platform, name)

    def push(self, request: PushRequest) -> PushAnswer:
        """As the platform does, with the time taken."""
        begun = time.perf_counter()
        try:
            return self._platform.push(request)
        finally:
            self.pushing_s += time.perf_counter() - begun


def rows(folder: Path) -> list[Row]:
    """Lines per second of the requests alone, and of the whole round with this side's reading and writing."""
    with (
        hall(folder / "pushing-hall") as told,
        desk_before(told, folder / "pushing-desk") as (desk, platform, door),
    ):
        fill(desk, shipped_items(), LINES, noted=True)
        sizes = [len(bytes(sealed.line)) for _, sealed in deliveries.waiting_lines(desk.db, LINES)]
        timed = _Timed(platform)
        begun = time.perf_counter()
        report = sync_once(desk, timed, door, on_this_thread)  # type: ignore[arg-type]  # narrower than the protocol
        whole_s = time.perf_counter() - begun
        arrived = lists.outbox(desk).all_arrived()
    if report.trouble or report.settled != LINES or not arrived:
        raise RuntimeError(f"not everything arrived: settled={report.settled} {report.trouble}")
    size = f"{LINES:,} lines of {sum(sizes) / len(sizes) / 1000:.2f} KB"
    return [
        Row(f"push {size}, requests and hall", f"{LINES / timed.pushing_s:,.0f} lines/s", "(Anki: about 10,000/s)"),
        Row("  whole round: this side, push and news", f"{LINES / whole_s:,.0f} lines/s", "(Anki: about 10,000/s)"),
    ]
