"""A machine room for tests of the screens: a policy on the disk, and enrolment and health as they are told to be."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from counter.health.bundle import Piece, write_bundle
from counter.health.findings import Check, Report, bad, ok
from counter.lanes import Lane
from counter.settings import Reading, choose, read
from tests.conftest import NINE
from tests.settings.layers import put
from ui.machine_room import MachineRoom, Way

REPORT = Report(findings=(ok(Check.DISK, free_mb=9000), bad(Check.PRINTER, "printer.none"), ok(Check.STORE)))
PIECES = (Piece(name="health.json", text="{}\n"), Piece(name="log/counter.jsonl", text="second\n"))


class Machine:
    """What the screens ask, and how it answers."""

    def __init__(self, folder: Path, lane: Lane, **policy: object) -> None:
        self.folder, self.lane = folder, lane
        self.enrol: Callable[[str, str], Way] = lambda _code, _url: Way(None, None, None)  # type: ignore[arg-type]
        self.asked: list[tuple[str, str]] = []
        put(folder, "policies/managed/it.json", policy)
        (folder / "home").mkdir(exist_ok=True)

    def read(self) -> Reading:
        """What holds."""
        return read(self.folder / "home", self.folder / "policies")

    def choose(self, changes: Mapping[str, object]) -> Reading:
        """A person's choice."""
        return choose(self.folder / "home", changes, self.folder / "policies")

    def _enrol(self, code: str, url: str) -> Way:
        self.asked.append((code, url))
        return self.enrol(code, url)

    def room(self) -> MachineRoom:
        """As ``main`` would make it."""
        return MachineRoom(
            lane=self.lane,
            read=self.read,
            choose=self.choose,
            enrol=self._enrol,
            queues=lambda: ("front", "back"),
            look=lambda: REPORT,
            pieces=lambda _report: PIECES,
            write=lambda folder, parts: write_bundle(folder, parts, now=NINE),
        )
