"""Nobody has to speak: the hall itself notices the window that went silent."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from counter.domain.item import ServiceItem
from counter.domain.policy import ReviewKind
from counter.domain.review import Review
from counter.hall import tables
from counter.hall.enrolment import Place
from counter.hall.hall import Hall
from counter.hall.looking import looking
from counter.hall.watching import LOOK_EVERY
from tests.conftest import FakeClock
from tests.hall.courses import accepted
from tests.hall.databases import hall_url
from tests.hall.window import NOW, Counter, holiday_table, load_items, serving


class Gate:
    """The time between two looks, which passes when a test says so."""

    def __init__(self) -> None:
        self.asked_s: list[float] = []
        self._loop: asyncio.AbstractEventLoop | None = None
        self._open = asyncio.Event()
        self._reached = threading.Semaphore(0)

    async def pause(self, seconds: float) -> None:
        """Waits for ``let_through``."""
        self._loop = asyncio.get_running_loop()
        self.asked_s.append(seconds)
        self._reached.release()
        await self._open.wait()
        self._open.clear()

    def let_through(self) -> None:
        """One look was made, and the hall waits for the next."""
        assert self._reached.acquire(timeout=20)
        assert self._loop is not None
        self._loop.call_soon_threadsafe(self._open.set)
        assert self._reached.acquire(timeout=20)
        self._reached.release()


@pytest.fixture
def clock() -> FakeClock:
    """Half past ten on a Monday in China."""
    return FakeClock(NOW)


@pytest.fixture
def hall(tmp_path: Path, clock: FakeClock) -> Iterator[Hall]:
    """A hall that goes by that clock."""
    opened = Hall(hall_url(tmp_path), tmp_path, practice=True, now=clock.now)
    with contextlib.closing(opened):
        opened.load_catalogue(load_items(), holiday_table())
        yield opened


def unsent(hall: Hall) -> list[tuple[str, str, str]]:
    """Window, rule and state of every review of unsent work that lies at the hall."""
    with hall.database.read() as connection:
        contents = connection.scalars(select(tables.reviews.c.content)).all()
    reviews = [msgspec.json.decode(content, type=Review) for content in contents]
    return [(each.window, each.rule, each.state.value) for each in reviews if each.kind is ReviewKind.UNSENT_WORK]


def test_a_window_that_went_silent_is_noticed_while_nobody_speaks(
    hall: Hall, clock: FakeClock, item: ServiceItem
) -> None:
    """Its last request was hours ago, and no other window asks for anything either."""
    gate = Gate()
    with serving(hall, pause=gate.pause) as served:
        accepted(Counter(served, Place(window="03")), item)
        gate.let_through()
        assert unsent(hall) == []
        clock.go_on(hours=3)
        gate.let_through()
        assert unsent(hall) == [("03", "unsent.silent", "open")]
        gate.let_through()
        assert unsent(hall) == [("03", "unsent.silent", "open")]
    assert set(gate.asked_s) == {LOOK_EVERY.total_seconds()}


def test_a_look_that_fails_is_made_again(caplog: pytest.LogCaptureFixture) -> None:
    """The database was busy; nothing of a row stands in the log."""
    looks: list[str] = []

    class Busy:
        """A hall whose database is busy at first."""

        def watch(self) -> None:
            looks.append("look")
            if len(looks) == 1:
                raise OperationalError("SELECT 张测试", {}, Exception("database is locked"))

    async def story() -> None:
        done = asyncio.Event()

        async def pause(_seconds: float) -> None:
            if len(looks) == 2:
                done.set()
                await asyncio.Event().wait()
            await asyncio.sleep(0)

        async with looking(Busy(), pause):  # type: ignore[arg-type]  # all that is asked of it
            await asyncio.wait_for(done.wait(), 20)

    asyncio.run(story())
    assert looks == ["look", "look"]
    assert "look failed error=OperationalError" in caplog.text
    assert "张测试" not in caplog.text
