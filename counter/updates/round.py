"""One round of the updater, straight down: look, choose, fetch, wait, verify again, hand over. Each end is a status.

    off ── the policy says nothing                       current ── nothing newer for this machine
    announced ── a newer one; IT installs it itself      waiting ── fetched; for its window, or for empty hands
    installed ── handed over, and the system says so     trouble ── refused or out of reach; nothing was changed

The round is stateless but for its folder: trust (what was learnt of keys and versions), staging, lot, status.
"""

from __future__ import annotations

import contextlib
import dataclasses
import secrets
from collections.abc import Callable
from pathlib import Path

import msgspec

from counter.clock import SystemClock, WallClock
from counter.errors import CounterError, DeviceTrouble, Refused, StoreTrouble
from counter.updates import hand
from counter.updates.channel import Listed, follow, read_root, verify
from counter.updates.choosing import Choice, Machine, choose, require
from counter.updates.fetching import clear, fetch
from counter.updates.installer import SystemInstaller
from counter.updates.mirror import Mirror
from counter.updates.offer import Architecture, Package, System
from counter.updates.status import State, Status, read_status, write_status
from counter.updates.terms import Terms, is_open

MOST_TRIES = 3
"""So often the system's installer is given the same file; then a person looks, or IT publishes another one."""


@dataclasses.dataclass(frozen=True)
class Place:
    """Where the updater keeps what it knows, and what it starts to trust from."""

    folder: Path
    root: Path

    @property
    def trusted(self) -> Path:
        """What was learnt of keys and versions."""
        return self.folder / "trust"

    @property
    def staging(self) -> Path:
        """Where packages lie before they are installed."""
        return self.folder / "staging"


@dataclasses.dataclass(frozen=True)
class Program:
    """The program that runs here, as the choice needs it."""

    version: str
    os: System
    arch: Architecture
    schema: int


