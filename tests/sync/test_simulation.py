"""The real desks, store and sync against a simulated platform through thousands of seeded mishaps (trust.md, DS).

Each seed plays some dozen steps at two or three windows: cases, corrections, voids, rounds with lost requests, lost
answers, doubled and late answers, crashes in the middle of a round, restarts, wrong clocks, a database put back by a
backup, a platform that forgets or is restored. Then it grows calm, and everything has to be in its place.

A failing seed is repeated with ``COUNTER_SEED=n``; ``COUNTER_FAULTS=long`` plays many.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import random
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import pytest

from counter.actions import enrolment, intake, lists, repair, verifying
from counter.actions.desk import Desk
from counter.cli.opening import on_this_thread
from counter.domain.case import CounterState, Decision, Draft, Intake
from counter.domain.ids import CaseId
from counter.domain.item import ServiceItem
from counter.domain.workdays import HolidayTable
from counter.errors import CounterError, Refused, RuleBroken, Unreachable
from counter.platform_api.simulated import SimulatedPlatform
from counter.store import deliveries
from counter.sync.round import sync_once
from counter.wire.messages import NewsKind, PushAnswer
from tests.actions.approving import cards
from tests.actions.courses import voided
from tests.conftest import CLERK, PDF, FakeClock, draft_of, filled, open_desk_at
from tests.faults.support import IS_LONG, promised_item, seeded

T = TypeVar("T")
SEEDS = range(3000 if IS_LONG else 40)
STEPS = 45
CALM_ROUNDS = 8
MOST_ROLL_BACKS = 6  # the simulated platform knows the letters A to Z


class CrashError(BaseException):
    """The process is gone; nothing catches it but the world."""


class Network:
    """The platform as a window reaches it: through a line that loses, doubles and delays, until it is calm."""

    def __init__(self, platform: SimulatedPlatform, draw: random.Random) -> None:
        self._platform = platform
        self._draw = draw
        self._late: PushAnswer | None = None
        self.is_calm = False

    def __getattr__(self, name: str) -> Callable[..., Any]:
        method = getattr(self._platform, name)
        return method if self.is_calm else lambda *arguments: self._call(name, method, arguments)

    def _call(self, name: str, method: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
        self._perhaps(0.08, Unreachable("platform.away"))
        self._perhaps(0.03, Unreachable("platform.error", status=500))
        self._perhaps(0.02, CrashError())
        answer = method(*arguments)
        if name == "push":
            if self._draw.random() < 0.1:
                answer = method(*arguments)
            late, self._late = self._late, answer
            if late is not None and self._draw.random() < 0.05:
                return late
        self._perhaps(0.08, Unreachable("platform.slow"))
        self._perhaps(0.03, CrashError())
        return answer

    def _perhaps(self, probability: float, error: BaseException) -> None:
        if self._draw.random() < probability:
            raise error


class Window:
    """One desk on its own disk, with its own clock."""

    def __init__(self, folder: Path, network: Network, clock: FakeClock) -> None:
        folder.mkdir()
        self.folder = folder
        self.network = network
        self.clock = clock
        self.desk: Desk = open_desk_at(folder, clock)
        self.received: list[CaseId] = []
        self.backup: Path | None = None

    def start_again(self) -> None:
        """The program ended, or its process died, and was started again."""
        self.desk.store.close()
        self.desk = open_desk_at(self.folder, self.clock)

    def round(self, *, digest_now: bool = False) -> None:
        """A sync round, or as much of it as there was before a crash."""
        platform: Any = self.network
        try:
            sync_once(self.desk, platform, platform, on_this_thread, digest_now=digest_now)
        except CrashError:
            self.start_again()

    def back_up(self) -> None:
        """A copy of the database as it is now lies somewhere."""
        self.desk.store.close()
        self.backup = self.folder.with_name(f"{self.folder.name}-backup")
        shutil.rmtree(self.backup, ignore_errors=True)
        self.backup.mkdir()
        for path in self.folder.glob("counter.db*"):
            shutil.copy2(path, self.backup / path.name)
        self.desk = open_desk_at(self.folder, self.clock)

    def put_back(self, backup: Path) -> None:
        """Somebody restored the copy."""
        self.desk.store.close()
        for path in self.folder.glob("counter.db*"):
            path.unlink()
        for path in backup.iterdir():
            shutil.copy2(path, self.folder / path.name)
        self.desk = open_desk_at(self.folder, self.clock)

    def holds(self, case: CaseId) -> bool:
        """Whether the case is in the database."""
        return self.desk.db.conn.execute("SELECT 1 FROM cases WHERE case_id = ?", [case]).fetchone() is not None


class World:
    """Windows, one platform, and what was acknowledged to the clerks."""

    def __init__(self, seed: int, folder: Path, item: ServiceItem, holidays: HolidayTable) -> None:
        self.draw = seeded(seed)
        self.item = item
        self.clock = FakeClock()
        self.platform = SimulatedPlatform(now=self.clock.now, items=(item,), holidays=holidays)
        self.platform.publish(supervisors=cards())
        self.acknowledged: dict[CaseId, Window] = {}
        self.numbers: list[str] = []
        self.roll_backs = 0
        self.windows: list[Window] = []
        for place in range(self.draw.choice((2, 3))):
            window = Window(folder / f"w{place}", Network(self.platform, self.draw), FakeClock())
            enrolment.enrol(window.desk, self.platform, code="OK-1", platform_url="http://127.0.0.1:1")
            window.network.is_calm = True
            window.round()
            window.network.is_calm = False
            self.windows.append(window)

    def play(self) -> None:
        """The steps of the seed, then calm."""
        steps: list[tuple[Callable[[Window], None], int]] = [
            (self.take, 30), (self.sync, 30), (self.accept_later, 6), (self.correct, 5), (self.void, 2),
            (Window.start_again, 5), (self.turn_clock, 4), (self.pass_time, 8), (self.digest, 4), (self.forget, 3),
            (self.lose_scan, 2),
            (self.restore_platform, 1), (Window.back_up, 3), (self.put_back, 1), (self.refuse_some, 3),
        ]  # fmt: skip
        actions, weights = zip(*steps, strict=True)
        for action in self.draw.choices(actions, weights, k=STEPS):
            action(self.draw.choice(self.windows))
        self.calm_down()

    def take(self, window: Window) -> None:
        """A case is taken in; what the clerk was told counts."""
        decision = self.draw.choice((Decision.ACCEPTED, Decision.RECEIVED))
        whole = self.with_scans(window, filled(self.item, serial=self.draw.randrange(1, 999)))
        draft: Draft = draft_of(whole, at=window.clock.at)
        try:
            taken = intake.take_case(window.desk, CLERK, draft, decision)
            if self.draw.random() < 0.2:
                assert intake.take_case(window.desk, CLERK, draft, decision).papers == taken.papers
        except RuleBroken as error:
            assert error.code == "number.no_epoch"  # noqa: PT017 -- only then, and it is looked at
            return
        self.acknowledged[taken.case.case_id] = window
        self.numbers += taken.papers
        if decision is Decision.RECEIVED:
            window.received.append(taken.case.case_id)

    def with_scans(self, window: Window, whole: Intake) -> Intake:
        """Some applications bring scans with them, some of them the same as another's."""
        spec = self.item.material(whole.materials[0].code)
        assert spec is not None
        contents = [PDF + b"%d" % self.draw.randrange(40) for _ in range(self.draw.choice((0, 0, 1, 2)))]
        kept = tuple(
            intake.attach_file(window.desk, spec, content=content, file_name=f"{place}.pdf")
            for place, content in enumerate(dict.fromkeys(contents))
        )
        first = msgspec.structs.replace(whole.materials[0], attachments=kept)
        return msgspec.structs.replace(whole, materials=(first, *whole.materials[1:]))

    def accept_later(self, window: Window) -> None:
        """A received case is accepted, under a number of its own."""
        with contextlib.suppress(RuleBroken):
            if window.received:
                taken = intake.decide_later(window.desk, CLERK, window.received[0], Decision.ACCEPTED)
                window.received.pop(0)
                self.numbers += [number for number in taken.papers if number not in self.numbers]

    def sync(self, window: Window) -> None:
        """A round on the bad line."""
        window.round()

    def digest(self, window: Window) -> None:
        """A round with the daily comparison."""
        window.round(digest_now=True)

    def correct(self, window: Window) -> None:
        """What the platform refused is put right."""
        for trouble in deliveries.troubles(window.desk.db):
            assert trouble.case is not None
            case = lists.read_case(window.desk, trouble.case).case
            if case.state is CounterState.VOIDED:
                continue
            applicant = msgspec.structs.replace(case.intake.applicant, phone=f"139{self.draw.randrange(10**8):08}")
            fixed = msgspec.structs.replace(case.intake, applicant=applicant)
            with contextlib.suppress(RuleBroken):
                repair.correct_and_resend(window.desk, CLERK, trouble.line, fixed, "电话写错")

    def void(self, window: Window) -> None:
        """A supervisor voids some case of the window."""
        mine = [case for case, owner in self.acknowledged.items() if owner is window]
        if mine:
            with contextlib.suppress(RuleBroken):
                case = self.draw.choice(mine)
                voided(window.desk, case, "重复录入")
                window.received = [each for each in window.received if each != case]

    def turn_clock(self, window: Window) -> None:
        """Somebody turns the wall clock of one machine."""
        window.clock.turn(hours=self.draw.choice((-24, -8, -1, 1, 8)))

    def pass_time(self, _window: Window) -> None:
        """Some hours pass everywhere."""
        hours = self.draw.randrange(1, 12)
        for clock in (self.clock, *(window.clock for window in self.windows)):
            clock.go_on(hours=hours)

    def forget(self, _window: Window) -> None:
        """The platform loses a case without a word."""
        held = [case for case, lines in self.platform.cases.items() if lines]
        if held:
            self.platform.forget(self.platform.cases[self.draw.choice(held)][:])

    def lose_scan(self, _window: Window) -> None:
        """The platform loses a scan without a word, and every line that names it stays."""
        if self.platform.scans:
            self.platform.lose_scans([self.draw.choice(sorted(self.platform.scans))])

    def restore_platform(self, _window: Window) -> None:
        """The platform is put back to its beginning."""
        self.platform.restore_empty()

    def put_back(self, window: Window) -> None:
        """A backup of the desk is restored; what only that desk knew since then is gone for good."""
        if window.backup is None or self.roll_backs == MOST_ROLL_BACKS:
            return
        self.roll_backs += 1
        window.put_back(window.backup)
        for case, owner in list(self.acknowledged.items()):
            if owner is window and not window.holds(case):
                del self.acknowledged[case]
        window.received = [case for case in window.received if window.holds(case)]

    def refuse_some(self, _window: Window) -> None:
        """The platform begins or ends to refuse some cases."""
        share = self.draw.choice((0, 0, 2, 5))
        self.platform.mishaps.refuse = lambda line: (
            "phone.format" if line.kind == "case.taken" and share and line.seq % share == 0 else ""
        )

    def calm_down(self) -> None:
        """The line is good, the platform accepts, the clerks put right what is left."""
        self.platform.mishaps.refuse = lambda _line: ""
        for window in self.windows:
            window.network.is_calm = True
            window.start_again()
            for _ in range(CALM_ROUNDS):
                window.round(digest_now=True)
                self.correct(window)

    def check(self) -> None:
        """Nothing lost, nothing doubled, every number once, every chain whole."""
        for window in self.windows:
            outbox = lists.outbox(window.desk)
            assert outbox.all_arrived(), outbox.waiting
            assert verifying.faults(window.desk) == ()
        lost = [case for case in self.acknowledged if not self.platform.cases.get(case)]
        assert lost == []
        doubled = [case for case, lines in self.platform.cases.items() if len(lines) != len(set(lines))]
        assert doubled == []
        told = Counter(entry.case for entry in self.platform.feed if entry.kind is NewsKind.NUMBERED)
        assert [case for case, times in told.items() if times > 1] == []
        assert [number for number, times in Counter(self.numbers).items() if times > 1] == []
        for case, window in self.acknowledged.items():
            named = [each.sha256 for each in lists.read_case(window.desk, case).case.intake.attachments()]
            assert [name for name in named if sha256_of(self.platform.scans.get(name, b"")) != name] == []
            assert lists.read_case(window.desk, case).case.platform_no, "the platform's number is known here"

    def close(self) -> None:
        """Every desk is closed."""
        for window in self.windows:
            window.desk.store.close()


def sha256_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory where there is one: the disk's slowness is no part of the simulation."""
    memory = Path("/dev/shm")  # noqa: S108 -- a private folder is made in it
    folder = Path(tempfile.mkdtemp(dir=memory)) if memory.is_dir() and os.access(memory, os.W_OK) else tmp_path / "disk"
    folder.mkdir(exist_ok=True)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def test_after_any_mishaps_everything_is_in_its_place(
    disk: Path, items: tuple[ServiceItem, ...], holidays: HolidayTable
) -> None:
    """Each seed is a world of its own; the message names the seed to repeat."""
    only = os.environ.get("COUNTER_SEED")
    cases = numbers = 0
    for seed in [int(only)] if only else SEEDS:
        folder = disk / str(seed)
        folder.mkdir()
        world = World(seed, folder, promised_item(items), holidays)
        try:
            world.play()
            world.check()
        except (AssertionError, CounterError, Refused) as error:
            raise AssertionError(f"seed {seed}: {error!r}") from error
        finally:
            world.close()
        shutil.rmtree(folder)
        cases += len(world.acknowledged)
        numbers += len(world.numbers)
    assert numbers >= cases > 0


def test_a_case_voided_before_its_refusal_was_known_leaves_no_trouble(
    desk: Desk, platform: SimulatedPlatform, items: tuple[ServiceItem, ...]
) -> None:
    """Found by seed 364: the refused line stood in 待处理 for ever, and nobody could do anything about it."""
    draft = draft_of(filled(promised_item(items)))
    case = intake.take_case(desk, CLERK, draft, Decision.ACCEPTED).case
    platform.publish(supervisors=cards())
    voided(desk, case.case_id, "重复录入")
    platform.mishaps.refuse = lambda line: "phone.format" if line.kind == "case.taken" else ""
    sync_once(desk, platform, platform, on_this_thread)
    assert lists.outbox(desk).troubles == ()
    assert lists.outbox(desk).all_arrived()