@dataclasses.dataclass(frozen=True)
class Round:
    """What one round needs.

    Args:
        place: its folder and root of trust.
        terms: the policy.
        program: what runs here.
        mirror: opened when something is to be looked for.
        clock: the machine's.
    """

    place: Place
    terms: Terms
    program: Program
    mirror: Callable[[], Mirror]
    clock: WallClock = dataclasses.field(default_factory=SystemClock)

    def check(self, version: str = "") -> Status:
        """What the mirror offers this machine now; nothing is fetched and nothing is installed."""
        return self._told(lambda listed: self._offered(listed, version))

    def apply(self, installer: SystemInstaller, version: str = "") -> Status:
        """The newest package that this machine may take was installed, or the status says why not (yet).

        Args:
            installer: the system's.
            version: that very version or none, when a person asks for it.
        """
        own = dataclasses.replace(self.program, version=installer.installed() or self.program.version)
        now = dataclasses.replace(self, program=own)
        if self.terms.mode != "install":
            return now.check(version)
        return now._told(lambda listed: now._install(listed, installer, version))  # noqa: SLF001 -- our own twin

    def _told(self, step: Callable[[Listed], Status]) -> Status:
        """The step's status, or that of its trouble; written down either way.

        Raises:
            DeviceTrouble: ``updates.round_running``: another round is under way.
        """
        folder = self.place.folder
        if self.terms.mode == "off":
            return self._write(self._status("off")) if folder.is_dir() else self._status("off")
        folder.mkdir(mode=0o755, parents=True, exist_ok=True)
        hand.lay(folder)
        with hand.alone(folder, "round") as ours:
            if not ours:
                raise DeviceTrouble("updates.round_running")
            try:
                status = step(self._list())
            except CounterError as error:
                status = self._trouble(error)
            return self._write(status)

    def _list(self) -> Listed:
        return follow(read_root(self.place.root), self.place.trusted, self.mirror())

    def _choose(self, listed: Listed, version: str) -> Choice:
        machine = Machine(
            version=self.program.version,
            os=self.program.os,
            arch=self.program.arch,
            schema=self.program.schema,
            lot=_lot(self.place.folder),
        )
        choice = choose(listed.packages, self.terms, machine)
        if version:
            asked = require(listed.packages, version, self.terms, machine)
            choice = msgspec.structs.replace(choice, package=asked if version != machine.version else None)
        return choice

    def _offered(self, listed: Listed, version: str) -> Status:
        choice = self._choose(listed, version)
        return self._seen(listed, choice, "announced" if choice.package else "current")

    def _install(self, listed: Listed, installer: SystemInstaller, version: str) -> Status:
        choice = self._choose(listed, version)
        package = choice.package
        if package is None:
            clear(self.place.staging)
            return self._seen(listed, choice, "current")
        tries = _tries(read_status(self.place.folder), package)
        if tries >= MOST_TRIES:
            return self._seen(listed, choice, "trouble", code="updates.gave_up")
        try:
            file = fetch(package, self.mirror(), self.place.staging)
        except CounterError as error:
            return _because(self._seen(listed, choice, "trouble"), error)
        if not is_open(self.terms.window, self.clock.now().astimezone()):
            return self._seen(listed, choice, "waiting", code="updates.waits_window")
        with hand.alone(self.place.folder) as nobody_works:
            if not nobody_works:
                return self._seen(listed, choice, "waiting", code="updates.waits_hand")
            status = self._hand_over(listed, choice, file, installer, tries)
        if status.state == "installed":
            clear(self.place.staging)
        return status

    def _hand_over(self, listed: Listed, choice: Choice, file: Path, installer: SystemInstaller, tries: int) -> Status:
        """The package is the system's, verified once more right before; a try counts before, so that a crash counts."""
        package = choice.package
        if package is None:
            raise TypeError("nothing was chosen")
        try:
            installer.check(package, file)
            under_way = self._seen(listed, choice, "waiting", code="updates.installing")
            self._write(msgspec.structs.replace(under_way, tried=package.sha256, tries=tries + 1))
            verify(package, file)
            installer.install(package, file)
        except (DeviceTrouble, Refused) as error:
            if error.code in {"updates.installer_busy", "updates.in_use"}:
                waits = _because(self._seen(listed, choice, "waiting"), error)
                return msgspec.structs.replace(waits, tried=package.sha256, tries=tries)
            return _because(self._seen(listed, choice, "trouble"), error)
        done = self._seen(listed, msgspec.structs.replace(choice, package=None), "installed")
        return msgspec.structs.replace(done, version=package.offer.version)

    def _seen(self, listed: Listed, choice: Choice, state: State, code: str = "") -> Status:
        """The status of a round that found the list in order."""
        return msgspec.structs.replace(
            self._status(state),
            code=code,
            offered=choice.package.offer.version if choice.package else "",
            seen_at=self.clock.now(),
            expires_at=listed.expires_at,
            passed_over=choice.passed_over,
            installed_withdrawn=choice.installed_withdrawn,
        )

    def _trouble(self, error: CounterError) -> Status:
        """The status of a round that found nothing out; when the list was last in order, and what it said, is kept."""
        status = _because(self._status("trouble"), error)
        before = read_status(self.place.folder)
        if before is None or before.version != status.version:
            return status
        return msgspec.structs.replace(
            status, offered=before.offered, seen_at=before.seen_at, expires_at=before.expires_at
        )

    def _status(self, state: State) -> Status:
        return Status(state=state, at=self.clock.now(), version=self.program.version, window=self.terms.window)

    def _write(self, status: Status) -> Status:
        """The status is on the disk, and still says how often the system's installer was tried."""
        before = read_status(self.place.folder)
        if not status.tried and before is not None and status.state in {"trouble", "announced", "waiting"}:
            status = msgspec.structs.replace(status, tried=before.tried, tries=before.tries)
        write_status(self.place.folder, status)
        return status


def _because(status: Status, error: CounterError) -> Status:
    """That status with the error's code and what fills its sentence."""
    params = {name: value if isinstance(value, int) else value[:200] for name, value in error.params.items()}
    return msgspec.structs.replace(status, code=error.code, params=params)


def _tries(before: Status | None, package: Package) -> int:
    """How often the system's installer was given this very file."""
    return before.tries if before is not None and before.tried == package.sha256 else 0


def _lot(folder: Path) -> str:
    """The machine's lot, drawn at its first round and kept."""
    path = folder / "lot"
    with contextlib.suppress(FileNotFoundError):
        if kept := path.read_text(encoding="ascii").strip():
            return kept
    drawn = secrets.token_hex(16)
    try:
        path.write_text(drawn + "\n", encoding="ascii")
    except OSError as error:
        raise StoreTrouble("updates.not_kept", why=type(error).__name__) from error
    return drawn
